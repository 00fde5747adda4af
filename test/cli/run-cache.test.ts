import { describe, expect, test } from 'vitest';
import { type Deciding, runKey } from '../../src/cli/run-cache.ts';
import { parseConfigFile } from '../../src/node/config-file.ts';

const BASE: Deciding = {
  tool: { name: 'cuilint', version: '1.0.0', ruleset: 'sha256:1' },
  check: {
    lang: 'zh',
    mask: 'partial',
    today: '2026-03-01',
    key: 'k',
    levels: new Map(),
    inactive: new Set(),
    tokenizer: () => null,
  },
  config: undefined,
  reading: [undefined, undefined, 'Asia/Shanghai'],
};
const check = (more: Partial<Deciding['check']>): Deciding => ({
  ...BASE,
  check: { ...BASE.check, ...more },
});
const config = (text: string, folder = '/repo'): Deciding => ({
  ...BASE,
  config: { layers: [{ file: parseConfigFile('c.yaml', text).config, folder }], root: '/repo' },
});

describe('the key of a run', () => {
  test.each([
    { name: 'version', other: { ...BASE, tool: { ...BASE.tool, version: '1.0.1' } } },
    { name: 'rule set', other: { ...BASE, tool: { ...BASE.tool, ruleset: 'sha256:2' } } },
    { name: 'level of a rule', other: check({ levels: new Map([['threat/word', 'info']]) }) },
    { name: 'a rule left out', other: check({ inactive: new Set(['threat/word']) }) },
    { name: 'kind', other: check({ kind: 'script' }) },
    { name: 'profile', other: check({ profile: 'agency' }) },
    { name: 'values of variables', other: check({ listed: new Map([['name', ['老赖']]]) }) },
    { name: 'signature in the text', other: check({ signatureInText: true }) },
    { name: 'fields', other: { ...BASE, reading: [['内容'], undefined, 'Asia/Shanghai'] } },
    { name: 'encoding', other: { ...BASE, reading: [undefined, 'big5', 'Asia/Shanghai'] } },
    { name: 'time zone', other: { ...BASE, reading: [undefined, undefined, 'UTC'] } },
    { name: 'a configuration', other: config('rules: {threat: off}\n') },
  ])('is another one for another $name', ({ other }) => {
    expect(runKey(other)).not.toBe(runKey(BASE));
  });

  test.each([
    'rules: {insult: off}\n',
    'sender: {profile: agency}\n',
    'overrides: [{files: [a.txt], rules: {threat: off}}]\n',
  ])('heeds what the configuration says: %j', (text) => {
    expect(runKey(config(text))).not.toBe(runKey(config('rules: {threat: off}\n')));
  });

  test('is the same in another place, in another language, on another day', () => {
    const moved = config('rules: {threat: off}\n');
    const elsewhere: Deciding = {
      ...moved,
      config: {
        layers: moved.config!.layers.map(({ file }) => ({ file, folder: '/elsewhere/repo' })),
        root: '/elsewhere/repo',
      },
    };
    expect(runKey(elsewhere)).toBe(runKey(moved));
    const shown = check({ lang: 'en', mask: 'full', today: '2027-01-01', key: 'other' });
    expect(runKey(shown)).toBe(runKey(BASE));
  });
});
