import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Ignore } from 'ignore';

/** The .gitignore files that hold in one folder. Paths are absolute. */
export interface IgnoreRules {
  /** Those of `folder` added, which holds a .gitignore of its own. */
  enter(folder: string): Promise<IgnoreRules>;
  isIgnored(path: string, isFolder: boolean): boolean;
}

interface Level {
  /** With the separator at its end. */
  readonly base: string;
  readonly rules: Ignore;
}

async function readLevel(folder: string): Promise<Level> {
  // Loaded here: most folders have none, and a start is dear.
  const { default: ignore } = await import('ignore');
  const text = readFileSync(join(folder, '.gitignore'), 'utf8');
  // git itself honours case on Linux; `ignore` would not.
  const rules = ignore({ ignorecase: false }).add(text);
  return { base: folder.endsWith(sep) ? folder : folder + sep, rules };
}

function build(levels: readonly Level[]): IgnoreRules {
  return {
    enter: async (folder) => build([...levels, await readLevel(folder)]),
    isIgnored: (path, isFolder) => {
      // The nearest file that says anything decides.
      for (let index = levels.length - 1; index >= 0; index--) {
        const { base, rules } = levels[index]!;
        const inside = path.slice(base.length).replaceAll(sep, '/');
        const { ignored, unignored } = rules.test(isFolder ? `${inside}/` : inside);
        if (ignored || unignored) return ignored;
      }
      return false;
    },
  };
}

/**
 * The rules from the repository's root down to above `folder`; its own are added by `enter`. None outside
 * a repository, and none if they leave out `folder` itself: it was asked for by name.
 */
export async function openIgnoreRules(folder: string): Promise<IgnoreRules> {
  const above: string[] = [];
  let isRepository = existsSync(join(folder, '.git'));
  for (let at = folder; !isRepository; ) {
    const parent = dirname(at);
    if (parent === at) break;
    above.unshift(parent);
    isRepository = existsSync(join(parent, '.git'));
    at = parent;
  }
  if (!isRepository) return build([]);
  const levels: Level[] = [];
  for (const parent of above) {
    if (existsSync(join(parent, '.gitignore'))) levels.push(await readLevel(parent));
  }
  const rules = build(levels);
  return rules.isIgnored(folder, true) ? build([]) : rules;
}

/**
 * The rules that hold in the folders below `base` (absolute), null for one that is left out itself or stands in
 * such a folder. `base` was asked for by name, as a folder that is walked is.
 */
export function rulesBelow(base: string): (folder: string) => Promise<IgnoreRules | null> {
  const known = new Map<string, Promise<IgnoreRules | null>>();
  const find = async (folder: string): Promise<IgnoreRules | null> => {
    const parent = dirname(folder);
    const above =
      folder === base || parent === folder ? await openIgnoreRules(folder) : await rulesIn(parent);
    if (above === null || (folder !== base && above.isIgnored(folder, true))) return null;
    return existsSync(join(folder, '.gitignore')) ? above.enter(folder) : above;
  };
  const rulesIn = (folder: string): Promise<IgnoreRules | null> => {
    const rules = known.get(folder) ?? find(folder);
    known.set(folder, rules);
    return rules;
  };
  return rulesIn;
}
