import type { Problem } from '../model/error.ts';
import type { LogRecord, RecordFlaw } from '../model/log-record.ts';
import { ROLE_WORDS } from '../model/role-words.ts';
import type { MessageMeta } from '../model/segment.ts';
import type { ColumnPlan } from './columns.ts';
import {
  buildMeta,
  hasSpeakerLabel,
  type Role,
  type RoleValues,
  roleOf,
  withKind,
} from './meta.ts';
import type { ColumnChoice, ReaderOptions } from './reader.ts';
import { parseDay, type TimeParser } from './times.ts';

/** Rows looked at to choose columns: 200 of data, and a header with titles above it. */
export const SAMPLE_ROWS = 211;
/** Problems of one sort that are told one by one; the others are counted in one more. */
export const MAX_TOLD = 20;

/** What was chosen, by the names of the columns. */
export function columnChoice({ names, text, roles }: ColumnPlan): ColumnChoice {
  return {
    type: 'columns',
    text: text.map((column) => names[column]!),
    roles: Object.fromEntries(
      [...roles].map(([role, columns]) => [
        role,
        columns.map((column) => names[column]!).join(' + '),
      ]),
    ),
  };
}

/** What the other cells of a row say about its texts. `cellText` gives '' for a cell that is not there. */
export function rowValues(plan: ColumnPlan, cellText: (column: number) => string): RoleValues {
  const values: { [R in Role]?: string } = {};
  for (const [role, columns] of plan.roles) {
    const parts = columns.map(cellText);
    values[role] = parts.length === 1 ? parts[0]! : parts.join(' ');
  }
  return values;
}

/** As `rowValues`, read. */
export function rowMeta(
  plan: ColumnPlan,
  cellText: (column: number) => string,
  parseTime: TimeParser,
): MessageMeta {
  return buildMeta(rowValues(plan, cellText), parseTime);
}

const FLAWLESS: readonly RecordFlaw[] = [];

/** The day of a record, and what its values cannot serve for. */
export function recordFacts(
  values: RoleValues,
  meta: MessageMeta,
): Pick<LogRecord, 'day' | 'flaws'> {
  const rounded = isFilled(values.recipient) && meta.recipient === undefined;
  if (meta.sentAt !== undefined)
    return { day: meta.sentAt.slice(0, 10), flaws: rounded ? ['recipient-rounded'] : FLAWLESS };
  const day = isFilled(values.sentAt) ? parseDay(values.sentAt) : undefined;
  const flaws: RecordFlaw[] = rounded ? ['recipient-rounded'] : [];
  if (isFilled(values.sentAt))
    flaws.push(day === undefined ? 'time-unreadable' : 'time-without-clock');
  return { ...(day === undefined ? {} : { day }), flaws };
}

function isFilled(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

/** A name is short: behind this many units a cell is none. */
const MAX_NAME_UNITS = 16;

/**
 * Whether a row behind the header is one itself, as where exports have been put one behind the other: names of two
 * roles at least, one of them in the place of a text, no cell twice, and few that are no names. 短信 may be the
 * name of a column, and is a channel.
 */
export function isHeaderAgain(
  names: readonly string[],
  textColumns: readonly number[],
  cells: readonly string[],
): boolean {
  const suspicious = textColumns.some((column) => isName(cells[column] ?? '', names[column]));
  if (!suspicious && !isName(cells[0] ?? '', names[0])) return false;
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (new Set(filled).size !== filled.length) return false;
  const roles = new Set<string>();
  let unknown = 0;
  for (const [column, cell] of cells.entries()) {
    const text = cell.trim();
    if (text === '') continue;
    if (text.length > MAX_NAME_UNITS || /^[\s\d:./-]+$/.test(text)) return false;
    if (isName(text, names[column])) roles.add(roleOf(text)?.role ?? text);
    else unknown += 1;
  }
  return roles.size >= 2 && unknown * 3 <= filled.length;
}

function isName(cell: string, name: string | undefined): boolean {
  const text = cell.trim();
  if (text === '' || text.length > MAX_NAME_UNITS) return false;
  return text === name || roleOf(text) !== undefined;
}

/** Whether the cells are the header word for word. */
export function isSameHeader(names: readonly string[], cells: readonly string[]): boolean {
  return names.every((name, column) => (cells[column] ?? '').trim() === name);
}

/** The columns are others from here on. */
export function columnsChanged(file: string, line: number): Problem {
  return {
    type: 'problem',
    code: 'INPUT_COLUMNS',
    file,
    line,
    reason: {
      zh: '从这一行起是另一套表头；此后的行按新的列读取',
      en: 'another header stands here; the rows behind it were read by its columns',
    },
    hint: {
      zh: '请核对合并前的各个导出文件，最好分开审计',
      en: 'compare the exports that were put together, and better audit them apart',
    },
  };
}

/** Metadata of the text in one column: that of its row, and what the header of the column adds. */
export function cellMeta(
  plan: ColumnPlan,
  column: number,
  text: string,
  row: MessageMeta,
  options: ReaderOptions,
): MessageMeta {
  return labelledMeta(plan, column, hasSpeakerLabel(text), row, options);
}

/** `cellMeta`, for a text of which it is known whether a speaker is named in it. */
export function labelledMeta(
  plan: ColumnPlan,
  column: number,
  isLabelled: boolean,
  row: MessageMeta,
  options: ReaderOptions,
): MessageMeta {
  let own = row;
  if (plan.forbidden.has(column)) own = { ...own, forbidden: true };
  if (plan.customer.has(column)) own = { ...own, speaker: 'customer' };
  const isScript = plan.roles.has('speaker') || isLabelled;
  const isLog = plan.roles.has('sentAt') && plan.roles.has('recipient');
  return withKind(own, options, { isScript, isLog });
}

/** One problem for each role that several columns claim. */
export function tieProblems(file: string, { names, ties }: ColumnPlan): readonly Problem[] {
  return [...ties].map(([role, columns]) => {
    const claims = columns.map((column) => names[column]!);
    return {
      type: 'problem',
      code: 'INPUT_COLUMNS',
      file,
      reason: {
        zh: `有多列都可能是${ROLE_WORDS[role]}：${claims.join('、')}；没有采用其中任何一列。`,
        en: `Several columns may be ${role}: ${claims.join(', ')}; none of them was used.`,
      },
      hint: {
        zh: `请指定一列，例如 --fields ${role}=${claims[0]}。`,
        en: `Name one, e.g. --fields ${role}=${claims[0]}.`,
      },
    };
  });
}

/** `isAsked`: columns were named with `--fields`. */
export function noTextColumn(file: string, names: readonly string[], isAsked: boolean): Problem {
  return {
    type: 'problem',
    code: 'INPUT_COLUMNS',
    file,
    reason: {
      zh: `${isAsked ? '没有 --fields 所指的列' : '没有找到文本列'}；已有的列：${names.join('、')}。`,
      en: `${isAsked ? 'No column is named as in --fields' : 'No column of texts was found'}; columns: ${names.join(', ')}.`,
    },
    hint: { zh: '请用 --fields 指定文本列。', en: 'Name the column of texts with --fields.' },
  };
}
