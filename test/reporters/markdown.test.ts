import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/reporters/visible.ts';
import {
  FINDING,
  findings,
  HOSTILE,
  hostileRun,
  linesOf,
  PROBLEM,
  render,
  runOf,
} from './events.ts';

describe('markdown', () => {
  /** Cells of the table as GFM splits them, references resolved. */
  function cellsOf(line: string): readonly string[] {
    return line
      .replace(/^\| | \|$/g, '')
      .split(' | ')
      .map((cell) => cell.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))));
  }

  test('a table with place, rule, excerpt, message and rewrite', async () => {
    const text = await render('markdown', runOf([FINDING], [PROBLEM]));
    const row = linesOf(text).find((line) => line.includes('threat/word'));
    expect(cellsOf(row!)).toEqual([
      '错误',
      '<code>a.txt:1:3</code>',
      '以上门相威胁 <code>threat/word</code>',
      '<code>上门</code>',
      '“上门”不可使用。',
      '请与我司联系。',
      '《测试办法》第一条（据转述，2026-01-01 起施行）',
    ]);
    expect(text).toContain('发现 1 处错误');
  });

  test.each(HOSTILE)(
    'nothing becomes markup, a border, a link or a mention: $name',
    async ({ text }) => {
      const report = await render('markdown', hostileRun(text));
      const rows = linesOf(report).filter((line) => line.startsWith('|'));
      expect(rows).toHaveLength(3);
      const cells = cellsOf(rows[2]!);
      expect(cells).toHaveLength(7);
      expect(cells[3]).toBe(`<code>${visible(text)}</code>`);
      // Everything but the code elements that we write ourselves.
      for (const cell of rows[2]!.slice(2, -2).split(' | ')) {
        const foreign = cell.replace(/<\/?code>/g, '').replace(/&#\d+;/g, '');
        expect(foreign).not.toMatch(/[<>&|`*_[\]\\~@#$:]|www\./);
      }
      // What renderers look for after references have been resolved, outside of code.
      const rendered = report
        .replace(/<code>.*?<\/code>/g, '')
        .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
      expect(rendered).not.toMatch(/@[a-z]|#\d/);
    },
  );

  test.each(HOSTILE)(
    'a renderer of GFM makes nothing of it but our own elements: $name',
    async ({ text }) => {
      const report = await render('markdown', hostileRun(text));
      const html = micromark(report, {
        // Whatever passes as HTML is to be seen.
        allowDangerousHtml: true,
        allowDangerousProtocol: true,
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
      });
      const tags = [...html.matchAll(/<\/?([a-z!][^\s>]*)/gi)].map((match) => match[1]!);
      const own = 'h1 h2 p table thead tbody tr th td code ul li strong !--'.split(' ');
      expect([...new Set(tags)].filter((tag) => !own.includes(tag))).toEqual([]);
      const rows = html.split('<tr>').slice(2);
      expect(rows).toHaveLength(1);
      const cells = [...rows[0]!.matchAll(/<td>(.*?)<\/td>/gs)].map((match) => match[1]!);
      expect(cells).toHaveLength(7);
      const unescaped = cells[3]!
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&');
      expect(unescaped).toBe(`<code>${visible(text)}</code>`);
    },
  );

  test('within a limit of bytes it ends whole, and says how much is left out', async () => {
    const problems = Array.from({ length: 3000 }, () => PROBLEM);
    const list = findings(4000, 'warning');
    const maxBytes = 200_000;
    const text = await render('markdown', runOf(list, problems), { maxBytes });
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(maxBytes);
    const rows = linesOf(text).filter((line) => line.includes('threat/word')).length;
    const items = linesOf(text).filter((line) => line.startsWith('- ')).length;
    expect(rows).toBeGreaterThan(100);
    expect(text).toContain(`另有 ${7000 - rows - items} 处未列出`);
    expect(text).toContain('发现 0 处错误、4000 处警告');
  });
});
