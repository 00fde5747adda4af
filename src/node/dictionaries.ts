import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../model/error.ts';
import type { LexiconClass } from '../model/rule.ts';
import type { Weights } from '../model/weights.ts';
import { compileRules } from '../rules/compile.ts';
import { type FileKind, type ParsedRules, parseRules } from '../rules/parse.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { packWeights, parseWeights } from '../rules/weights.ts';
import { createNormalizer } from '../text/normalize.ts';
import { parseVariants, type VariantTables } from '../text/normalize-variants.ts';
import { parseSpellings, type SpellingTables } from '../text/spelling-tables.ts';

function readTree(
  folder: string,
  prefix: string,
  ending: RegExp,
): { path: string; text: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory()) return readTree(join(folder, entry.name), `${path}/`, ending);
      return ending.test(entry.name)
        ? [{ path, text: readFileSync(join(folder, entry.name), 'utf8') }]
        : [];
    });
}

export interface LoadedRules {
  readonly ruleset: Ruleset;
  /** Word classes as they were written; the ruleset has them compiled. */
  readonly classes: readonly LexiconClass[];
  /** Broken rules and lexicons: what is sound is in the ruleset all the same. */
  readonly problems: readonly Problem[];
}

/** A file of somebody else's dictionary, as `parseRules` takes it. */
interface OwnFile {
  readonly path: string;
  readonly text: string;
  readonly kind?: FileKind;
}

interface ParsedDictionaries extends ParsedRules {
  readonly hash: string;
  readonly variants: VariantTables;
  readonly spellings: SpellingTables;
  readonly weights?: Weights;
}

/** Reads the YAML of a folder laid out as `dictionaries/`, without compiling it. Takes some 500 ms. */
export function parseDictionaries(
  folder: string,
  own: readonly OwnFile[] = [],
): ParsedDictionaries {
  const built = ['rules', 'conduct', 'lexicons', 'regulations', 'replacements'].flatMap((part) =>
    readTree(join(folder, part), `${part}/`, /\.ya?ml$/),
  );
  const files = [...built, ...own];
  const tables = readTree(join(folder, 'variants'), '', /\.tsv$/);
  const learned = readTree(join(folder, 'weights'), 'weights/', /\.tsv$/);
  const tableFiles = Object.fromEntries(tables.map(({ path, text }) => [path, text]));
  const hash = createHash('sha256');
  for (const { path, text } of [...files, ...tables, ...learned])
    hash.update(`${path}\n${text.length}\n${text}`);
  return {
    ...parseRules(files),
    hash: `sha256:${hash.digest('hex')}`,
    variants: parseVariants(tableFiles),
    spellings: parseSpellings(tableFiles),
    ...(learned[0] && {
      weights: parseWeights(
        learned[0].text,
        built.flatMap(({ path }) => /^rules\/(.*)\.ya?ml$/.exec(path)?.[1] ?? []),
      ),
    }),
  };
}

/**
 * Reads and compiles the YAML of a folder laid out as `dictionaries/`. Takes some two seconds. `own` are files
 * of somebody else that count behind them: they may change classes of the folder.
 */
export function compileDictionaries(folder: string, own: readonly OwnFile[] = []): LoadedRules {
  const { source, replacements, places, hash, variants, spellings, weights, ...parsed } =
    parseDictionaries(folder, own);
  const { compiled, problems } = compileRules(
    source,
    createNormalizer(variants),
    places,
    spellings,
  );
  return {
    ruleset: {
      hash,
      rules: source.rules,
      clauses: Object.fromEntries(source.clauses.map((clause) => [clause.id, clause])),
      replacements,
      compiled,
      variants,
      ...(weights && { weights: packWeights(weights) }),
    },
    classes: source.classes,
    // While a lexicon is broken its classes are missing: rules that name them are not to blame.
    problems: parsed.problems.some((problem) => problem.file?.startsWith('lexicons/'))
      ? parsed.problems
      : [...parsed.problems, ...problems],
  };
}
