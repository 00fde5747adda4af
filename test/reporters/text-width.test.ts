import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { standsAlone, textWidth, withTextWidth } from '../../src/reporters/text-width.ts';

test('characters that stand alone are as wide as string-width says, and so are two of them', () => {
  const wrong: string[] = [];
  let previous = 'a';
  for (let unit = 0; unit < 0x10000; unit++) {
    if (!standsAlone(unit)) continue;
    const char = String.fromCharCode(unit);
    for (const text of [char, previous + char]) {
      if (textWidth(text) !== stringWidth(text)) wrong.push(text);
    }
    previous = char;
  }
  expect(wrong).toEqual([]);
});

test.each([
  { name: 'an emoji', text: '还👨‍👩‍👧款', columns: 6 },
  { name: 'a combining mark', text: 'e\u0301', columns: 1 },
  { name: 'nothing', text: '', columns: 0 },
])('$name', async ({ text, columns }) => {
  expect(await withTextWidth(() => textWidth(text))).toBe(columns);
});
