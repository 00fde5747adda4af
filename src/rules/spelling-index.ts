import { type Automaton, buildAutomaton } from '../match/automaton.ts';
import {
  packWords,
  SPELLING,
  type SpelledEmoji,
  type SpelledWord,
  type SpellingIndex,
} from '../match/spelling.ts';
import { indexSpoken } from '../match/spelling-gate.ts';
import { OP } from '../model/view.ts';
import { type FoldTable, kindOf, SLOW } from '../text/fold-table.ts';
import { CLAUSE_MARKS, SEPARATORS } from '../text/normalize-squeeze.ts';
import type { SpellingTables } from '../text/spelling-tables.ts';

/** A term of the lexicons or of a pattern, folded. */
export interface SpellableTerm {
  readonly text: string;
  /** Looked for in other characters of the same sound. */
  readonly sound: boolean;
  readonly risk: boolean;
  /** Of two characters, it may be typed in letters alone. */
  readonly typed: boolean;
  readonly cue?: boolean;
}

/** What hides a character without being one. */
export const MASKS = '*□■○●×█▇▓';
/** Parts of characters that are no characters of their own, as they stand after folding. */
const BARE_PARTS = '氵亻讠扌纟彳犭忄辶钅饣礻衤阝刂宀艹疒灬冫罒攵殳';
const HAN_WORD = /^\p{Script=Han}{2,12}$/u;
const MAX_VARIANTS = 6;

/** Numbers of syllables and of listed runs of letters: the units over which the automaton is built. */
interface Sounds {
  readonly numbers: Map<string, number>;
  /** Character to its syllables, the first reading first. */
  readonly readings: ReadonlyMap<string, readonly string[]>;
}

function numberOf(sounds: Sounds, sound: string): number {
  let number = sounds.numbers.get(sound);
  if (number === undefined) {
    number = sounds.numbers.size + 1;
    sounds.numbers.set(sound, number);
  }
  return number;
}

function readReadings(tables: SpellingTables): ReadonlyMap<string, readonly string[]> {
  const readings = new Map<string, string[]>();
  for (const [syllable, { first }] of tables.readings)
    for (const char of first) readings.set(char, [syllable]);
  for (const [syllable, { others }] of tables.readings)
    for (const char of others) readings.get(char)?.push(syllable);
  // What looks like another character is read as that one: 歉 in 借歉 says nothing by its own sound.
  for (const [form, meant] of tables.shapes)
    readings.set(form, [...(readings.get(meant) ?? []), ...(readings.get(form) ?? [])]);
  return readings;
}

/** The sequences of sounds that a form may stand for, as strings of their numbers; [] if one has none. */
function sequencesOf(sounds: Sounds, form: string): readonly string[] {
  let sequences: string[] = [''];
  for (const piece of form.match(/[a-z]+|./gu) ?? []) {
    const options = /^[a-z]/.test(piece) ? [`run ${piece}`] : (sounds.readings.get(piece) ?? []);
    if (options.length === 0) return [];
    sequences = sequences.flatMap((sequence) =>
      options.map((option) => sequence + String.fromCharCode(numberOf(sounds, option))),
    );
    // First readings come first, and a text is read by those alone.
    sequences = sequences.slice(0, MAX_VARIANTS);
  }
  return sequences;
}

function codesOf(
  table: FoldTable,
  sounds: Sounds,
  automaton: Automaton,
  tables: SpellingTables,
): Uint16Array {
  const classOf = new Map<string, number>();
  for (const [char, [first]] of sounds.readings)
    classOf.set(char, automaton.classOf[sounds.numbers.get(first!) ?? 0]!);
  const emoji = new Set([...tables.emoji.keys()].filter((each) => each.length === 1));
  const meaningOf = (char: string): number => {
    const unit = char.charCodeAt(0);
    if (unit >= 97 && unit <= 122) return SPELLING.letter + unit - 97;
    if (unit >= 48 && unit <= 57) return SPELLING.digit + unit - 48;
    if (MASKS.includes(char)) return SPELLING.mask;
    if (BARE_PARTS.includes(char)) return SPELLING.part;
    if (emoji.has(char) || char === '\ue001') return SPELLING.emoji;
    if (CLAUSE_MARKS.includes(char)) return 0;
    return SEPARATORS.includes(char) ? SPELLING.skip : (classOf.get(char) ?? 0);
  };
  const code = new Uint16Array(65536);
  for (let unit = 0; unit < 65536; unit++) {
    kindOf(table, unit);
    const folded = table.unit[unit]!;
    if (folded === 0) code[unit] = SPELLING.drop;
    else if (folded !== SLOW) code[unit] = meaningOf(String.fromCharCode(folded));
    else {
      const several = table.several.get(unit);
      const isIdle = several !== undefined && [...several].every((char) => meaningOf(char) === 0);
      const isSkipped =
        several !== undefined && [...several].every((char) => SEPARATORS.includes(char));
      code[unit] = isIdle ? 0 : isSkipped ? SPELLING.skip : SPELLING.suspect;
    }
  }
  return code;
}

/**
 * Builds what the passes over sounds and parts need from the terms of the ruleset and the tables. Terms
 * that are not of 2 to 12 characters, or hold one without a reading, take no part.
 */
export function indexSpellings(
  terms: readonly SpellableTerm[],
  tables: SpellingTables,
  table: FoldTable,
): SpellingIndex {
  const sounds: Sounds = { numbers: new Map(), readings: readReadings(tables) };
  const words: SpelledWord[] = [];
  const bySequence = new Map<string, number[]>();
  const add = (word: SpelledWord, sequences: readonly string[]): void => {
    if (sequences.length === 0) return;
    words.push(word);
    for (const sequence of new Set(sequences)) {
      const list = bySequence.get(sequence) ?? [];
      list.push(words.length - 1);
      bySequence.set(sequence, list);
    }
  };
  for (const term of terms) {
    if (HAN_WORD.test(term.text)) add({ ...term }, sequencesOf(sounds, term.text));
  }
  for (const { form, word, trick } of tables.disguises) {
    // Digits and masks stand for any sound: the automaton looks for the word itself.
    const sounding = trick === 'digit' || trick === 'masked' ? word : form;
    add(
      { text: word, sound: true, risk: true, typed: true, listed: { form, op: OP[trick] } },
      sequencesOf(sounds, sounding),
    );
  }
  // Merged by a pass of their own; here they only open its gate.
  for (const [form, whole] of tables.parts) {
    add(
      { text: whole, sound: true, risk: false, typed: true, listed: { form, op: OP.parts } },
      sequencesOf(sounds, form),
    );
  }
  const sequences = [...bySequence.keys()];
  const automaton = buildAutomaton(sequences);
  const wordStart = new Int32Array(sequences.length + 1);
  const wordOf: number[] = [];
  for (const [at, sequence] of sequences.entries()) {
    wordOf.push(...bySequence.get(sequence)!);
    wordStart[at + 1] = wordOf.length;
  }
  const packed = packWords(words);
  const marks = Uint8Array.from(sequences, (sequence) =>
    bySequence.get(sequence)!.reduce((bits, at) => bits | packed.marks[at]!, 0),
  );
  const denseOf = (sound: string): number => automaton.classOf[sounds.numbers.get(sound) ?? 0]!;
  const runs = [...sounds.numbers.keys()].filter((sound) => sound.startsWith('run '));
  const emoji: Record<string, SpelledEmoji> = {};
  for (const [form, { chars, icon }] of tables.emoji) {
    const syllables = [...chars].flatMap((char) => sounds.readings.get(char)?.[0] ?? []);
    const classes = [...new Set(syllables.map(denseOf))].filter((code) => code !== 0);
    emoji[form] = { classes, chars, icon };
  }
  const { classOf, ...states } = automaton;
  return {
    code: codesOf(table, sounds, automaton, tables),
    automaton: states,
    wordStart,
    wordOf: Int32Array.from(wordOf),
    words: packed,
    marks,
    spoken: indexSpoken(states, marks),
    syllables: Object.fromEntries([...tables.readings.keys()].map((each) => [each, denseOf(each)])),
    chars: Object.fromEntries([...tables.readings].map(([each, { first }]) => [each, first])),
    runs: Object.fromEntries(runs.map((run) => [run.slice(4), denseOf(run)])),
    digits: Array.from({ length: 10 }, (_, digit) =>
      (tables.digits.get(`${digit}`) ?? []).map(denseOf),
    ),
    emoji,
    parts: [...tables.parts],
    classes: Math.max(...classOf),
  };
}
