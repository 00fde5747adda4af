import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface OtherRules {
  /** Absolute: a folder laid out as `dictionaries/`. */
  readonly dictionaries: string;
  /** Of the package that it belongs to; undefined for a folder that stands alone. */
  readonly version: string | undefined;
}

/** Version of the cuilint in a folder; undefined where there is none. */
function versionIn(folder: string): string | undefined {
  try {
    const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    return name === 'cuilint' && typeof version === 'string' ? version : undefined;
  } catch {
    // No package.json, or none that can be read: not a copy of ours.
    return undefined;
  }
}

function inPackage(folder: string): OtherRules | undefined {
  const dictionaries = join(folder, 'dictionaries');
  return existsSync(join(dictionaries, 'rules'))
    ? { dictionaries, version: versionIn(folder) }
    : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // No such folder: nothing is installed there.
    return [];
  }
}

/** Copies called cuilint or something-cuilint (`npm install cuilint-next@…`) from `cwd` upward. */
function* installedFrom(cwd: string): Generator<string> {
  for (let at = cwd; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    for (const name of namesIn(modules)) if (name.includes('cuilint')) yield join(modules, name);
    if (dirname(at) === at) return;
  }
}

/**
 * The rule set that `named` means: a folder (dictionaries, a package or a clone, or what
 * `npm install --prefix` made), or the number of a version that is installed from `cwd` (absolute) upward or
 * in one of `also`. Nothing is fetched. undefined where there is none.
 */
export function findOtherRules(
  named: string,
  cwd: string,
  also: readonly string[],
): OtherRules | undefined {
  const folder = resolve(cwd, named);
  if (existsSync(join(folder, 'rules'))) {
    return { dictionaries: folder, version: versionIn(dirname(folder)) };
  }
  const found = inPackage(folder) ?? inPackage(join(folder, 'node_modules/cuilint'));
  if (found !== undefined) return found;
  const wanted = named.replace(/^v/, '');
  for (const copy of [...installedFrom(cwd), ...also])
    if (versionIn(copy) === wanted) {
      const rules = inPackage(copy);
      if (rules !== undefined) return rules;
    }
  return undefined;
}

/** Less than 0 where `a` is the older version; 0 where nobody can tell. Numbers before what follows a dash. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string): readonly number[] | undefined => {
    const match = /^(\d+)\.(\d+)\.(\d+)(-?)/.exec(version);
    // 1.0.0-rc.1 comes before 1.0.0.
    return match === null ? undefined : [...match.slice(1, 4).map(Number), match[4] === '' ? 1 : 0];
  };
  const [left, right] = [parts(a), parts(b)];
  if (left === undefined || right === undefined) return 0;
  for (const [index, part] of left.entries()) {
    const difference = part - right[index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
