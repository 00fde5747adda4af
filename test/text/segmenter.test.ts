import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tokenizer } from '../../src/model/token.ts';
import {
  frequencyOf,
  openDictionary,
  packDictionary,
  readOwnWords,
} from '../../src/text/dictionary-pack.ts';
import { createSegmenter } from '../../src/text/segmenter.ts';

/** A small list whose best cuts can be worked out by hand. Sum 1,000. */
const WORDS = `我们 100 r
会 30 v
会上 60 n
上 100 f
门 40 n
上门 50 v
催收 9 v
催 20 v
收 30 v
门牙 5 n
牙 10 n
通讯 10 n
通讯录 2 n
录 4 v
𠮷野家 3 n
占位 527 x`;

const sum = 1000;
const dictionary = openDictionary(packDictionary(WORDS, []));
const segmenter = createSegmenter(dictionary);

function words(text: string, using: Tokenizer = segmenter): string[] {
  const borders = using.boundaries(text);
  return borders.slice(1).map((end, index) => text.slice(borders[index], end));
}

const letter = fc.constantFrom(
  ...'我们会上门催收牙通讯录占位的 ，。\t\n\r12Aa\uE000\uE001',
  '𠮷',
  '野',
  '家',
  '😀',
);
const lone = fc.constantFrom('\uD842', '\uDFB7');
const anyText = fc
  .array(fc.oneof({ arbitrary: letter, weight: 20 }, { arbitrary: lone, weight: 1 }), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));

/** Best cut by trying all, with weights of our own. Lower-level than what it checks: substrings and a map. */
function bestLogProbability(
  text: string,
  weigh: (word: string) => number | null,
  longest: number,
): number {
  const best = [0];
  for (let end = 1; end <= text.length; end++) {
    best[end] = -Infinity;
    for (let start = Math.max(0, end - longest); start < end; start++) {
      const weight = weigh(text.slice(start, end));
      if (weight !== null) best[end] = Math.max(best[end]!, best[start]! + weight);
    }
  }
  return best[text.length]!;
}

const frequencies = new Map(
  WORDS.split('\n').map((line) => [line.split(' ')[0]!, Number(line.split(' ')[1])]),
);

function weightOf(word: string, unknown: number): number | null {
  const frequency = frequencies.get(word);
  if (frequency !== undefined) return Math.log(frequency / sum);
  return [...word].length === 1 ? unknown : null;
}

describe('boundaries', () => {
  test.each([
    { name: 'empty text', text: '', expected: [] },
    { name: 'one known character', text: '门', expected: ['门'] },
    { name: 'one unknown character', text: '你', expected: ['你'] },
    { name: 'a word', text: '上门', expected: ['上门'] },
    {
      name: 'a word crosses a term',
      text: '我们会上门催收',
      expected: ['我们', '会上', '门', '催收'],
    },
    { name: 'the longer of two beginnings', text: '通讯录', expected: ['通讯录'] },
    { name: 'a beginning that goes on to no word', text: '通讯社', expected: ['通讯', '社'] },
    { name: 'a separator within a word', text: '上 门', expected: ['上', ' ', '门'] },
    {
      name: 'separators stand alone',
      text: '，，。\t\n',
      expected: ['，', '，', '。', '\t', '\n'],
    },
    { name: 'a pair is one character', text: '𠮷野家😀门牙', expected: ['𠮷野家', '😀', '门牙'] },
    {
      name: 'a lone first half is one unit',
      text: '\uD842野家',
      expected: ['\uD842', '野', '家'],
    },
    { name: 'a lone second half is one unit', text: '\uDFB7门牙', expected: ['\uDFB7', '门牙'] },
    {
      name: 'placeholders stand alone',
      text: '会\uE000\uE001上门',
      expected: ['会', '\uE000', '\uE001', '上门'],
    },
  ])('$name', ({ text, expected }) => {
    expect(words(text)).toEqual(expected);
  });

  test('a tie is left to the shorter word on the left', () => {
    // 甲/乙丙 and 甲乙/丙 weigh the same: the longer word replaces only where it is strictly better.
    const tied = createSegmenter(
      openDictionary(packDictionary('甲 5 x\n丙 5 x\n甲乙 7 x\n乙丙 7 x\n占 9 x', [])),
    );
    expect(words('甲乙丙', tied)).toEqual(['甲', '乙丙']);
  });

  test('borders rise from 0 to the length, cut no pair, and no cut is more probable', () => {
    const unknown = Math.log(2 / sum);
    fc.assert(
      fc.property(anyText, (text) => {
        const borders = segmenter.boundaries(text);
        expect(borders[0]).toBe(0);
        expect(borders.at(-1)).toBe(text.length);
        const parts = words(text);
        expect(parts.every((part) => part.length > 0)).toBe(true);
        expect(parts.flatMap((part) => [...part])).toEqual([...text]);
        const got = parts.reduce((total, part) => total + weightOf(part, unknown)!, 0);
        expect(got).toBeCloseTo(
          bestLogProbability(text, (word) => weightOf(word, unknown), text.length),
          9,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('forcingCost', () => {
  test('is the difference of section 6, worked out by hand', () => {
    // Best: 我们/会上/门, 0.1 × 0.06 × 0.04. With 上门: 我们/会/上门, 0.1 × 0.03 × 0.05.
    expect(segmenter.forcingCost('我们会上门', 3, 5)).toBeCloseTo(Math.log(24 / 15), 9);
    expect(segmenter.forcingCost('我们会上门', 2, 4)).toBeCloseTo(0, 9);
    // 门催 is no word, counted at 3: 我们/会上/门催/收 against 我们/会上/门/催收.
    expect(segmenter.forcingCost('我们会上门催收', 4, 6)).toBeCloseTo(
      Math.log((40 * 9) / (3 * 30)),
      9,
    );
  });

  test.each([
    { name: 'an empty span', start: 1, end: 1 },
    { name: 'a span before the text', start: -1, end: 1 },
    { name: 'a span past the text', start: 1, end: 3 },
    { name: 'no number', start: Number.NaN, end: 1 },
  ])('throws for $name', ({ start, end }) => {
    expect(() => segmenter.forcingCost('上门', start, end)).toThrow(RangeError);
  });

  test('is Infinity where a border lies inside a pair', () => {
    expect(segmenter.forcingCost('😀门', 1, 3)).toBe(Infinity);
  });

  test('equals a naive search: words to 12 units, unknown character 0.5, unknown term 3', () => {
    const unknown = Math.log(0.5 / sum);
    const weigh = (word: string): number | null => weightOf(word, unknown);
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, from, length) => {
        fc.pre(text.length > 0);
        const start = from % text.length;
        const end = start + 1 + (length % (text.length - start));
        const isWhole = [...text.slice(0, start), ...text.slice(start, end), ...text.slice(end)];
        fc.pre(isWhole.join('|') === [...text].join('|'));
        const term = Math.log((frequencies.get(text.slice(start, end)) ?? 3) / sum);
        const forced =
          bestLogProbability(text.slice(0, start), weigh, 12) +
          term +
          bestLogProbability(text.slice(end), weigh, 12);
        const expected = Math.max(0, bestLogProbability(text, weigh, 12) - forced);
        expect(segmenter.forcingCost(text, start, end)).toBeCloseTo(expected, 9);
      }),
      { numRuns: 300 },
    );
  });

  test('a word of more than 12 characters does not count in it', () => {
    const long = '一二三四五六七八九十甲乙丙';
    const using = createSegmenter(openDictionary(packDictionary(`${long} 900 x\n占 100 x`, [])));
    expect(words(long, using)).toEqual([long]);
    // Thirteen unknown characters against twelve and the term, at 3 instead of 0.5.
    expect(using.forcingCost(long, 0, 1)).toBe(0);
    // Forced as a term it is looked up whole.
    expect(using.forcingCost(long, 0, 13)).toBe(0);
  });
});

describe('packed dictionary', () => {
  test('finds each word with its frequency, and nothing else', () => {
    expect(dictionary.words).toBe(frequencies.size);
    for (const [word, frequency] of frequencies) {
      expect(frequencyOf(dictionary, word, 0, word.length)).toBe(frequency);
      if (!frequencies.has(word.slice(0, -1))) {
        expect(frequencyOf(dictionary, word, 0, word.length - 1)).toBe(0);
      }
    }
    expect(frequencyOf(dictionary, '上门', 1, 1)).toBe(0);
    expect(frequencyOf(dictionary, '通讯录', 0, 2)).toBe(10);
  });

  test('holds any words, in any order', () => {
    const list = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4, unit: letter }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(list, (drawn) => {
        const known = drawn.filter((word) => !/[\s]/.test(word));
        fc.pre(known.length > 0);
        const packed = openDictionary(
          packDictionary(known.map((word, index) => `${word} ${index + 1} x`).join('\n'), []),
        );
        for (const [index, word] of known.entries()) {
          expect(frequencyOf(packed, word, 0, word.length)).toBe(index + 1);
        }
        for (const word of drawn) {
          if (!known.includes(word)) expect(frequencyOf(packed, word, 0, word.length)).toBe(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('gives own words the median frequency and leaves the sum alone', () => {
    const packed = openDictionary(packDictionary('甲 1 x\n乙 5 x\n丙 100 x\r\n', ['通讯录群发']));
    expect(frequencyOf(packed, '通讯录群发', 0, 5)).toBe(5);
    expect(packed.sum).toBe(106);
    expect(packed.unknownWeight).toBe(Math.log(1 / 106));
  });

  test('opens from bytes at any place in a buffer', () => {
    const packed = packDictionary(WORDS, []);
    const shifted = new Uint8Array(packed.length + 3);
    shifted.set(packed, 3);
    const opened = openDictionary(shifted.subarray(3));
    expect(frequencyOf(opened, '上门', 0, 2)).toBe(50);
  });

  test.each([
    { name: 'no bytes', change: (): Uint8Array => new Uint8Array(0) },
    { name: 'a head alone', change: (bytes: Uint8Array): Uint8Array => bytes.slice(0, 40) },
    { name: 'a cut file', change: (bytes: Uint8Array): Uint8Array => bytes.slice(0, -2) },
    {
      name: 'the other byte order',
      change: (bytes: Uint8Array): Uint8Array =>
        Uint8Array.from([...bytes.slice(0, 4)].reverse().concat([...bytes.slice(4)])),
    },
  ])('refuses $name', ({ change }) => {
    expect(() => openDictionary(change(packDictionary(WORDS, [])))).toThrow(RangeError);
  });

  test.each([
    { name: 'a line without a frequency', text: '甲 1 x\n乙\n', message: /line 2/ },
    { name: 'a frequency of 0', text: '甲 0 x', message: /line 1/ },
    { name: 'an empty list', text: '\n', message: /empty/ },
  ])('does not pack $name', ({ text, message }) => {
    expect(() => packDictionary(text, [])).toThrow(message);
  });
});

describe('own words', () => {
  test('are read without comments and blank lines', () => {
    expect(readOwnWords('# head\r\n强制执行\n\n失信名单 # note\n')).toEqual([
      '强制执行',
      '失信名单',
    ]);
    expect(readOwnWords('')).toEqual([]);
  });

  test.each([
    { name: 'too short', text: '强制执行\n上门', message: /line 2/ },
    { name: 'two words', text: '强制 执行', message: /line 1/ },
  ])('are refused when $name', ({ text, message }) => {
    expect(() => readOwnWords(text)).toThrow(message);
  });
});
