import { expect, test } from 'vitest';
import { createFindingMaker } from '../../src/engine/finding-maker.ts';
import type { JudgedMatch } from '../../src/engine/judge.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Segment } from '../../src/model/segment.ts';
import type { Ruleset } from '../../src/rules/ruleset.ts';
import { createPlaces } from '../../src/text/lines.ts';
import { RULES } from '../cli/harness.ts';

const TEXT = `${'甲'.repeat(300)}上门`;

// Safe: of a ruleset the maker reads the clauses alone.
const RULESET = { clauses: {} } as unknown as Ruleset;

function findingOf(meta: Segment['meta'], text = '上门'): Finding {
  const { word, place } = createFindingMaker(RULESET, {
    lang: 'zh',
    mask: 'partial',
    today: '2026-03-01',
    key: 'k',
  });
  const start = text.indexOf('上门');
  const match: JudgedMatch = {
    rule: RULES.at(-1)!,
    pattern: '上门',
    start,
    end: start + 2,
    normalized: '上门',
    captures: {},
    severity: 'error',
    confidence: 1,
    suspected: false,
    speaker: 'collector',
    view: 'fold',
    suppressed: null,
  };
  const origin = createPlaces(text).origin(0, text.length);
  const segment: Segment = { type: 'segment', source: 'a.csv', text, origin, meta };
  return place(word(segment, text, text, match), segment);
}

test.each([
  { collector: '王小明', shown: '王**' },
  { collector: 'C017', shown: 'C017' },
  { collector: '坐席01', shown: '坐席01' },
  { collector: '1032', shown: '1032' },
  { collector: '13800000000', shown: '1**********' },
  { collector: 'Li Lei', shown: 'L*****' },
])('a collector is told by a number, and a name is masked: $collector', ({ collector, shown }) => {
  expect(findingOf({ collector }).collector).toBe(shown);
});

test('when and for whom a message was sent is told where its columns say so', () => {
  const sentAt = '2026-03-01T22:00:00+08:00';
  expect(findingOf({ sentAt, agency: '星河催收' })).toMatchObject({ sentAt, agency: '星河催收' });
  expect(Object.keys(findingOf({}))).not.toEqual(expect.arrayContaining(['sentAt']));
});

test('the part of a long message that is shown says where it begins', () => {
  const { context, contextStart = 0, segmentStart, segmentEnd } = findingOf({}, TEXT);
  expect(contextStart).toBeGreaterThan(0);
  expect(context).toBe(TEXT.slice(contextStart));
  expect(context.slice(segmentStart - contextStart, segmentEnd - contextStart)).toBe('上门');
  expect(findingOf({})).not.toHaveProperty('contextStart');
});
