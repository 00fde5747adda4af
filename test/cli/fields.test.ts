import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { currentRules } from '../command-line.ts';
import { run, WORD_SERVICES } from './harness.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** The files of a fresh folder, checked there. */
function check(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'cuilint-'));
  made.push(cwd);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return run(['check', ...args, '--lang', 'en', '--format', 'compact'], {
    cwd,
    // Configurations want the whole set of rules.
    services: 'cuilint.config.yaml' in files ? currentRules() : WORD_SERVICES,
  });
}

const MISSED =
  'error: no file has a field named as in --fields (boddy), and its texts were not judged; fields with Chinese: body (did you mean body?)\n';

describe('fields that no file has', () => {
  test.each([
    { name: 'YAML', file: 'a.yaml', text: 'a:\n  body: 我们明天上门\n' },
    { name: 'JSON', file: 'a.json', text: '{"list": [{"body": "我们明天上门"}]}' },
    { name: 'properties', file: 'a.properties', text: 'body=我们明天上门\n' },
    { name: 'XML', file: 'a.xml', text: '<r><body>我们明天上门</body></r>' },
  ])('a typing error is no clean run: $name', async ({ file, text }) => {
    const { code, stderr } = await check({ [file]: text }, '.', '--fields', 'boddy');
    expect({ code, stderr }).toEqual({ code: 2, stderr: MISSED });
  });

  test('without a name that is near, those that there are are told', async () => {
    const { code, stderr } = await check(
      { 'a.yaml': 'title: 提醒您\nbody: 我们明天上门\n', 'b.txt': '您好\n' },
      '.',
      '--fields',
      'x',
    );
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: no file has a field named as in --fields (x), and its texts were not judged; fields with Chinese: title, body (name one that exists)\n',
    );
  });

  test.each([
    {
      name: 'fields that some of the files have',
      files: { 'a.yaml': 'body: 您好\n', 'b.yaml': 'title: 我们明天上门\n' },
    },
    { name: 'files without Chinese', files: { 'a.yaml': 'image: nginx\n', 'b.txt': '您好\n' } },
    { name: 'files that have no fields', files: { 'b.txt': '您好\n' } },
  ])('nothing is missed with $name', async ({ files }) => {
    const { code, stderr } = await check(files, '.', '--fields', 'body');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('a list of the configuration is held against the files it is for, and told as its own', async () => {
    const config =
      'overrides:\n  - {files: ["a.*"], fields: [boddy]}\n  - {files: ["b.*"], fields: [body]}\n';
    const { code, stderr } = await check(
      { 'cuilint.config.yaml': config, 'a.yaml': 'body: 我们明天上门\n', 'b.yaml': 'body: 您好\n' },
      '.',
    );
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: MISSED.replace('--fields', 'fields of the configuration'),
    });
  });

  test('a warm cache says the same', async () => {
    const files = { 'a.yaml': 'title: 您好\n', 'b.yaml': 'body: 您好\n' };
    const args = ['.', '--cache', '--fields'];
    const cwd = mkdtempSync(join(tmpdir(), 'cuilint-'));
    made.push(cwd);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    const once = (fields: string) =>
      run(['check', ...args, fields, '--format', 'compact'], { cwd, services: WORD_SERVICES });
    for (const [fields, code] of [
      ['body', 0],
      ['boddy', 2],
    ] as const) {
      const cold = await once(fields);
      const warm = await once(fields);
      expect(cold.code).toBe(code);
      expect(warm).toEqual(cold);
    }
  });
});
