import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSuppression, type NewSuppression } from '../../src/node/add-suppression.ts';
import { parseSuppressions } from '../../src/node/suppressions-file.ts';

const ENTRY: NewSuppression = {
  fingerprint: '0123456789abcdef',
  rule: 'threat/word',
  file: '/a.txt',
  reason: '快递用语',
  reviewer: '张某某',
  date: '2026-03-01',
};

const read = (text: string) => parseSuppressions(text, '/r/cuilint.suppressions.yaml', '/r');

const OLD = '{record: h1, rule: insult/word, reason: x}';

const lists = [
  { name: 'no file', text: '', count: 0 },
  { name: 'comments alone', text: '# 说明\n', count: 0 },
  { name: 'comments without a line end', text: '# 说明', count: 0 },
  { name: 'an empty list', text: 'suppressions: []\n', count: 0 },
  { name: 'a list in brackets', text: `suppressions: [${OLD}] # 尾\n`, count: 1 },
  { name: 'brackets over lines', text: `suppressions: [\n  ${OLD},\n]\n`, count: 1 },
  { name: 'a list', text: `suppressions:\n  - ${OLD}\n`, count: 1 },
  { name: 'no indentation', text: `suppressions:\n- ${OLD}\n`, count: 1 },
  { name: 'no line end', text: `suppressions:\n  - ${OLD}`, count: 1 },
  {
    name: 'comments all over',
    text: `# 头\nsuppressions: # 清单\n  # 一\n  - ${OLD} # 尾\n  # 二\n\n# 末\n`,
    count: 1,
  },
  { name: 'line ends of Windows', text: `suppressions:\r\n  - ${OLD}\r\n# 末\r\n`, count: 1 },
  {
    name: 'a folded reason at the end',
    text: 'suppressions:\n  - record: h1\n    rule: insult/word\n    reason: >\n      一\n      二\n\n# 末\n',
    count: 1,
  },
  {
    name: 'a quoted reason over lines',
    text: 'suppressions:\n  - record: h1\n    rule: insult/word\n    reason: "一\n      二"\n',
    count: 1,
  },
];

describe('a new suppression', () => {
  test.each(lists)('is added to $name, and nothing else changes', ({ text, count }) => {
    expect(read(text)).toMatchObject({ problems: [] });
    const next = addSuppression(text, ENTRY)!;
    const { list, problems } = read(next);
    expect(problems).toEqual([]);
    expect(list).toHaveLength(count + 1);
    expect(list.at(-1)).toMatchObject({
      fingerprint: ENTRY.fingerprint,
      rule: ENTRY.rule,
      reason: ENTRY.reason,
    });
    expect(list.slice(0, count).map(({ record, reason }) => ({ record, reason }))).toEqual(
      read(text).list.map(({ record, reason }) => ({ record, reason })),
    );
    // Every line with something in it is there still, in its order; brackets alone may be written into.
    const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.includes('['));
    let from = 0;
    for (const line of lines) {
      const at = next.indexOf(line, from);
      expect(at).toBeGreaterThanOrEqual(0);
      from = at + line.length;
    }
    expect(/(?<!\r)\n/.test(next)).toBe(!text.includes('\r\n'));
  });

  test('stands in front of the comment that ends the file', () => {
    const next = addSuppression(`suppressions:\n  - ${OLD}\n\n# 末\n`, ENTRY)!;
    expect(next.indexOf('0123456789abcdef')).toBeLessThan(next.indexOf('# 末'));
  });

  const odd = [
    { name: 'a map in brackets', text: '{suppressions: []}\n' },
    { name: 'a comment before the bracket', text: `suppressions: [\n  ${OLD} # 尾\n]\n` },
    { name: 'another key', text: 'other: 1\n' },
  ];
  test.each(odd)('is refused by $name rather than guessed', ({ text }) => {
    expect(addSuppression(text, ENTRY)).toBeUndefined();
  });

  test('keeps any reason and reviewer to the letter, on one line each', () => {
    const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(line, line, fc.constantFrom(...lists), (reason, reviewer, { text, count }) => {
        fc.pre(reason.trim() === reason && reviewer.trim() === reviewer);
        const next = addSuppression(text, { ...ENTRY, reason, reviewer })!;
        const { list, problems } = read(next);
        expect(problems).toEqual([]);
        expect(list).toHaveLength(count + 1);
        expect(list.at(-1)!.reason).toBe(reason);
        expect(next).not.toMatch(
          /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/,
        );
      }),
    );
  });

  test('added one after the other, all are read in that order', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
    fc.assert(
      fc.property(fc.uniqueArray(hex, { minLength: 1, maxLength: 6 }), (fingerprints) => {
        let text = '# 头\n';
        for (const fingerprint of fingerprints)
          text = addSuppression(text, { ...ENTRY, fingerprint })!;
        expect(read(text).list.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints);
      }),
    );
  });
});
