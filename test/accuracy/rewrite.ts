// Ways of writing the same message otherwise: nothing of what it says changes, and so should no verdict.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/node/built-in.ts';
import { hasSpeakerLabel } from '../../src/readers/meta.ts';
import { parseSpellings } from '../../src/text/spelling-tables.ts';

/** Half-open, in UTF-16 units of the text. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Rewriting {
  readonly name: string;
  /** The text written otherwise. `found` are the places of the findings in it: there a word is disguised. */
  readonly write: (text: string, found: readonly Place[]) => string;
}

const FOLDER = join(packageRoot(), 'dictionaries/variants');
const tables = Object.fromEntries(
  ['readings', 'digits', 'emoji', 'parts', 'shapes', 'disguises', 'traditional'].map((name) => [
    `${name}.tsv`,
    readFileSync(join(FOLDER, `${name}.tsv`), 'utf8'),
  ]),
);
const spellings = parseSpellings(tables);

const syllableOf = new Map<string, string>();
for (const [syllable, { first }] of spellings.readings)
  for (const char of first) syllableOf.set(char, syllable);
const partsOf = new Map([...spellings.parts].map(([parts, whole]) => [whole, parts]));
const digitOf = new Map(
  [...spellings.digits].flatMap(([digit, syllables]) => syllables.map((each) => [each, digit])),
);
const traditionalOf = new Map<string, string>();
for (const row of tables['traditional.tsv']!.split('\n')) {
  const [form, usual] = row.split('\t');
  if (usual !== undefined && !traditionalOf.has(usual)) traditionalOf.set(usual, form!);
}

const IS_HAN = /\p{Script=Han}/u;

/** The marks named become `to`, all others stay. */
function mark(from: RegExp, to: string, name: string): Rewriting {
  return { name, write: (text) => text.replace(from, to) };
}

/** Marks between words: none at the end of the text, and none behind another mark. */
function between(marks: string): RegExp {
  return new RegExp(`(?<=[\\p{Script=Han}\\d）)」”』》】])[${marks}](?=\\s*\\S)`, 'gu');
}

const STOP = between('。');
const COMMA = between('，');

/** Behind a signature where there is one; a transcript begins with who speaks. */
function greeting(words: string): Rewriting {
  return {
    name: `${words} before it`,
    write: (text) =>
      hasSpeakerLabel(text)
        ? text
        : text.replace(/^(\s*【[^】\n]{2,20}】)?/, (head) => head + words),
  };
}

function closing(words: string): Rewriting {
  return {
    name: `${words} behind it`,
    write: (text) =>
      hasSpeakerLabel(text)
        ? text
        : text.replace(/([。！？!?.]?)(\s*(?:【[^】\n]{2,20}】)?\s*)$/, `$1${words}$2`),
  };
}

/** The first found words, rewritten. */
function atFound(name: string, write: (words: string) => string): Rewriting {
  return {
    name: `${name} in what is found`,
    write: (text, [place]) =>
      place === undefined
        ? text
        : text.slice(0, place.start) +
          write(text.slice(place.start, place.end)) +
          text.slice(place.end),
  };
}

/** One Han character of the words, the one nearest to their middle for which there is something to write. */
function oneCharacter(words: string, write: (char: string) => string | undefined): string {
  const middle = (words.length - 1) / 2;
  const places = [...words].flatMap((char, at) => (IS_HAN.test(char) ? [at] : []));
  const chars = [...words];
  places.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b);
  for (const at of places) {
    const written = write(chars[at]!);
    if (written !== undefined)
      return [...chars.slice(0, at), written, ...chars.slice(at + 1)].join('');
  }
  return words;
}

function inside(words: string, put: string): string {
  return words.replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, put);
}

/** Another character of the same sound, the first one of the table. */
function homophone(char: string): string | undefined {
  const { first } = spellings.readings.get(syllableOf.get(char) ?? '') ?? { first: '' };
  return [...first].find((other) => other !== char);
}

function toFullWidth(text: string): string {
  return text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
}

function toTraditional(text: string, each: number): string {
  let count = 0;
  return text.replace(/\p{Script=Han}/gu, (char) => {
    const form = traditionalOf.get(char);
    if (form === undefined) return char;
    count += 1;
    return count % each === 0 ? form : char;
  });
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['', 'nothing'],
  [' ', 'a space'],
  ['\n', 'a line end'],
]);

const STOPS = ['.', '．', '｡', '·', ' ', '\n', '~', '！', '；', '…', '，', '😊', ''];
const COMMAS = [',', ' ', '\n', '~', '！', '；', '、', '…', '.', '。', '—', '😊', ''];

export const REWRITINGS: readonly Rewriting[] = [
  ...STOPS.map((to) => mark(STOP, to, `${NAMES.get(to) ?? to} for 。`)),
  ...COMMAS.map((to) => mark(COMMA, to, `${NAMES.get(to) ?? to} for ，`)),
  {
    name: 'ASCII marks',
    write: (text) =>
      text.replace(/[。，！？；：（）]/g, (char) => '.,!?;:()'['。，！？；：（）'.indexOf(char)]!),
  },
  {
    name: 'ASCII marks and a space',
    write: (text) =>
      text.replace(/[。，！？；]/g, (char) => `${'.,!?;'['。，！？；'.indexOf(char)]} `),
  },
  {
    name: 'a line for each sentence',
    write: (text) => text.replace(/([。！？])(?=[^\n])/g, '$1\n'),
  },
  { name: '"" for “”', write: (text) => text.replace(/[“”]/g, '"') },
  { name: 'no last mark', write: (text) => text.replace(/[。！？.!?]+$/, '') },
  { name: '!!! as last mark', write: (text) => text.replace(/[。！？.!?]*$/, '！！！') },
  ...['您好，', '你好 ', '您好！', '亲，', '尊敬的客户，', '尊敬的张先生：', '【安信】'].map(
    greeting,
  ),
  ...['谢谢。', '祝您生活愉快！', '【安信金融】'].map(closing),
  { name: 'full-width Latin and digits', write: toFullWidth },
  { name: 'traditional', write: (text) => toTraditional(text, 1) },
  { name: 'every other character traditional', write: (text) => toTraditional(text, 2) },
  { name: 'zero-width everywhere', write: (text) => inside(text, '\u200b') },
  { name: 'a space everywhere', write: (text) => inside(text, ' ') },
  atFound('zero-width', (words) => inside(words, '\u200b')),
  atFound('bidi marks', (words) => `\u202d${inside(words, '\u2068')}\u202c`),
  atFound('a space', (words) => inside(words, ' ')),
  atFound('.', (words) => inside(words, '.')),
  atFound('/', (words) => inside(words, '/')),
  atFound('each character twice', (words) => words.replace(/\p{Script=Han}/gu, '$&$&')),
  atFound('one character twice', (words) => oneCharacter(words, (char) => char + char)),
  atFound('one pinyin', (words) => oneCharacter(words, (char) => syllableOf.get(char))),
  atFound('one initial', (words) => oneCharacter(words, (char) => syllableOf.get(char)?.[0])),
  atFound('one capital initial', (words) =>
    oneCharacter(words, (char) => syllableOf.get(char)?.charAt(0).toUpperCase()),
  ),
  atFound('one homophone', (words) => oneCharacter(words, homophone)),
  atFound('one character split', (words) => oneCharacter(words, (char) => partsOf.get(char))),
  atFound('one digit', (words) =>
    oneCharacter(words, (char) => digitOf.get(syllableOf.get(char) ?? '')),
  ),
];
