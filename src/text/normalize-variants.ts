import { CuilintError } from '../model/error.ts';

/**
 * The committed tables of `dictionaries/variants/` as plain data. Each string is a row of pairs: units
 * 2i and 2i + 1 are a form and what it folds to, both one UTF-16 unit.
 */
export interface VariantTables {
  /** N4: traditional to simplified. */
  readonly traditional: string;
  /** N5: variant and radical forms. */
  readonly variants: string;
  /** N17: letters that look like a Latin letter, folded inside Latin runs only. */
  readonly lookalikes: string;
  /** What a build has made of them; absent: made when first needed. */
  readonly packed?: PackedFolds;
}

/** What the units of the Basic Multilingual Plane fold to, as far as it was looked at; the arrays are the reader's own. */
export interface PackedFolds {
  readonly unit: Uint16Array;
  readonly single: Uint16Array;
  readonly kind: Uint8Array;
  readonly several: readonly (readonly [number, string])[];
}

const TABLES = ['traditional', 'variants', 'lookalikes'] as const;

function parseTable(file: string, content: string, seen: Map<string, string>): string {
  let pairs = '';
  for (const [index, row] of content.split(/\r?\n/).entries()) {
    if (row === '' || row.startsWith('#')) continue;
    const [form, usual, ...rest] = row.split('\t');
    const earlier = form === undefined ? undefined : seen.get(form);
    if (form?.length !== 1 || usual?.length !== 1 || rest.length > 0 || form === usual) {
      throw new CuilintError(
        'RULE_INVALID',
        {
          zh: '此行应为：一个字符、制表符、另一个字符。',
          en: 'A row is one character, a tab and another character.',
        },
        { at: { file, line: index + 1 } },
      );
    }
    if (earlier !== undefined) {
      throw new CuilintError(
        'RULE_INVALID',
        { zh: `字符“${form}”已在 ${earlier} 中。`, en: `“${form}” is already in ${earlier}.` },
        { at: { file, line: index + 1 } },
      );
    }
    seen.set(form, `${file}:${index + 1}`);
    pairs += form + usual;
  }
  return pairs;
}

/**
 * Reads the tables from the contents of `traditional.tsv`, `variants.tsv` and `lookalikes.tsv`, keyed by
 * file name. A row is a form, a tab and the usual character; rows that begin with `#` are remarks.
 *
 * Throws `RULE_INVALID` with file and line for any other row, for a form listed twice in any of the
 * tables, and for a file that is missing: without its tables the linter would miss disguised words.
 */
export function parseVariants(files: Readonly<Record<string, string>>): VariantTables {
  const seen = new Map<string, string>();
  const parsed = TABLES.map((name) => {
    const file = `${name}.tsv`;
    const content = files[file];
    if (content === undefined) {
      throw new CuilintError(
        'RULE_INVALID',
        { zh: '缺少字形对照表。', en: 'The table of variant forms is missing.' },
        { at: { file } },
      );
    }
    return parseTable(file, content, seen);
  });
  return { traditional: parsed[0]!, variants: parsed[1]!, lookalikes: parsed[2]! };
}
