import { describe, expect, test } from 'vitest';
import { createJudge } from '../../src/engine/judge.ts';
import { MAX_PIECE, piecesOf } from '../../src/engine/pieces.ts';
import { normalizer } from '../text/normalize-fixture.ts';
import { JUDGE_OPTIONS, makeRuleset } from './ruleset-fixture.ts';

describe('piecesOf', () => {
  test.each([
    { name: 'empty', text: '', count: 1 },
    { name: 'at the limit', text: '还'.repeat(MAX_PIECE), count: 1 },
    { name: 'one unit over it, without any mark', text: '还'.repeat(MAX_PIECE + 1), count: 2 },
    { name: 'lines', text: '请按时还款\n'.repeat(4000), count: 4 },
    { name: 'a character of two units at the cut', text: `还${'😀'.repeat(MAX_PIECE)}`, count: 3 },
  ])('$name', ({ text, count }) => {
    const pieces = piecesOf(text, {});
    expect(pieces).toHaveLength(count);
    expect(pieces.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    for (const { start, end } of pieces) {
      expect(end - start).toBeLessThanOrEqual(MAX_PIECE);
      expect(text.slice(start, end).isWellFormed()).toBe(true);
    }
  });

  test('who spoke last goes on speaking', () => {
    const pieces = piecesOf(`客户：我没钱\n${'再说一遍。\n'.repeat(3000)}`, {});
    expect(pieces.slice(1).map(({ meta }) => meta.speaker)).toEqual(
      pieces.slice(1).map(() => 'customer'),
    );
  });
});

test('places in later pieces are those of the whole text', () => {
  const judge = createJudge(makeRuleset([{ any: ['会 ~2 上门'] }]), normalizer, JUDGE_OPTIONS);
  const text = `${'请按时还款。'.repeat(5000)}会上门。`;
  const found = judge(text, {}).matches.map(({ start, end }) => text.slice(start, end));
  expect(found).toEqual(['会上门']);
});
