import { durationFacts, metaFacts } from '../text/contacts.ts';
import { isCustomerSender } from '../text/speakers.ts';
import type { OffsetAt } from '../text/zones.ts';
import { createByteWords } from './byte-words.ts';
import type { ColumnPlan } from './columns.ts';
import { buildMeta, type Role, unwrapCell } from './meta.ts';
import { CELL, type RowSpans } from './row-scan.ts';
import { CODED_ROLES, type CodeBook, type CodedRole } from './row-stream.ts';
import type { TimeParser } from './times.ts';

/** Roles whose few values say what kind of contact a row is. */
const TELLING: readonly Role[] = [
  'channel',
  'direction',
  'speaker',
  'collector',
  'status',
  'connected',
  'duration',
  'relation',
  'caseStatus',
  'stopFlag',
  'consent',
];
/** Roles that say since when something is so: each row is compared with its own time. */
const DATED: readonly Role[] = ['settledAt', 'stoppedAt', 'disputedAt'];
/** Of a column with more values than that, each row is read anew. */
const MAX_WORDS = 4096;
/** Senses of a role that are told apart in a number; with more, rows are read anew. */
const MAX_SENSES = 64;
/** Roles whose senses fit into one number: 64 to the eighth is 2 to the 48th. */
const MAX_ROLES = 8;

export interface RowFacts {
  /** The facts of a row (`FACT` in model/contact.ts); `at` in seconds UTC, NaN where it has no time. */
  readonly of: (
    bytes: Uint8Array,
    row: RowSpans,
    cellText: (column: number) => string,
    at: number,
    /** The code of a coded role in this row. */
    codeOf: (role: CodedRole) => number,
  ) => number;
  /** What stands in these columns tells the facts of a row that is not dated. */
  readonly columns: readonly number[];
  /** Whether the row says since when something is so. */
  readonly isDated: (row: RowSpans) => boolean;
}

interface Telling {
  readonly role: Role;
  readonly column: number;
  /** Its cells have been made numbers already. */
  readonly coded: CodedRole | undefined;
  readonly words: ReturnType<typeof createByteWords>;
  /** By word or code: the number of what it says. */
  readonly senseOf: number[];
  readonly senses: Map<string, number>;
}

/** What of a cell is read: of how long a call took, whether it was one; of who sent it, whether the customer. */
function saidBy(role: Role, value: string): string {
  if (role === 'duration') return String(durationFacts(value));
  if (role === 'collector') return String(isCustomerSender(value));
  return value;
}

/**
 * Builds what tells the facts of rows as `metaFacts` does of their metadata. Each combination of values is
 * worked out once. No row of a table without such columns costs anything.
 */
export function createRowFacts(
  plan: ColumnPlan,
  parseTime: TimeParser,
  clock: OffsetAt,
  books: Readonly<Record<CodedRole, CodeBook>>,
): RowFacts {
  const columnOf = (role: Role): number => plan.roles.get(role)?.[0] ?? -1;
  const telling = TELLING.flatMap((role): Telling[] =>
    columnOf(role) < 0
      ? []
      : [
          {
            role,
            column: columnOf(role),
            coded: CODED_ROLES.find((each) => each === role),
            words: createByteWords(),
            senseOf: [],
            senses: new Map(),
          },
        ],
  );
  const dated = DATED.filter((role) => columnOf(role) >= 0);
  const datedColumns = dated.map(columnOf);
  const roles = [...telling.map(({ role }) => role), ...dated];
  const known = new Map<number, number>();
  let lastKey = -1;
  let lastFacts = 0;

  const readAnew = (cellText: (column: number) => string, at: number): number => {
    const values = Object.fromEntries(roles.map((role) => [role, cellText(columnOf(role))]));
    return metaFacts(buildMeta(values, parseTime), Number.isNaN(at) ? 0 : at, clock);
  };
  const nothing = readAnew(() => '', 0);

  /** The number of what a cell says, from 1; 0: the row is too short for it; -1: it has to be read anew. */
  const senseIn = (
    entry: Telling,
    bytes: Uint8Array,
    row: RowSpans,
    cellText: (column: number) => string,
    codeOf: (role: CodedRole) => number,
  ): number => {
    const { role, column, coded, words, senseOf, senses } = entry;
    let word: number;
    if (coded !== undefined) word = codeOf(coded);
    else {
      if (column >= row.cells) return 0;
      if (row.form[column]! > CELL.quoted || words.size() > MAX_WORDS) return -1;
      word = words.number(bytes, row.cellStart[column]!, row.cellEnd[column]!);
    }
    let sense = senseOf[word];
    if (sense === undefined) {
      const value =
        coded === undefined ? unwrapCell(cellText(column)) : (books[coded].values[word] ?? '');
      const said = saidBy(role, value);
      sense = senses.get(said) ?? senses.size + 1;
      if (sense >= MAX_SENSES) sense = -1;
      else senses.set(said, sense);
      senseOf[word] = sense;
    }
    return sense;
  };

  const isDated = (row: RowSpans): boolean => {
    for (const column of datedColumns)
      if (column < row.cells && row.cellEnd[column]! > row.cellStart[column]!) return true;
    return false;
  };
  const of: RowFacts['of'] = (bytes, row, cellText, at, codeOf) => {
    if (roles.length === 0) return nothing;
    if (isDated(row)) return readAnew(cellText, at);
    if (telling.length > MAX_ROLES) return readAnew(cellText, at);
    let key = 0;
    for (const entry of telling) {
      const sense = senseIn(entry, bytes, row, cellText, codeOf);
      if (sense < 0) return readAnew(cellText, at);
      key = key * MAX_SENSES + sense;
    }
    if (key === lastKey) return lastFacts;
    let facts = known.get(key);
    if (facts === undefined) {
      facts = readAnew(cellText, at);
      if (known.size < MAX_WORDS) known.set(key, facts);
    }
    lastKey = key;
    lastFacts = facts;
    return facts;
  };
  return { of, columns: telling.map(({ column }) => column), isDated };
}
