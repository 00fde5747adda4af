import { zoneOffset } from '../text/zones.ts';
import { createByteWords } from './byte-words.ts';
import type { ColumnPlan } from './columns.ts';
import { type Role, unwrapCell } from './meta.ts';
import type { RowDecoder } from './row-encoding.ts';
import { createRowFacts } from './row-facts.ts';
import { createRowGrouping, NO_GROUP } from './row-grouping.ts';
import { createRowKinds, NO_KIND } from './row-kinds.ts';
import { CELL, type RowSpans } from './row-scan.ts';
import { CODED_ROLES, type CodeBook, type CodedRole, ROW_FLAW, type RowKey } from './row-stream.ts';
import { createSlowTimes, fixedOffset, type ReadTime, readCommonTime } from './row-times.ts';
import { parseDay, type TimeParser } from './times.ts';

const DAY_MS = 86_400_000;

/** A batch while it is filled. */
export interface OpenBatch {
  readonly line: Float64Array;
  readonly offset: Float64Array;
  readonly empty: Uint8Array;
  readonly flaws: Uint8Array;
  readonly at: Float64Array;
  readonly day: Float64Array;
  readonly utcOffset: Int16Array;
  readonly recipientLow: Uint32Array;
  readonly recipientHigh: Uint32Array;
  readonly caseLow: Uint32Array;
  readonly caseHigh: Uint32Array;
  readonly facts: Uint16Array;
  readonly codes: Readonly<Record<CodedRole, Uint32Array>>;
}

export function createOpenBatch(capacity: number): OpenBatch {
  const codes = Object.fromEntries(CODED_ROLES.map((role) => [role, new Uint32Array(capacity)]));
  return {
    line: new Float64Array(capacity),
    offset: new Float64Array(capacity),
    empty: new Uint8Array(capacity),
    flaws: new Uint8Array(capacity),
    at: new Float64Array(capacity),
    day: new Float64Array(capacity),
    utcOffset: new Int16Array(capacity),
    recipientLow: new Uint32Array(capacity),
    recipientHigh: new Uint32Array(capacity),
    caseLow: new Uint32Array(capacity),
    caseHigh: new Uint32Array(capacity),
    facts: new Uint16Array(capacity),
    // Made of the roles a line above.
    codes: codes as Record<CodedRole, Uint32Array>,
  };
}

/** Takes out what rows of other columns have left. */
export function clearBatch({ codes, ...lists }: OpenBatch): void {
  for (const list of [...Object.values(codes), ...Object.values(lists)]) list.fill(0);
}

/** A book that takes values in. */
export interface OpenBook extends CodeBook {
  readonly codeOf: (value: string) => number;
}

/** Most values of one role that are kept apart; all further ones are one, written so. */
const MAX_VALUES = 1 << 20;
const FURTHER = '…';

export function createBook(): OpenBook {
  const values = [''];
  const codes = new Map([['', 0]]);
  return {
    values,
    codeOf: (value) => {
      const full = values.length >= MAX_VALUES;
      const name = full && !codes.has(value) ? FURTHER : value;
      let code = codes.get(name);
      if (code === undefined) {
        code = values.length;
        values.push(name);
        codes.set(name, code);
      }
      return code;
    },
  };
}

/** Bits of a group: whether the row has a time and a recipient that can be read. */
const HAS_TIME = 1;
const HAS_RECIPIENT = 2;

export interface RowColumns {
  /**
   * Fills entry `index` of the batch from a row but for its place; returns the number of the group of all rows
   * of which the judge knows the same beside their text, `NO_GROUP` of one that cannot be decoded. `cellText` gives a
   * cell with its quotes resolved.
   */
  readonly fill: (
    batch: OpenBatch,
    index: number,
    bytes: Uint8Array,
    row: RowSpans,
    cellText: (column: number) => string,
  ) => number;
  /** Whether the time of the row that was filled in last is written as most are (`readCommonTime`). */
  readonly hasCommonTime: () => boolean;
  /** What counts of the rows of a group, in words; undefined: of too many groups. */
  readonly nameOf: (group: number) => string | undefined;
  /** Columns of which `fill` sees whether they can be decoded. */
  readonly seen: ReadonlySet<number>;
}

export interface RowColumnsOptions {
  readonly plan: ColumnPlan;
  readonly books: Readonly<Record<CodedRole, OpenBook>>;
  readonly timezone: string;
  readonly parseTime: TimeParser;
  readonly decoder: Pick<RowDecoder, 'isWhole'>;
  readonly recipientKey?: ((raw: string) => RowKey) | undefined;
  readonly caseKey?: ((raw: string) => RowKey) | undefined;
}

const ROUNDED = /^\d(?:\.\d+)?E\+?\d+$/i;
const HALF = 0x1_0000_0000;
const KEY_OF_0 = 1e11;
const PHONE_LENGTH = 11;
/** A mobile number of the mainland, and elsewhere one of 10 digits with the country code 1 before it. */
const PROBE = '13125550100';

/** As `contactKey` writes a number of 11 digits: with a 1 before it, which makes 26 or 27 halves. */
function highOf(number: number): number {
  return KEY_OF_0 + number < 27 * HALF ? 26 : 27;
}

function isKeyOf({ low, high }: RowKey, number: number): boolean {
  return high === highOf(number) && high * HALF + low === KEY_OF_0 + number;
}

/** Builds what turns the cells beside the texts into numbers. */
export function createRowColumns(options: RowColumnsOptions): RowColumns {
  const { plan, books, decoder, recipientKey, caseKey } = options;
  const columnOf = (role: Role): number => plan.roles.get(role)?.[0] ?? -1;
  const coded = CODED_ROLES.filter((role) => columnOf(role) >= 0).map((role) => ({
    role,
    column: columnOf(role),
    words: createByteWords(),
    codeOfWord: [] as number[],
  }));
  const groups = createRowGrouping(plan, decoder);
  const timeColumns = plan.roles.get('sentAt') ?? [];
  const timeColumn = timeColumns.length === 1 ? timeColumns[0]! : -1;
  const recipientColumn = columnOf('recipient');
  const caseColumn = columnOf('case');
  const isOwnKey = recipientKey === undefined || isKeyOf(recipientKey(PROBE), Number(PROBE));
  const offset = fixedOffset(options.timezone);
  const slowTime = createSlowTimes(options.parseTime);
  const facts = createRowFacts(plan, options.parseTime, zoneOffset(options.timezone), books);
  /** What these columns say together is read once for each kind of row: group, facts, codes. */
  const kinds = createRowKinds([
    ...new Set([...coded.map(({ column }) => column), ...groups.columns, ...facts.columns]),
  ]);
  const groupOf: (number | undefined)[] = [];
  const factsOf: (number | undefined)[] = [];
  const codes = coded.map((): number[] => []);
  /** The lists of the batch that is filled, as `coded` has them. */
  let lists: readonly Uint32Array[] = [];
  let open: OpenBatch | undefined;
  let openIndex = 0;
  const codeOf = (role: CodedRole): number => open?.codes[role][openIndex] ?? 0;
  let isCommon = false;
  const time: ReadTime = { at: Number.NaN, day: Number.NaN, offset: 0 };

  /** Of the row at hand: some cell cannot be decoded. */
  let isDamaged = false;
  const look = (bytes: Uint8Array, row: RowSpans, column: number): void => {
    if (column < row.cells && !isReadable(bytes, row, column)) isDamaged = true;
  };
  const isReadable = (bytes: Uint8Array, row: RowSpans, column: number): boolean =>
    decoder.isWhole(bytes, row.cellStart[column]!, row.cellEnd[column]!);

  /** True for a cell whose bytes are its text. */
  const isPlain = (row: RowSpans, column: number): boolean =>
    column < row.cells && row.form[column]! <= CELL.quoted;

  const fillTime = (
    batch: OpenBatch,
    index: number,
    bytes: Uint8Array,
    row: RowSpans,
    cellText: (column: number) => string,
  ): number => {
    if (timeColumns.length === 0) {
      batch.at[index] = Number.NaN;
      batch.day[index] = Number.NaN;
      return 0;
    }
    let flaw = 0;
    isCommon =
      timeColumn >= 0 &&
      offset !== undefined &&
      isPlain(row, timeColumn) &&
      readCommonTime(bytes, row.cellStart[timeColumn]!, row.cellEnd[timeColumn]!, offset, time);
    if (!isCommon) {
      for (const column of timeColumns) look(bytes, row, column);
      const value = unwrapCell(timeColumns.map(cellText).join(' '));
      slowTime(value, time);
      if (Number.isNaN(time.at) && value !== '') {
        // 2025-13-40 looks like a date and is none.
        const written = parseDay(value);
        flaw = written === undefined ? ROW_FLAW['time-unreadable'] : ROW_FLAW['time-without-clock'];
        time.day = written === undefined ? Number.NaN : Date.parse(written) / DAY_MS;
      }
    }
    batch.at[index] = time.at;
    batch.day[index] = time.day;
    batch.utcOffset[index] = time.offset;
    batch.flaws[index]! |= flaw;
    return Number.isNaN(time.at) ? 0 : HAS_TIME;
  };

  const fillRecipient = (
    batch: OpenBatch,
    index: number,
    bytes: Uint8Array,
    row: RowSpans,
    cellText: (column: number) => string,
  ): number => {
    batch.recipientLow[index] = 0;
    batch.recipientHigh[index] = 0;
    if (recipientColumn < 0) return 0;
    if (isOwnKey && isPlain(row, recipientColumn)) {
      const number = phoneNumber(
        bytes,
        row.cellStart[recipientColumn]!,
        row.cellEnd[recipientColumn]!,
      );
      if (number > 0) {
        const high = highOf(number);
        batch.recipientLow[index] = KEY_OF_0 + number - high * HALF;
        batch.recipientHigh[index] = high;
        return HAS_RECIPIENT;
      }
    }
    look(bytes, row, recipientColumn);
    const value = unwrapCell(cellText(recipientColumn));
    if (value === '') return 0;
    if (ROUNDED.test(value)) {
      batch.flaws[index]! |= 4;
      return 0;
    }
    if (recipientKey !== undefined) {
      const { low, high } = recipientKey(value);
      batch.recipientLow[index] = low;
      batch.recipientHigh[index] = high;
    }
    return HAS_RECIPIENT;
  };

  const fillCodes = (
    batch: OpenBatch,
    index: number,
    bytes: Uint8Array,
    row: RowSpans,
    cellText: (column: number) => string,
  ): void => {
    for (const { role, column, words, codeOfWord } of coded) {
      let code: number | undefined;
      if (isPlain(row, column)) {
        const word = words.number(bytes, row.cellStart[column]!, row.cellEnd[column]!);
        code = codeOfWord[word];
        if (code === undefined) {
          code = books[role].codeOf(unwrapCell(cellText(column)));
          // What cannot be decoded is told of each row: no word of that is remembered.
          if (isReadable(bytes, row, column)) codeOfWord[word] = code;
          else isDamaged = true;
        }
      } else {
        look(bytes, row, column);
        code = books[role].codeOf(unwrapCell(cellText(column)));
      }
      batch.codes[role][index] = code;
    }
  };
  return {
    hasCommonTime: () => isCommon,
    nameOf: (group) => {
      const name = groups.nameOf(group >> 2);
      return name === undefined ? undefined : `${group & 3}${name}`;
    },
    seen: new Set(
      coded.map(({ column }) => column).concat(groups.columns, timeColumns, recipientColumn),
    ),
    fill: (batch, index, bytes, row, cellText) => {
      batch.flaws[index] = 0;
      isDamaged = false;
      let bits = fillTime(batch, index, bytes, row, cellText);
      bits |= fillRecipient(batch, index, bytes, row, cellText);
      if (caseColumn >= 0 && caseKey !== undefined) {
        const { low, high } = caseKey(unwrapCell(cellText(caseColumn)));
        batch.caseLow[index] = low;
        batch.caseHigh[index] = high;
      }
      if (open !== batch) lists = coded.map(({ role }) => batch.codes[role]);
      open = batch;
      openIndex = index;
      const kind = kinds.of(bytes, row);
      const known = kind === NO_KIND ? undefined : groupOf[kind];
      const isDated = facts.isDated(row);
      if (known === undefined) fillCodes(batch, index, bytes, row, cellText);
      else for (let i = 0; i < lists.length; i += 1) lists[i]![index] = codes[i]![kind]!;
      let fact = isDated || known === undefined ? undefined : factsOf[kind];
      if (fact === undefined) {
        fact = facts.of(bytes, row, cellText, batch.at[index]!, codeOf);
        if (!isDated && kind !== NO_KIND) factsOf[kind] = fact;
      }
      batch.facts[index] = fact;
      const group = known ?? groups.of(bytes, row, cellText);
      if (known === undefined && kind !== NO_KIND && !isDamaged) {
        groupOf[kind] = group;
        for (let i = 0; i < lists.length; i += 1) codes[i]![kind] = lists[i]![index]!;
      }
      return isDamaged || group === NO_GROUP ? NO_GROUP : group * 4 + bits;
    },
  };
}

/** The number of a mobile phone written in 11 digits, 0 for anything else. */
function phoneNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== PHONE_LENGTH || bytes[start] !== 49) return 0;
  const second = bytes[start + 1]!;
  if (second < 51 || second > 57) return 0;
  // In two halves, for whole numbers of 32 bits are the quickest.
  let upper = 1;
  for (let i = start + 1; i < start + 6; i += 1) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) return 0;
    upper = upper * 10 + digit;
  }
  let lower = 0;
  for (let i = start + 6; i < end; i += 1) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) return 0;
    lower = lower * 10 + digit;
  }
  return upper * 100_000 + lower;
}
