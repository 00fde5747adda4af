import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChecker } from '../src/engine/check.ts';
import type { Finding } from '../src/model/finding.ts';
import { RANK } from '../src/model/rule.ts';
import { readText } from '../src/readers/txt.ts';
import { readLabelled } from './accuracy/labelled.ts';
import { builtInRuleset, builtInTokenizer } from './engine/ruleset-fixture.ts';
import { read } from './readers/read.ts';

const PATH = 'fixtures/messages/records/records-1.jsonl';
const { lines, broken } = readLabelled(readFileSync(PATH, 'utf8'), PATH);
const check = createChecker(builtInRuleset(), {
  lang: 'zh',
  mask: 'none',
  today: '2026-01-01',
  levels: new Map(),
  inactive: new Set(),
  key: 'k',
  tokenizer: builtInTokenizer,
});

/** Lines of the text, from 1, in which a finding flags it. */
function flaggedLines(text: string): readonly number[] {
  const findings = read(readText, text).segments.flatMap(
    (segment): readonly Finding[] => check(segment).findings,
  );
  return findings
    .filter(({ severity, state }) => state === 'new' && RANK[severity] >= RANK.warning)
    .map(({ location }) => location.line);
}

test('sixty records, half of them lawful', () => {
  expect(broken).toEqual([]);
  expect(lines.map(({ violation }) => violation).filter(Boolean)).toHaveLength(30);
  expect(lines).toHaveLength(60);
});

test.each(lines)('$id, $group', ({ text, violation, spans }) => {
  const flagged = flaggedLines(text);
  if (violation !== true) expect(flagged).toEqual([]);
  else {
    const marked = spans.map(({ start }) => text.slice(0, start).split('\n').length);
    expect(flagged.some((line) => marked.includes(line))).toBe(true);
  }
});
