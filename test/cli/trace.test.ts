import { describe, expect, test } from 'vitest';
import { run } from '../command-line.ts';

describe('trace', () => {
  test('says how grave a finding is in the language that is asked for', async () => {
    const { stdout } = await run(['trace', '再不还钱就让你坐牢']);
    expect(stdout).toContain('✓ 报告 (错误, ');
    expect(stdout).not.toContain('error');
    const english = await run(['trace', '再不还钱就让你坐牢', '--lang', 'en']);
    expect(english.stdout).toContain('✓ reported (error, ');
  });

  test.each([
    { name: 'a telephone', text: '再不还钱我就打13912345678', secret: '1234' },
    { name: 'a card in groups', text: '卡号6222 0212 3456 7890 123', secret: '021234567890' },
    { name: 'a name', text: '客户张建国，再不还钱就让你坐牢', secret: '建国' },
  ])('masks $name in its words, its terms and what was weighed', async ({ text, secret }) => {
    const { stdout } = await run(['trace', text]);
    // Words are shown one by one.
    expect(stdout.replace(/[\s/]/g, '')).not.toContain(secret);
    expect(stdout).toContain('*');
  });
});
