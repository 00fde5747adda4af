import { describe, expect, test } from 'vitest';
import { safeJson } from '../../src/reporters/safe-json.ts';
import { visible } from '../../src/reporters/visible.ts';
import { HOSTILE } from './events.ts';

describe('safeJson', () => {
  test('escapes every character that visible escapes, and no other', () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      if (character === '"' || character === '\\') continue;
      const isEscaped = safeJson(character) !== `"${character}"`;
      if (isEscaped !== (visible(character) !== character)) wrong.push(point.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  test.each(HOSTILE)('a parser reads the same value: $name', ({ text }) => {
    const value = { [text]: [text, { text }] };
    expect(JSON.parse(safeJson(value))).toEqual(value);
    expect(safeJson(value)).not.toContain('##[');
    expect(visible(safeJson(value))).toBe(safeJson(value));
  });

  test('numbers, nothing and nesting are those of JSON', () => {
    const value = { a: [1, null, true, { b: '' }], c: {} };
    expect(safeJson(value)).toBe(JSON.stringify(value));
  });
});
