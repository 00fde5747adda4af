import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Message, Problem } from '../model/error.ts';
import type { FileKind } from '../rules/parse.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { packageRoot } from './built-in.ts';
import { type Config, shownFrom } from './config.ts';
import type { Placed } from './config-values.ts';
import { compileDictionaries } from './dictionaries.ts';
import { isInside, readOwnFile } from './read-own-file.ts';

interface OwnFile {
  readonly path: string;
  readonly text: string;
  readonly kind?: FileKind;
}

/** What a file holds by its first key at the margin; folders need not be laid out as ours are. */
function kindOf(text: string): FileKind | undefined {
  if (/^(?:classes|shields)[ \t]*:/m.test(text)) return 'lexicons';
  if (/^severity[ \t]*:/m.test(text)) return 'rules';
  return /^(?:issuer|clauses)[ \t]*:/m.test(text) ? 'regulations' : undefined;
}

const MAX_FILES = 2_000;
const LINKED_FOLDER: Message = {
  zh: '指向文件夹的链接，没有读取',
  en: 'a link to a folder, which was not read',
};
const NAME_FOLDER: Message = {
  zh: '在 dictionaries 里写明那个文件夹',
  en: 'name that folder under dictionaries',
};

/**
 * YAML files below a path, in the order of their names, and links among them, which `readOwnFile` follows or
 * refuses. Links to folders are handed to `refuse`: they may lead out, or round in a circle.
 */
function filesBelow(path: string, refuse: (link: string) => void): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const at = join(path, entry.name);
      if (entry.isDirectory()) return filesBelow(at, refuse);
      if (/\.ya?ml$/.test(entry.name)) return [at];
      if (entry.isSymbolicLink() && statSync(at, { throwIfNoEntry: false })?.isDirectory())
        refuse(at);
      return [];
    });
}

/**
 * The built-in rules with the dictionaries that a configuration names, compiled: some 300 ms. Broken files
 * are problems, with their places. `base`: the folder that they come behind, if not that of this package.
 */
export function loadOwnRuleset(
  config: Config,
  cwd: string,
  base: string = join(packageRoot(), 'dictionaries'),
): { readonly ruleset: Ruleset; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const own = new Map<string, OwnFile>();
  const blame = ({ value, place }: Placed<string>, { zh, en }: Message): void => {
    problems.push({
      type: 'problem',
      code: 'CONFIG_INVALID',
      ...place,
      reason: { zh: `dictionaries “${value}”：${zh}`, en: `dictionaries “${value}”: ${en}` },
    });
  };
  for (const { file, folder } of config.layers) {
    for (const named of file.dictionaries) {
      const path = resolve(folder, named.value);
      if (!isInside(config.root, path)) {
        blame(named, { zh: '指向仓库之外', en: 'it leads out of the repository' });
        continue;
      }
      const refuse = (at: string, reason: Message, hint?: Message): void => {
        const broken = { type: 'problem', code: 'RULE_INVALID', file: shownFrom(cwd, at) } as const;
        problems.push({ ...broken, reason, ...(hint === undefined ? {} : { hint }) });
      };
      let files: readonly string[];
      try {
        files = filesBelow(path, (link) => refuse(link, LINKED_FOLDER, NAME_FOLDER));
      } catch {
        // Missing or not readable; which of the two makes no difference to what has to be done.
        blame(named, { zh: '读不到', en: 'it cannot be read' });
        continue;
      }
      if (files.length === 0 || files.length > MAX_FILES) {
        blame(named, {
          zh: `应有 1 到 ${MAX_FILES} 个 YAML 文件，实有 ${files.length} 个`,
          en: `it should hold 1 to ${MAX_FILES} YAML files and holds ${files.length}`,
        });
        continue;
      }
      for (const at of files) {
        const read = readOwnFile(at, config.root);
        if ('reason' in read) {
          if (at === path) blame(named, read.reason);
          else refuse(at, read.reason, read.hint);
        } else {
          const kind = kindOf(read.text);
          own.set(read.real, {
            path: shownFrom(cwd, at),
            text: read.text,
            ...(kind === undefined ? {} : { kind }),
          });
        }
      }
    }
  }
  const loaded = compileDictionaries(base, [...own.values()]);
  return { ruleset: loaded.ruleset, problems: [...problems, ...loaded.problems] };
}
