import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineHashes } from '../../src/text/line-hashes.ts';

function all(text: string): readonly string[] {
  const lines = new Set(Array.from({ length: text.length + 2 }, (_, index) => index + 1));
  return Object.values(lineHashes(text, lines));
}

/**
 * The definition, with numbers of any size and a pass of its own for each line: what the action's text says
 * of the units after a line's start, not how it rolls.
 */
function plainly(text: string): readonly string[] {
  const MASK = (1n << 64n) - 1n;
  const units: { readonly unit: number; readonly line: number }[] = [];
  let line = 1;
  for (const part of text.split(/(\r\n|\r|\n)/)) {
    const isEnd = /^[\r\n]/.test(part);
    if (isEnd) units.push({ unit: 10, line });
    else
      for (let i = 0; i < part.length; i += 1) {
        const unit = part.charCodeAt(i);
        if (unit !== 32 && unit !== 9) units.push({ unit, line });
      }
    if (isEnd) line += 1;
  }
  units.push({ unit: 0xffff, line });
  const counts = new Map<string, number>();
  const hashes: string[] = [];
  for (let start = 0; start < units.length; start += 1) {
    if (start > 0 && units[start - 1]!.line === units[start]!.line) continue;
    let hash = 0n;
    for (let i = start; i < start + 100; i += 1)
      hash = (hash * 37n + BigInt(units[i]?.unit ?? 0)) & MASK;
    const digits = hash.toString(16);
    counts.set(digits, (counts.get(digits) ?? 0) + 1);
    hashes.push(`${digits}:${counts.get(digits)}`);
  }
  return hashes;
}

describe('lineHashes', () => {
  // The first three are from the tests of the action itself (codeql-action, src/fingerprints.test.ts).
  test.each([
    { name: 'an empty file', text: '', hashes: ['c129715d7a2bc9a3:1'] },
    {
      name: 'blanks and tabs',
      text: ' a\nb\n  \t\tc\n d',
      hashes: [
        '271789c17abda88f:1',
        '54703d4cd895b18:1',
        '180aee12dab6264:1',
        'a23a3dc5e078b07b:1',
      ],
    },
    {
      name: 'empty lines',
      text: ' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End',
      hashes: [
        '8b7cf3e952e7aeb2:1',
        'b1ae1287ec4718d9:1',
        'bff680108adb0fcc:1',
        'c6805c5e1288b612:1',
        'b86d3392aea1be30:1',
        'e6ceba753e1a442:1',
      ],
    },
  ])('$name', ({ text, hashes }) => {
    expect(all(text)).toEqual(hashes);
    for (const end of ['\r\n', '\r']) expect(all(text.replaceAll('\n', end))).toEqual(hashes);
  });

  test('counts lines with the same hash', () => {
    const line = `${'上门'.repeat(60)}\n`;
    expect(
      all(line.repeat(3))
        .slice(0, 3)
        .map((hash) => hash.replace(/.*:/, '')),
    ).toEqual(['1', '2', '3']);
  });

  test('gives what was asked for, with the counts of the whole file', () => {
    const line = `${'上门'.repeat(60)}\n`;
    const hashes = lineHashes(line.repeat(3), new Set([3, 99]));
    expect(Object.keys(hashes)).toEqual(['3']);
    expect(hashes[3]).toMatch(/:3$/);
    expect(lineHashes(line, new Set())).toEqual({});
  });

  test('is what the definition says', () => {
    const unit = fc.constantFrom(
      'a',
      ' ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '上',
      '门',
      '😀',
      '\ufeff',
      '\uffff',
    );
    const text = fc.oneof(
      fc.array(unit, { maxLength: 400 }).map((units) => units.join('')),
      fc
        .array(fc.constantFrom('上门催收\n', ' \n', 'a'.repeat(130)), { maxLength: 12 })
        .map((lines) => lines.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(all(value)).toEqual(plainly(value));
      }),
      { numRuns: 300 },
    );
  });
});
