import { afterEach, describe, expect, test } from 'vitest';
import { createRepository, type Repository } from './repository.ts';

let repository: Repository;
afterEach(() => repository.dispose());

const NEXT = 'cuilint-disable-next-line';

describe('a suppression in a text', () => {
  const cases = [
    {
      name: 'holds for the value on the next line',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word -- 快递上门\na: 我们会上门\nb: 我们会上门\n`,
      findings: ['x.yaml:3 threat/word'],
    },
    {
      name: 'holds by an old name of the rule, with a day that is not over',
      file: 'x.yaml',
      text: `# ${NEXT} threat/old-word -- 快递 (到期 2026-03-01)\na: 我们会上门\n`,
      findings: [],
    },
    {
      name: 'holds for two rules and not for a third',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word, insult/word —— 示例\na: 上门 老赖 立案\n`,
      findings: ['x.yaml:2 misleading/word'],
    },
    {
      name: 'holds for a block of text that begins below its key',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word -- 快递\na: |\n  您好\n  我们会上门\nb: 上门\n`,
      findings: ['x.yaml:5 threat/word'],
    },
    {
      name: 'holds past comments and blank lines, and two may stand together',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word -- 快递\n# ${NEXT} insult/word -- 示例\n\na: 上门 老赖\n`,
      findings: [],
    },
    {
      name: 'holds in Markdown for the paragraph, in CRLF',
      file: 'x.md',
      text: `您好\r\n\r\n<!-- ${NEXT} threat/word -- 快递 -->\r\n我们会\r\n上门\r\n\r\n上门\r\n`,
      findings: ['x.md:7 threat/word'],
    },
    {
      name: 'without a reason is a finding and does not hold',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-no-reason', 'x.yaml:2 threat/word'],
    },
    {
      name: 'with an empty reason is one without',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word -- (到期 2027-01-01)\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-no-reason', 'x.yaml:2 threat/word'],
    },
    {
      name: 'of an unknown rule',
      file: 'x.yaml',
      text: `# ${NEXT} threat/wrod -- 快递\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-unknown-rule', 'x.yaml:2 threat/word'],
    },
    {
      name: 'of a whole category',
      file: 'x.yaml',
      text: `# ${NEXT} threat -- 快递\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-unknown-rule', 'x.yaml:2 threat/word'],
    },
    {
      name: 'of everything',
      file: 'x.yaml',
      text: `# ${NEXT} -- 快递\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-unknown-rule', 'x.yaml:2 threat/word'],
    },
    {
      name: 'that nothing needs',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word -- 快递\na: 您好\n`,
      findings: ['x.yaml:1 meta/suppression-unused'],
    },
    {
      name: 'of which one rule is not needed',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word, insult/word -- 快递\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-unused'],
    },
    {
      name: 'that is over',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word -- 快递（到期 2026-02-28）\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-expired', 'x.yaml:2 threat/word'],
    },
    {
      name: 'until a day that does not exist',
      file: 'x.yaml',
      text: `# ${NEXT} threat/word -- 快递 (到期 2027-02-30)\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-expired', 'x.yaml:2 threat/word'],
    },
    {
      name: 'at the end of the file',
      file: 'x.yaml',
      text: `a: 上门\n# ${NEXT} threat/word -- 快递\n`,
      findings: ['x.yaml:1 threat/word', 'x.yaml:2 meta/suppression-misplaced'],
    },
    {
      name: 'for the whole file, which there is not',
      file: 'x.yaml',
      text: '# cuilint-disable threat/word -- 快递\na: 上门\n',
      findings: ['x.yaml:1 meta/suppression-misplaced', 'x.yaml:2 threat/word'],
    },
    {
      name: 'holds in letters of either case',
      file: 'x.yaml',
      text: `# ${NEXT.toUpperCase()} threat/word -- 快递\na: 上门\n# Cuilint-Disable-Next-Line threat/word -- 快递\nb: 上门\n`,
      findings: [],
    },
    ...[
      'cuilint-disabled',
      'cuilint-ignore',
      'cuilint-ignore-next-line',
      'Cuilint-Next-Line',
      'cuilint_disable_next_line',
      'cuilint:disable',
      'cuilint disable',
      '@cuilint-disable-next-line',
    ].map((word) => ({
      name: `written as ${word}, which there is not`,
      file: 'x.yaml',
      text: `# ${word} threat/word -- 快递\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-misplaced', 'x.yaml:2 threat/word'],
    })),
    {
      name: 'remarks about the tool are none',
      file: 'x.yaml',
      text: '# cuilint ignores what stands here\n# cuilint-config: see there\n# cuilint allow 0123 --reason x\na: 您好\n',
      findings: [],
    },
    ...['请写明原因', '请写明原因。', 'say why', 'TODO', '原因'].map((word) => ({
      name: `with ${word}, which waits for a reason, is without`,
      file: 'x.yaml',
      text: `# ${NEXT} threat/word -- ${word} (到期 2027-01-01)\na: 上门\n`,
      findings: ['x.yaml:1 meta/suppression-no-reason', 'x.yaml:2 threat/word'],
    })),
    {
      name: 'within a message, whoever wrote it',
      file: 'x.yaml',
      text: `a: |\n  # ${NEXT} threat/word -- 快递\n  上门\n`,
      findings: ['x.yaml:2 meta/suppression-misplaced', 'x.yaml:3 threat/word'],
    },
    {
      name: 'in a format without comments',
      file: 'x.txt',
      text: `# ${NEXT} threat/word -- 快递\n上门\n`,
      findings: ['x.txt:1 meta/suppression-misplaced', 'x.txt:2 threat/word'],
    },
    {
      name: 'shown in fenced code is none',
      file: 'x.md',
      text: `\`\`\`yaml\n<!-- ${NEXT} threat/word -- x -->\n\`\`\`\n\n上门\n`,
      findings: ['x.md:5 threat/word'],
    },
    {
      name: 'holds in properties, with either mark',
      file: 'x.properties',
      text: `! ${NEXT} threat/word -- 快递\na=\\u4e0a\\u95e8\n# ${NEXT} threat/word -- 快递\nb: 上门\nc=上门\n`,
      findings: ['x.properties:5 threat/word'],
    },
    {
      name: 'holds in gettext for the message below it, in all its forms',
      file: 'x.po',
      text: `# ${NEXT} threat/word -- 快递\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "上门"\nmsgstr[1] "上门了"\n\nmsgid "c"\nmsgstr "上门"\n`,
      findings: ['x.po:8 threat/word'],
    },
    {
      name: 'holds in YAML for what a lone key or dash opens, the first value of an item too',
      file: 'x.yaml',
      text: [
        'a:',
        `  # ${NEXT} threat/word -- 快递`,
        '  - # 甲',
        '    body: "上门"',
        '    more: 上门',
        `  # ${NEXT} threat/word -- 快递`,
        '  -',
        '    上门',
        `  # ${NEXT} threat/word -- 快递`,
        '  -',
        '    body: |',
        '      上门',
        `# ${NEXT} threat/word -- 快递`,
        'b:',
        '  "上门"',
        `# ${NEXT} threat/word -- 快递`,
        'c:',
        '  d: 上门',
        '',
      ].join('\n'),
      findings: [
        'x.yaml:5 threat/word',
        'x.yaml:16 meta/suppression-unused',
        'x.yaml:18 threat/word',
      ],
    },
    {
      name: 'holds in JSON with comments',
      file: 'x.jsonc',
      text: `{\n  // ${NEXT} threat/word -- 快递\n  "a": "上门", // 注\n  "b": "上门"\n}\n`,
      findings: ['x.jsonc:4 threat/word'],
    },
    {
      name: 'holds in iOS strings',
      file: 'x.strings',
      text: `/* ${NEXT} threat/word -- 快递 */\n"a" = "上门";\n// ${NEXT} threat/word -- 快递\n"b" = "上门";\n"c" = "上门";\n`,
      findings: ['x.strings:5 threat/word'],
    },
    {
      name: 'holds in XML past the tag that opens the text, and may write its dash in Chinese',
      file: 'x.xml',
      text: `<resources>\n<!-- ${NEXT} threat/word —— 快递 -->\n<string name="a">\n  上门\n</string>\n<!-- ${NEXT} threat/word -- 快递 -->\n<string name="b">上门</string>\n<string name="c">上门</string>\n</resources>\n`,
      findings: ['x.xml:8 threat/word'],
    },
    {
      name: 'holds in HTML',
      file: 'x.html',
      text: `<!-- ${NEXT} threat/word -- 快递 -->\n<p>\n上门</p>\n<p>上门\n`,
      findings: ['x.html:4 threat/word'],
    },
    {
      name: 'holds in FreeMarker, in both of its comments',
      file: 'x.ftl',
      text: `<#-- ${NEXT} threat/word -- 快递 -->\n上门\n<!-- ${NEXT} threat/word -- 快递 -->\n<p><#if a>\n上门</#if>\n</p>上门\n`,
      findings: ['x.ftl:6 threat/word'],
    },
    {
      name: 'holds in Velocity',
      file: 'x.vm',
      text: `## ${NEXT} threat/word -- 快递\n上门\n#* ${NEXT} threat/word -- 快递 *#\n上门\n上门\n`,
      findings: ['x.vm:5 threat/word'],
    },
    {
      name: 'holds in Java for the statement, and between joined literals for what follows',
      file: 'X.java',
      text: `// ${NEXT} threat/word -- 快递\nString a =\n    "上门";\nString b = "上门" +\n    /* ${NEXT} threat/word -- 快递 */\n    "上门";\n`,
      findings: ['X.java:4 threat/word'],
    },
    {
      name: 'within a string literal is a part of it',
      file: 'X.java',
      text: `String a = "// ${NEXT} threat/word -- 快递";\nString b = "上门";\n`,
      findings: ['X.java:1 meta/suppression-misplaced', 'X.java:2 threat/word'],
    },
    {
      name: 'holds in JSX, in the comment that stands in braces',
      file: 'x.tsx',
      text: `const a = <p>\n{/* ${NEXT} threat/word -- 快递 */}\n{'上门'}\n</p>;\n`,
      findings: [],
    },
    {
      name: 'holds in Python',
      file: 'x.py',
      text: `# ${NEXT} threat/word -- 快递\na = ("您好"\n  "上门")\nb = "上门"\n`,
      findings: ['x.py:4 threat/word'],
    },
    {
      name: 'holds in SQL, which has three comments',
      file: 'x.sql',
      text: `-- ${NEXT} threat/word -- 快递\nSELECT '上门';\n/* ${NEXT} threat/word -- 快递 */\nSELECT '上门';\nSELECT '上门';\n`,
      findings: ['x.sql:5 threat/word'],
    },
    {
      name: 'holds in PHP',
      file: 'x.php',
      text: `<?php\n# ${NEXT} threat/word -- 快递\n$a = '上门';\n// ${NEXT} threat/word -- 快递\n$b = '上门';\n$c = '上门';\n`,
      findings: ['x.php:6 threat/word'],
    },
    { name: 'spoken of is none', file: 'x.txt', text: `写 ${NEXT} 即可\n`, findings: [] },
  ];
  test.each(cases)('$name', async ({ file, text, findings }) => {
    repository = createRepository({ [file]: text });
    expect(await repository.findings()).toEqual(findings);
  });

  test('stands where its finding says', async () => {
    const comment = `# ${NEXT} threat/word -- 𠮷 (到期 2020-01-01)`;
    const text = `a: "😀"\r\nb: 您好 ${comment}\r\nc: 上门\r\n`;
    repository = createRepository({ 'x.yaml': text });
    const { stdout } = await repository.check(['.', '--format', 'json']);
    const [finding] = JSON.parse(stdout).findings;
    const line = text.split('\r\n')[finding.line - 1] ?? '';
    expect(line.slice(finding.column - 1, finding.endColumn - 1)).toBe(comment);
    expect(finding.excerpt).toBe(comment);
  });

  test('is not heard with --no-inline-config, and shown with --report-suppressed', async () => {
    repository = createRepository({ 'x.yaml': `# ${NEXT} threat/word -- 快递\na: 上门\n` });
    expect((await repository.check(['.'])).code).toBe(0);
    expect((await repository.check(['.', '--no-inline-config'])).code).toBe(1);
    expect(await repository.findings(['.', '--report-suppressed'])).toEqual([
      'x.yaml:2 threat/word suppressed',
    ]);
    const { stdout } = await repository.check(['.', '--format', 'json']);
    expect(JSON.parse(stdout).summary).toMatchObject({ error: 0, suppressed: 1 });
  });

  test('of a rule that was not asked for is not called unused', async () => {
    repository = createRepository({ 'x.yaml': `# ${NEXT} threat/word -- 快递\na: 上门\n` });
    expect(await repository.findings(['.', '--skip', 'threat/word'])).toEqual([]);
    repository.write('x.yaml', `# ${NEXT} threat/word\na: 上门\n`);
    expect(await repository.findings(['.', '--only', 'insult'])).toEqual([]);
    expect(await repository.findings(['.', '--only', 'meta'])).toEqual([
      'x.yaml:1 meta/suppression-no-reason',
    ]);
    expect(await repository.findings(['.', '--rule', 'meta/suppression-no-reason=off'])).toEqual([
      'x.yaml:2 threat/word',
    ]);
  });
});

describe('the list of suppressions', () => {
  const JSON_FILE = '{\n  "a": {"body": "上门"},\n  "b": {"body": "上门"}\n}\n';
  const list = (...entries: readonly string[]): string =>
    `suppressions:\n${entries.map((entry) => `  - {${entry}}\n`).join('')}`;

  test('speaks of a key path, a record and a fingerprint', async () => {
    repository = createRepository({
      'x.json': JSON_FILE,
      'm.csv': 'id,短信内容\nh1,上门\nh2,上门\n',
      'y.txt': '上门\n',
    });
    const { stdout } = await repository.check(['y.txt', '--format', 'json']);
    const { fingerprint } = JSON.parse(stdout).findings[0];
    repository.write(
      'cuilint.suppressions.yaml',
      list(`fingerprint: "${fingerprint}", reason: 快递`),
    );
    expect(await repository.findings(['y.txt'])).toEqual([]);
    repository.write(
      'cuilint.suppressions.yaml',
      list(
        'rule: threat/word, file: x.json, key: b.body, reason: 快递',
        'rule: threat/word, record: h1, reason: 快递, expires: 2027-01-01',
      ),
    );
    expect(await repository.findings(['.'])).toEqual([
      'm.csv:3 threat/word',
      'x.json:2 threat/word',
      'y.txt:1 threat/word',
    ]);
    expect((await repository.findings(['.', '--no-inline-config'])).length).toBe(5);
  });

  test('is held to the same rules', async () => {
    repository = createRepository({
      'x.json': JSON_FILE,
      'cuilint.suppressions.yaml': list(
        'rule: threat/word, file: x.json, key: a.body',
        'rule: threat/wrod, file: x.json, key: a.body, reason: 快递',
        'rule: threat/word, file: x.json, key: a.body, reason: 快递, expires: 2020-01-01',
        'rule: insult/word, file: x.json, key: a.body, reason: 快递',
        'rule: insult/word, file: other.json, key: a.body, reason: 快递',
      ),
    });
    expect(await repository.findings(['x.json'])).toEqual([
      'x.json:2 threat/word',
      'x.json:3 threat/word',
      'cuilint.suppressions.yaml:2 meta/suppression-no-reason',
      'cuilint.suppressions.yaml:3 meta/suppression-unknown-rule',
      'cuilint.suppressions.yaml:4 meta/suppression-expired',
      'cuilint.suppressions.yaml:5 meta/suppression-unused',
    ]);
  });

  test('is unused where its one file is gone, and without a file only where everything was judged', async () => {
    repository = createRepository({
      'a/x.json': JSON_FILE,
      'a/b[1].json': '{}',
      'b/m.csv': 'id,短信内容\nh1,您好\n',
      'cuilint.suppressions.yaml': list(
        'rule: threat/word, file: a/renamed.json, key: a.body, reason: 快递',
        'rule: threat/word, file: /a/gone.json, key: a.body, reason: 快递',
        'rule: threat/word, file: "a/b\\\\[1].json", key: a.body, reason: 快递',
        'rule: threat/word, file: "a/*.yaml", key: a.body, reason: 快递',
        'rule: threat/word, record: h1, reason: 快递',
      ),
    });
    const unused = async (...paths: readonly string[]): Promise<readonly string[]> =>
      (await repository.findings(paths)).filter((each) => each.includes('unused'));
    const [first, second, third, fifth] = [2, 3, 4, 6].map(
      (line) => `cuilint.suppressions.yaml:${line} meta/suppression-unused`,
    );
    expect(await unused('a/x.json')).toEqual([first, second]);
    expect(await unused('a')).toEqual([first, second, third]);
    expect(await unused('.')).toEqual([first, second, third, fifth]);
    repository.write('cuilint.config.yaml', 'include: [b]\n');
    expect(await unused()).toEqual([first, second, fifth]);
    expect(await unused('b')).toEqual([first, second, fifth]);
    expect(await unused('b/m.csv')).toEqual([first, second]);
  });

  const mistakes = [
    { name: 'a whole file', entry: 'rule: threat/word, file: x.json, reason: 快递', says: 'key' },
    { name: 'a key of any file', entry: 'rule: threat/word, key: a, reason: 快递', says: 'file' },
    { name: 'an unknown key', entry: 'rules: threat/word, record: h, reason: x', says: 'rule' },
    { name: 'a number', entry: 'fingerprint: 12345678, reason: x', says: '应为文字（加上引号）' },
  ];
  test.each(mistakes)('refuses $name', async ({ entry, says }) => {
    repository = createRepository({
      'x.json': JSON_FILE,
      'cuilint.suppressions.yaml': list(entry),
    });
    const { code, stderr } = await repository.check(['.']);
    expect(stderr).toContain('cuilint.suppressions.yaml:2:');
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });
});
