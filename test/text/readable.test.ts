import { expect, test } from 'vitest';
import { framed, readable } from '../../src/text/readable.ts';
import { normalizer } from './normalize-fixture.ts';

function read(text: string): string {
  return framed(readable(normalizer.fold(text))).text;
}

test.each([
  { text: '今天还款。' },
  { text: '今天还款' },
  { text: '今天还款！！！' },
  { text: '今天还款😀' },
  { text: '😀 今天还款' },
  { text: '• 今天还款~' },
  { text: '1. 今天还款……' },
  { text: '2025-03-01 10:00 今天还款' },
])('what stands around a message does not enter what is read of it: $text', ({ text }) => {
  expect(read(text)).toBe('_今天还款_');
});

test.each([
  { name: 'nothing', text: '', expected: '' },
  { name: 'marks alone', text: '……', expected: '_' },
  { name: 'a number that belongs to the words', text: '3天内还款', expected: '_0天内还款_' },
])('framed: $name', ({ text, expected }) => {
  expect(read(text)).toBe(expected);
});

test('places stay true in a framed text', () => {
  const view = normalizer.fold('1. 今天还款😀');
  const { text, at } = framed(readable(view));
  expect(at).toHaveLength(text.length);
  for (const [i, unit] of [...text].entries())
    if (unit !== '_') expect(view.text[at[i]!]).toBe(unit);
});
