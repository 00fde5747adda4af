import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChecker } from '../src/engine/check.ts';
import type { Finding } from '../src/model/finding.ts';
import { RANK } from '../src/model/rule.ts';
import { readText } from '../src/readers/txt.ts';
import { readLabelled } from './accuracy/labelled.ts';
import { builtInRuleset, builtInTokenizer } from './engine/ruleset-fixture.ts';
import { read } from './readers/read.ts';

const sets = ['records-1', 'records-2', 'records-3', 'records-4'].map((name) => {
  const path = `fixtures/messages/records/${name}.jsonl`;
  return { name, ...readLabelled(readFileSync(path, 'utf8'), path) };
});
/** Judged otherwise than labelled, or at other words. Rules on whole scripts are not asked here. */
const KNOWN = new Set([
  'u-017',
  'u-027',
  'u-038',
  'u-051',
  'v-023',
  'v-034',
  'v-049',
  'w-004',
  'w-008',
  'w-010',
  'w-029',
  'w-045',
  'w-058',
  'w-060',
]);
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

test.each(sets)('$name: sixty records, half of them lawful', ({ lines, broken }) => {
  expect(broken).toEqual([]);
  expect(lines.map(({ violation }) => violation).filter(Boolean)).toHaveLength(30);
  expect(lines).toHaveLength(60);
});

test.each(sets.flatMap(({ lines }) => lines))('$id, $group', ({ id, text, violation, spans }) => {
  const flagged = flaggedLines(text);
  const marked = spans.map(({ start }) => text.slice(0, start).split('\n').length);
  const isRight =
    violation === true ? flagged.some((line) => marked.includes(line)) : flagged.length === 0;
  expect(isRight).toBe(!KNOWN.has(id));
});
