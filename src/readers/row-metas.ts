import type { MessageMeta } from '../model/segment.ts';
import { createByteWords } from './byte-words.ts';
import type { Role } from './meta.ts';
import type { RowRepeatsOptions } from './row-repeats.ts';
import type { RowSpans } from './row-scan.ts';
import type { RowSink } from './row-sink.ts';
import { createIsoWriter } from './row-times.ts';
import { labelledMeta, rowMeta } from './table.ts';

/** Roles beside `sentAt` whose times are read by the parser of all forms. */
const OTHER_TIMES = ['settledAt', 'stoppedAt', 'disputedAt'] as const;
/** Roles of which hardly two records have the same, and which nothing else depends on. */
const OWN: ReadonlySet<Role> = new Set(['sentAt', 'recipient', 'name']);
/** Different cells of a column, and columns, that make one number together. */
const MAX_WORDS = 4096;
const MAX_COLUMNS = 4;
/** Combinations that are kept. */
const MAX_KNOWN = 4096;
/** What nearly all recipients are: a number of 11 digits, whose key is that number with a 1 before it. */
const PHONE_LENGTH = 11;
const KEY_OF_0 = 1e11;
const HALF = 0x1_0000_0000;
/** As `buildMeta` has it. */
const MAX_NAME = 24;

/**
 * Builds what reads the metadata of rows all of whose cells are written plainly, for a text in `column`: time and
 * recipient were read when the row was filled in (`at`), `name` is that of the row, and what very many rows have in
 * common is put together once.
 */
export function createRowMetas({
  plan,
  columns,
  decoder,
  reader,
  parseTime,
}: RowRepeatsOptions): (
  bytes: Uint8Array,
  row: RowSpans,
  column: number,
  isLabelled: boolean,
  name: string,
  at: Pick<RowSink, 'batch' | 'index'>,
) => MessageMeta {
  const hasOtherTimes = OTHER_TIMES.some((role) => plan.roles.has(role));
  const isoOf = createIsoWriter();
  const common = [...plan.roles].filter(([role]) => !OWN.has(role));
  const cells = [...new Set(common.flatMap(([, own]) => own))].map((column) => ({
    column,
    words: createByteWords(),
  }));
  const isSimple =
    !hasOtherTimes &&
    plan.text.length === 1 &&
    cells.length <= MAX_COLUMNS &&
    [...OWN].every((role) => (plan.roles.get(role)?.length ?? 0) <= 1);
  const recipientColumn = plan.roles.get('recipient')?.[0] ?? -1;
  const hasTime = plan.roles.has('sentAt');
  let known = new Map<number, MessageMeta>();

  /** A number for all that the row says but for what is its own; -1: too much is said. */
  const numberOf = (bytes: Uint8Array, row: RowSpans): number => {
    let number = 0;
    for (const { column, words } of cells) {
      if (words.size() >= MAX_WORDS) return -1;
      const word = words.number(bytes, row.cellStart[column]!, row.cellEnd[column]!);
      number = number * MAX_WORDS + word;
    }
    return number;
  };

  const phoneOf = (
    row: RowSpans,
    { batch, index }: Pick<RowSink, 'batch' | 'index'>,
  ): string | undefined => {
    if (recipientColumn < 0) return '';
    const length = row.cellEnd[recipientColumn]! - row.cellStart[recipientColumn]!;
    if (length === 0) return '';
    const number = batch.recipientHigh[index]! * HALF + batch.recipientLow[index]! - KEY_OF_0;
    // So long a cell with such a key is the number itself.
    return length === PHONE_LENGTH && number >= 13e9 && number < 20e9 ? String(number) : undefined;
  };

  return (bytes, row, column, isLabelled, name, at) => {
    const { batch, index } = at;
    const cellText = (each: number): string =>
      decoder.text(bytes, row.cellStart[each]!, row.cellEnd[each]!);
    const isCommon = columns.hasCommonTime() && !hasOtherTimes;
    const sentAt = (): string => isoOf(batch.at[index]!, batch.utcOffset[index]!);
    const whole = (): MessageMeta => {
      const meta = rowMeta(plan, cellText, isCommon ? sentAt : parseTime);
      return labelledMeta(plan, column, isLabelled, meta, reader);
    };
    if (!isSimple || (hasTime && !isCommon)) return whole();
    const recipient = phoneOf(row, at);
    if (recipient === undefined) return whole();
    const number = numberOf(bytes, row);
    if (number < 0) return whole();
    const key = number * 2 + (isLabelled ? 1 : 0);
    let shared = known.get(key);
    if (shared === undefined) {
      const meta = rowMeta({ ...plan, roles: new Map(common) }, cellText, parseTime);
      shared = labelledMeta(plan, column, isLabelled, meta, reader);
      if (known.size >= MAX_KNOWN) known = new Map();
      known.set(key, shared);
    }
    const meta: { -readonly [Key in keyof MessageMeta]: MessageMeta[Key] } = { ...shared };
    if (hasTime) meta.sentAt = sentAt();
    if (recipient !== '') meta.recipient = recipient;
    if (name !== '' && name.length <= MAX_NAME) meta.name = name;
    return meta;
  };
}
