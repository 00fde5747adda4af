import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildAutomaton,
  createHitList,
  MAX_TERM_LENGTH,
  scanFolded,
} from '../../src/match/automaton.ts';
import { RAW_SKIP, RAW_SUSPECT, type RawTable, scanRaw } from '../../src/match/raw-scan.ts';
import { rawStart } from './raw-start.ts';

function scan(terms: readonly string[], text: string): string[] {
  const hits = createHitList();
  scanFolded(buildAutomaton(terms), text, hits);
  return Array.from({ length: hits.count }, (_, i) => `${hits.term[i]}@${hits.end[i]}`);
}

function naive(terms: readonly string[], text: string): string[] {
  const found: { term: number; end: number }[] = [];
  for (const [term, word] of terms.entries()) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
      found.push({ term, end: at + word.length });
  }
  return found
    .sort((a, b) => a.end - b.end || terms[b.term]!.length - terms[a.term]!.length)
    .map(({ term, end }) => `${term}@${end}`);
}

/** A raw table over the automaton's own alphabet, with blanks passed over. */
function rawTable(classOf: Uint16Array): RawTable {
  const code = Uint16Array.from(classOf);
  code[0x20] = RAW_SKIP;
  code[0xfffd] = RAW_SUSPECT;
  return { code };
}

describe('scanFolded', () => {
  test.each([
    { name: 'no term', terms: [], text: '还款', expected: [] },
    { name: 'empty text', terms: ['还款'], text: '', expected: [] },
    {
      name: 'one inside another',
      terms: ['上门', '上', '门'],
      text: '上门',
      expected: ['1@1', '0@2', '2@2'],
    },
    {
      name: 'suffix found by the failure link',
      terms: ['强制执行', '制执', '执行'],
      text: '强制执行',
      expected: ['1@3', '0@4', '2@4'],
    },
    { name: 'overlapping', terms: ['死死'], text: '死死死', expected: ['0@2', '0@3'] },
    { name: 'a foreign unit breaks a term', terms: ['上门'], text: '上x门', expected: [] },
    {
      name: 'restart after a partial match',
      terms: ['报案', '报报警'],
      text: '报报案',
      expected: ['0@3'],
    },
  ])('$name', ({ terms, text, expected }) => {
    expect(scan(terms, text)).toEqual(expected);
  });

  test('finds what a naive search finds', () => {
    const letters = fc.constantFrom('上', '门', '催', '收', '你', 'a');
    const word = fc.array(letters, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 40 }),
        fc.array(letters, { maxLength: 60 }),
        (terms, parts) => {
          const text = parts.join('');
          expect(scan(terms, text)).toEqual(naive(terms, text));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('finds what a naive search finds among terms of any characters', () => {
    const word = fc
      .string({ minLength: 1, maxLength: 6, unit: 'binary' })
      .filter((text) => text.length <= MAX_TERM_LENGTH);
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 30 }),
        fc.string({ maxLength: 80, unit: 'binary' }),
        (terms, text) => {
          const whole = text + terms.slice(0, 3).join('');
          expect(scan(terms, whole)).toEqual(naive(terms, whole));
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    { name: 'empty', term: '' },
    { name: 'too long', term: '长'.repeat(MAX_TERM_LENGTH + 1) },
  ])('refuses a term that is $name', ({ term }) => {
    expect(() => buildAutomaton([term])).toThrow(RangeError);
  });
});

describe('scanRaw', () => {
  const terms = ['上门', '催收'];
  const automaton = buildAutomaton(terms);
  const table = rawTable(automaton.classOf);
  const rows = (text: string): { readonly found: string[]; readonly suspect: boolean } => {
    const hits = createHitList();
    const suspect = scanRaw(automaton, table, text, hits);
    const found = Array.from({ length: hits.count }, (_, i) => {
      const end = hits.rawEnd[i]!;
      return text.slice(rawStart(table, text, end, terms[hits.term[i]!]!.length), end);
    });
    return { found, suspect };
  };

  test.each([
    { name: 'a plain term', text: '将上门', found: ['上门'], suspect: false },
    {
      name: 'units passed over inside a term belong to its place',
      text: '上  门',
      found: ['上  门'],
      suspect: false,
    },
    { name: 'units passed over before it do not', text: ' 上门', found: ['上门'], suspect: false },
    {
      name: 'a unit that one look-up cannot fold',
      text: '上门\ufffd',
      found: ['上门'],
      suspect: true,
    },
    { name: 'three of a kind', text: '催催催收', found: ['催收'], suspect: true },
    {
      name: 'doubled doubles, with blanks between',
      text: '上 上门门',
      found: ['上门'],
      suspect: true,
    },
    { name: 'one double is nothing', text: '门门', found: [], suspect: false },
  ])('$name', ({ text, found, suspect }) => {
    expect(rows(text)).toEqual({ found, suspect });
  });
});
