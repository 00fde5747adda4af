import { FACT } from '../model/contact.ts';
import type { ColumnPlan } from './columns.ts';
import { createJsonSpans, type JsonSpans, scanFlatJson } from './json-spans.ts';
import { type JsonLine, type JsonRoles, jsonChoice, noteJsonRoles, readJsonLine } from './jsonl.ts';
import {
  isForbiddenName,
  normalizeName,
  ROLES,
  type Role,
  type RoleValues,
  roleOf,
} from './meta.ts';
import type { RowBuffer } from './row-buffer.ts';
import { createRowColumns, type RowColumns } from './row-columns.ts';
import { createRowDecoder } from './row-encoding.ts';
import { NOT_REMEMBERED } from './row-memo.ts';
import { createRowGroups, createRowMemos } from './row-memos.ts';
import { createRowNames } from './row-names.ts';
import { CELL, createRowSpans, MAX_ROW_BYTES } from './row-scan.ts';
import { longRow, type RowSink } from './row-sink.ts';
import { ROW_EMPTY, ROW_FLAW, type RowItem } from './row-stream.ts';
import { type RowDrain, type RowTableOptions, WHOLE } from './row-table.ts';
import { createTimeParser } from './times.ts';
import { fieldKey, type WantedFields, wantedFields } from './tree.ts';

/** Records that are looked at before it is said which fields were chosen. */
const SAMPLE = 200;
/** Different sequences of keys that are read the short way. */
const MAX_SHAPES = 32;

/** What is known of all lines with the same keys in the same order. */
interface Shape {
  readonly keys: readonly Uint8Array[];
  readonly plan: ColumnPlan;
  readonly columns: RowColumns;
  readonly unseen: readonly number[];
  readonly groupOf: ReturnType<typeof createRowGroups>;
}

/** Builds the reader of JSON Lines in UTF-8 that begin, in the buffer, behind the byte-order mark. */
export function createRowJson(
  buffer: RowBuffer,
  sink: RowSink,
  options: Omit<RowTableOptions, 'delimiter'>,
): RowDrain {
  const { file, stats, judge } = options;
  const decoder = createRowDecoder('utf-8', options.original);
  const parseTime = createTimeParser(options.timezone);
  const wanted = wantedFields(options);
  const memos = options.memos ?? createRowMemos(judge);
  const memo = options.shortcuts === false ? null : memos.of('utf-8', options.original);
  const rememberedBefore = memo?.remembered() ?? 0;
  const names = createRowNames(decoder, judge);
  const spans = createJsonSpans(createRowSpans());
  const { row } = spans;
  const shapes: Shape[] = [];
  const refused = new Set<string>();
  let last: Shape | undefined;
  const chosen = new Set<string>();
  const roles: JsonRoles = new Map();
  const range = options.range ?? WHOLE;
  /** What is said of the columns is said with the first records. */
  let isAnnounced = range.from > 0;
  let isSkipping = false;
  let isAtMark = range.mark === undefined;
  let nextMark = options.markEvery ?? Number.POSITIVE_INFINITY;
  /** Records behind the range that are looked at for what is said of the columns. */
  let ahead = 0;

  // The long way: the values of each role as strings, in columns of their own.
  const valueRow = createRowSpans();
  const valuePlan = planOf([], new Map(ROLES.map((role, column) => [role, [column]])), []);
  const valueColumns = createRowColumns({ ...options, plan: valuePlan, decoder, parseTime });
  const fillValues = (values: RoleValues): void => {
    valueRow.cells = ROLES.length;
    for (const [column, role] of ROLES.entries()) {
      valueRow.form[column] = CELL.doubled;
      valueRow.cellStart[column] = 0;
      valueRow.cellEnd[column] = (values[role] ?? '').trim() === '' ? 0 : 1;
    }
    const { batch, index } = sink;
    valueColumns.fill(
      batch,
      index,
      buffer.bytes,
      valueRow,
      (column) => values[ROLES[column]!] ?? '',
    );
  };

  const shapeOf = (bytes: Uint8Array): Shape | undefined => {
    if (last !== undefined && hasKeys(last, bytes, spans)) return last;
    const known = shapes.find((shape) => hasKeys(shape, bytes, spans));
    if (known !== undefined) {
      last = known;
      return known;
    }
    if (shapes.length >= MAX_SHAPES || wanted.names !== undefined) return undefined;
    const keys: string[] = [];
    for (let cell = 0; cell < row.cells; cell += 1) {
      keys.push(decoder.text(bytes, spans.keyStart[cell]!, spans.keyEnd[cell]!));
      // It is told of each line, and nobody looks at keys that are known.
      if (decoder.damage().length > 0) return undefined;
    }
    const name = keys.join('\n');
    if (refused.has(name)) return undefined;
    const plan = shapePlan(keys, wanted);
    if (plan === undefined) {
      if (refused.size < 1000) refused.add(name);
      return undefined;
    }
    const columns = createRowColumns({ ...options, plan, decoder, parseTime });
    const looked = new Set([...plan.text, ...columns.seen]);
    last = {
      keys: keys.map((_, cell) => bytes.slice(spans.keyStart[cell], spans.keyEnd[cell])),
      plan,
      columns,
      unseen: keys.map((_, cell) => cell).filter((cell) => !looked.has(cell)),
      groupOf: createRowGroups(memos, plan, options, columns.nameOf),
    };
    shapes.push(last);
    return last;
  };

  /** True if the row is told from its bytes: nothing is found in it. */
  const isClean = (shape: Shape, group: number): boolean => {
    if (memo === null || !isAnnounced) return false;
    const { bytes } = buffer;
    for (let cell = 0; cell < row.cells; cell += 1)
      if (row.form[cell] === CELL.doubled && !shape.plan.text.includes(cell)) return false;
    for (const cell of shape.unseen)
      if (!decoder.isSound(bytes, row.cellStart[cell]!, row.cellEnd[cell]!)) return false;
    let isEmpty = true;
    let isExempt = false;
    for (const cell of shape.plan.text) {
      const start = row.cellStart[cell]!;
      const end = row.cellEnd[cell]!;
      if (spans.isText[cell] === 0) return false;
      if (start === end) continue;
      isEmpty = false;
      if (!memo.isClean(bytes, start, end, shape.groupOf(group, cell), names.name)) return false;
      isExempt ||= memo.isExempt();
    }
    if (isExempt) sink.batch.facts[sink.index]! |= FACT.exempt;
    return !isEmpty;
  };

  const note = ({ segments, roots }: JsonLine): void => {
    for (const segment of segments) chosen.add(segment.field ?? '');
    noteJsonRoles(roots, wanted, roles);
  };
  const lineAt = (start: number, end: number): JsonLine =>
    readJsonLine(decoder.text(buffer.bytes, start, end), {
      file,
      line: sink.line,
      record: sink.record,
      options,
      parseTime,
      wanted,
    });

  const tellDamage = (start: number, end: number): readonly number[] => {
    const text = decoder.text(buffer.bytes, start, end);
    const damage = decoder.damage();
    sink.damaged(damage, text);
    return damage;
  };

  const readLine = (start: number, end: number): void => {
    const { bytes } = buffer;
    sink.begin(buffer.base + start);
    const shape = scanFlatJson(bytes, start, end, spans) ? shapeOf(bytes) : undefined;
    const { batch, index } = sink;
    const breaks = (): boolean => judge.mayBreak(batch.facts[index]!, batch.at[index]!);
    let group: number = NOT_REMEMBERED;
    let line: JsonLine | undefined;
    const text = (): JsonLine => {
      line ??= lineAt(start, end);
      return line;
    };
    if (shape !== undefined) {
      group = shape.columns.fill(sink.batch, sink.index, bytes, row, (cell) =>
        cell < row.cells ? text().cellText(cell) : '',
      );
      names.open(shape.plan.roles.get('name')?.[0] ?? -1);
      names.see(bytes, row);
      if (!breaks() && isClean(shape, group)) {
        stats.texts += shape.plan.text.length;
        return;
      }
    }
    const read = text();
    const damage = tellDamage(start, end);
    if (shape === undefined) fillValues(read.values);
    if (read.hasTwoRecipients) batch.flaws[index]! |= ROW_FLAW['recipient-ambiguous'];
    const mayBreak = breaks();
    if (read.problem !== undefined) sink.tell(read.problem);
    const { segments } = read;
    if (!isAnnounced) note(read);
    if (segments.length === 0)
      sink.batch.empty[sink.index] =
        ROW_EMPTY[read.problem === undefined ? 'no-text' : 'unreadable'];
    for (const segment of segments) {
      stats.texts += 1;
      stats.candidates += 1;
      if (memo === null) {
        sink.found(segment, judge.report(segment, judge.judge(segment)));
        if (judge.isExempt(segment)) batch.facts[index]! |= FACT.exempt;
        continue;
      }
      const cell = shape?.plan.text.find((at) => shape.plan.names[at] === segment.field);
      const isWhole = damage.length === 0 && read.problem === undefined && cell !== undefined;
      const { origin } = segment;
      const extract = { text: segment.text, start: origin.start, end: origin.end };
      const place = isWhole
        ? {
            bytes,
            start: row.cellStart[cell]!,
            end: row.cellEnd[cell]!,
            group: shape!.groupOf(group, cell),
            rowStart: decoder.text(bytes, start, row.cellStart[cell]!).length,
          }
        : null;
      sink.found(
        segment,
        memo.check(
          segment,
          origin.map === undefined ? extract : { ...extract, map: origin.map },
          place,
          names.name,
          mayBreak,
        ),
      );
      if (memo.isExempt()) batch.facts[index]! |= FACT.exempt;
    }
  };

  const announce = function* (): Generator<RowItem, void, undefined> {
    isAnnounced = true;
    const isTold = sink.record + ahead >= SAMPLE || chosen.size > 0 || roles.size > 0;
    if (isTold) yield jsonChoice(chosen, roles);
  };

  const lines: RowDrain = {
    wanted: 1,
    isDone: false,
    seek: undefined,
    drain: function* (isLast) {
      const { bytes } = buffer;
      if (!isAtMark) {
        isAtMark = true;
        sink.start(range.mark!);
        lines.seek = range.mark!.offset;
        return;
      }
      while (buffer.from < buffer.end) {
        if (sink.isFull()) yield* sink.flush();
        const start = buffer.from;
        const at = buffer.base + start;
        if (at >= range.to && isAnnounced && !isSkipping) {
          lines.isDone = true;
          break;
        }
        if (at >= nextMark && at < range.from && !isSkipping) {
          nextMark = (Math.floor(at / options.markEvery!) + 1) * options.markEvery!;
          yield { type: 'mark', offset: at, line: sink.line, record: sink.record, header: -1 };
        }
        let end = start;
        while (bytes[end] !== 10 && bytes[end] !== 13) end += 1;
        if (end >= buffer.end && !isLast) {
          if (buffer.end - start <= MAX_ROW_BYTES) break;
          if (!isSkipping) tooLong();
          isSkipping = true;
          buffer.from = buffer.end;
          break;
        }
        let next = end;
        if (end < buffer.end) {
          if (bytes[end] === 13 && end + 1 >= buffer.end && !isLast) break;
          next = end + (bytes[end] === 13 && end + 1 < buffer.end && bytes[end + 1] === 10 ? 2 : 1);
        }
        if (isSkipping) isSkipping = false;
        else if (end - start > MAX_ROW_BYTES) tooLong();
        else if (isBlankLine(start, end)) {
          // A NUL is blank, and damage.
          if (at >= range.from && at < range.to && end > start) tellDamage(start, end);
        } else {
          if (at < range.from) sink.pass();
          else if (at < range.to) readLine(start, end);
          else {
            ahead += 1;
            note(lineAt(start, end));
          }
          if (!isAnnounced && sink.record + ahead === SAMPLE) yield* announce();
        }
        if (end < buffer.end) sink.line += 1;
        buffer.from = next;
      }
      if (isLast && !isAnnounced) yield* announce();
      if (isAnnounced) yield* sink.flush();
      if (isLast || lines.isDone) yield* sink.rest();
      stats.remembered = (memo?.remembered() ?? 0) - rememberedBefore;
      lines.wanted = (buffer.end - buffer.from) * 2;
    },
  };

  const isBlankLine = (start: number, end: number): boolean => {
    const { bytes } = buffer;
    for (let i = start; i < end; i += 1) {
      if (bytes[i]! <= 32) continue;
      // U+3000, U+00A0 and U+FEFF begin so.
      if (bytes[i] !== 0xe3 && bytes[i] !== 0xc2 && bytes[i] !== 0xef) return false;
      return /^[\0-\x20\u3000\u00a0\ufeff]*$/.test(decoder.text(bytes, start, end));
    }
    return true;
  };

  const tooLong = (): void => {
    const at = buffer.base + buffer.from;
    if (at < range.from) sink.pass();
    else if (at >= range.to) ahead += 1;
    else {
      sink.begin(at);
      fillValues({});
      sink.batch.empty[sink.index] = ROW_EMPTY.unreadable;
      sink.tell(longRow(file, sink.line, MAX_ROW_BYTES), 'too-long');
    }
  };

  return lines;
}

function hasKeys({ keys }: Shape, bytes: Uint8Array, spans: JsonSpans): boolean {
  if (keys.length !== spans.row.cells) return false;
  for (let cell = 0; cell < keys.length; cell += 1) {
    const key = keys[cell]!;
    const from = spans.keyStart[cell]!;
    if (spans.keyEnd[cell]! - from !== key.length) return false;
    for (let i = 0; i < key.length; i += 1) if (bytes[from + i] !== key[i]) return false;
  }
  return true;
}

function planOf(
  names: readonly string[],
  roles: ReadonlyMap<Role, readonly number[]>,
  text: readonly number[],
): ColumnPlan {
  return {
    header: -1,
    names,
    text,
    roles,
    ties: new Map(),
    forbidden: new Set(text.filter((cell) => isForbiddenName(names[cell]!))),
    customer: new Set(),
  };
}

/** The texts and roles of records with these keys, as `readJsonl` finds them; undefined: the long way finds them. */
function shapePlan(keys: readonly string[], wanted: WantedFields): ColumnPlan | undefined {
  if (new Set(keys).size !== keys.length) return undefined;
  const text = keys.map((_, cell) => cell).filter((cell) => roleOf(keys[cell]!)?.role === 'text');
  if (text.length === 0) return undefined;
  const roles = new Map<Role, number>();
  const ranks = new Map<Role, number>();
  for (const [cell, key] of keys.entries()) {
    const given = wanted.roles.get(fieldKey(key));
    const known = given === undefined ? roleOf(key) : { role: given, rank: -1 };
    if (known === undefined || known.role === 'text') continue;
    if ((ranks.get(known.role) ?? Number.POSITIVE_INFINITY) <= known.rank) continue;
    roles.set(known.role, cell);
    ranks.set(known.role, known.rank);
  }
  // A `name` beside no recipient and no case names a template, not a person.
  const name = roles.get('name');
  if (
    name !== undefined &&
    normalizeName(keys[name]!) === 'name' &&
    !roles.has('recipient') &&
    !roles.has('case')
  )
    roles.delete('name');
  return planOf(keys, new Map([...roles].map(([role, cell]) => [role, [cell]])), text);
}
