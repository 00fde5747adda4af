import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLAUSES, SENTENCES, type StretchSize, stretchesOf } from '../../src/text/stretches.ts';

function divided(text: string, size: StretchSize = { least: 3, most: 8 }): readonly string[] {
  return stretchesOf(text, size).map(({ start, end }) => text.slice(start, end));
}

describe('stretches', () => {
  test.each([
    { name: 'sentences end at their marks', text: '甲乙丙。丁戊己!', is: ['甲乙丙。', '丁戊己!'] },
    { name: 'a short one goes with the one before it', text: '甲乙丙。丁。', is: ['甲乙丙。丁。'] },
    { name: 'and the first with the next', text: '甲。乙丙丁。', is: ['甲。乙丙丁。'] },
    {
      name: 'the next line is apart, however short',
      text: '甲\n乙丙丁。',
      is: ['甲\n', '乙丙丁。'],
    },
    {
      name: 'a long one is cut at its commas, as late as may be',
      text: '甲乙,丙丁,戊己,庚辛。',
      is: ['甲乙,丙丁,', '戊己,庚辛。'],
    },
    {
      name: 'a blank, a wave, dots or a picture end a sentence of clauses',
      text: '甲乙,丙 丁戊己~庚辛壬..癸甲乙\uE001丙丁戊',
      is: ['甲乙,丙 ', '丁戊己~', '庚辛壬..', '癸甲乙\uE001', '丙丁戊'],
    },
    {
      name: 'without a comma they may be commas',
      text: '甲乙丙 丁戊己。',
      is: ['甲乙丙 丁戊己。'],
    },
    { name: 'no blank beside figures', text: '甲,乙 3 丙丁', is: ['甲,乙 3 丙丁'] },
    {
      name: 'what has no mark stays whole',
      text: '甲乙丙丁戊己庚辛壬癸',
      is: ['甲乙丙丁戊己庚辛壬癸'],
    },
    { name: 'nothing has none', text: '', is: [] },
  ])('$name', ({ text, is }) => {
    expect(divided(text)).toEqual(is);
  });

  test('they are the whole text, in order', () => {
    const text = fc.string({ unit: fc.constantFrom(...'甲乙。,!\n:…a ~.\uE001'), maxLength: 200 });
    fc.assert(
      fc.property(text, fc.constantFrom(SENTENCES, CLAUSES), (given, size) => {
        expect(divided(given, size).join('')).toBe(given);
        expect(divided(given, size)).not.toContain('');
      }),
    );
  });
});
