import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../cli/harness.ts';
import { TEXT_FORMATS } from './events.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
  writeFileSync(join(folder, 'a.txt'), '我们上门\n\n你是老赖\n\n我们上门\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function outputOf(format: string, ...argv: readonly string[]): Promise<string> {
  return (await run(['a.txt', '--format', format, ...argv], { cwd: folder })).stdout;
}

test.each(TEXT_FORMATS)('--max-findings tells the number left out: %s', async (format) => {
  const isJson = format === 'json' || format === 'jsonl';
  const left = isJson ? '"omitted":2' : '另有 2 处发现未列出';
  expect(await outputOf(format, '--max-findings', '1')).toContain(left);
  expect(await outputOf(format, '--max-findings', '3')).not.toMatch(/omitted|未列出/);
});

/** The annotations of build servers have no room for numbers of the whole run. */
const ANNOTATIONS = new Set(['checkstyle', 'github', 'gitlab', 'rdjsonl']);

test.each(TEXT_FORMATS.filter((format) => !ANNOTATIONS.has(format)))(
  '--statistics counts by rule, category and severity, and SMS parts: %s',
  async (format) => {
    const text = await outputOf(format, '--statistics');
    switch (format) {
      case 'json':
      case 'jsonl':
      case 'sarif':
        expect(text).toContain(
          '"statistics":{"byRule":{"insult/word":1,"threat/word":2},"byCategory":{"insult":1,"threat":2},"smsParts":3}',
        );
        break;
      case 'stylish':
        expect(text).toMatch(/2 {2}threat\/word\n/);
        expect(text).toContain('短信条数（70 字一条，长短信 67 字一条）：3');
        break;
      default:
        expect(text).toContain('按级别：错误 2、警告 1、提示 0');
        expect(text).toContain('按类别：威胁恐吓 2、侮辱贬损 1');
        expect(text).toContain('按规则：threat/word 2、insult/word 1');
        expect(text).toContain('短信条数（70 字一条，长短信 67 字一条）：3');
    }
    expect(await outputOf(format)).not.toMatch(/statistics|按规则|短信条数/);
  },
);
