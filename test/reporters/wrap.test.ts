import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textWidth, withTextWidth } from '../../src/reporters/text-width.ts';
import { wrap } from '../../src/reporters/wrap.ts';

describe('wrap', () => {
  test.each([
    { name: 'what fits is one line', text: '依据 甲', columns: 8, lines: ['依据 甲'] },
    { name: 'nothing', text: '', columns: 8, lines: [''] },
    {
      name: 'no mark that closes begins a line',
      text: '一二三四。五',
      columns: 8,
      lines: ['一二三', '四。五'],
    },
    {
      name: 'no mark that opens ends one',
      text: '一二三（五六）',
      columns: 8,
      lines: ['一二三', '（五六）'],
    },
    {
      name: 'no blank begins a line',
      text: '一二三四 五六',
      columns: 8,
      lines: ['一二三四', '五六'],
    },
    {
      name: 'a rule id stays whole',
      text: '另有 2 条，见 cuilint explain privacy/notify-community-employer',
      columns: 60,
      lines: ['另有 2 条，见 cuilint explain', 'privacy/notify-community-employer'],
    },
    {
      name: 'a word that fits into no line is cut',
      text: '见 https://example.com/a',
      columns: 10,
      lines: ['见 https:/', '/example.c', 'om/a'],
    },
  ])('$name', ({ text, columns, lines }) => {
    expect(wrap(text, columns)).toEqual(lines);
  });

  const piece = fc.constantFrom(
    '一',
    '二三',
    '。',
    '）',
    '（',
    '《',
    ' ',
    'ab',
    '2026-01-30',
    '😀',
    '{n}',
  );

  test('loses nothing but blanks at breaks, and no line is too wide', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 40 }),
        fc.integer({ min: 12, max: 60 }),
        async (pieces, columns) => {
          const text = pieces.join('').trim();
          const lines = await withTextWidth(() => wrap(text, columns));
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const line of lines) {
            expect(await withTextWidth(() => textWidth(line))).toBeLessThanOrEqual(columns);
          }
        },
      ),
    );
  });
});
