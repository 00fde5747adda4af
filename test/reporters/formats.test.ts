import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { isOwnReport } from '../../src/reporters/own-report.ts';
import { loadReport, type ReportFormat } from '../../src/reporters/registry.ts';
import { visible } from '../../src/reporters/visible.ts';
import {
  FINDING,
  fileReport,
  findings,
  GATE_FORMATS,
  HOSTILE,
  hostileRun,
  LEVELS,
  linesOf,
  PROBLEM,
  render,
  runOf,
  START,
} from './events.ts';

/** What a terminal obeys, or nobody sees; line ends are the format's own. */
const DANGEROUS =
  /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

describe('every format', () => {
  const both = GATE_FORMATS.flatMap(({ name }) =>
    (['zh', 'en'] as const).map((lang) => ({ name, lang })),
  );

  test.each([
    'stylish',
    'compact',
    'checkstyle',
    'github',
    'gitlab',
    'rdjsonl',
    'markdown',
  ] as const)(
    '%s says of what is listed though it does not count why it does not',
    async (name) => {
      const known = [
        { ...FINDING, state: 'suppressed' } as const,
        { ...FINDING, state: 'baselined' } as const,
      ];
      const text = await render(name, runOf(known), { includesKnown: true, lang: 'zh' });
      expect(text.match(/（(?:已豁免|基线内)）/g)).toEqual(['（已豁免）', '（基线内）']);
      expect(await render(name, runOf([FINDING]), { includesKnown: true })).not.toMatch(
        /豁免|基线/,
      );
    },
  );

  test.each(both)(
    '$name tells of a problem and of what was left out, in $lang',
    async ({ name, lang }) => {
      const events = runOf([FINDING], [PROBLEM], {
        start: { mask: 'none' },
        summary: { omitted: 7 },
      });
      const text = (await render(name, events, { lang })).replaceAll('&#', '');
      const words =
        lang === 'zh'
          ? ['坏了', '请修正', '未遮蔽个人信息', '7 处发现未列出', '据转述']
          : ['it is broken', 'mend it', 'is not masked', '7 more findings', 'second-hand'];
      for (const word of words) expect(text).toContain(word);
      // A path may be written with references or in parts.
      expect(text).toMatch(/b(?:\.|46;)json/);
    },
  );

  test.each(GATE_FORMATS)('$name lists a file that broke off', async ({ name }) => {
    const events = runOf([FINDING]).filter(({ type }) => type !== 'file');
    expect(await render(name, events)).toContain('上门');
  });

  test.each(GATE_FORMATS)(
    '$name of a clean run is whole, and the same every time',
    async ({ name }) => {
      const events = [...runOf([]).slice(0, -1), fileReport('clean.txt'), runOf([]).at(-1)!];
      const text = await render(name, events);
      expect(text).toBe(await render(name, events));
      expect(text).not.toContain('undefined');
      if (name === 'github' || name === 'rdjsonl') expect(text).toBe('');
      else expect(text).toMatch(/\n$/);
    },
  );

  test.each(GATE_FORMATS.filter(({ name }) => name !== 'csv'))(
    '$name leaves out what is known already',
    async ({ name }) => {
      const text = await render(name, runOf([{ ...FINDING, state: 'baselined' }]));
      expect(text).not.toContain('上门');
    },
  );

  test.each(GATE_FORMATS)('$name with findings is known as our own report', async ({ name }) => {
    const text = await render(name, runOf([FINDING]));
    expect(isOwnReport(text)).toBe(true);
    expect(isOwnReport(text.replace(/^\ufeff/, ''))).toBe(true);
  });

  const withJson = [...GATE_FORMATS, { name: 'json' }, { name: 'jsonl' }] as const;
  test.each(
    withJson.flatMap(({ name }) => HOSTILE.map((hostile) => ({ format: name, ...hostile }))),
  )(
    '$format: nothing on a line is a command or moves the terminal: $name',
    async ({ format, text }) => {
      const report = await render(format, hostileRun(text));
      const lines = linesOf(report.replace(/^\ufeff/, ''));
      for (const line of lines) {
        if (format !== 'github') expect(line).not.toMatch(/^\s*(?:::|##(?! (?:发现|未能判断)$))/);
        expect(line).not.toContain('##[');
      }
      // Paths stand as they are in what programs read: JSON and XML quote most, and terminals are not meant.
      if (['compact', 'github', 'markdown', 'csv'].includes(format))
        expect(report).not.toMatch(DANGEROUS);
    },
  );
});

describe('what has been found is written', () => {
  /** Whether something was written for the first of two findings, by the end of its file, by the end of the run. */
  const written = async (format: ReportFormat): Promise<string> => {
    const create = await loadReport(format);
    const report = create({
      lang: 'zh',
      color: false,
      width: 80,
      statistics: false,
      showsProblems: true,
    });
    await report(START);
    if (String(await report(FINDING)).includes('上门')) return 'finding';
    if (String(await report(fileReport('a.txt'))).includes('上门')) return 'file';
    return String(await report(runOf([FINDING]).at(-1)!)).includes('上门') ? 'run' : 'never';
  };

  test.each([
    { at: 'finding', formats: ['compact', 'jsonl', 'gitlab', 'rdjsonl', 'markdown', 'csv'] },
    { at: 'file', formats: ['stylish', 'junit', 'checkstyle'] },
    { at: 'run', formats: ['json', 'sarif', 'github', 'html'] },
  ] as const)('as soon as the format allows: at the end of a $at', async ({ at, formats }) => {
    for (const format of formats) expect(await written(format), format).toBe(at);
  });
});

describe('compact', () => {
  test('one line each, with place, level, text and rule', async () => {
    const text = await render('compact', runOf([FINDING], [PROBLEM]));
    const lines = linesOf(text);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('b.json:3:4: error: 坏了（请修正） [INPUT_SYNTAX]');
    expect(lines[2]).toBe(
      'a.txt:1:3: error: 以上门相威胁：“上门”不可使用。 | 依据：《测试办法》第一条（据转述，2026-01-01 起施行） | 改写：请与我司联系。 [threat/word]',
    );
  });

  test.each(HOSTILE)('hostile text stays on its line: $name', async ({ text }) => {
    expect(linesOf(await render('compact', hostileRun(text)))).toHaveLength(4);
  });
});

describe('gitlab', () => {
  interface Entry {
    readonly check_name: string;
    readonly description: string;
    readonly severity: string;
    readonly fingerprint: string;
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  }
  const entries = async (...args: Parameters<typeof runOf>): Promise<readonly Entry[]> =>
    JSON.parse(await render('gitlab', runOf(...args)));

  test('an empty array for a clean run, without byte-order mark', async () => {
    expect(await render('gitlab', runOf([]))).toBe('[]\n');
  });

  test('an entry each, with the severities of GitLab', async () => {
    const list = await entries(
      LEVELS.flatMap((severity) => findings(1, severity)),
      [PROBLEM],
    );
    expect(list.map(({ check_name, severity }) => [check_name, severity])).toEqual([
      ['INPUT_SYNTAX', 'blocker'],
      ['threat/word', 'critical'],
      ['threat/word', 'major'],
      ['threat/word', 'minor'],
    ]);
    expect(list[1]!.location).toMatchObject({ path: 'a.txt', lines: { begin: 1 } });
  });

  test('one fingerprint each, and ours where it is one', async () => {
    const noFile = { type: 'problem', code: 'ENGINE_LIMIT', reason: PROBLEM.reason } as const;
    const list = await entries([FINDING, FINDING, FINDING], [PROBLEM, PROBLEM, noFile, noFile]);
    expect(new Set(list.map(({ fingerprint }) => fingerprint)).size).toBe(7);
    expect(list.map(({ fingerprint }) => fingerprint)).toContain(FINDING.fingerprint);
    expect(list.every(({ location }) => location.path !== '' && location.lines.begin >= 1)).toBe(
      true,
    );
  });

  test.each(HOSTILE)('keeps a hostile path: $name', async ({ text }) => {
    const list: readonly Entry[] = JSON.parse(await render('gitlab', hostileRun(text)));
    expect(list.map(({ location }) => location.path)).toEqual([text, text]);
    for (const { description } of list) expect(description).not.toMatch(DANGEROUS);
  });
});

describe('rdjsonl', () => {
  test('a diagnostic a line, columns in bytes where they were counted', async () => {
    const counted = { ...FINDING, byteColumns: { column: 7, endColumn: 13 } };
    const lines = linesOf(await render('rdjsonl', runOf([counted, FINDING], [PROBLEM])));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        severity: 'ERROR',
        code: { value: 'INPUT_SYNTAX' },
        location: { path: 'b.json', range: { start: { line: 3 } } },
      },
      {
        source: { name: 'cuilint' },
        severity: 'ERROR',
        code: { value: 'threat/word' },
        location: {
          path: 'a.txt',
          range: { start: { line: 1, column: 7 }, end: { line: 1, column: 13 } },
        },
      },
      { location: { range: { start: { line: 1 }, end: { line: 1 } } } },
    ]);
    expect(lines[2]).not.toContain('column');
  });

  test.each(HOSTILE)('keeps a hostile path: $name', async ({ text }) => {
    const lines = linesOf(await render('rdjsonl', hostileRun(text)));
    expect(lines.map((line) => JSON.parse(line).location.path)).toEqual([text, text]);
  });
});

describe('csv', () => {
  const read = (text: string): readonly Readonly<Record<string, string>>[] => {
    expect(text.startsWith('\ufeff')).toBe(true);
    return parseCsv(text, { bom: true, columns: true, record_delimiter: '\r\n' });
  };

  test('byte-order mark, CRLF, every cell quoted', async () => {
    const text = await render('csv', runOf([FINDING], [PROBLEM]), { lang: 'en' });
    const lines = text.slice(1).split('\r\n');
    expect(lines.pop()).toBe('');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of lines) expect(line).toMatch(/^"[^"]*"(?:,"[^"]*")*$/);
    const [problem, finding] = read(text);
    expect(problem).toMatchObject({
      cuilint: 'not judged',
      rule: 'INPUT_SYNTAX',
      file: 'b.json',
      line: '3',
      column: '4',
      message: 'it is broken (mend it)',
    });
    expect(finding).toMatchObject({
      cuilint: 'finding',
      severity: 'error',
      file: 'a.txt',
      line: '1',
      column: '3',
      'end line': '1',
      'end column': '5',
      text: '上门',
      rewrite: '请与我司联系。',
      state: 'new',
      fingerprint: FINDING.fingerprint,
    });
  });

  test.each(HOSTILE)('no cell is calculated, and none is lost: $name', async ({ text }) => {
    const rows = read(await render('csv', hostileRun(text), { lang: 'en' }));
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      for (const value of Object.values(row)) expect(value).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/);
    }
    const isFormula = /^\s*[=+\-@＝＋－＠]|^[\t\r]/.test(text);
    expect(rows[1]!['text']).toBe((isFormula ? "'" : '') + visible(text));
    expect(rows[1]!['file']).toBe((isFormula ? "'" : '') + visible(text));
  });
});
