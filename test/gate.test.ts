import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultServices, type Services } from '../src/cli/services.ts';
import { compileDictionaries } from '../src/node/dictionaries.ts';
import type { ReportFormat } from '../src/reporters/registry.ts';
import { type RunOutput, run } from './cli/harness.ts';
import { ROOT } from './command-line.ts';
import { TEXT_FORMATS } from './reporters/events.ts';

const FILES = 2_000;
const OLD = 50;
const BASELINE = 'cuilint.baseline.jsonl';

const CLEAN = [
  '您的账单已出，请您按时还款，如已还款请忽略。',
  '您好，您本期账单将于三日后到期，请留意还款日。',
  '感谢您的配合，如需协商还款方案请联系客服。',
  '您的还款已入账，感谢您的支持。',
];
const DIRTY = [
  '再不还款，我们会上门找你家人。',
  '你这个老赖，赶紧还钱。',
  '不还钱就让你坐牢。',
  '我们会把你欠钱的事告诉你的同事和领导。',
  '逾期不还，将把你的通讯录群发。',
];

/** Message `index` in a file of its kind: YAML in three styles, JSON, CSV, Markdown, text. */
function fileOf(index: number, text: string): { readonly path: string; readonly content: string } {
  const folder = `templates/${String(index % 20).padStart(2, '0')}`;
  const name = `${folder}/t${String(index).padStart(4, '0')}`;
  const number = `编号${index}`;
  switch (index % 7) {
    case 0:
      return { path: `${name}.yaml`, content: `id: t${index}\nbody: ${number}，${text}\n` };
    case 1:
      return { path: `${name}.yaml`, content: `id: t${index}\nbody: |\n  ${number}，${text}\n` };
    case 2:
      return { path: `${name}.yaml`, content: `id: t${index}\nbody: "${number}，${text}"\n` };
    case 3:
      return { path: `${name}.json`, content: JSON.stringify({ id: index, body: number + text }) };
    case 4:
      return { path: `${name}.csv`, content: `id,短信内容\n${index},${number}${text}\n` };
    case 5:
      return { path: `${name}.md`, content: `# 模板\n\n${number}${text}\n` };
    default:
      return { path: `${name}.txt`, content: `${CLEAN[index % 4]}\n${number}${text}\n` };
  }
}

/** Every fortieth has an old finding; two of them say the very same. */
function textOf(index: number): string {
  const isDirty = index % (FILES / OLD) === 0;
  return isDirty ? DIRTY[(index / (FILES / OLD)) % DIRTY.length]! : CLEAN[index % CLEAN.length]!;
}

function times(pattern: RegExp): (report: string) => number {
  return (report) => report.match(pattern)?.length ?? 0;
}

/** How many findings a report tells of. */
const COUNT: Readonly<Partial<Record<ReportFormat, (report: string) => number>>> = {
  stylish: times(/^ +\d+:\d+ .* [a-z]+\/[a-z-]+/gm),
  compact: times(/\[[a-z]+\/[a-z-]+\]$/gm),
  json: (report) => JSON.parse(report).findings.length,
  jsonl: times(/^\{"type":"finding"/gm),
  sarif: (report) => JSON.parse(report).runs[0].results.length,
  junit: times(/<failure /g),
  checkstyle: times(/<error /g),
  github: times(/^::(?:error|warning) /gm),
  gitlab: (report) => JSON.parse(report).length,
  rdjsonl: times(/^\{/gm),
  markdown: times(/\[?`?threat\/violence/g),
  html: times(/<li class="hit /g),
  csv: times(/^"发现"/gm),
};

let root: string;
let services: Services;

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function cuilint(...args: readonly string[]): Promise<RunOutput> {
  return run(args, { cwd: root, services });
}

interface Found {
  readonly file: string;
  readonly ruleId: string;
  readonly excerpt: string;
}

async function newFindings(): Promise<{ code: number; stderr: string; found: readonly Found[] }> {
  const { code, stdout, stderr } = await cuilint('templates', '--format', 'json');
  // Safe: the shape is that of product.md, and a wrong one shows as a wrong list.
  return { code, stderr, found: (JSON.parse(stdout) as { findings: readonly Found[] }).findings };
}

function templates(): readonly string[] {
  return readdirSync(join(root, 'templates'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.\w+$/.test(path))
    .map((path) => `templates/${path.replaceAll('\\', '/')}`)
    .sort();
}

function edit(path: string, change: (text: string) => string): void {
  write(path, change(readFileSync(join(root, path), 'utf8')));
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cuilint-gate-'));
  mkdirSync(join(root, '.git'));
  const { ruleset } = compileDictionaries(join(ROOT, 'dictionaries'));
  services = { ...defaultServices(), loadRuleset: () => ruleset };
  for (let index = 0; index < FILES; index++) {
    const { path, content } = fileOf(index, textOf(index));
    write(path, content);
  }
  write('cuilint.config.yaml', `baseline: ${BASELINE}\nfailOn: warning\n`);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe(`a repository of ${FILES} templates with ${OLD} old findings`, () => {
  test('fails before there is a baseline and passes with one', async () => {
    const before = await cuilint('templates', '--no-config', '--fail-on', 'warning');
    expect(before.code).toBe(1);
    expect(await cuilint('baseline', 'create', 'templates')).toMatchObject({ code: 0, stderr: '' });
    const entries = readFileSync(join(root, BASELINE), 'utf8').trimEnd().split('\n').slice(1);
    expect(entries.length).toBeGreaterThanOrEqual(OLD);
    expect(await newFindings()).toEqual({ code: 0, stderr: '', found: [] });
  });

  test('passes after lines are moved, files renamed and values indented and wrapped anew', async () => {
    for (const [index, path] of templates().entries()) {
      if (path.endsWith('.yaml')) {
        edit(path, (text) =>
          text
            .replace(/^(id: .*)\n(body: (?:.|\n)*)$/, '# 说明\n\n$2$1\n')
            .replace(/body: \|\n {2}(.*)\n/, 'body: >-\n      $1\n')
            .replace(/body: "(编号\d+)，/, 'body: "\\\n    $1，\\\n    '),
        );
      } else if (path.endsWith('.json')) {
        edit(path, (text) => JSON.stringify(JSON.parse(text), null, 4));
      } else edit(path, (text) => (path.endsWith('.txt') ? `您好。\n\n${text}` : text));
      if (index % 3 === 0) {
        mkdirSync(join(root, 'templates/new'), { recursive: true });
        renameSync(
          join(root, path),
          join(root, 'templates/new', `n${path.slice('templates/'.length).replaceAll('/', '-')}`),
        );
      }
    }
    expect(await newFindings()).toEqual({ code: 0, stderr: '', found: [] });
  });

  const VIOLATION = '再不还钱就打断你的腿。';

  test('fails for one more violation with that one in every format', async () => {
    const path = templates().find((name) => name.endsWith('.txt'))!;
    edit(path, (text) => `${text}${VIOLATION}\n`);
    const { code, found, stderr } = await newFindings();
    expect(found.map(({ file }) => file)).toEqual([path]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const { excerpt, ruleId } = found[0]!;
    expect(VIOLATION).toContain(excerpt);

    const targets = TEXT_FORMATS.flatMap((format) => [
      '--format',
      `${format}:${root}/report.${format}`,
    ]);
    expect((await cuilint('templates', ...targets)).code).toBe(1);
    for (const format of TEXT_FORMATS) {
      const report = readFileSync(join(root, `report.${format}`), 'utf8');
      expect({ format, findings: COUNT[format]!(report) }).toEqual({ format, findings: 1 });
      expect(report).toContain(path);
      expect(report).toContain(ruleId);
      rmSync(join(root, `report.${format}`));
    }
    edit(path, (text) => text.replace(`${VIOLATION}\n`, ''));
    expect((await newFindings()).code).toBe(0);
  });

  test('fails for a violation in the place of another of the same file, and tells the stale entry', async () => {
    const path = templates().find(
      (name) =>
        name.endsWith('.txt') && /上门找你家人/.test(readFileSync(join(root, name), 'utf8')),
    )!;
    edit(path, (text) => text.replace(/再不还款，我们会上门找你家人。/, VIOLATION));
    const { code, found, stderr } = await newFindings();
    expect(found.map(({ file }) => file)).toEqual([path]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/有 \d 条旧发现已不存在/);
    edit(path, (text) => text.replace(VIOLATION, '再不还款，我们会上门找你家人。'));
    expect(await newFindings()).toEqual({ code: 0, stderr: '', found: [] });
  });

  test('fails for a copy of an old violation', async () => {
    const path = templates().find(
      (name) => name.endsWith('.txt') && /老赖/.test(readFileSync(join(root, name), 'utf8')),
    )!;
    const line = readFileSync(join(root, path), 'utf8')
      .split('\n')
      .find((each) => each.includes('老赖'))!;
    edit(path, (text) => `${text}${line}\n`);
    expect((await newFindings()).code).toBe(1);
    edit(path, (text) => text.slice(0, -line.length - 1));
  });

  test('passes when one is deleted, tells that its entry is stale, and prune drops it', async () => {
    const path = templates().find((name) => /坐牢/.test(readFileSync(join(root, name), 'utf8')))!;
    rmSync(join(root, path));
    const { code, found, stderr } = await newFindings();
    expect({ code, files: found.map(({ file }) => file) }).toEqual({ code: 0, files: [] });
    expect(stderr).toMatch(/^提示: 基线 cuilint\.baseline\.jsonl 里有 \d 条旧发现已不存在/);
    const size = (): number => readFileSync(join(root, BASELINE), 'utf8').split('\n').length;
    const before = size();
    expect((await cuilint('baseline', 'prune')).code).toBe(0);
    expect(size()).toBeLessThan(before);
    expect(await newFindings()).toEqual({ code: 0, stderr: '', found: [] });
  });
});
