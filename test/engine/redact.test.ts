import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseFingerprint, numberFingerprints } from '../../src/engine/fingerprint.ts';
import { createRedactor } from '../../src/engine/redact.ts';
import {
  ADDRESS_PATTERNS,
  longestNumbers,
  NAME_PATTERNS,
  NUMBER_PATTERNS,
} from '../../src/engine/redact-patterns.ts';

const partial = createRedactor('partial');
const full = createRedactor('full');

describe('partial masking', () => {
  test.each([
    { name: 'mobile', text: '致电13800000000联系', masked: '致电138****0000联系' },
    { name: 'mobile in groups', text: '138 0000 0000', masked: '138 **** 0000' },
    {
      name: 'mobile digit by digit',
      text: '1-3-8-0-0-0-0-0-0-0-0',
      masked: '1-3-8-*-*-*-*-0-0-0-0',
    },
    { name: 'country code', text: '+86 138-0000-0000', masked: '+86 138-****-0000' },
    { name: 'country code without plus', text: '8613800000000', masked: '86138****0000' },
    { name: 'full width', text: '１３８００００００００', masked: '１３８****００００' },
    { name: 'Chinese numerals', text: '一三八零零零零零零零零', masked: '一三八****零零零零' },
    { name: 'two mobiles', text: '13800000000 13900000000', masked: '138****0000 139****0000' },
    {
      name: 'landline keeps its area',
      text: '(010)80000000、0571-8000000',
      masked: '(010)****0000、0571-***0000',
    },
    {
      name: 'landline without area where the text says so',
      text: '电话：80000000',
      masked: '电话：****0000',
    },
    { name: 'identity card', text: '11010119900101001X', masked: '110***********001X' },
    { name: 'old identity card', text: '110101900101001', masked: '1101*******1001' },
    { name: 'bank card', text: '6222 0000 0000 0000 000', masked: '6222 **** **** ***0 000' },
    { name: 'name before a title', text: '张建国先生您好', masked: '张**先生您好' },
    { name: 'compound surname', text: '欧阳建国女士', masked: '欧阳**女士' },
    { name: 'name after a title', text: '客户王小明，请还款', masked: '客户王**，请还款' },
    { name: 'name before a greeting', text: '【某行】张建国，您好', masked: '【某行】张**，您好' },
    { name: 'street', text: '我们会到建国路88号', masked: '我们会到**路**号' },
    { name: 'house', text: '阳光小区3栋2单元502室', masked: '**小区*栋*单元***室' },
    { name: 'plate', text: '京A·00000', masked: '京A·*****' },
    { name: 'e-mail', text: 'zhangsan@example.com', masked: 'z*******@example.com' },
  ])('$name', ({ text, masked }) => {
    expect(partial(text)).toBe(masked);
  });

  test.each([
    { name: 'amount', text: '欠款12345678.90元' },
    { name: 'amounts in a row', text: '分期 1000 2000 3000 元' },
    { name: 'date and time', text: '2026-03-01 22:00:00' },
    { name: 'timestamp', text: '20260301220000' },
    { name: 'day of a month', text: '请于10号前还款' },
    { name: 'hotlines', text: '95588、12378、400-000-0000、4000000000' },
    { name: 'masked before', text: '138****0000，尾号0000，张某某先生' },
    { name: 'surname and title alone', text: '王女士您好' },
    { name: 'what looks like a surname', text: '借款人应当按时还款，客户方便时请回电' },
    { name: 'empty', text: '' },
  ])('$name stays', ({ text }) => {
    expect(partial(text)).toBe(text);
  });

  test('the name of the record is hidden wherever it stands', () => {
    expect(partial('阿不都你好，阿不都', ['阿不都'])).toBe('阿**你好，阿**');
    expect(full('阿不都你好', ['阿不都'])).toBe('***你好');
  });
});

test('full masking leaves no digit of a number, and none leaves all', () => {
  expect(full('138 0000 0000')).toBe('*** **** ****');
  expect(createRedactor('none')('13800000000')).toBe('13800000000');
});

const digits = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));
const planted = fc.oneof(
  fc.tuple(fc.constantFrom('13', '15', '18', '19'), digits(9)).map((parts) => parts.join('')),
  fc.tuple(fc.constant('110101199'), digits(9)).map((parts) => parts.join('')),
  fc.tuple(fc.constant('6222'), digits(15)).map((parts) => parts.join('')),
);
const around = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'请致电 ，：-*+0（先生张路号1元'), maxLength: 12 }),
);
/** A number is one where neither a digit nor a letter continues it, nor a mark that makes it an amount. */
const isApart = (before: string, after: string): boolean =>
  !/[\p{L}\p{N}*.,，:/+＋_·•‐‑–—－-]\s*$/u.test(before) &&
  !/^\s*[\p{L}\p{N}*.,，:/_·•‐‑–—－@-]/u.test(after);

describe('laws of masking', () => {
  test('the length stays, and masking twice is masking once', () => {
    fc.assert(
      fc.property(
        around,
        planted,
        around,
        fc.constantFrom(partial, full),
        (before, number, after, mask) => {
          const text = before + number + after;
          const once = mask(text);
          expect(once.length).toBe(text.length);
          expect(mask(once)).toBe(once);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of a planted number no seven digits in a row survive', () => {
    fc.assert(
      fc.property(around, planted, around, (before, number, after) => {
        fc.pre(isApart(before, after));
        const masked = partial(before + number + after).slice(
          before.length,
          before.length + number.length,
        );
        expect(masked).not.toMatch(/\d{7}/);
        expect(masked.replaceAll(/\D/g, '').length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 300 },
    );
  });
});

describe('fingerprints', () => {
  test('are sixteen hexadecimal digits that depend on every part and on the key', () => {
    const all = [
      baseFingerprint('k', 'a/b', '上门', '我们上门'),
      baseFingerprint('k2', 'a/b', '上门', '我们上门'),
      baseFingerprint('k', 'a/c', '上门', '我们上门'),
      baseFingerprint('k', 'a/b', '上', '门我们上门'),
      baseFingerprint('k', 'a/b', '上门', '他们上门'),
    ];
    expect(new Set(all).size).toBe(5);
    for (const one of all) expect(one).toMatch(/^[0-9a-f]{16}$/);
  });

  test('equal findings are told apart by their number, the same in every run', () => {
    const first = ['x', 'y', 'x'].map(numberFingerprints('k'));
    const second = ['x', 'y', 'x'].map(numberFingerprints('k'));
    expect(new Set(first).size).toBe(3);
    expect(second).toEqual(first);
  });
});

test('where a pattern matches, all that it needs is there', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...[
        '138',
        '１３',
        '一二',
        '0',
        '〇',
        '+86',
        '(86)',
        '86',
        '0571',
        '(010)',
        '1990',
        'X',
        '8888',
      ],
      ...[
        ' ',
        '-',
        '·',
        '\u200b',
        '（',
        '）',
        '，',
        '：',
        '。',
        '【',
        '】',
        '\n',
        '@',
        'a.cn',
        'zhang',
      ],
      ...[
        '建国',
        '路',
        '中段',
        '街道',
        '弄',
        '胡同',
        '大道',
        '号',
        '号院',
        '花园',
        '里',
        '村',
        '栋',
        '单元',
        '室',
      ],
      ...[
        '王',
        '欧阳',
        '小明',
        '先生',
        '女士',
        '客户',
        '被告人',
        '您好',
        '你好',
        '京',
        '粤',
        'A·',
        'B12345',
        '电话',
      ],
    ),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 2, maxLength: 14 }), (pieces) => {
      const text = pieces.join('');
      for (const masked of [text, partial(text)]) {
        const { digits, figures } = longestNumbers(masked);
        for (const { pattern, needs } of [
          ...NUMBER_PATTERNS,
          ...ADDRESS_PATTERNS,
          ...NAME_PATTERNS,
        ]) {
          if (masked.search(pattern) < 0) continue;
          expect(needs.digits ?? 0, String(pattern)).toBeLessThanOrEqual(digits);
          expect(needs.figures ?? 0, String(pattern)).toBeLessThanOrEqual(figures);
          expect(needs.sign?.test(masked), String(pattern)).not.toBe(false);
        }
      }
    }),
    { numRuns: 3000 },
  );
});
