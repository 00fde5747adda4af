import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/text/diff.ts';

const show = (line: string): string => line;
const lines = (count: number, changed: readonly number[] = []): string =>
  Array.from({ length: count }, (_, i) => `${changed.includes(i) ? 'new' : 'old'} ${i}\n`).join('');

describe('unifiedDiff', () => {
  test('equal texts and empty ones have none', () => {
    expect(unifiedDiff('a', '', '', show)).toBe('');
    expect(unifiedDiff('a', lines(3), lines(3), show)).toBe('');
  });

  test('three lines of context, and near changes in one hunk', () => {
    const diff = unifiedDiff('a', lines(30), lines(30, [4, 10, 25]), show);
    expect(diff.match(/^@@.*@@$/gm)).toEqual(['@@ -2,13 +2,13 @@', '@@ -23,7 +23,7 @@']);
    expect(diff.split('\n').filter((line) => /^[-+]/.test(line))).toEqual([
      '--- a/a',
      '+++ b/a',
      '-old 4',
      '+new 4',
      '-old 10',
      '+new 10',
      '-old 25',
      '+new 25',
    ]);
  });

  test('neighbours are taken out together, and a last line without its end says so', () => {
    expect(unifiedDiff('a', 'x\ny', 'p\nq', show)).toBe(
      '--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-x\n-y\n\\ No newline at end of file\n+p\n+q\n\\ No newline at end of file\n',
    );
  });
});
