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

  test('given twice, both count', async () => {
    const files = { 'a.yaml': 'body: 我们明天上门\ntitle: 您好\n' };
    const { code, stderr } = await check(files, '.', '--fields', 'body', '--fields', 'title');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test.each([
    {
      name: 'YAML',
      file: 'a.yaml',
      text: 'body: 您好\ntitle: 我们明天上门\n',
      fields: 'body,titel',
    },
    {
      name: 'a table',
      file: 'a.csv',
      text: 'body,title\n您好,我们明天上门\n',
      fields: 'body,titel',
    },
    {
      name: 'the role of a column',
      file: 'a.csv',
      text: 'body,title\n您好,我们明天上门\n',
      fields: 'body,sentAt=titel',
      told: 'sentAt=titel',
    },
    {
      name: 'several files',
      file: 'a.properties',
      text: 'body=您好\ntitle=我们明天上门\n',
      fields: 'name,body,titel',
    },
  ])(
    'a name that no file has beside others is told: $name',
    async ({ file, text, fields, told }) => {
      const others = { 'b.yaml': 'name: 您好\n' };
      const files = { [file]: text, ...(fields.includes('name') ? others : {}) };
      const { code, stderr } = await check(files, '.', '--fields', fields);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        new RegExp(
          `^error: no file has ${told ?? 'titel'} of --fields; the others alone were judged \\(.*\\)\\n$`,
        ),
      );
    },
  );

  test.each([
    { name: 'a key without a text', text: 'body: 您好\ntitle: ""\n', fields: 'body,title' },
    { name: 'a key with a number', text: 'body: 您好\ntitle: 3\n', fields: 'body,title' },
    { name: 'a path', text: 'body: 您好\na: [{title: 您好}]\n', fields: 'body,a.title' },
  ])('a name that is there is not missed: $name', async ({ text, fields }) => {
    const { code, stderr } = await check({ 'a.yaml': text }, '.', '--fields', fields);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('nor are a property in English, an empty column, and a column by its letter', async () => {
    const files = {
      'a.properties': 'body=您好\ntitle=Hello\n',
      'b.csv': 'text,note,x\n您好,,您好\n',
    };
    const { code, stderr } = await check(files, '.', '--fields', 'body,title,note,C');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('an audit takes a column by its letter', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'cuilint-'));
    made.push(cwd);
    writeFileSync(join(cwd, 'a.csv'), '手机号,内容,时间\n13800000000,您好,2026-02-01 10:00\n');
    const map = ['--map', 'text=B,sentAt=C'];
    const { code, stderr } = await run(['audit', 'a.csv', ...map], {
      cwd,
      services: WORD_SERVICES,
    });
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
