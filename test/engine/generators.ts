import type { SpellingTables } from '../../src/text/spelling-tables.ts';

/** Writes a text in one disguise; null where the disguise does not apply to it. */
export type Generator = (text: string) => string | null;

const HAN = /\p{Script=Han}/u;

function changed(before: string, after: string): string | null {
  return before === after ? null : after;
}

/** Of two characters side by side, the first pair in `text` within `word`: the places where a trick bites. */
function within(text: string, word: string, change: (word: string) => string): string | null {
  const at = text.indexOf(word);
  if (at < 0 || word === '') return null;
  return changed(text, text.slice(0, at) + change(word) + text.slice(at + word.length));
}

/** All disguises of the specification, each for a text and the piece of it that is flagged. */
export function createGenerators(
  tables: SpellingTables,
  traditional: string,
): Readonly<Record<string, (text: string, hit: string) => string | null>> {
  const reading = new Map<string, string>();
  for (const [syllable, { first }] of tables.readings)
    for (const char of first) reading.set(char, syllable);
  const toTraditional = new Map<string, string | null>();
  for (let i = 0; i < traditional.length; i += 2) {
    const simplified = traditional[i + 1]!;
    toTraditional.set(simplified, toTraditional.has(simplified) ? null : traditional[i]!);
  }
  const partsOf = new Map([...tables.parts].map(([form, whole]) => [whole, form]));
  const emojiOf = new Map(
    [...tables.emoji].flatMap(([emoji, { chars }]) =>
      [...chars].map((char) => [char, emoji] as const),
    ),
  );
  const each = (text: string, map: (char: string) => string): string => [...text].map(map).join('');
  const second = (word: string, map: (char: string) => string | undefined): string => {
    const chars = [...word];
    for (const at of [1, 0, 2, 3]) {
      const char = chars[at];
      const other = char !== undefined && HAN.test(char) ? map(char) : undefined;
      if (other !== undefined) return chars.with(at, other).join('');
    }
    return word;
  };
  const listed = (text: string): string | null => {
    for (const { form, word, trick } of tables.disguises)
      if (trick === 'sound' && text.includes(word)) return text.replaceAll(word, form);
    return null;
  };
  return {
    traditional: (text) =>
      changed(
        text,
        each(text, (char) => toTraditional.get(char) ?? char),
      ),
    'full width': (text) =>
      changed(
        text,
        text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
      ),
    'zero width': (text) => changed(text, text.replace(/\p{Script=Han}/gu, '$&\u200b')),
    separators: (text, hit) =>
      within(text, hit, (word) => word.replace(/(\p{Script=Han})(?=\p{Script=Han})/gu, '$1·')),
    readings: (text) => changed(text, text.replace(/\p{Script=Han}/gu, '$&(dǎo)')),
    repeated: (text, hit) =>
      within(text, hit, (word) => word.replace(/\p{Script=Han}/gu, '$&$&$&')),
    'one syllable': (text, hit) =>
      within(text, hit, (word) => second(word, (char) => reading.get(char))),
    'all syllables': (text, hit) =>
      within(text, hit, (word) => each(word, (char) => reading.get(char) ?? char)),
    homophone: listed,
    parts: (text) =>
      changed(
        text,
        each(text, (char) => partsOf.get(char) ?? char),
      ),
    emoji: (text, hit) => within(text, hit, (word) => second(word, (char) => emojiOf.get(char))),
  };
}
