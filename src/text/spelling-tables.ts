import { CuilintError } from '../model/error.ts';
import type { Trick } from '../model/view.ts';

/** A well-known disguise: `form` stands for `word`. */
export interface ListedDisguise {
  readonly form: string;
  readonly word: string;
  readonly trick: Trick;
}

/** An emoji as characters inside a word, and as a word by itself ('' if it is none). */
export interface EmojiReading {
  readonly chars: string;
  readonly icon: string;
}

/** The tables of `dictionaries/variants/` for the passes over sound and parts (N10 to N16). */
export interface SpellingTables {
  /** Syllable to the characters read so first, and to those that may be read so. */
  readonly readings: ReadonlyMap<string, { readonly first: string; readonly others: string }>;
  /** Digit to its syllables. */
  readonly digits: ReadonlyMap<string, readonly string[]>;
  readonly emoji: ReadonlyMap<string, EmojiReading>;
  /** Parts to the character they make. */
  readonly parts: ReadonlyMap<string, string>;
  /** Characters to the one that they look like: of these, only the look tells. */
  readonly shapes: ReadonlyMap<string, string>;
  readonly disguises: readonly ListedDisguise[];
}

const LISTED_TRICKS: readonly Trick[] = ['sound', 'pinyin', 'initial', 'digit', 'masked'];

function rowsOf(
  files: Readonly<Record<string, string>>,
  name: string,
  columns: number,
  isSound: (row: readonly string[]) => boolean,
): readonly (readonly string[])[] {
  const file = `${name}.tsv`;
  const rows: string[][] = [];
  const seen = new Set<string>();
  for (const [index, line] of (files[file] ?? '').split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const row = line.split('\t');
    if (row.length !== columns || row[0] === '' || seen.has(row[0]!) || !isSound(row)) {
      throw new CuilintError(
        'RULE_INVALID',
        {
          zh: `此行应有 ${columns} 列（写法见文件开头），首列不得重复。`,
          en: `A row has ${columns} columns as the head of the file says, and no first column twice.`,
        },
        { at: { file, line: index + 1 } },
      );
    }
    seen.add(row[0]!);
    rows.push(row);
  }
  return rows;
}

/**
 * Reads `readings.tsv`, `digits.tsv`, `emoji.tsv`, `parts.tsv`, `shapes.tsv` and
 * `disguises.tsv`, keyed by file name.
 * A file that is missing gives an empty table: its pass then finds nothing. Throws `RULE_INVALID` with
 * file and line for a row that is not laid out as the head of its file says, or is listed twice.
 */
export function parseSpellings(files: Readonly<Record<string, string>>): SpellingTables {
  const readings = rowsOf(files, 'readings', 3, ([syllable]) => /^[a-z]{1,6}$/.test(syllable!));
  const digits = rowsOf(files, 'digits', 2, ([digit]) => /^\d$/.test(digit!));
  const emoji = rowsOf(
    files,
    'emoji',
    3,
    ([form, chars]) => [...form!].length === 1 && chars !== '',
  );
  const parts = rowsOf(
    files,
    'parts',
    2,
    ([form, whole]) => form!.length > 1 && whole!.length === 1,
  );
  const shapes = rowsOf(
    files,
    'shapes',
    2,
    ([form, meant]) => [...form!].length === 1 && [...meant!].length === 1,
  );
  const disguises = rowsOf(files, 'disguises', 3, ([, word, trick]) => {
    return word !== '' && LISTED_TRICKS.some((each) => each === trick);
  });
  return {
    readings: new Map(
      readings.map(([syllable, first, others]) => [syllable!, { first: first!, others: others! }]),
    ),
    digits: new Map(digits.map(([digit, syllables]) => [digit!, syllables!.split(' ')])),
    emoji: new Map(emoji.map(([form, chars, icon]) => [form!, { chars: chars!, icon: icon! }])),
    parts: new Map(parts.map(([form, whole]) => [form!, whole!])),
    shapes: new Map(shapes.map(([form, meant]) => [form!, meant!])),
    disguises: disguises.map(([form, word, trick]) => ({
      form: form!,
      word: word!,
      // Safe: held against the list above.
      trick: trick as Trick,
    })),
  };
}
