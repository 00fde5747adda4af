import {
  columnSpeaker,
  hanCount,
  isAside,
  isForbiddenName,
  isOfPeople,
  normalizeName,
  type Role,
  roleOf,
  unwrapCell,
} from './meta.ts';
import { looksLikeTime } from './times.ts';
import { fieldKey, type WantedFields } from './tree.ts';

/** What each column of a table is for. Columns are counted from 0. */
export interface ColumnPlan {
  /** Index of the header among the rows handed in, -1 where there is none. */
  readonly header: number;
  readonly names: readonly string[];
  readonly text: readonly number[];
  /** A role may take two columns: a date and its clock. */
  readonly roles: ReadonlyMap<Role, readonly number[]>;
  /** Roles that more than one column claims, with those columns: none of them was taken. */
  readonly ties: ReadonlyMap<Role, readonly number[]>;
  /** Columns whose header says that they show what is forbidden, or that the customer speaks. */
  readonly forbidden: ReadonlySet<number>;
  readonly customer: ReadonlySet<number>;
}

const HEADER_WITHIN = 10;
const PHONE = /^(?:\+?86|0086)?1[3-9]\d{9}$/;
/** Two to four characters behind one of the hundred commonest surnames. */
const PERSON =
  /^\s*[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][\u4e00-\u9fff]{1,3}\s*$/;
const PREFERRED: Readonly<Partial<Record<Role, RegExp>>> = {
  // The time at which the message left, before those of its way; the number that was called, before one on file.
  sentAt: /^(?:发送时间|發送時間|sendtime|sentat|senttime|通话时间|呼叫时间|拨打时间|calltime)$/,
  recipient: /^(?:接收号码|被叫号码|被叫|收信人|接收人|callee|msisdn|to)$/,
};
const LATER: Readonly<Partial<Record<Role, RegExp>>> = {
  sentAt: /^(?:提交时间|submittime|创建时间|createtime|createdat)$/,
};

/** Chooses by header names, and by the values of `rows` (cells as text) where names say nothing. */
export function planColumns(
  rows: readonly (readonly string[])[],
  wanted: WantedFields,
): ColumnPlan {
  const header = findHeader(rows, wanted);
  const data = rows.slice(header + 1, header + 201);
  const headerRow = header >= 0 ? rows[header]! : [];
  const width = header >= 0 ? lastFilled(headerRow) : Math.max(0, ...data.map((row) => row.length));
  const names = Array.from({ length: width }, (_, column) => {
    const name = (headerRow[column] ?? '').trim();
    return name === '' ? columnLetter(column) : name;
  });
  const stats = statsOf(data);
  const named = names.map((name, column) => {
    const given =
      wanted.roles.get(fieldKey(name)) ?? wanted.roles.get(fieldKey(columnLetter(column)));
    return given ?? (header >= 0 ? roleOf(name)?.role : undefined);
  });
  const text = chooseText(names, named, stats, wanted);
  const { roles, ties } = chooseRoles(names, named, stats, new Set(text), wanted, header >= 0);
  const indices = names.map((_, column) => column);
  return {
    header,
    names,
    text,
    roles,
    ties,
    forbidden: new Set(indices.filter((column) => header >= 0 && isForbiddenName(names[column]!))),
    customer: new Set(indices.filter((column) => columnSpeaker(names[column]!) === 'customer')),
  };
}

/** A, B, … Z, AA: the name of a column without one. */
export function columnLetter(column: number): string {
  const rest = Math.floor(column / 26);
  const letter = String.fromCharCode(65 + (column % 26));
  return rest === 0 ? letter : columnLetter(rest - 1) + letter;
}

function lastFilled(row: readonly string[]): number {
  let width = row.length;
  while (width > 1 && row[width - 1]!.trim() === '') width -= 1;
  return width;
}

function filled(row: readonly string[]): number {
  return row.reduce((count, cell) => count + (cell.trim() === '' ? 0 : 1), 0);
}

/** The first row that reads like names; rows above it (titles) have fewer cells. */
function findHeader(rows: readonly (readonly string[])[], wanted: WantedFields): number {
  const last = Math.min(rows.length, HEADER_WITHIN);
  for (let index = 0; index < last; index += 1) {
    const row = rows[index]!;
    if (row.some((cell) => isData(cell))) continue;
    const hits = row.filter((cell) => {
      if (cell.trim() === '') return false;
      const key = fieldKey(cell);
      return roleOf(cell) !== undefined || wanted.names?.has(key) === true || wanted.roles.has(key);
    });
    if (hits.length === 0) continue;
    if (index === 0 || rows.slice(0, index).every((above) => filled(above) < filled(row)))
      return index;
  }
  return hasUnknownHeader(rows) ? 0 : -1;
}

/** Names that mean nothing to us above texts. In doubt there is no header, so that no message is lost. */
function hasUnknownHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = rows;
  if (first === undefined || rest.length === 0) return false;
  const named = first.every(
    (cell) =>
      cell.trim() !== '' &&
      cell.length <= 12 &&
      !isData(cell) &&
      !/[\s。！？!?，,；;：:【】]/.test(cell.trim()),
  );
  if (!named || new Set(first).size !== first.length) return false;
  return first.some(
    (cell, column) =>
      hanCount(cell, 8) < 8 && share(columnStats(rest, column).han8, rest.length) >= 0.5,
  );
}

/** A cell that no header has: a number, a phone, a time, a sentence. */
function isData(cell: string): boolean {
  const text = cell.trim();
  if (text === '') return false;
  return (
    /^[-+]?[\d.,]+%?$/.test(text) ||
    PHONE.test(text.replace(/[\s-]/g, '')) ||
    looksLikeTime(text) !== null ||
    text.length > 30 ||
    /[。！？；]/.test(text)
  );
}

interface ColumnStats {
  readonly filled: number;
  /** Cells with at least eight, and at least two, Han characters. */
  readonly han8: number;
  readonly han2: number;
  readonly phones: number;
  readonly times: number;
  readonly dates: number;
  readonly clocks: number;
  /** Cells that read like the name of a person. */
  readonly people: number;
}

function columnStats(rows: readonly (readonly string[])[], column: number): ColumnStats {
  const stats = {
    filled: 0,
    han8: 0,
    han2: 0,
    phones: 0,
    times: 0,
    dates: 0,
    clocks: 0,
    people: 0,
  };
  for (const row of rows) {
    const cell = row[column];
    if (cell === undefined || cell.trim() === '') continue;
    stats.filled += 1;
    const han = hanCount(cell, 8);
    if (han >= 8) stats.han8 += 1;
    if (han >= 2) stats.han2 += 1;
    if (PERSON.test(cell)) stats.people += 1;
    if (cell.length > 48) continue;
    const value = unwrapCell(cell);
    if (PHONE.test(value.replace(/[\s-]/g, ''))) stats.phones += 1;
    const time = looksLikeTime(value);
    if (time === 'both') stats.times += 1;
    else if (time === 'date') stats.dates += 1;
    else if (time === 'clock') stats.clocks += 1;
  }
  return stats;
}

type StatsOfColumn = (column: number) => ColumnStats;

/** Counted when they are first asked for: where the header names every column, none are. */
function statsOf(rows: readonly (readonly string[])[]): StatsOfColumn {
  const known = new Map<number, ColumnStats>();
  return (column) => {
    const stats = known.get(column) ?? columnStats(rows, column);
    known.set(column, stats);
    return stats;
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function chooseText(
  names: readonly string[],
  named: readonly (Role | undefined)[],
  stats: StatsOfColumn,
  wanted: WantedFields,
): number[] {
  const where = (test: (column: number) => boolean): number[] =>
    names.map((_, column) => column).filter(test);
  if (wanted.names !== undefined) {
    const { names: asked } = wanted;
    return where(
      (column) => asked.has(fieldKey(names[column]!)) || asked.has(fieldKey(columnLetter(column))),
    );
  }
  const long = (column: number, limit: number): boolean =>
    share(stats(column).han8, stats(column).filled) >= limit;
  const found = where(
    (column) =>
      named[column] === 'text' ||
      (named[column] === undefined && !isAside(names[column]!) && long(column, 0.5)),
  );
  if (found.length > 0) return found;
  // Nothing by name: what holds sentences, whatever it is called; then what holds Chinese at all.
  const sentences = where((column) => long(column, 0.3));
  if (sentences.length > 0) return sentences;
  if (names.length === 1) return [0];
  return where(
    (column) =>
      named[column] === undefined && share(stats(column).han2, stats(column).filled) >= 0.5,
  );
}

function chooseRoles(
  names: readonly string[],
  named: readonly (Role | undefined)[],
  stats: StatsOfColumn,
  text: ReadonlySet<number>,
  wanted: WantedFields,
  hasHeader: boolean,
): Pick<ColumnPlan, 'roles' | 'ties'> {
  const claims = new Map<Role, number[]>();
  names.forEach((_, column) => {
    const role = named[column];
    if (role === undefined || role === 'text' || text.has(column)) return;
    claims.set(role, [...(claims.get(role) ?? []), column]);
  });
  const byValue = (
    role: Role,
    test: (stat: ColumnStats) => number,
    mayBe: (column: number) => boolean = () => true,
  ): void => {
    if (claims.has(role)) return;
    const columns = names
      .map((_, column) => column)
      .filter((column) => {
        if (named[column] !== undefined || text.has(column) || !mayBe(column)) return false;
        const stat = stats(column);
        return share(test(stat), stat.filled) >= 0.8;
      });
    if (columns.length > 0) claims.set(role, columns);
  };
  byValue('recipient', (stat) => stat.phones);
  byValue('sentAt', (stat) => stat.times);
  // Names are masked wherever their text is shown.
  byValue(
    'name',
    (stat) => stat.people,
    (column) => !hasHeader || isOfPeople(names[column]!),
  );

  const roles = new Map<Role, readonly number[]>();
  const ties = new Map<Role, readonly number[]>();
  for (const [role, columns] of claims) {
    const given = columns.filter((column) => wanted.roles.get(fieldKey(names[column]!)) === role);
    const best = given.length > 0 ? given : narrowed(role, columns, names, stats);
    const clocked = role === 'sentAt' ? dateAndClock(best, stats) : undefined;
    if (clocked !== undefined) roles.set(role, clocked);
    else if (best.length === 1) roles.set(role, best);
    else ties.set(role, best);
  }
  return { roles, ties };
}

function narrowed(
  role: Role,
  columns: readonly number[],
  names: readonly string[],
  stats: StatsOfColumn,
): readonly number[] {
  if (columns.length < 2) return columns;
  // An empty column claims nothing.
  const used = columns.filter((column) => stats(column).filled > 0);
  if (used.length < 2) return used.length === 1 ? used : columns.slice(0, 1);
  const key = (column: number): string => normalizeName(names[column]!);
  if (role === 'recipient' || role === 'sentAt') {
    const preferred = used.filter((column) => PREFERRED[role]?.test(key(column)) === true);
    if (preferred.length > 0) return preferred;
    const sooner = used.filter((column) => LATER[role]?.test(key(column)) !== true);
    return sooner.length > 0 ? sooner : used;
  }
  // Of the other roles the more telling name is taken: 坐席工号 before 坐席. The same name twice is a tie.
  const rank = (column: number): number => roleOf(names[column]!)?.rank ?? 0;
  const lowest = Math.min(...used.map(rank));
  return used.filter((column) => rank(column) === lowest);
}

/** A column of dates and one of clocks are one time. */
function dateAndClock(
  columns: readonly number[],
  stats: StatsOfColumn,
): readonly number[] | undefined {
  if (columns.length !== 2) return undefined;
  const mostly = (column: number, kind: 'dates' | 'clocks'): boolean =>
    share(stats(column)[kind], stats(column).filled) >= 0.8;
  const date = columns.find((column) => mostly(column, 'dates'));
  const clock = columns.find((column) => mostly(column, 'clocks'));
  return date === undefined || clock === undefined ? undefined : [date, clock];
}
