import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Tokenizer } from '../../src/model/token.ts';
import { findJiebaWordList, loadNodejieba } from '../../src/node/jieba.ts';
import { loadTokenizer, packSegmentation } from '../../src/node/tokenizer.ts';
import { openDictionary, packDictionary } from '../../src/text/dictionary-pack.ts';
import { createSegmenter } from '../../src/text/segmenter.ts';
import { BOUNDARY_CASES, type BoundaryCase } from '../text/boundary-cases.ts';

const segmentationDirectory = join(import.meta.dirname, '../../dictionaries/segmentation');
const fixtures = join(import.meta.dirname, '../../fixtures/messages/development');
const folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
afterAll(() => rmSync(folder, { recursive: true }));

const packPath = join(folder, 'segmentation.bin');
const pack = packSegmentation(segmentationDirectory);
if (pack === null) throw new Error('the package nodejieba, and with it the word list, is missing');
writeFileSync(packPath, pack);

const builtin = createSegmenter(openDictionary(pack));
const OWN_WORDS = ['爆你通讯录', '会上门催收'];
const native = loadNodejieba({ segmentationDirectory, ownWords: [], builtin: () => builtin });
const listPath = findJiebaWordList();
const list = listPath === null ? [] : readFileSync(listPath, 'utf8').split('\n').filter(Boolean);
const dictionaryWords = list.map((line) => line.split(' ')[0]!);

/** Two cutters that disagree on the first of these texts; empty where they agree on all. */
function firstDifference(a: Tokenizer, b: Tokenizer, texts: Iterable<string>): readonly unknown[] {
  for (const text of texts) {
    const one = a.boundaries(text);
    const other = b.boundaries(text);
    if (one.join() !== other.join()) return [text, one, other];
  }
  return [];
}

describe('packed dictionary of jieba', () => {
  test('is small enough to be read at each start', () => {
    expect(pack.length).toBeLessThan(5_000_000);
    expect(openDictionary(pack).words).toBe(348_982);
  });
});

// The native module may be missing where nothing could be compiled: then the name says so.
describe.skipIf(native === null)('nodejieba and the plain segmenter, if nodejieba is built', () => {
  const other = native!;

  test.each([
    { name: 'empty text', text: '' },
    { name: 'one character', text: '门' },
    { name: 'a word across a term', text: '我们会上门催收' },
    { name: 'separators', text: ' 上 门\t，，。\n\r\n会上门' },
    { name: 'placeholder and astral mark', text: '请\uE000于\uE001前还款' },
    { name: 'pairs', text: '👨‍👩‍👧‍👦还钱𠮷野家' },
    { name: 'lone halves', text: '\uD83D上门\uDE00还\uD800' },
    { name: 'NUL and U+FFFD', text: '上\0门\uFFFD会上门' },
    { name: 'a long run of digits', text: `欠款${'12345'.repeat(200)}元` },
    { name: 'ten thousand characters', text: '我们会上门催收以上门槛'.repeat(1000) },
  ])('agree on $name', ({ text }) => {
    expect(builtin.boundaries(text)).toEqual(other.boundaries(text));
  });

  test('agree on the boundary cases and the development corpus', () => {
    const texts = BOUNDARY_CASES.map(({ sentence }) => sentence);
    expect(firstDifference(builtin, other, texts)).toEqual([]);
    for (const name of ['calls', 'evasion', 'logs', 'templates', 'utterances']) {
      const lines = readFileSync(join(fixtures, `${name}.jsonl`), 'utf8').split('\n');
      expect(lines.length).toBeGreaterThan(100);
      expect(firstDifference(builtin, other, lines)).toEqual([]);
    }
  });

  test('agree on words, pieces of words and dirt in any order', () => {
    const word = fc.nat(dictionaryWords.length - 1).map((index) => dictionaryWords[index]!);
    const head = fc.tuple(word, fc.nat(4)).map(([text, length]) => text.slice(0, length));
    const tail = fc.tuple(word, fc.nat(4)).map(([text, length]) => text.slice(length));
    const dirt = fc.constantFrom(
      ...['Abc', '12', '3.5%', 'https://x.cn/', ' ', '，', '。', '\t', '\n', '\u200B', '導', 'é'],
      ...['😀', '\uD800', '\uDC00', '\0', '\uE000', '\uFFFD', '（', '【', '…'],
    );
    const common = fc
      .array(fc.constantFrom(...'的一是不了在人有我他这个们中来上大为和国会法院公安门家单位'))
      .map((letters) => letters.join(''));
    const text = fc
      .array(fc.oneof(word, head, tail, dirt, common), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 20, maxLength: 20 }), (texts) => {
        expect(firstDifference(builtin, other, texts)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('agree once own words are added', () => {
    // Last of its group: the module holds one dictionary, and this one is loaded in place of the first.
    const own = loadNodejieba({
      segmentationDirectory,
      ownWords: OWN_WORDS,
      builtin: () => builtin,
    })!;
    const withWords = createSegmenter(openDictionary(packDictionary(list.join('\n'), OWN_WORDS)));
    const texts = ['再不还就爆你通讯录', '我们会上门催收', '爆你通讯录里的人', '会上门催收员'];
    expect(firstDifference(withWords, own, texts)).toEqual([]);
    expect(withWords.boundaries(texts[0]!)).toContain(4);
    expect(withWords.boundaries(texts[0]!)).not.toContain(6);
  });
});

describe('loadTokenizer', () => {
  const missing = join(folder, 'missing.bin');

  test('answers from the pack', () => {
    const tokenizer = loadTokenizer({ packPath, segmentationDirectory });
    expect(tokenizer?.name).toBe('builtin');
    expect(tokenizer?.boundaries('我们会上门催收')).toEqual([0, 2, 4, 5, 7]);
    expect(tokenizer?.forcingCost('我们会上门', 3, 5)).toBeCloseTo(0.59, 2);
  });

  test.skipIf(native === null)('takes nodejieba without the pack, if it is built', () => {
    const tokenizer = loadTokenizer({ packPath: missing, segmentationDirectory });
    expect(tokenizer?.name).toBe('nodejieba');
    expect(tokenizer?.boundaries('我们会上门催收')).toEqual([0, 2, 4, 5, 7]);
    expect(tokenizer?.forcingCost('我们会上门', 3, 5)).toBeCloseTo(0.59, 2);
  });

  test('packs the list in memory where nodejieba would abort over a missing file', () => {
    const tokenizer = loadTokenizer({ packPath: missing, segmentationDirectory: folder });
    expect(tokenizer?.name).toBe('builtin');
    expect(tokenizer?.boundaries('我们会上门催收')).toEqual([0, 2, 4, 5, 7]);
  });

  test.each([
    { name: 'a border of paths', directory: 'a;b' },
    { name: 'another one', directory: 'a|b' },
    { name: 'no folder', directory: 'missing' },
  ])('does not hand nodejieba $name', ({ directory }) => {
    expect(
      loadNodejieba({
        segmentationDirectory: join(folder, directory),
        ownWords: [],
        builtin: () => builtin,
      }),
    ).toBeNull();
  });

  test('says so when the pack is broken, and does not go on without it', () => {
    const broken = join(folder, 'broken.bin');
    writeFileSync(broken, pack.subarray(0, 1000));
    expect(() => loadTokenizer({ packPath: broken, segmentationDirectory })).toThrow(RangeError);
  });
});

/** The table of the engine specification, section 6, on the whole sentence; no shields. */
function isAccepted(tokenizer: Tokenizer, { sentence, term }: BoundaryCase): boolean {
  const start = sentence.indexOf(term);
  const end = start + term.length;
  const borders = tokenizer.boundaries(sentence);
  const isCrossed = (at: number): boolean => !borders.includes(at);
  if (!borders.some((border) => border > start && border < end)) {
    // Nothing cuts the term: it is a word, or lies inside a longer one.
    return term.length > 1 || (!isCrossed(start) && !isCrossed(end));
  }
  if (!isCrossed(start) && !isCrossed(end)) return true;
  return tokenizer.forcingCost(sentence, start, end) <= 1;
}

/** Wanted compounds are terms of their own: the single character alone is meant to be refused in them. */
const COMPOUNDS = ['弄死你', '打死你', '不得好死', '你这个废人', '你找死'];

/** Accepted although the sentence does not hold the word: what shields are for. */
const NEEDS_SHIELD = [
  '本公安装了新系统',
  '他家住公安县',
  '请坐牢固定扶手',
  '请您子女性别填写',
  '中国人行贷款中心',
  '公布通讯录像',
  '用于征信用途',
  '此书法院藏',
  '依照执法院规',
  '治安公安全',
  '用单位置换',
  '清单位列',
  '请核对账单位数',
];

test('the boundary cases of the specification, without shields: 206 of 224', () => {
  const wrong = BOUNDARY_CASES.filter((entry) => isAccepted(builtin, entry) !== entry.expected);
  expect(wrong.map(({ sentence }) => sentence).toSorted()).toEqual(
    [...COMPOUNDS, ...NEEDS_SHIELD].toSorted(),
  );
  const lost = wrong.filter(({ expected }) => expected).map(({ sentence }) => sentence);
  expect(lost).toEqual(COMPOUNDS);
});
