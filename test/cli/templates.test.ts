import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Found {
  readonly ruleId: string;
  readonly severity: string;
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
  readonly message: string;
}

async function check(...args: readonly string[]) {
  const { code, stdout, stderr } = await run(['check', ...args, '--format', 'json']);
  // The shape is held by the tests of the reporter.
  const findings =
    stdout === '' ? [] : (JSON.parse(stdout) as { findings: readonly Found[] }).findings;
  return { code, stderr: stderr.replaceAll(`${folder}/`, ''), findings };
}

const TEMPLATE = '【星禾消费金融】{name}您好，您的借款已逾期，如再不还款，我们将{next_step}。\n';

describe('--vars', () => {
  test.each([
    { name: 'CSV', file: 'steps.csv', text: 'next_step,name\n再次致电,张某某\n上门找你父母,\n' },
    { name: 'YAML', file: 'steps.yaml', text: 'nextStep: [再次致电, 上门找你父母]\n' },
    { name: 'JSON', file: 'steps.json', text: '{"next-step": ["再次致电", "上门找你父母"]}' },
  ])('values of $name are judged in the template, and named', async ({ file, text }) => {
    const { code, findings, stderr } = await check(
      put('a.txt', TEMPLATE),
      '--vars',
      put(file, text),
      '--only',
      'threat/home-visit',
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(findings.map(({ line, column, excerpt }) => [line, column, excerpt])).toEqual([
      [1, TEMPLATE.indexOf('{next_step}') + 1, '{next_step}'],
    ]);
    expect(findings[0]?.message).toContain('（变量 next_step 取值为“上门找你父母”时）');
  });

  test('without them the template is clean', async () => {
    const { code, findings } = await check(put('a.txt', TEMPLATE), '--only', 'threat/home-visit');
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
  });

  test.each([
    {
      name: 'a variable that no template has',
      file: 'b.yaml',
      text: 'name: [张某某]\nnext_stpe: [致电]\n',
      stderr: '错误: b.yaml:2:1: 没有模板用到变量“next_stpe”（是不是想写“next_step”？）\n',
    },
    {
      name: 'the same in a CSV file',
      file: 'b.csv',
      text: 'name,next_stpe\n张某某,致电\n',
      stderr: '错误: b.csv:1:6: 没有模板用到变量“next_stpe”（是不是想写“next_step”？）\n',
    },
    {
      name: 'a value that is no list',
      file: 'c.yaml',
      text: 'name: 张某某\n',
      stderr: expect.stringMatching(/^错误: c\.yaml:1:1: 变量“name”的值不是文字列表（[^\n]*\n$/),
    },
    {
      name: 'a file that is not there',
      file: undefined,
      text: '',
      stderr: expect.stringMatching(/^错误: 读不了变量文件：missing\.yaml[^\n]*\n$/),
    },
    {
      name: 'broken YAML',
      file: 'd.yaml',
      text: 'name: [张某某\n',
      stderr: expect.stringMatching(/^错误: d\.yaml:\d+:\d+: 变量文件有语法错误：[^\n]*\n$/),
    },
  ])('$name is one line and exit code 2', async ({ file, text, stderr }) => {
    const vars = file === undefined ? join(folder, 'missing.yaml') : put(file, text);
    const result = await check(put('a.txt', TEMPLATE), '--vars', vars);
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 2, stderr });
  });
});

describe('templates', () => {
  test('values listed beside a template are judged in it', async () => {
    const text = `text: "${TEMPLATE.trim()}"\nvars:\n  next_step: [再次致电, 上门找你父母]\n`;
    const { findings } = await check(put('t.yaml', text), '--only', 'threat/home-visit');
    expect(findings.map(({ line, excerpt }) => [line, excerpt])).toEqual([[1, '{next_step}']]);
  });

  test('a variable for any text is a finding, unless its values are listed', async () => {
    const only = ['--only', 'obfuscation/free-text-variable'];
    const open = put('o.yaml', 'text: 【星禾银行】您好，{reason}，请还款。\n');
    const listed = put(
      'l.yaml',
      'text: 【星禾银行】您好，{reason}，请还款。\nenum: {reason: [账单到期]}\n',
    );
    expect((await check(open, ...only)).findings.map(({ excerpt }) => excerpt)).toEqual([
      '{reason}',
    ]);
    expect((await check(listed, ...only)).findings).toEqual([]);
    const vars = put('v.json', '{"reason": ["账单到期"]}');
    expect((await check(open, ...only, '--vars', vars)).findings).toEqual([]);
  });
});

describe('--profile', () => {
  const lawyer = '我是刘律师,代表债权人找你\n';
  const own = '我是XX银行风控部的\n';
  test.each([
    { id: 'identity/impersonate-lawyer', text: lawyer, profile: undefined, found: true },
    { id: 'identity/impersonate-lawyer', text: lawyer, profile: 'agency', found: true },
    { id: 'identity/impersonate-lawyer', text: lawyer, profile: 'law-firm', found: false },
    { id: 'identity/agency-as-creditor', text: own, profile: undefined, found: false },
    { id: 'identity/agency-as-creditor', text: own, profile: 'agency', found: true },
    { id: 'identity/agency-as-creditor', text: own, profile: 'bank', found: false },
  ])('$id, sent by $profile: $found', async ({ id, text, profile, found }) => {
    const sender = profile === undefined ? [] : ['--profile', profile];
    const { findings } = await check(put('p.txt', text), '--only', id, ...sender);
    expect(findings.map(({ ruleId, severity }) => [ruleId, severity])).toEqual(
      found ? [[id, 'error']] : [],
    );
  });
});
