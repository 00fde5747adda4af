import { describe, expect, test } from 'vitest';
import { createRowMemos } from '../../src/readers/row-memos.ts';
import type { RowFormat } from '../../src/readers/row-stream.ts';
import { encode } from '../text/encode.ts';
import { makeRowJudge, readStream, readWhole } from './row-equality.ts';

/** A column of each role, and one of none; what a row says in it. */
const COLUMNS = {
  编号: 'A17',
  发送时间: '2026-03-01 10:05:07',
  手机号: '13900000017',
  姓名: '张某某',
  内容: '您好，您在某某银行的贷款已到期，应还金额1234.56元，请按时还款，如有疑问请致电95000。',
  催收员: '坐席07',
  渠道: '短信',
  方向: '呼出',
  状态: '成功',
  通话时长: '35',
  关系: '本人',
  案件号: 'C0017',
  委外机构: '某某公司',
  签名: '【某某】',
  模板编号: 'T3',
  账龄: 'M1',
  类型: 'sms',
  备注: '无',
} as const;
type Column = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Column[];
const FAULTY = '再不还钱就打死你全家';

/** What no character of an encoding is made of. */
const BAD: Readonly<Record<'utf-8' | 'gb18030' | 'big5' | 'utf-16le', readonly number[]>> = {
  'utf-8': [0xff],
  gb18030: [0xff],
  big5: [0xff],
  'utf-16le': [0x00, 0xd8],
};
type Encoding = keyof typeof BAD;
const NUL = (encoding: Encoding): readonly number[] => (encoding === 'utf-16le' ? [0, 0] : [0]);

/** Big5 has no simplified characters. */
const PAIRS =
  '编編发發时時间間机機内內员員态態话話长長关關系係号號构構签簽账賬龄齡类類备備张張银銀贷貸应應额額请請还還问問电電无無钱錢状狀';
const TRADITIONAL = new Map((PAIRS.match(/../gu) ?? []).map((pair) => [pair[0], pair[1]]));
const written = (text: string, encoding: Encoding): string =>
  encoding === 'big5'
    ? Array.from(text, (character) => TRADITIONAL.get(character) ?? character).join('')
    : text;

type Row = Partial<Record<Column, string>>;

/** A log in which `*` stands for what cannot be decoded. */
function logOf(
  rows: readonly Row[],
  format: RowFormat,
  encoding: Encoding,
  bad: Iterable<number>,
): Uint8Array {
  const cells = rows.map((row) => NAMES.map((name) => row[name] ?? COLUMNS[name]));
  const lines =
    format === 'jsonl'
      ? cells.map((row) =>
          JSON.stringify(Object.fromEntries(row.map((cell, i) => [NAMES[i], cell]))),
        )
      : [NAMES, ...cells].map((row) => row.join(','));
  return encoded(`${lines.join('\n')}\n`, encoding, bad);
}

function encoded(text: string, encoding: Encoding, bad: Iterable<number>): Uint8Array {
  const pieces = text.split('*').map((piece) => encode(written(piece, encoding), encoding));
  return Uint8Array.from(pieces.flatMap((piece, i) => (i === 0 ? [...piece] : [...bad, ...piece])));
}

const judge = makeRowJudge();

/** Of JSON Lines so many are read before anything is remembered. */
const HEAD = 200;

/** Rows of which all is known by the time one comes with the damage, under each of some columns in turn. */
function around(
  format: RowFormat,
  names: readonly Column[],
  damaged: (cell: string) => string,
): readonly Row[] {
  const head = format === 'jsonl' ? Array.from({ length: HEAD }, () => ({})) : [{}, {}];
  const known: readonly Row[] = [{}, { 内容: FAULTY }];
  return [
    ...head,
    ...known,
    ...names.flatMap((name) => {
      const row = { [name]: damaged(COLUMNS[name]) };
      return [...known, row, { 内容: FAULTY, ...row }];
    }),
  ];
}

async function expectTold(
  bytes: Uint8Array,
  format: RowFormat,
  encoding: Encoding,
  places: number,
): Promise<void> {
  const whole = readWhole(bytes, format, encoding);
  expect(whole.damaged).toHaveLength(places);
  for (const chunkSize of [1 << 20, 301])
    expect(await readStream(bytes, format, { chunkSize, judge, encoding })).toEqual(whole);
}

const ENCODINGS: readonly Encoding[] = ['utf-8', 'gb18030', 'big5', 'utf-16le'];
const CELLS = [
  { where: 'at its end', damaged: (cell: string) => `${cell}*` },
  { where: 'in quotes', damaged: (cell: string) => `"${cell}*"` },
  { where: 'in doubled quotes', damaged: (cell: string) => `"""${cell}""*"` },
  { where: 'where nothing else stands', damaged: () => '*' },
] as const;
/** Not more than are told one by one. */
const HALVES = [NAMES.slice(0, 9), NAMES.slice(9)];

describe('what cannot be decoded is told, though all else of its row is known', () => {
  test.each(
    ENCODINGS.flatMap((encoding) =>
      CELLS.flatMap((cell) => [
        { ...cell, format: 'csv', encoding } as const,
        ...(cell.where.endsWith('quotes') ? [] : [{ ...cell, format: 'jsonl', encoding } as const]),
      ]),
    ),
  )('a cell, $where, $format in $encoding', async ({ damaged, format, encoding }) => {
    for (const names of HALVES)
      for (const bad of [BAD[encoding], NUL(encoding)]) {
        const bytes = logOf(around(format, names, damaged), format, encoding, bad);
        await expectTold(bytes, format, encoding, 2 * names.length);
      }
  });

  test.each(ENCODINGS)('the name of a column, once more in the middle, in %s', async (encoding) => {
    const header = Object.fromEntries(NAMES.map((name) => [name, name]));
    const rows = [{}, {}, { ...header, 备注: '备注*' }, {}, {}];
    await expectTold(logOf(rows, 'csv', encoding, BAD[encoding]), 'csv', encoding, 1);
  });

  test.each(ENCODINGS)('the name of a field in each record, in %s', async (encoding) => {
    const rows = Array.from({ length: HEAD + 8 }, () => ({}));
    const lines = new TextDecoder().decode(logOf(rows, 'jsonl', 'utf-8', [])).split('\n');
    const damaged = lines.map((line, i) =>
      i % 2 === 0 && i > HEAD ? line.replace('"备注"', '"备注*"') : line,
    );
    const bytes = encoded(damaged.join('\n'), encoding, BAD[encoding]);
    await expectTold(bytes, 'jsonl', encoding, 3);
  });

  test.each(['csv', 'jsonl'] as const)(
    'NULs between rows and behind the last, in %s',
    async (format) => {
      const text = new TextDecoder().decode(logOf([{}, {}, {}], format, 'utf-8', []));
      const lines = text.trim().split('\n');
      const bytes = new TextEncoder().encode(
        [...lines.slice(0, 2), '\0\0', ' ', '', ...lines.slice(2), '\0 \0\0'].join('\n'),
      );
      await expectTold(bytes, format, 'utf-8', 5);
    },
  );

  test('the replacement characters of one file are those of no other', async () => {
    const texts = Array.from({ length: 3 }, () => ({ 内容: `${COLUMNS.内容}*` }));
    const memos = createRowMemos(judge);
    const own = logOf(texts, 'csv', 'utf-8', encode('\ufffd', 'utf-8'));
    const other = logOf(texts, 'csv', 'utf-16le', BAD['utf-16le']);
    expect((await readStream(own, 'csv', { chunkSize: 99, judge, memos })).damaged).toEqual([]);
    const whole = readWhole(other, 'csv', 'utf-16le');
    expect(whole.damaged).toHaveLength(3);
    const options = { chunkSize: 99, judge, memos, encoding: 'utf-16le' } as const;
    expect(await readStream(other, 'csv', options)).toEqual(whole);
  });
});
