import { describe, expect, test } from 'vitest';
import { createChecker } from '../../src/engine/check.ts';
import { BUILT_IN_KEY } from '../../src/engine/fingerprint.ts';
import { inSyntaxOf, replaceAll, replacementFor } from '../../src/engine/fix.ts';
import type { Segment } from '../../src/model/segment.ts';
import { builtInRuleset, builtInTokenizer } from './ruleset-fixture.ts';

const ruleset = builtInRuleset();
const check = createChecker(ruleset, {
  lang: 'zh',
  mask: 'none',
  today: '2026-03-01',
  key: BUILT_IN_KEY,
  levels: new Map(),
  inactive: new Set(),
  tokenizer: builtInTokenizer,
});

function segmentOf(text: string): Segment {
  const origin = { start: 0, end: text.length, line: 1, lineStart: 0, lineStarts: [] };
  return { type: 'segment', source: 'a.txt', text, origin, meta: {} };
}

/** The text with everything replaced that the rule offers to replace, and whether the rule is content then. */
function fixed(text: string, id: string): { text: string; isClean: boolean } {
  const rule = ruleset.rules.find((each) => each.id === id)!;
  const hits = (of: string) => check(segmentOf(of)).findings.filter(({ ruleId }) => ruleId === id);
  const offers = hits(text).flatMap(({ segmentStart, segmentEnd }) => {
    const offer = replacementFor(rule, text, segmentStart, segmentEnd);
    return offer === undefined || typeof offer === 'string' ? [] : [offer];
  });
  const after = replaceAll(text, offers);
  return { text: after, isClean: hits(after).length === 0 };
}

describe('every word that a built-in rule marks as safe to replace', () => {
  const marked = ruleset.rules.flatMap((rule) =>
    Object.entries(rule.fix ?? {}).map(([word, replacement]) => ({ rule, word, replacement })),
  );
  test('is there', () => {
    expect(marked.length).toBeGreaterThan(0);
  });
  test.each(marked)('$rule.id: $word -> $replacement', ({ rule, word, replacement }) => {
    const bad = rule.examples.bad.filter(({ hits }) => hits.some((hit) => hit.includes(word)));
    const mended = bad.map(({ text }) => ({ before: text, ...fixed(text, rule.id) }));
    // One of its own examples is mended by the word alone, and the rule has nothing more to say.
    expect(mended).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining(replacement), isClean: true }),
    );
    for (const { before, text } of mended)
      if (text !== before) expect(text).toBe(before.replaceAll(word, replacement));
    // Standing alone the replacement says nothing wrong.
    expect(check(segmentOf(replacement)).findings).toEqual([]);
  });
});

describe('replacementFor', () => {
  const rule = { id: 'insult/word', fix: { 老赖: '客户', 骗子: '客户' } };
  // The hit stands between bars.
  test.each([
    { name: 'the word alone', text: '请|老赖|还款', expected: '请客户还款' },
    {
      name: 'the word in a plain frame',
      text: '再不还款，|你就是个老赖|！',
      expected: '再不还款，你就是个客户！',
    },
    { name: 'a heading', text: '【|老赖|】请还款', expected: '【客户】请还款' },
    { name: 'behind a quotation that has ended', text: '“好”，|老赖|', expected: '“好”，客户' },
    { name: 'no such word', text: '|你是客户|', expected: undefined },
    { name: 'a disguised one', text: '|老 赖|', expected: undefined },
    { name: 'the word twice', text: '|老赖老赖|', expected: 'several' },
    { name: 'two words', text: '|老赖骗子|', expected: 'several' },
    { name: 'a frame that says something', text: '|到处通缉你老赖|', expected: 'context' },
    { name: 'a frame in a clause that says more', text: '全网通缉|你是老赖|', expected: 'context' },
    { name: 'a placeholder', text: '请{|老赖|}', expected: 'quoted' },
    { name: 'another placeholder', text: '请{{ |老赖| }}', expected: 'quoted' },
    { name: 'a tag', text: '<|老赖|>', expected: 'quoted' },
    { name: 'a signature', text: '【|老赖|金融】', expected: 'quoted' },
    { name: 'a heading in a quotation', text: '“【|老赖|】”', expected: 'quoted' },
    { name: 'a denial', text: '您不是|老赖|', expected: 'negated' },
    { name: 'a denial behind it', text: '|老赖|二字严禁使用', expected: 'negated' },
  ])('$name', ({ text, expected }) => {
    const [before = '', hit = '', after = ''] = text.split('|');
    const end = before.length + hit.length;
    const offer = replacementFor(rule, before + hit + after, before.length, end);
    const isOffer = typeof offer === 'object';
    expect(isOffer ? replaceAll(before + hit + after, [offer]) : offer).toBe(expected);
  });
});

test.each([
  { source: '老赖', expected: '客户😀' },
  { source: '\\u8001\\u8d56', expected: '\\u5ba2\\u6237\\ud83d\\ude00' },
  { source: '\\u8001\\u8D56', expected: '\\u5BA2\\u6237\\uD83D\\uDE00' },
  { source: '&#x8001;赖', expected: '&#x5BA2;&#x6237;&#x1F600;' },
  { source: '&#32769;赖', expected: '&#23458;&#25143;&#128512;' },
])('a replacement is written as its place writes: $source', ({ source, expected }) => {
  expect(inSyntaxOf(source, '老赖', '客户😀')).toBe(expected);
});
