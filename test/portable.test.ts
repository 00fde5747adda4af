import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GUIDED_COMMAND } from '../src/cli/program.ts';
import { ROOT } from './command-line.ts';

const starters = join(ROOT, 'portable');

describe('the starters', () => {
  test.each(['检查.sh', '检查.command', '检查.bat'])('%s starts the guided way', (name) => {
    expect(readFileSync(join(starters, name), 'utf8')).toContain(` ${GUIDED_COMMAND} `);
  });

  test('that of Windows is plain ASCII and ends its lines as cmd.exe wants them', () => {
    const text = readFileSync(join(starters, '检查.bat'), 'latin1');
    expect(text).toMatch(/^[\x20-\x7e\r\n]+$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    // The code page of before comes back, and the exit code is that of the check.
    expect(text).toMatch(/chcp 65001[\s\S]*chcp %page%[\s\S]*exit \/b %code%/);
  });

  test.skipIf(process.platform === 'win32')('those of others may be started', () => {
    for (const name of ['检查.sh', '检查.command'])
      expect(statSync(join(starters, name)).mode & 0o111).toBe(0o111);
  });
});

describe.skipIf(process.platform === 'win32')('the folder', () => {
  const base = mkdtempSync(join(tmpdir(), 'cuilint-portable-'));
  const folder = join(base, '工 具');
  const starter = process.platform === 'darwin' ? '检查.command' : '检查.sh';

  beforeAll(() => {
    if (!existsSync(join(ROOT, 'dist/program.cjs')))
      throw new Error('dist/ is missing: run npm run build');
    const { status, stderr } = spawnSync(process.execPath, [join(starters, 'build.mjs'), folder], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, 60_000);
  afterAll(() => {
    rmSync(base, { recursive: true });
  });

  test('holds a Node, the program and the starter of this platform', () => {
    expect(readdirSync(folder).sort()).toEqual(['node', 'program', starter, '说明.md'].sort());
  });

  test('checks a file that is dropped on it, without any Node on the path', () => {
    writeFileSync(join(base, '样例.txt'), '再不还款，我们会上门找你家人。\n');
    const tools = join(base, 'tools');
    mkdirSync(tools);
    // In the place of what would show a report on the screen.
    for (const name of ['xdg-open', 'open'])
      writeFileSync(join(tools, name), `#!/bin/sh\necho "$1" >> '${base}/opened'\n`, {
        mode: 0o755,
      });
    const { status, stderr } = spawnSync(join(folder, starter), ['样例.txt'], {
      cwd: base,
      encoding: 'utf8',
      input: '',
      env: { HOME: base, PATH: `${tools}:/usr/bin:/bin`, CUILINT_IN_TERMINAL: '1' },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/检查完毕：[1-9]/);
    const written = readdirSync(base).filter((name) => name.startsWith('样例-'));
    expect(written.sort()).toEqual(['样例-检查报告.html', '样例-检查报告.xlsx']);
  });

  test('is built again over itself, and over nothing else', () => {
    const again = spawnSync(process.execPath, [join(starters, 'build.mjs'), base], {
      encoding: 'utf8',
    });
    expect(again.status).toBe(2);
    expect(existsSync(join(folder, 'node'))).toBe(true);
  });
});
