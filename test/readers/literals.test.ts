import { expect, test } from 'vitest';
import type { LanguageName } from '../../src/readers/literal-languages.ts';
import { createLiteralReader } from '../../src/readers/literals.ts';
import { readPhp } from '../../src/readers/php.ts';
import { readProperties } from '../../src/readers/properties.ts';
import { read, texts } from './read.ts';

const ROWS: readonly {
  readonly name: string;
  readonly language: LanguageName;
  readonly source: string;
  readonly texts: readonly string[];
}[] = [
  {
    name: 'joined literals and a variable between them are one text',
    language: 'java',
    source: 'String a = "您好" + name + "，我们会\\u4e0a门" /* 中 */ +\n "催收" + getSum(1);',
    texts: ['您好{name}，我们会上门催收{getSum}'],
  },
  {
    name: 'a quote as a character opens nothing',
    language: 'java',
    source: `char c = '"'; String a = "好的";`,
    texts: ['好的'],
  },
  {
    name: 'a text block loses the indentation that all its lines have',
    language: 'java',
    source: 'String b = """\n    第一行\n      第二行\n    """;',
    texts: ['第一行\n  第二行\n'],
  },
  {
    name: 'an expression is a placeholder, and what is written in it is judged by itself',
    language: 'kotlin',
    source: 'val a = "您好${user.name}，$days天，${if (x) "上门" else "电话"}催收"',
    texts: ['您好${user.name}，{days}天，{x}催收', '上门', '电话'],
  },
  {
    name: 'a margin is no text',
    language: 'kotlin',
    source: 'val b = """\n    |甲\n    |乙""".trimMargin()',
    texts: ['甲\n乙'],
  },
  {
    name: 'quotes in regular expressions and apostrophes between tags open nothing',
    language: 'javascript',
    source: `const r = /['"]/; const a = '上门';\nconst j = <p>don't {"括号里"}</p>;`,
    texts: ['上门', "don't 括号里"],
  },
  {
    name: 'a template in a template',
    language: 'javascript',
    source: '`催${f(`内${1}层`)}收` + "\\x41\\u{4e0a}"',
    texts: ['催{x}收A上', '内${1}层'],
  },
  {
    name: 'literals side by side, formatted and raw ones among them',
    language: 'python',
    source: "a = ('您好' # 注\n  f'{name:>10}，{{上门}}' r'\\n催')\nb = '''甲\n乙''' + x",
    texts: ['您好{x}，{上门}\\n催', '甲\n乙{x}'],
  },
  {
    name: 'operands with calls, brackets and strings in them are followed, and what is in them is judged',
    language: 'java',
    source:
      'a = "您好" + map.get("name").trim() + "，欠" + (x > 1 ? "甲" : "乙") + new Sum(list, "丙").get()[0] + 1.5 + "元";',
    texts: ['您好{trim}，欠{x}{get}{x}元', '甲', '乙', '丙'],
  },
  {
    name: 'text between tags is one text over inline tags and expressions; attributes and code are read',
    language: 'javascript',
    source: `const a = (
  <Card title="甲" onClick={() => send('乙')}>
    <p>
      尊敬的{user.name}，don't 我们会
      <b>上门</b>{' '}催收&amp;{/* 注 */}
      {late && <i>丙</i>}
    </p>丁<br/>戊
  </Card>
);
const b: Array<string> = c < d ? ['己'] : <></>;`,
    texts: ['甲', '乙', "尊敬的{name}，don't 我们会上门 催收& {late}", '丙', '丁\n戊', '己'],
  },
  {
    name: 'methods of a text do not end it where more is joined behind them',
    language: 'python',
    source: "a = '您好{}，'.format('某' + b) + '上门'; c = '甲'.strip()",
    texts: ['您好{}，上门', '某{b}', '甲'],
  },
  {
    name: 'an escaped line end takes the indentation of the next line with it',
    language: 'java',
    source: 'String a = """\n    我们会\\\n    上门\n    """;',
    texts: ['我们会上门\n'],
  },
  {
    name: 'what only looks like an element',
    language: 'javascript',
    source: "const f = <T>(a: T) => '甲'; if (a <b && c> d) { e('乙'); } // </p>",
    texts: ['甲', '乙'],
  },
  {
    name: 'attributes of elements are written as in HTML: references, no escapes, over several lines',
    language: 'javascript',
    source:
      'const a = <p title="甲\n  乙" alt=\'丙\\\' /* "注 */ b={c > 1 ? "丁" : `${d}戊`} // it\'s\n e="\\u4e0a&#38376;>">己</p>;',
    texts: ['甲\n  乙', '丙\\', '丁', '${d}戊', '\\u4e0a门>', '己'],
  },
  {
    name: 'documentation is not judged, what only stands alone on its line is',
    language: 'python',
    source: `"""模块"""
def f(a,
      b) -> str:
    # 注释
    '''函数'''
    send(
        '甲'
    )
    x = {'k':
        '乙'}
class A(B):  # 注
    "类"
`,
    texts: ['甲', '乙'],
  },
  {
    name: 'a backslash in a raw string keeps a quote from ending it, and stays',
    language: 'python',
    source: `a = r'甲\\'乙' + r"丙\\\\" + R"""丁\\""""`,
    texts: [`甲\\'乙丙\\\\丁\\"`],
  },
  {
    name: 'standard SQL doubles quotes and has no backslash',
    language: 'sql',
    source: "VALUES ('您的''款''' || name || '上门', 'C:\\', '好'); -- 注释",
    texts: ["您的'款'{name}上门", '好'],
  },
  {
    name: 'MySQL has backslashes and both quotes',
    language: 'sql',
    source: "INSERT INTO `t` VALUES ('您\\'款\\n', \"上门\")",
    texts: ["您'款\n", '上门'],
  },
  {
    name: 'MySQL is known by its values in double quotes, too',
    language: 'sql',
    source: 'INSERT INTO t VALUES (1, \'a\', "我们\\"上门"); UPDATE t SET body = "催收"',
    texts: ['我们"上门', '催收'],
  },
  {
    name: 'names of standard SQL in double quotes are none',
    language: 'sql',
    source:
      'SELECT "甲" AS "乙", \'C:\\\' || \'丙\' FROM "丁" WHERE "甲"."戊" = "丁"."戊" AND x IN ("己")',
    texts: ['C:\\丙'],
  },
  {
    name: 'PostgreSQL quotes by dollars, and a body in them has strings of its own',
    language: 'sql',
    source:
      "INSERT INTO t VALUES ($$我们'上门$$, $a$催$$收$a$ || $$款$$);\nCREATE FUNCTION f() RETURNS text AS $body$ BEGIN -- 注\n RETURN $m$甲$m$ || '乙'; END $body$ LANGUAGE plpgsql;\nDO LANGUAGE plpgsql $$ BEGIN x('丙'); END $$; SELECT $1, '丁', $b$ '戊'",
    texts: ["我们'上门", '催$$收款', '甲乙', '丙', '丁', '戊'],
  },
  {
    name: 'points join, a heredoc loses the indentation of its end',
    language: 'php',
    source:
      "<?php $a = '上门' . $b->name . \"催{$x}收\";\n$c = <<<EOT\n  甲$x\n    乙\n  EOT;\n$d='丙';",
    texts: ['上门{name}催{$x}收', '甲{x}\n  乙', '丙'],
  },
  {
    name: 'the page around the code is HTML, and ends of code in strings are none',
    language: 'php',
    source:
      '<p>尊敬的<?= $name ?>，<b>我们会</b>\n上门</p>\n<?php $x = \'<?xml version="1.0"?>甲\'; /* 注 */ ?><i>乙</i>',
    texts: ['尊敬的{x}，我们会上门', '<?xml version="1.0"?>甲', '乙'],
  },
  {
    name: 'variables in strings, heredocs and nowdocs',
    language: 'php',
    source:
      "<?php $a = \"您好$user->name，{$b['c']}和$d[0]\";\n$c = <<<X\n甲{$e->f()}乙$g\nX;\n$h = <<<'Y'\n丙$i\nY;",
    texts: ['您好{user}，{x}和{d}', '甲{x}乙{g}', '丙$i'],
  },
  {
    name: 'the end of the code ends a comment of one line as well',
    language: 'php',
    source: "<?php // 注 ?><p>甲</p><?php # 注 ?><p>乙</p><?php\n// 注\n$a = '丙';",
    texts: ['甲', '乙', '丙'],
  },
  {
    name: 'an attribute is no comment',
    language: 'php',
    source: "<?php\n#[Assert\\NotBlank(message: '上门')] // 注\n# 注\nclass A {}",
    texts: ['上门'],
  },
];

test.each(ROWS)('$language: $name', ({ language, source, texts: wanted }) => {
  const reader = language === 'php' ? readPhp : createLiteralReader(language);
  expect(read(reader, source).problems).toEqual([]);
  expect(texts(reader, source)).toEqual(wanted);
});

test('what is Chinese in comments and names is counted, not judged', () => {
  let places = 0;
  const notJudged = (count: number): void => {
    places += count;
  };
  const source = '// 注释\n/* 又一个 */ int 金额 = 1; // none\nString a = "好";';
  expect(texts(createLiteralReader('java'), source, { notJudged })).toEqual(['好']);
  expect(places).toBe(3);
});

test.each<[LanguageName, string, number]>([
  ['java', 's.append("您好").append(name).append("，上门"); t += "催收"; u = "好" + b;', 2],
  ['java', 'a = "您好" + -b; c = "甲" + d;', 1],
  ['javascript', "a = '您好' + /[x]/.source + '上门'; b = ['甲', '乙'].join('');", 1],
  ['php', "$a .= '上门'; $b = '好' . $c;", 1],
])('%s: %s: what goes on elsewhere is counted', (language, source, wanted) => {
  let found = 0;
  const notJudged = (_: number, unfollowed = 0): void => {
    found += unfollowed;
  };
  read(createLiteralReader(language), source, { notJudged });
  expect(found).toBe(wanted);
});

test('a string without an end is told with its line, and the lines behind it are judged', () => {
  const { segments, problems } = read(
    createLiteralReader('java'),
    'String a = "没关\nString b = "好的";',
  );
  expect(segments.map(({ text }) => text)).toEqual(['好的']);
  expect(problems).toMatchObject([{ code: 'INPUT_SYNTAX', line: 1, column: 12 }]);
});

test('a comment without an end is told', () => {
  const { segments, problems } = read(createLiteralReader('java'), 'a = "好";\n/* 注');
  expect(segments).toHaveLength(1);
  expect(problems).toMatchObject([{ code: 'INPUT_SYNTAX', line: 2, column: 1 }]);
});

test.each([
  ['openings of expressions', '`${'.repeat(100_000)],
  ['openings of text blocks', '"""'.repeat(100_001)],
  ['slashes and brackets', '/['.repeat(100_000)],
  ['comments', '/*'.repeat(100_000)],
  ['quotes', `\\"'`.repeat(100_000)],
  ['heredocs', '<<<A\n'.repeat(100_000)],
  ['islands of PHP', '<?php /* "?>'.repeat(100_000)],
  ['elements', '(<a>'.repeat(100_000)],
  ['elements that end otherwise', '(<a></b>'.repeat(50_000)],
  ['elements with open quotes', `(<a b="</a>'`.repeat(50_000)],
  ['pieces of documentation', '\n"上"'.repeat(100_000)],
  ['calls', '"上" + a('.repeat(100_000)],
  ['calls in turn', `"上"${' + a()'.repeat(100_000)}`],
  ['joined brackets', '"上门" + ('.repeat(100_000)],
])('a hundred thousand %s come to an end', (_, source) => {
  for (const language of ['java', 'kotlin', 'javascript', 'python', 'php', 'sql'] as const)
    expect(read(createLiteralReader(language), `${source}上门`).problems.length).toBeLessThan(6);
  expect(read(readPhp, `<?php ${source}上门`).problems.length).toBeLessThan(6);
});

test('properties: escapes, continued lines, all three separators, comments', () => {
  const source =
    '# 注释\nsms.a = \\u4e0a\\u95e8，\\\n    催收\r\n! 注\nb:甲\\n乙\\t{0}\n\nc 丙\\q\nd\\ e=丁\nf=none';
  const { segments, problems } = read(readProperties, source);
  expect(problems).toEqual([]);
  expect(segments.map(({ keyPath, text }) => [keyPath, text])).toEqual([
    ['sms.a', '上门，催收'],
    ['b', '甲\n乙\t{0}'],
    ['c', '丙q'],
    ['d e', '丁'],
  ]);
});
