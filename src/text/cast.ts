import type { Speaker } from '../model/segment.ts';
import { readLegend } from './legend.ts';
import {
  asksForPayment,
  isOppositeHolder,
  isPersonName,
  type NamedRole,
  namedRole,
  presentsAsLender,
  speaksAsLender,
} from './roles.ts';
import { speakerLabel } from './speakers.ts';
import { type Heads, type TurnHead, turnHeads } from './turn-heads.ts';

/** A stretch of a record and who speaks in it, up to the next one; offsets in UTF-16 units of the text. */
export interface CastTurn {
  readonly start: number;
  /** Where the words begin, behind the head. */
  readonly body: number;
  /** undefined: nothing tells. */
  readonly speaker: Speaker | undefined;
}

export interface Cast {
  /** In the order of their places. */
  readonly turns: readonly CastTurn[];
  /** It writes down what was said: heads tell when, or quote, or mark as nobody does who writes what is to be said. */
  readonly isRecord: boolean;
}

/** Turns of `cast` that begin in [start, end), in their order. */
export function turnsBetween({ turns }: Cast, start: number, end: number): readonly CastTurn[] {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (turns[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  let to = low;
  while (to < turns.length && turns[to]!.start < end) to += 1;
  return turns.slice(low, to);
}

/** Who stands at the head of a turn: nobody named is told by turns. */
type Person = string;

interface Spoken {
  readonly head: TurnHead;
  readonly person: Person;
  readonly words: string;
}

/** One of the two that a recorder keeps apart. */
const CHANNEL = /^(?:[左右][声聲]道|[声聲通]道[ab\d]|ch[ab\d]|[lr])$/iu;
/** Of these shares of a text's lines begin with a name, where nothing but a colon sets names off. */
const MOSTLY = 0.8;
/** Turns for each of the persons, where nothing but a colon sets names off: salutations come one by one. */
const TURNS_EACH = 1.5;
const MAX_PERSONS = 40;

/**
 * Who speaks where in a record of a conversation, by its layout and by what tells the side of each person: a legend,
 * the name, that he presents himself as from a lender. Where that shows who collects, every other person is the other
 * side, unless he is shown to collect as well. Null where no side is shown, or where labels say it already.
 */
export function readCast(text: string): Cast | null {
  const reader = createHeadReader(text);
  const found = turnHeads(text, (beginning) => reader.choose(beginning).length > 1);
  if (found === null) return null;
  const chosen = reader.choose(found);
  if (chosen.length < 2) return null;
  const spoken = withWords(text, chosen);
  const sides = sidesOf(spoken, reader.told);
  if (sides === null) return null;
  const turns = spoken.flatMap(({ head, person }, index): CastTurn[] => {
    const turn = { start: head.start, body: head.body, speaker: sides.get(person) };
    const next = spoken[index + 1]?.head.start ?? text.length;
    // Behind what is quoted the record speaks.
    return head.end === undefined || head.end + 1 >= next
      ? [turn]
      : [turn, { start: head.end + 1, body: head.end + 1, speaker: 'narrator' }];
  });
  if (isLabelled(text, chosen, turns)) return null;
  return {
    turns: [...preface(text, turns[0]!.start), ...turns],
    isRecord: chosen.some(({ form }) => form !== 'colon'),
  };
}

/** What tells the heads of one text apart: its legend is read once, and only where there are heads. */
interface HeadReader {
  readonly told: (head: TurnHead) => NamedRole | undefined;
  /** The heads that belong to a conversation; fewer than two are none. */
  readonly choose: (found: Heads) => readonly TurnHead[];
}

function createHeadReader(text: string): HeadReader {
  let legend: ReadonlyMap<string, Speaker> | undefined;
  const roles = new Map<string, NamedRole | undefined>();
  const told = ({ name, note }: TurnHead): NamedRole | undefined => {
    const key = `${name}\n${note}`;
    if (!roles.has(key)) roles.set(key, legend?.get(name) ?? namedRole(name, note));
    return roles.get(key);
  };
  return {
    told,
    choose: ({ heads, lines }) => {
      if (heads.length < 2) return [];
      legend ??= readLegend(text, lines, quotedNames(heads));
      return chooseHeads(text, heads, lines.length, told, legend);
    },
  };
}

/** Who is quoted; nobody where it is more than take part in a conversation: each is looked for in the whole text. */
function quotedNames(heads: readonly TurnHead[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { form, name } of heads) {
    if (form === 'quoted') names.add(name);
    if (names.size > MAX_PERSONS) return new Set();
  }
  return names;
}

/**
 * Whether a text that differs from this one in digits and in `name`, the name of the record's own person, alone might
 * be a record of a conversation. Where heads stand is told by the layout, which stays; which of them are taken, by
 * their names, which stay where they hold neither.
 */
export function mayBeRecord(text: string, name = ''): boolean {
  const found = turnHeads(text, () => true);
  if (found === null || found.heads.length < 2) return false;
  const isVaried = ({ name: head, note }: TurnHead): boolean =>
    /\d/.test(head + note) || [...name].some((each) => head.includes(each) || note.includes(each));
  return found.heads.some(isVaried) || createHeadReader(text).choose(found).length > 1;
}

/** What stands before the first turn is the head of the record, unless it speaks to somebody. */
function preface(text: string, end: number): readonly CastTurn[] {
  const before = text.slice(0, end);
  if (before.trim() === '' || before.length > 400 || /[您你]/.test(before)) return [];
  return [{ start: 0, body: 0, speaker: 'narrator' }];
}

/** Whether the labels of turns, as they are read in any text, say the same. */
function isLabelled(text: string, heads: readonly TurnHead[], turns: readonly CastTurn[]): boolean {
  const speakers = new Map(turns.map(({ start, speaker }) => [start, speaker]));
  return heads.every((head) => {
    if (head.form !== 'colon' && head.form !== 'stamped' && head.form !== 'marked') return false;
    const label = speakerLabel(text.slice(head.start, head.start + 128));
    return (
      label !== null &&
      label.speaker === speakers.get(head.start) &&
      head.start + label.end === head.body
    );
  });
}

/** The heads that belong to a conversation. Of what one colon sets off most is none. */
function chooseHeads(
  text: string,
  heads: readonly TurnHead[],
  lines: number,
  told: (head: TurnHead) => NamedRole | undefined,
  legend: ReadonlyMap<string, Speaker>,
): readonly TurnHead[] {
  const counts = new Map<string, number>();
  for (const { name } of heads) counts.set(name, (counts.get(name) ?? 0) + 1);
  const named = heads.filter(({ form }) => form !== 'unnamed');
  const colons = heads.filter(({ form, name }) => form === 'colon' && isPersonName(name));
  const share = named.length / lines;
  const persons = new Set(colons.map(({ name }) => name));
  const isTalk = colons.length >= TURNS_EACH * persons.size;
  const isTaken = (head: TurnHead): boolean => {
    const { form, name } = head;
    switch (form) {
      case 'cell':
        return true;
      case 'stamped':
      case 'above':
        return isPersonName(name) || told(head) !== undefined || counts.get(name)! > 1;
      case 'marked':
        return told(head) !== undefined || CHANNEL.test(name);
      case 'quoted':
        return told(head) !== undefined;
      case 'colon':
        if (legend.has(name)) return true;
        if (!isPersonName(name)) return false;
        if (told(head) !== undefined) return true;
        return isTalk && (counts.get(name)! > 1 || share >= MOSTLY);
      case 'unnamed':
        return false;
      default:
        return form satisfies never;
    }
  };
  const taken = withoutInner(text, withWordsBelow(text, named.filter(isTaken)));
  return taken.length > 1 ? taken : heads.filter(({ form }) => form === 'unnamed');
}

/** A line with a time below which nothing is said is no head: what stands in it was said, or is a note. */
function withWordsBelow(text: string, heads: readonly TurnHead[]): readonly TurnHead[] {
  return heads.filter(({ form, body }, index) => {
    const next = heads[index + 1]?.start ?? text.length;
    return form !== 'above' || text.slice(body, next).trim() !== '';
  });
}

/** What a speaker quotes is his own; a line that is nothing but quoted turns has the names of these alone. */
function withoutInner(text: string, heads: readonly TurnHead[]): readonly TurnHead[] {
  const kept: TurnHead[] = [];
  for (const head of heads) {
    const opener = kept.findLast(({ form }) => form !== 'quoted');
    const isInLine =
      head.form === 'quoted' &&
      opener !== undefined &&
      !text.slice(opener.start, head.start).includes('\n');
    if (isInLine && opener.start === head.start && opener === kept.at(-1)) kept.pop();
    else if (isInLine) continue;
    kept.push(head);
  }
  return kept;
}

/** Words of each turn, and by whom. Who is not named has his turn at every other one. */
function withWords(text: string, heads: readonly TurnHead[]): readonly Spoken[] {
  return heads.map((head, index) => ({
    head,
    person: head.form === 'unnamed' ? `\n${index % 2}` : head.name,
    words: text.slice(head.body, head.end ?? heads[index + 1]?.start ?? text.length),
  }));
}

/** Another calls him by his name and 先生, 女士: so speaks who collects to who owes. */
function isAddressed(person: Person, words: ReadonlyMap<Person, string>): boolean {
  const [, surname, rest] = /^(\p{Script=Han})(\p{Script=Han}{0,3})$/u.exec(person) ?? [];
  if (surname === undefined) return false;
  const address = new RegExp(`${surname}(?:${rest})?(?:先生|女士|小姐|太太)[，,！!：:]`, 'u');
  return [...words].some(([other, said]) => other !== person && address.test(said));
}

/**
 * The side of each person; null where it is shown of nobody that he does not collect. Beside one who is shown to collect
 * all others are the other side, unless they claim the debt as well; else what is not told stays open.
 */
function sidesOf(
  spoken: readonly Spoken[],
  told: (head: TurnHead) => NamedRole | undefined,
): ReadonlyMap<Person, Speaker | undefined> | null {
  const roles = new Map<Person, NamedRole | undefined>();
  const words = new Map<Person, string>();
  for (const { head, person, words: said } of spoken) {
    roles.set(person, roles.get(person) ?? told(head));
    words.set(person, `${words.get(person) ?? ''}\n${said}`);
  }
  if (roles.size > MAX_PERSONS) return null;
  const sides = new Map<Person, Speaker | undefined>();
  const unknown: Person[] = [];
  for (const [person, role] of roles) {
    if (isOppositeHolder(person, roles.keys())) sides.set(person, 'collector');
    else if (role !== undefined && role !== 'unsure') sides.set(person, role);
    else if (presentsAsLender(words.get(person)!)) sides.set(person, 'collector');
    else if (role === 'unsure') sides.set(person, undefined);
    else unknown.push(person);
  }
  const claims = unknown.filter((person) => {
    const said = words.get(person)!;
    return speaksAsLender(said) || asksForPayment(said);
  });
  for (const person of unknown)
    if (!claims.includes(person) && isAddressed(person, words)) sides.set(person, 'customer');
  // Of two mere names the one who speaks of the debt as its owner does.
  const isOpen = [...sides.values()].every((side) => side === 'customer' || side === 'third-party');
  const isOneOfTwo = isOpen && unknown.length === 2 && claims.length === 1;
  if (isOneOfTwo) sides.set(claims[0]!, 'collector');
  const isShown = [...sides.values()].includes('collector');
  for (const person of unknown)
    if (!sides.has(person))
      sides.set(person, isShown && !claims.includes(person) ? 'customer' : undefined);
  const found = [...sides.values()];
  return found.some((side) => side === 'customer' || side === 'third-party') ? sides : null;
}
