import { describe, expect, test } from 'vitest';
import { MAX_TERM_LENGTH } from '../../src/match/automaton.ts';
import { createMessages, generatePhrases } from './generate.ts';
import { formatLimit, interleave, median } from './measure.ts';

describe('generated data', () => {
  const phrases = generatePhrases();

  test('holds 2,000 different phrases that are terms', () => {
    expect(new Set(phrases).size).toBe(2000);
    expect(phrases.every((phrase) => phrase.length >= 3 && phrase.length <= MAX_TERM_LENGTH)).toBe(
      true,
    );
  });

  test('is the same for the same seed, and goes on from call to call', () => {
    const [one, two] = [createMessages(7), createMessages(7)];
    const first = one.plain(20);
    expect(two.plain(20)).toEqual(first);
    expect(one.plain(20)).not.toEqual(first);
    expect(createMessages(8).plain(20)).not.toEqual(first);
  });

  test('writes phrases into the share that is asked for, and no place is left to fill', () => {
    const isMarked = (text: string): boolean => phrases.some((phrase) => text.includes(phrase));
    expect(createMessages(1).plain(300).filter(isMarked)).toEqual([]);
    const marked = createMessages(1).mixed(2000, phrases, 0.1).filter(isMarked).length;
    expect(marked).toBeGreaterThan(140);
    expect(marked).toBeLessThan(260);
    expect(createMessages(1).plain(300).join('')).not.toMatch(/[{}]|undefined/);
  });
});

describe('measuring', () => {
  test.each([
    { name: 'one value', values: [3], expected: 3 },
    { name: 'an odd number of values', values: [9, 1, 2], expected: 2 },
    { name: 'an even number of values', values: [4, 1, 2, 9], expected: 3 },
  ])('the median of $name', ({ values, expected }) => {
    expect(median(values)).toBe(expected);
  });

  test('there is no median of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  test('sides run in turn, after one round that does not count', () => {
    const order: string[] = [];
    const side = (name: string) => ({ name, run: (): void => void order.push(name) });
    const timings = interleave([side('a'), side('b')], 2);
    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(timings.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test.each([
    { name: 'no limit', limit: {}, expected: '  x: 2.00 s' },
    { name: 'held', limit: { atMost: 2 }, expected: '  x: 2.00 s (at most 2.00: held)' },
    {
      name: 'missed above',
      limit: { atMost: 1.5 },
      expected: '  x: 2.00 s (at most 1.50: MISSED)',
    },
    {
      name: 'missed below',
      limit: { atLeast: 3 },
      expected: '  x: 2.00 s (at least 3.00: MISSED)',
    },
  ])('a figure with $name', ({ limit, expected }) => {
    expect(formatLimit({ what: 'x', value: 2, unit: 's', ...limit })).toBe(expected);
  });
});
