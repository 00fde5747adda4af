import { relative, sep } from 'node:path';
import ignore from 'ignore';

/** `a{b,c}d` as `abd` and `acd`, from the inside out; git knows no braces, people write them. At most 64 ways. */
function withoutBraces(pattern: string): readonly string[] {
  let open = [pattern];
  for (let changed = true; changed && open.length <= 64; ) {
    changed = false;
    open = open.flatMap((each) => {
      const group = /(?<!\\)\{([^{}]*,[^{}]*)\}/.exec(each);
      if (group === null) return [each];
      changed = true;
      const before = each.slice(0, group.index);
      const after = each.slice(group.index + group[0].length);
      return group[1]!.split(',').map((choice) => before + choice + after);
    });
  }
  return open;
}

/**
 * Tells whether a file (absolute path) is meant by `patterns`, written as in .gitignore and with `{a,b}`,
 * relative to `folder`. A file outside of `folder` never is, and none is by an empty list.
 */
export function filePatterns(
  folder: string,
  patterns: readonly string[],
): (path: string) => boolean {
  // git's ./x means nothing; who writes it means x.
  const lines = patterns.flatMap(withoutBraces).map((line) => line.replace(/^(!?)\.\//, '$1/'));
  const rules = ignore({ ignorecase: false }).add(lines);
  return (path) => {
    const inside =
      sep === '/' ? relative(folder, path) : relative(folder, path).replaceAll(sep, '/');
    return ignore.isPathValid(inside) && rules.ignores(inside);
  };
}

/**
 * The same for a choice of files: the last of `patterns` that means a file decides, `!` for what is taken out again.
 * In .gitignore nothing comes back out of a folder that is left out, so that `**` and then `!a/**` would leave a in.
 */
export function chosenFiles(
  folder: string,
  patterns: readonly string[],
): (path: string) => boolean {
  const steps = patterns.map((pattern) => ({
    chooses: !pattern.startsWith('!'),
    means: filePatterns(folder, [pattern.replace(/^!/, '')]),
  }));
  return (path) => steps.findLast(({ means }) => means(path))?.chooses === true;
}
