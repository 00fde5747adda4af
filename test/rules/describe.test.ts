import { describe, expect, test } from 'vitest';
import type { ClauseRef, Rule } from '../../src/model/rule.ts';
import { describeRule, describeRules } from '../../src/rules/describe.ts';

const clause: ClauseRef = {
  id: 'LAW-1',
  title: '《测试法》 第一条',
  inForceSince: '2020-01-01',
  evidence: 'read',
  text: '不得辱骂',
  jurisdiction: 'cn',
};
const CLAUSES: Readonly<Record<string, ClauseRef>> = {
  'LAW-1': clause,
  'LAW-2': {
    ...clause,
    id: 'LAW-2',
    title: '《旧法》 第二条',
    inForceUntil: '2025-12-31',
    evidence: 'second-hand',
  },
  'LAW-3': { ...clause, id: 'LAW-3', inForceSince: '', evidence: 'unverified', jurisdiction: 'hk' },
};
const RULE: Rule = {
  id: 'insult/abuse',
  category: 'insult',
  severity: 'error',
  status: 'preview',
  aliases: ['insult/swear'],
  title: { zh: '辱骂', en: 'Abuse' },
  message: { zh: '“{match}”是辱骂。', en: '“{match}” is abuse.' },
  rationale: { zh: '侮辱人格。', en: 'It insults.' },
  rewrite: '请尽快还款。',
  clauses: ['LAW-1', 'LAW-2', 'LAW-3'],
  applies: { kinds: ['sms', 'log'], speaker: 'collector', notProfiles: ['court'] },
  kind: 'match',
  scope: 'clause',
  polarity: 'asserted',
  any: ['垃圾'],
  with: {},
  unless: [{ id: 'bin', clause: ['分类'] }],
  when: [],
  absent: [],
  adjust: [],
  examples: {
    bad: [{ text: '垃*圾，你\n垃圾 <b>', hits: ['垃*圾', '垃圾'] }],
    good: [
      { text: '垃圾分类', because: 'bin' },
      { text: '不得骂人垃圾', because: 'prohibited' },
      { text: '东西已寄出' },
    ],
  },
};

describe('the page of a rule', () => {
  const zh = describeRule(RULE, CLAUSES, 'zh');
  const en = describeRule(RULE, CLAUSES, 'en');
  test.each([
    { name: 'id and title', page: zh, part: '# `insult/abuse` 辱骂\n' },
    { name: 'severity', page: zh, part: '级别：错误' },
    { name: 'kinds and speaker', page: zh, part: '短信、触达日志；催收方说的话' },
    { name: 'senders it does not judge', page: zh, part: '不对：法院' },
    { name: 'status that is not the usual one', page: zh, part: '状态：试用' },
    { name: 'former names', page: zh, part: '旧名：`insult/swear`' },
    { name: 'why', page: zh, part: '侮辱人格。' },
    { name: 'clause that was read', page: zh, part: '| 自 2020-01-01 | 已核原文 |' },
    {
      name: 'clause at second hand, replaced',
      page: zh,
      part: '| 2020-01-01 至 2025-12-31 | **据转述** |',
    },
    {
      name: 'clause from elsewhere, unverified',
      page: zh,
      part: '| （香港）《测试法》 第一条 | 不得辱骂 | 现行，起始日未核 | **待核实** |',
    },
    {
      name: 'hits in bold, markup and line ends harmless',
      page: zh,
      part: '- **垃\\*圾**，你 ⏎ **垃圾** \\<b\\>\n',
    },
    { name: 'exception', page: zh, part: '- 垃圾分类（例外：bin）' },
    { name: 'context', page: zh, part: '- 不得骂人垃圾（说的是禁止这样做）' },
    { name: 'good example without a reason', page: zh, part: '- 东西已寄出\n' },
    { name: 'rewrite', page: zh, part: '> 请尽快还款。' },
    { name: 'suppression', page: zh, part: '`cuilint-disable-next-line insult/abuse -- 原因`' },
    { name: 'English title', page: en, part: '# `insult/abuse` Abuse\n' },
    { name: 'English evidence', page: en, part: '**second-hand**' },
    { name: 'English reason', page: en, part: '(it forbids this)' },
  ])('shows $name', ({ page, part }) => {
    expect(page).toContain(part);
  });

  test('shows a clause that is not in the table as unverified', () => {
    expect(describeRule(RULE, {}, 'zh')).toContain('| LAW-1 | （条款表中没有） | | 待核实 |');
  });

  test('is one heading of level 1, no blank lines in a row, one line end at the end', () => {
    for (const page of [zh, en]) {
      expect(page.match(/^# /gm)).toHaveLength(1);
      expect(page).not.toContain('\n\n\n');
      expect(page).toMatch(/[^\n]\n$/);
    }
  });
});

describe('the page of all rules', () => {
  const other: Rule = { ...RULE, id: 'threat/violence', category: 'threat', severity: 'warning' };
  const page = describeRules([RULE, other], CLAUSES, 'zh');

  test('lists the rules by category, in the order of the categories', () => {
    expect(page).toContain('共 2 条');
    expect(page).toContain('| [`threat/violence`](#threat-violence) | 辱骂 | 警告 |');
    expect(page.indexOf('## 威胁恐吓')).toBeLessThan(page.indexOf('## 侮辱贬损'));
    expect(page).not.toContain('## 身份');
  });

  test('every link leads to an anchor, and every rule has its page', () => {
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]);
    const anchors = [...page.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]);
    expect(links).toEqual(['threat-violence', 'insult-abuse']);
    expect(anchors).toEqual(links);
    expect(page).toContain('\n## `threat/violence` 辱骂\n');
  });

  test('without rules it is only the introduction', () => {
    expect(describeRules([], CLAUSES, 'en')).toMatch(/^# Rules\n\n0 in all[^\n]*\n$/);
  });
});
