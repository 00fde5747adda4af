import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CuilintError } from '../../src/model/error.ts';
import type { EncodingName } from '../../src/model/source.ts';
import { decode, parseEncodingName } from '../../src/text/decode.ts';
import { encode } from './encode.ts';

const SMS = '【某某金融】尊敬的客户，您的借款已逾期3天，请尽快还款。\n客服会与您联系。';
const TRADITIONAL = '【某某財務】親愛的客戶，您的貸款已逾期三天，請儘快還款。\n謝謝您的配合。';

function bytes(...parts: (string | number[])[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => (typeof part === 'string' ? [...encode(part, 'utf-8')] : part)),
  );
}

function errorOf(input: Uint8Array): CuilintError {
  try {
    decode(input, {});
  } catch (error) {
    if (error instanceof CuilintError) return error;
    throw error;
  }
  throw new Error('was decoded');
}

describe('decode finds the encoding', () => {
  test.each([
    { name: 'UTF-8', text: SMS, encoding: 'utf-8', mark: [] },
    { name: 'UTF-8 with mark', text: SMS, encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
    { name: 'GB18030', text: SMS, encoding: 'gb18030', mark: [] },
    { name: 'GB18030 with mark', text: SMS, encoding: 'gb18030', mark: [0x84, 0x31, 0x95, 0x33] },
    { name: 'GB18030, traditional', text: TRADITIONAL, encoding: 'gb18030', mark: [] },
    { name: 'Big5', text: TRADITIONAL, encoding: 'big5', mark: [] },
    { name: 'UTF-16LE with mark', text: SMS, encoding: 'utf-16le', mark: [0xff, 0xfe] },
    { name: 'UTF-16BE with mark', text: SMS, encoding: 'utf-16be', mark: [0xfe, 0xff] },
    { name: 'UTF-16LE without', text: SMS, encoding: 'utf-16le', mark: [] },
    { name: 'UTF-16BE without', text: SMS, encoding: 'utf-16be', mark: [] },
    { name: 'UTF-16LE of ASCII', text: 'phone,time\r\n1,2\r\n', encoding: 'utf-16le', mark: [] },
    {
      name: 'UTF-16LE with many 一 (U+4E00)',
      text: '一一得一，一天还一次。\n一',
      encoding: 'utf-16le',
      mark: [],
    },
    { name: 'ASCII', text: 'id,text\n1,ok\n', encoding: 'utf-8', mark: [] },
    { name: 'empty', text: '', encoding: 'utf-8', mark: [] },
    { name: 'one character of UTF-8', text: '债', encoding: 'utf-8', mark: [] },
    { name: 'emoji and U+FFFD in UTF-8', text: '😀\ufffd', encoding: 'utf-8', mark: [] },
  ] as const)('$name', ({ text, encoding, mark }) => {
    const input = new Uint8Array([...mark, ...encode(text, encoding)]);
    expect(decode(input, {})).toEqual({ text, encoding, damage: [], damaged: 0 });
  });

  test('a mark alone is an empty file', () => {
    expect(decode(new Uint8Array([0xef, 0xbb, 0xbf]), {})).toMatchObject({
      text: '',
      encoding: 'utf-8',
    });
    expect(decode(new Uint8Array([0xff, 0xfe]), {})).toMatchObject({
      text: '',
      encoding: 'utf-16le',
    });
  });

  test('a view into a larger buffer', () => {
    const whole = bytes('xx还款yy');
    expect(decode(whole.subarray(2, whole.length - 2), {}).text).toBe('还款');
  });

  test('short messages in each encoding: which one is chosen', () => {
    const short = [
      '请您尽快还款',
      '您的借款已逾期，请还款',
      '你再不还钱我们就上门',
      '客户已同意分期',
    ];
    for (const text of short) expect(decode(encode(text, 'gb18030'), {}).text).toBe(text);
    const long = ['請您儘快還款', '您的借款已逾期，請還款', '我們會通知你的家人', '客戶已同意分期'];
    for (const text of long) expect(decode(encode(text, 'big5'), {}).text).toBe(text);
  });

  test('--encoding wins over what the bytes look like', () => {
    const input = encode('请您还款', 'utf-8');
    expect(decode(input, { encoding: 'gb18030' }).encoding).toBe('gb18030');
  });
});

describe('damage does not flip a file', () => {
  test.each([
    {
      name: 'one bad byte in UTF-8',
      input: bytes('还款\n再', [0xff], '不还'),
      encoding: 'utf-8',
      at: [{ line: 2, column: 2 }],
    },
    {
      name: 'in a file of one character',
      input: bytes('好', [0xff]),
      encoding: 'utf-8',
      at: [{ line: 1, column: 2 }],
    },
    {
      name: 'cut in the last character',
      input: encode('请您还款', 'utf-8').slice(0, -1),
      encoding: 'utf-8',
      at: [{ line: 1, column: 4 }],
    },
    {
      name: 'beside an honest U+FFFD',
      input: bytes('\ufffd还款', [0xff]),
      encoding: 'utf-8',
      at: [{ line: 1, column: 4 }],
    },
    {
      name: 'in ASCII',
      input: bytes('a'.repeat(200), [0xff]),
      encoding: 'utf-8',
      at: [{ line: 1, column: 201 }],
    },
    {
      name: 'a lead byte cut off in GB18030',
      input: new Uint8Array([...encode(SMS, 'gb18030'), 0xd6]),
      encoding: 'gb18030',
      at: [{ line: 2, column: 9 }],
    },
    {
      name: 'one bad byte in GB18030',
      input: new Uint8Array([...encode(SMS, 'gb18030'), 0xff, 10]),
      encoding: 'gb18030',
      at: [{ line: 2, column: 9 }],
    },
    {
      name: 'one NUL in UTF-8',
      input: bytes('上\0门催收\n'),
      encoding: 'utf-8',
      at: [{ line: 1, column: 2 }],
    },
    {
      name: 'a lone surrogate in UTF-16',
      input: new Uint8Array([0xff, 0xfe, 0x0a, 0, 0x00, 0xd8, 0x41, 0]),
      encoding: 'utf-16le',
      at: [{ line: 2, column: 1 }],
    },
    {
      name: 'a Hong Kong character which Node cannot read in Big5',
      input: new Uint8Array([...encode(TRADITIONAL, 'big5'), 10, 0x9d, 0xef]),
      encoding: 'big5',
      at: [{ line: 3, column: 1 }],
    },
    {
      name: 'half a unit in UTF-16',
      input: new Uint8Array([0xfe, 0xff, 0x4e, 0x00, 0x4e]),
      encoding: 'utf-16be',
      at: [{ line: 1, column: 2 }],
    },
  ])('$name', ({ input, encoding, at }) => {
    const decoded = decode(input, {});
    expect(decoded).toMatchObject({ encoding, damage: at, damaged: at.length });
  });

  test('the first 20 places are named, all are counted', () => {
    const damaged = decode(
      bytes(...Array.from({ length: 30 }, () => ['还款催收提醒您', [0xff], '\n']).flat()),
      {},
    );
    expect(damaged).toMatchObject({ encoding: 'utf-8', damaged: 30 });
    expect(damaged.damage).toHaveLength(20);
    expect(damaged.damage[19]).toEqual({ line: 20, column: 8 });
  });
});

describe('what is no text', () => {
  test.each([
    {
      name: 'PNG',
      input: new Uint8Array([
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 0,
      ]),
    },
    { name: 'NULs', input: new Uint8Array(64) },
    {
      name: 'noise',
      input: Uint8Array.from({ length: 4096 }, (_, i) => (i * 2654435761 + (i >> 3) * 40503) & 255),
    },
  ])('$name', ({ input }) => {
    const error = errorOf(input);
    expect(error.code).toBe('INPUT_ENCODING');
    expect(error.hint?.en).toContain('--encoding');
  });
});

test.each([
  { name: 'GBK', encoding: 'gb18030' },
  { name: 'gb2312', encoding: 'gb18030' },
  { name: 'utf8', encoding: 'utf-8' },
  { name: 'UTF-16', encoding: 'utf-16le' },
  { name: 'utf_16_be', encoding: 'utf-16be' },
  { name: 'big5-hkscs', encoding: 'big5' },
  { name: 'latin1', encoding: undefined },
  { name: 'constructor', encoding: undefined },
])('parseEncodingName $name', ({ name, encoding }) => {
  expect(parseEncodingName(name)).toBe(encoding);
});

test('text survives every Unicode encoding, whatever it is', () => {
  fc.assert(
    fc.property(
      fc
        .string({ unit: 'binary' })
        .map((text) => text.toWellFormed().replace(/[\0-\x08\x0e-\x1f\ufeff]/g, 'x')),
      fc.constantFrom<EncodingName>('utf-8', 'utf-16le', 'utf-16be', 'gb18030'),
      (text, encoding) => {
        const decoded = decode(encode(text, encoding), { encoding });
        expect(decoded.text).toBe(text);
        expect(decoded.damaged).toBe(0);
      },
    ),
  );
});

test('an independent converter agrees', () => {
  // iconv is on most machines; where it is not, the table of encode.ts alone stands for it.
  let output: Uint8Array;
  try {
    output = execFileSync('iconv', ['-f', 'utf-8', '-t', 'gb18030'], {
      input: SMS,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch {
    output = encode(SMS, 'gb18030');
  }
  expect(decode(output, {}).text).toBe(SMS);
});
