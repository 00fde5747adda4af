import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/node/config-conduct.ts';
import { parseRules } from '../../src/rules/parse.ts';
import { ROOT } from '../command-line.ts';
import { builtInRuleset } from '../engine/ruleset-fixture.ts';

const REGULATION = `key: LAW
title: 《测试法》
issuer: 测试
jurisdiction: cn
clauses:
  - {id: LAW-1, article: 第一条, text: 不得夜间催收, evidence: read}
`;
const RULE = `id: harassment/test
severity: error
status: stable
title: {zh: 频次, en: frequency}
message: {zh: 超限, en: too often}
rewrite: 降低频次
rationale: {zh: 骚扰, en: harassment}
clauses: [LAW-1]
applies: {kinds: [log]}
kind: conduct
conduct:
  limits:
    - {id: visitsPerDay, in: [cn, hk], count: [visit], by: debtor, days: 1, most: 1, clauses: [LAW-1], message: {zh: "{count}", en: "{count}"}}
    - {id: perMonth, in: [cn], count: [sms], by: debtor, days: 30, most: none, severity: warning, house: true, message: {zh: "{count}", en: "{count}"}}
examples:
  bad:
    - {text: 2026-03-01 09:00:00 外访, hits: [外访]}
`;

function parse(text: string) {
  return parseRules([
    { path: 'd/regulations/LAW.yaml', text: REGULATION },
    { path: 'd/conduct/harassment/test.yaml', text },
  ]);
}

test('a limit in two jurisdictions is two limits', () => {
  const { source, problems } = parse(RULE);
  expect(problems).toEqual([]);
  const common = { isHouse: false, clauses: ['LAW-1'], id: 'visitsPerDay', window: 1, most: 1 };
  expect(source.rules[0]!.conduct?.limits).toMatchObject([
    { ...common, jurisdiction: 'cn' },
    { ...common, jurisdiction: 'hk' },
    { id: 'perMonth', window: 30, most: null, severity: 'warning', isHouse: true, clauses: [] },
  ]);
});

const VISITS = 'count: [visit]';

describe('a mistake is reported at its place, with the nearest name', () => {
  test.each([
    {
      name: 'a channel',
      from: VISITS,
      to: 'count: [vist]',
      at: 'vist]',
      en: 'unknown channel “vist”',
      hint: 'visit',
    },
    {
      name: 'a key',
      from: 'by: debtor, days: 1',
      to: 'bye: debtor, by: debtor, days: 1',
      at: 'bye:',
      en: 'unknown key in limits[0] “bye”',
      hint: 'by',
    },
    {
      name: 'a jurisdiction',
      from: 'in: [cn, hk]',
      to: 'in: [cn, kh]',
      at: 'kh]',
      en: 'unknown jurisdiction “kh”',
      hint: 'hk',
    },
    {
      name: 'whose contacts',
      from: 'by: debtor',
      to: 'by: deptor',
      at: 'deptor',
      en: 'unknown by “deptor”',
      hint: 'debtor',
    },
    {
      name: 'a number',
      from: 'most: 1',
      to: 'most: one',
      at: 'one,',
      en: 'limits[0].most must be a whole number from 0 to 10,000',
    },
    {
      name: 'days',
      from: 'days: 1,',
      to: 'days: 0.5,',
      at: '0.5',
      en: 'limits[0].days must be a whole number from 1 to 10,000',
    },
    {
      name: 'no window',
      from: 'days: 1, ',
      to: '',
      at: '{id: visitsPerDay',
      en: 'limits[0] lacks days or per: hour',
    },
    {
      name: 'a clause of another rule',
      from: 'clauses: [LAW-1], message',
      to: 'clauses: [LAW-2], message',
      at: 'LAW-2',
      en: 'unknown clause (it is not among those of the rule) “LAW-2”',
      hint: 'LAW-1',
    },
    {
      name: 'neither clause nor house',
      from: ', clauses: [LAW-1], message',
      to: ', message',
      at: 'id: visitsPerDay',
      en: 'no clause is named',
    },
    {
      name: 'the same id twice',
      from: 'id: perMonth',
      to: 'id: visitsPerDay',
      at: 'visitsPerDay, in: [cn], count: [sms]',
      en: 'the id of a limit is written as visitsPerDay and not twice: “visitsPerDay”',
    },
    {
      name: 'a demand',
      from: '  limits:',
      to: '  limit:',
      at: 'limit:',
      en: 'unknown key in conduct “limit”',
      hint: 'limits',
    },
    {
      name: 'patterns',
      from: 'conduct:\n',
      to: 'any: [笨]\nconduct:\n',
      at: 'any:',
      en: 'a rule of kind conduct does not use “any”',
    },
  ])('$name', ({ from, to, at, en, hint }) => {
    expect(RULE).toContain(from);
    const text = RULE.replace(from, to);
    const before = text.slice(0, text.indexOf(at)).split('\n');
    const { problems, source } = parse(text);
    expect(source.rules).toEqual([]);
    const found = problems.find(({ reason }) => reason.en === en);
    expect(found, problems.map(({ reason }) => reason.en).join('\n')).toMatchObject({
      file: 'd/conduct/harassment/test.yaml',
      line: before.length,
      column: before.at(-1)!.length + 1,
    });
    if (hint !== undefined) expect(found?.hint?.en).toContain(`“${hint}”`);
  });

  test.each([
    {
      to: 'hours: {cn: {from: "22:00", to: "08:00", clauses: [LAW-1]}}',
      en: 'to must be later than from',
    },
    { to: 'hours: {cn: {from: "8", to: "22:00", clauses: [LAW-1]}}', en: 'write from as "08:00"' },
    { to: 'hours: {cn: {from: "08:00", clauses: [LAW-1]}}', en: 'hours.cn lacks “to”' },
    { to: 'states: {cn: {of: [settelt], clauses: [LAW-1]}}', en: 'unknown state “settelt”' },
    {
      to: 'third-party: {cn: {attempts: 0, days: 3, clauses: [LAW-1]}}',
      en: 'attempts must be a whole number from 1 to 10,000',
    },
    {
      to: 'hours: {cn: {from: "08:00", to: "22:00", house: maybe}}',
      en: 'house must be true or false',
    },
    {
      to: 'hours: {cn: {from: "08:00", to: "22:00", house: true}}\n  states: {cn: {of: [settled], house: true}}',
      en: 'conduct needs exactly one of hours, limits, states, third-party',
    },
  ])('$en', ({ to, en }) => {
    const start = RULE.indexOf('  limits:');
    const text = `${RULE.slice(0, start)}  ${to}\n${RULE.slice(RULE.indexOf('examples:'))}`;
    expect(parse(text).problems.map(({ reason }) => reason.en)).toContain(en);
  });
});

test('a conduct rule is told where its file belongs', () => {
  const { problems } = parseRules([
    { path: 'd/regulations/LAW.yaml', text: REGULATION },
    { path: 'd/conduct/harassment/other.yaml', text: RULE },
  ]);
  expect(problems.map(({ hint }) => hint?.en)).toEqual([
    'Move the file to conduct/harassment/test.yaml',
  ]);
});

test('the configuration knows the limits of the rules, and only these', () => {
  const ids = builtInRuleset().rules.flatMap(
    ({ conduct }) => conduct?.limits?.map(({ id }) => id) ?? [],
  );
  expect([...new Set(ids)].sort()).toEqual([...LIMITS].sort());
});

test('every number of the built-in rules stands in the text of one of its clauses, or is of the house', () => {
  const { rules, clauses } = builtInRuleset();
  for (const { conduct } of rules) {
    for (const limit of conduct?.limits ?? []) {
      if (limit.isHouse || limit.most === null) continue;
      const texts = limit.clauses.map((id) => clauses[id]!.text);
      expect(
        texts.some((text) => text.includes(String(limit.most))),
        limit.id,
      ).toBe(true);
    }
    for (const hours of conduct?.hours ?? []) {
      if (hours.isHouse) continue;
      const hour = String(hours.to / 60);
      const words = [hour, { '22': '晚上十时' }[hour] ?? hour];
      const texts = hours.clauses.map((id) => clauses[id]!.text);
      expect(
        texts.some((text) => words.some((word) => text.replaceAll('時', '时').includes(word))),
        hours.jurisdiction,
      ).toBe(true);
    }
  }
  expect(
    readFileSync(join(ROOT, 'dictionaries/conduct/harassment/off-hours.yaml'), 'utf8'),
  ).toContain('house: true');
});
