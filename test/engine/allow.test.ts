import { describe, expect, test } from 'vitest';
import { createAllowance } from '../../src/engine/allow.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Segment } from '../../src/model/segment.ts';
import { normalizer } from '../text/normalize-fixture.ts';

function segmentOf(text: string): Segment {
  const origin = { start: 0, end: text.length, line: 1, lineStart: 0, lineStarts: [] };
  return { type: 'segment', source: 'x', text, origin, meta: {} };
}

describe('an allowed phrase', () => {
  const cases = [
    { name: 'covers a hit inside of it', text: '快递员上门取件', hit: '上门', isAllowed: true },
    { name: 'covers a hit as long as itself', text: '上门取件', hit: '上门取件', isAllowed: true },
    { name: 'in traditional characters', text: '快遞員上門取件', hit: '上門', isAllowed: true },
    { name: 'not a hit that reaches beyond', text: '会上门取件', hit: '会上门', isAllowed: false },
    { name: 'not where it is not said', text: '上门收件', hit: '上门', isAllowed: false },
    {
      name: 'not the other place of the same word',
      text: '我们上门，😀上门取件',
      hit: '上门',
      isAllowed: false,
    },
    {
      name: 'not a rule it does not speak of',
      text: '𠮷上门取件',
      hit: '上门',
      rule: 'a/c',
      isAllowed: false,
    },
  ];
  test.each(cases)('$name', ({ text, hit, rule = 'a/b', isAllowed }) => {
    const allows = createAllowance(normalizer, [{ phrase: '上门取件', rules: new Set(['a/b']) }]);
    const segmentStart = text.indexOf(hit);
    // Safe: nothing else of it is looked at.
    const finding = {
      ruleId: rule,
      segmentStart,
      segmentEnd: segmentStart + hit.length,
    } as Finding;
    expect(allows(finding, segmentOf(text))).toBe(isAllowed);
  });
});
