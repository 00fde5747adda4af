import { createPresence } from '../match/presence.ts';
import { BOUNDS, type CompiledRules, type Program } from '../match/program.ts';
import { NUMBER_NEIGHBOURS } from '../match/spelling-tricks.ts';
import type { Normalizer } from '../text/normalize.ts';
import type { Views } from './views.ts';

/** All ten digits, as bits. */
const ANY = 0x3ff;

/** A way in which a run of digits may begin; per place the digits meant, as bits. */
type Head = readonly number[];

/** `95`, `1[3-9]`: the beginning of a run, of which a rule or an entity reads the digits. */
function head(pattern: string): Head {
  return Array.from(pattern.matchAll(/\[(\d)-(\d)\]|\[(\d+)\]|\d/g), ([whole, from, to, set]) => {
    if (from !== undefined && to !== undefined) {
      let bits = 0;
      for (let digit = Number(from); digit <= Number(to); digit += 1) bits |= 1 << digit;
      return bits;
    }
    return [...(set ?? whole)].reduce((bits, digit) => bits | (1 << Number(digit)), 0);
  });
}

/** What telephone numbers begin with, by the length of the run (text/entities.ts). */
const SERVICE_HEADS: readonly (readonly [from: number, to: number, heads: readonly Head[]])[] = [
  [5, 5, ['12', '1001', '100[08]'].map(head)],
  [5, 6, [head('96')]],
  [5, 8, [head('95')]],
];
const PHONE_HEADS: typeof SERVICE_HEADS = [
  [9, 11, [head('400'), head('800')]],
  [10, 12, [head('0')]],
  [11, 11, [head('1[3-9]')]],
  [13, 13, [head('861[3-9]')]],
];

/**
 * Marks of templates, of code, of what is read letter by letter, and digits that are none of ASCII: a text with
 * one of them is remembered as it stands. An @ among Han is none of them (@张某某).
 */
const UNSURE =
  /[{｛#＃[［＠$＄&＆<＜>＞\\\u20e3\ufe0f０-９]|(?<![\u4e00-\u9fff】，。！？；：,!?;:\s]|^)@|@(?![\u4e00-\u9fff])|[%％](?![^0-9a-zA-Zａ-ｚＡ-Ｚ])/;
/** A per cent sign that is not behind a number: one alone, before a mark of a sentence, opens no placeholder. */
const LOOSE_PERCENT = /(?<![0-9])[%％]/;
const LONE_PERCENT = /^[^%％]*[%％][，。；、,;][^%％]*$/;

/** What may stand beside a number that is exchanged: Han, and these (folded). */
const BESIDE = new Set(',。!?;、()【】「」《》“”‘’":.-+=¥%…~ \n\t/');
const HAN = /[\u4e00-\u9fff]/;
/** Between digits these may make one telephone number of two runs. */
const JOINTS = new Set('- ()');
const DATE_OR_CLOCK =
  /(?<![\dx*/.:-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?)(?![\dx*/.:-])/g;

/** The texts of terms that hold digits, by what reads them. */
interface DigitTerms {
  /** Whole numbers that count where nothing else stands beside them: by length. */
  readonly heads: ReadonlyMap<number, readonly Head[]>;
  /** The same with those that count within longer ones. */
  readonly allHeads: ReadonlyMap<number, readonly Head[]>;
  /** The digits of any other term, by the character that follows, or precedes, them in it. */
  readonly after: ReadonlyMap<string, readonly Head[]>;
  readonly before: ReadonlyMap<string, readonly Head[]>;
  /** Numbers that count within longer ones, by their symbols. */
  readonly inside: ReadonlyMap<number, readonly string[]>;
}

function digitTerms(rules: CompiledRules): DigitTerms {
  const heads = new Map<number, Head[]>();
  const allHeads = new Map<number, Head[]>();
  const after = new Map<string, Head[]>();
  const before = new Map<string, Head[]>();
  const add = (to: Map<string, Head[]>, beside: string | undefined, digits: string): void => {
    if (beside !== undefined) to.set(beside, [...(to.get(beside) ?? []), head(digits)]);
  };
  const inside = new Map<number, string[]>();
  for (const [id, term] of rules.terms.entries()) {
    if (!/\d/.test(term)) continue;
    const isNumber = /^\d+$/.test(term);
    let isInside = isNumber && rules.entryStart[id]! < rules.entryStart[id + 1]!;
    for (let entry = rules.entryStart[id]!; entry < rules.entryStart[id + 1]!; entry += 1) {
      if (!isNumber || BOUNDS[rules.entryBound[entry]!] !== 'free') {
        isInside = false;
        continue;
      }
      const symbol = rules.entrySymbol[entry]!;
      inside.set(symbol, [...(inside.get(symbol) ?? []), term]);
    }
    if (isNumber) {
      allHeads.set(term.length, [...(allHeads.get(term.length) ?? []), head(term)]);
      if (!isInside) heads.set(term.length, [...(heads.get(term.length) ?? []), head(term)]);
    }
    for (const { index, 0: digits } of term.matchAll(/\d+/g)) {
      add(after, term[index + digits.length], digits);
      add(before, term[index - 1], digits);
    }
  }
  return { heads, allHeads, after, before, inside };
}

/** What a pattern needs one of, where numbers within longer ones are among it. */
interface NumberGroup {
  readonly symbols: readonly number[];
  readonly numbers: readonly string[];
  /** Length of the shortest number. */
  readonly least: number;
}

/** A pattern that reads numbers within longer ones. */
interface InsideReader {
  readonly groups: Program['groups'];
  /** Those with the longest numbers first. */
  readonly numbers: readonly NumberGroup[];
}

/** What may be read of numbers within longer ones in one text. */
interface InsideNumbers {
  /** From so many digits on all of them must stay. */
  readonly from: number;
  /** None of these stands in the text, and none may come to stand in it. */
  readonly barred: readonly string[];
  /** Some pattern has all that it needs. */
  readonly isRead: boolean;
}

const NOTHING_INSIDE: InsideNumbers = { from: Number.POSITIVE_INFINITY, barred: [], isRead: false };

function insideReaders(
  rules: CompiledRules,
  inside: DigitTerms['inside'],
): readonly InsideReader[] {
  const found: InsideReader[] = [];
  const look = (programs: readonly Program[] | undefined): void => {
    for (const { groups } of programs ?? []) {
      const numbers = groups.flatMap((symbols): NumberGroup[] => {
        const own = symbols.flatMap((symbol) => inside.get(symbol) ?? []);
        if (own.length === 0) return [];
        return [{ symbols, numbers: own, least: Math.min(...own.map(({ length }) => length)) }];
      });
      if (numbers.length > 0)
        found.push({ groups, numbers: numbers.toSorted((a, b) => b.least - a.least) });
    }
  };
  for (const rule of rules.rules) {
    look(rule.any);
    look(rule.when);
    look(rule.absent);
    for (const scopes of [rule.with, ...rule.adjust, ...rule.unless.map((each) => each.scopes)])
      for (const scope of ['over', 'clause', 'sentence', 'message'] as const) look(scopes[scope]);
  }
  return found;
}

/** What is read of the digits of a number in its place (`NumberQuestions` in readers/row-stream.ts). */
export interface NumberQuestions {
  readonly heads: readonly Head[];
  readonly barred: readonly string[];
}

/** Which digits of a text may be others (`Holes` in readers/row-stream.ts). */
export interface DigitHoles {
  readonly digits: Uint16Array;
  readonly numbers: readonly {
    readonly start: number;
    readonly end: number;
    readonly questions: NumberQuestions;
  }[];
}

/** Surroundings of numbers of which the questions are kept: equal ones are one object. */
const MAX_QUESTIONS = 4096;
const NO_BARRED: readonly string[] = [];

/**
 * Builds the function that says which digits of a text may be others without anything being judged otherwise:
 * of each unit the digits that may stand there, as bits, 0 where it must stay; and the numbers in which any may
 * stand, as long as what is read of them is the same. Null: all must stay.
 *
 * What reads digits by their value is: terms that hold them; telephone numbers, days of a month, weekdays, hours
 * of the night and countdowns among the entities; single digits that stand for a sound. Everything else reads how many there are and what
 * stands around them, and both stay.
 */
export function createDigitHoles(
  rules: CompiledRules,
  normalizer: Normalizer,
  views: Views,
): (text: string) => DigitHoles | null {
  const terms = digitTerms(rules);
  const readers = insideReaders(rules, terms.inside);
  const presence = createPresence(rules);

  const readInside = (text: string): InsideNumbers => {
    if (readers.length === 0) return NOTHING_INSIDE;
    presence.look(views.of(text, views.mayRespell(text)));
    let { from, isRead } = NOTHING_INSIDE;
    const barred: string[] = [];
    for (const { groups, numbers } of readers) {
      const isOpen = groups.every((group) =>
        group.some((symbol) => presence.has(symbol) || terms.inside.has(symbol)),
      );
      if (!isOpen) continue;
      // While one group is nowhere in the text, it does not matter where the others are.
      const lacking = numbers.find(({ symbols }) => !symbols.some(presence.has));
      if (lacking !== undefined) barred.push(...lacking.numbers);
      else {
        isRead = true;
        from = Math.min(from, numbers[0]!.least);
      }
    }
    return { from, barred, isRead };
  };

  const known = new Map<string, NumberQuestions>();
  /** Of a number of so many digits, with the characters beside it and the words before and behind. */
  const questionsOf = (
    length: number,
    before: string,
    after: string,
    wordBefore: string,
    wordAfter: string,
    isFraction: boolean,
    { isRead, barred }: InsideNumbers,
  ): NumberQuestions => {
    const within = barred.length === 0 ? NO_BARRED : barred.filter((each) => each.length <= length);
    const key = `${length}${isFraction}${isRead}${before}\n${after}\n${wordBefore}\n${wordAfter}\n${within}`;
    const asked = known.get(key);
    if (asked !== undefined) return asked;
    const heads = [...((isRead ? terms.allHeads : terms.heads).get(length) ?? [])];
    // 欠款2: digits that are not its own may stand there, whether more of them follow or not.
    for (const digits of terms.before.get(wordBefore) ?? []) heads.push(digits);
    for (const digits of terms.after.get(wordAfter) ?? []) heads.push(atEnd(digits, length));
    // Of an amount (10013.45) no number of a service is made.
    for (const [least, most, some] of isFraction ? PHONE_HEADS : [...SERVICE_HEADS, ...PHONE_HEADS])
      if (least <= length && length <= most) heads.push(...some);
    if (after === '号') heads.push(head('[12][0-9]'), head('3[01]'));
    if (after === '年') heads.push(head('19'), head('20'));
    if ('周期拜'.includes(before)) heads.push(head('[1-7]'));
    if (known.size >= MAX_QUESTIONS) known.clear();
    const made = { heads, barred: within };
    known.set(key, made);
    return made;
  };

  return (text) => {
    const digits = new Uint16Array(text.length);
    const numbers: DigitHoles['numbers'][number][] = [];
    const holes = { digits, numbers };
    if (!/[0-9]/.test(text)) return holes;
    if (UNSURE.test(text) || (LOOSE_PERCENT.test(text) && !LONE_PERCENT.test(text))) return null;
    const { text: folded, from, to } = normalizer.fold(text);
    const inside = readInside(text);
    const composed = composedRuns(folded);
    for (const { index: start, 0: run } of folded.matchAll(/\d+/g)) {
      const end = start + run.length;
      const place = from[start]!;
      // Something was dropped within the number or beside it, or it is written in other digits.
      if (to[end - 1]! - place !== run.length || !text.startsWith(run, place)) continue;
      if (
        (start > 0 && to[start - 1] !== place) ||
        (end < folded.length && from[end] !== to[end - 1])
      )
        continue;
      if (run.length >= inside.from) continue;
      const before = folded[start - 1] ?? ' ';
      const after = folded[end] ?? ' ';
      if (!mayStandBeside(after) || !(mayStandBeside(before) || isCode(folded, start, run)))
        continue;
      const isComposed = composed.has(start);
      if (!isComposed && (isJoined(folded, start - 1, -1) || isJoined(folded, end, 1))) continue;
      if (!isComposed && (before === '/' || after === '/')) continue;
      if (run.length === 1 && !isNumber(folded, start)) continue;
      if (isClock(folded, start, end)) continue;
      const questions = questionsOf(
        run.length,
        before,
        after,
        next(folded, start - 1, -1),
        next(folded, end, 1),
        after === '.' && /\d/.test(folded[end + 1] ?? ''),
        inside,
      );
      fill(digits, place, run, questions.heads);
      bar(digits, place, run, questions.barred);
      if (questions.heads.length > 0 || questions.barred.length > 0)
        numbers.push({ start: place, end: place + run.length, questions });
    }
    return holes;
  };
}

/** Where the runs begin that are parts of a date or a clock: their marks make no telephone number. */
function composedRuns(folded: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const match of folded.matchAll(DATE_OR_CLOCK))
    for (const run of match[0].matchAll(/\d+/g)) found.add(match.index + run.index);
  return found;
}

/** An hour, and a figure of a countdown: 23:52, 凌晨2点, 14分58秒. */
function isClock(folded: string, start: number, end: number): boolean {
  if (folded[end] === ':' && /\d/.test(folded[end + 1] ?? '')) return true;
  if (folded[start - 1] === ':' && /\d/.test(folded[start - 2] ?? '')) return true;
  return /[点时分秒]/.test(next(folded, end, 1) + next(folded, start - 1, -1));
}

function mayStandBeside(unit: string): boolean {
  return BESIDE.has(unit) || HAN.test(unit);
}

/** The number of a contract (YX45515683): letters before it, of which none stands for a digit. */
function isCode(folded: string, start: number, run: string): boolean {
  return run.length >= 4 && /[a-wyz]x?$/.test(folded.slice(Math.max(0, start - 2), start));
}

/** True if behind a mark at `at`, or two, another run goes on. */
function isJoined(folded: string, at: number, step: number): boolean {
  let i = at;
  while (JOINTS.has(folded[i] ?? '') && Math.abs(i - at) < 3) i += step;
  return i !== at && /[\dx*]/.test(folded[i] ?? '');
}

/** A single digit that stands for no sound: a unit of measure or a number goes on beside it. */
function isNumber(folded: string, at: number): boolean {
  const isUnit = (unit: string, beyond: string): boolean => {
    if (unit === '') return false;
    if (unit === '.' || unit === ':') return /\d/.test(beyond);
    return NUMBER_NEIGHBOURS[unit.charCodeAt(0)] === 1;
  };
  return (
    isUnit(folded[at - 1] ?? '', folded[at - 2] ?? '') ||
    isUnit(folded[at + 1] ?? '', folded[at + 2] ?? '')
  );
}

/** The next character of a word from `at` on, marks and blanks passed over; '' where there is none near. */
function next(folded: string, at: number, step: number): string {
  for (let i = at; i >= 0 && i < folded.length && Math.abs(i - at) < 8; i += step)
    if (/[\p{L}\p{N}]/u.test(folded[i]!)) return folded[i]!;
  return '';
}

/** Digits with which a run of so many ends, as a way in which it begins; of more digits the last ones. */
function atEnd(digits: Head, length: number): Head {
  return Array.from({ length }, (_, i) => digits[digits.length - length + i] ?? ANY);
}

/** Of each digit those that fulfil the same heads. */
function fill(holes: Uint16Array, start: number, run: string, heads: readonly Head[]): void {
  let open = heads;
  for (let i = 0; i < run.length; i += 1) {
    const bit = 1 << (run.charCodeAt(i) - 48);
    let same = ANY;
    for (const each of open) {
      const wanted = each[i];
      if (wanted === undefined) continue;
      same &= (wanted & bit) !== 0 ? wanted : ~wanted;
    }
    holes[start + i] = same;
    open = open.filter((each) => each[i] !== undefined && (each[i]! & bit) !== 0);
  }
}

/** Takes from each place digits with which one of `numbers` would come to stand in the run: none does. */
function bar(holes: Uint16Array, start: number, run: string, numbers: readonly string[]): void {
  for (const number of numbers) {
    for (let at = 0; at + number.length <= run.length; at += 1) {
      let place = 0;
      while (number[place] === run[at + place]) place += 1;
      holes[start + at + place]! &= ~(1 << Number(number[place]));
    }
  }
}
