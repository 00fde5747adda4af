import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EncodingName } from '../../src/model/source.ts';
import type {
  RowFormat,
  RowJudge,
  RowMark,
  RowRange,
  RowStreamOptions,
} from '../../src/readers/row-stream.ts';
import { createRowStream } from '../../src/readers/rows.ts';
import { encode } from '../text/encode.ts';

/** Hands on every text: what is read is in question here, not what is found. */
const judge: RowJudge<boolean> = {
  judge: () => true,
  report: ({ source: file, text }) => ({
    findings: [],
    problems: [{ type: 'problem', code: 'ENGINE_LIMIT', file, reason: { zh: text, en: '' } }],
  }),
  isClean: () => false,
  clean: false,
  isExempt: () => false,
  mayBreak: () => true,
  holes: () => null,
  nameKind: () => 0,
  wordings: () => null,
};

interface Read {
  readonly items: readonly string[];
  readonly bytes: number;
  readonly marks: readonly RowMark[];
}

async function read(
  bytes: Uint8Array,
  format: RowFormat,
  options: Partial<RowStreamOptions> & { readonly chunk?: number } = {},
): Promise<Read> {
  const { chunk = 37, ...more } = options;
  async function* chunksFrom(from: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = from; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const stream = createRowStream(
    'a.log',
    chunksFrom(0),
    { timezone: 'Asia/Shanghai', format, judge: judge as RowJudge, chunksFrom, ...more },
    1,
  );
  const items: string[] = [];
  const marks: RowMark[] = [];
  const further = new Map<string, number>();
  for await (const item of stream.items) {
    if (item.type === 'mark') marks.push(item);
    else if (item.type === 'further')
      further.set(item.repeated, (further.get(item.repeated) ?? 0) + item.count);
    else if (item.type !== 'rows') items.push(JSON.stringify(item));
    else {
      for (const { problem, repeated } of item.told)
        if (repeated === undefined) items.push(JSON.stringify(problem));
        else further.set(repeated, (further.get(repeated) ?? 0) + 1);
      for (let row = 0; row < item.count; row += 1) {
        const texts = item.results.filter((result) => result.row === row);
        items.push(
          JSON.stringify([
            item.firstRecord + row,
            item.line[row],
            item.offset[row],
            item.empty[row],
            item.at[row],
            texts.map(({ segment }) => [segment.field, segment.text, segment.origin]),
          ]),
        );
      }
    }
  }
  for (const [name, count] of further) items.push(`${name}: ${count}`);
  return { items, bytes: stream.bytes(), marks };
}

/** Rows first, what was said of many in sums: the order in which the parts say it is not that of the whole. */
function added(parts: readonly Read[]): {
  readonly items: readonly string[];
  readonly bytes: number;
} {
  const sums = new Map<string, number>();
  const items: string[] = [];
  for (const item of parts.flatMap((part) => part.items)) {
    const count = /^([a-z-]+): (\d+)$/.exec(item);
    if (count === null) items.push(item);
    else sums.set(count[1]!, (sums.get(count[1]!) ?? 0) + Number(count[2]));
  }
  return {
    items: [...items.toSorted(), ...[...sums].map((sum) => sum.join()).toSorted()],
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function rangesOf(cuts: readonly number[], size: number): RowRange[] {
  const inside = [...new Set(cuts.map((cut) => Math.floor(cut * size)))].filter((at) => at > 0);
  const places = [0, ...inside.toSorted((a, b) => a - b)];
  return places.map((from, index) => ({ from, to: places[index + 1] ?? Number.POSITIVE_INFINITY }));
}

const cell = fc.constantFrom(
  '再不还钱就让你坐牢，今天就要还',
  '您好，您的借款已经逾期，请尽快还款',
  '"换\n行，""再""不还\r\n钱就让你坐牢"',
  '"没有闭合的引号',
  '5" 屏',
  '',
  '内容',
  '2025-03-01 09:30:00',
);
const row = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
const table = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: row },
      fc.constantFrom('', ' \u3000', '时间,内容,坐席', '坐席,手机号,短信内容', '合计,,'),
    ),
    { maxLength: 40 },
  )
  .chain((rows) =>
    fc
      .tuple(fc.constantFrom('\n', '\r\n', '\r'), fc.constantFrom('', '三月\n\n', 'sep=,\n'))
      .map(([end, title]) => [`${title}时间,内容,坐席`, ...rows].join(end)),
  );
const lines = fc
  .array(
    fc.oneof(
      cell.map((content) => JSON.stringify({ content, agent: '坐席01' })),
      cell.map((body) => JSON.stringify({ body, mobile: '13900000001' })),
      fc.constantFrom(
        '',
        '{oops',
        '[1]',
        '{"dialogue":[{"role":"坐席","text":"再不还钱就让你坐牢"}]}',
      ),
    ),
    { maxLength: 260 },
  )
  .map((all) => all.join('\n'));

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });
const encoding = fc.constantFrom<EncodingName>('utf-8', 'gb18030', 'utf-16le');

function bytesOf(text: string, name: EncodingName): Uint8Array {
  if (name === 'gb18030') return encode(text, 'gb18030');
  if (name === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  return new TextEncoder().encode(text);
}

test.each([
  { format: 'csv' as const, text: table },
  { format: 'jsonl' as const, text: lines },
])(
  'the ranges of a log make up the whole ($format)',
  async ({ format, text }) => {
    await fc.assert(
      fc.asyncProperty(
        text,
        cuts,
        encoding,
        fc.integer({ min: 1, max: 99 }),
        async (log, at, name, chunk) => {
          const bytes = bytesOf(log, name);
          const whole = await read(bytes, format, { chunk: 1 << 20, encoding: name });
          expect(whole.bytes).toBe(bytes.length);
          const parts: Read[] = [];
          for (const range of rangesOf(at, bytes.length))
            parts.push(await read(bytes, format, { range, chunk, encoding: name }));
          expect(added(parts)).toEqual(added([whole]));
        },
      ),
      { numRuns: 200, seed: 41 },
    );
  },
  120_000,
);

test.each([
  { format: 'csv' as const, text: table },
  { format: 'jsonl' as const, text: lines },
])(
  'from its marks a log is read on ($format)',
  async ({ format, text }) => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.integer({ min: 20, max: 400 }),
        fc.integer({ min: 1, max: 99 }),
        async (log, markEvery, chunk) => {
          const bytes = bytesOf(log, 'utf-8');
          const whole = await read(bytes, format, { chunk: 1 << 20, encoding: 'utf-8' });
          const nothing = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY };
          const { marks } = await read(bytes, format, {
            range: nothing,
            markEvery,
            chunk,
            encoding: 'utf-8',
          });
          const parts: Read[] = [];
          for (const [index, mark] of [undefined, ...marks].entries()) {
            const to = marks[index]?.offset ?? Number.POSITIVE_INFINITY;
            const range = mark === undefined ? { from: 0, to } : { from: mark.offset, to, mark };
            parts.push(await read(bytes, format, { range, chunk, encoding: 'utf-8' }));
          }
          expect(added(parts)).toEqual(added([whole]));
        },
      ),
      { numRuns: 200, seed: 43 },
    );
  },
  120_000,
);
