import type { EscapeStyle } from './escapes.ts';

/** One way to write a string. */
export interface StringForm {
  readonly open: string;
  readonly close: string;
  readonly escapes: EscapeStyle;
  /** The quote twice stands for itself. */
  readonly doubled?: boolean;
  /** Goes on over line ends. */
  readonly long?: boolean;
  /** What begins an expression in it: its end is the brace that closes it. */
  readonly inserts?: '${' | '{' | '{$';
  /** A variable in it without braces, for `exec` at its dollar. */
  readonly variable?: RegExp;
  /** The indentation common to all its lines is none of the text. */
  readonly dedents?: boolean;
  /** A character, or a name in quotes: passed over, and what is Chinese in it is not judged. */
  readonly isNoText?: boolean;
}

export interface Language {
  /** The first that fits is taken: longer openings stand first. */
  readonly forms: readonly StringForm[];
  readonly lineComments: readonly string[];
  readonly blockComment?: readonly [open: string, close: string];
  /** Operator that joins two texts. */
  readonly join: '+' | '.' | '||';
  /** Two literals side by side are one text. */
  readonly adjacent?: boolean;
  /** A slash may begin a regular expression, and text may stand between tags. */
  readonly hasRegexes?: boolean;
  readonly heredocs?: boolean;
  /** `$$text$$` and `$tag$text$tag$`, and so the bodies of functions. */
  readonly dollarQuotes?: boolean;
  /** A string alone at the beginning of a function says what it is for. */
  readonly docstrings?: boolean;
  /** Ends the code, outside of strings, and a comment of one line with it. */
  readonly codeEnd?: string;
  /** Opens an attribute, though it begins like a comment. */
  readonly attribute?: string;
}

const C_COMMENT = ['/*', '*/'] as const;

const JAVA: Language = {
  forms: [
    { open: '"""', close: '"""', escapes: 'c', long: true, dedents: true },
    { open: '"', close: '"', escapes: 'c' },
    { open: "'", close: "'", escapes: 'c', isNoText: true },
  ],
  lineComments: ['//'],
  blockComment: C_COMMENT,
  join: '+',
};

const KOTLIN_VARIABLE = /\$[A-Za-z_]\w*/y;

const KOTLIN: Language = {
  ...JAVA,
  forms: [
    {
      open: '"""',
      close: '"""',
      escapes: 'none',
      long: true,
      dedents: true,
      inserts: '${',
      variable: KOTLIN_VARIABLE,
    },
    { open: '"', close: '"', escapes: 'c', inserts: '${', variable: KOTLIN_VARIABLE },
    { open: "'", close: "'", escapes: 'c', isNoText: true },
  ],
};

const JAVASCRIPT: Language = {
  forms: [
    { open: '"', close: '"', escapes: 'js' },
    { open: "'", close: "'", escapes: 'js' },
    { open: '`', close: '`', escapes: 'js', long: true, inserts: '${' },
  ],
  lineComments: ['//'],
  blockComment: C_COMMENT,
  join: '+',
  hasRegexes: true,
};

/** All prefixes of Python strings, longest first; without `r` a backslash escapes, with `f` braces insert. */
function pythonForms(): readonly StringForm[] {
  const prefixes = 'rf fr rb br r f b u'
    .split(' ')
    .flatMap((prefix) => [
      prefix,
      prefix.toUpperCase(),
      prefix[0]?.toUpperCase() + prefix.slice(1),
    ]);
  const unique = [...new Set(prefixes)].sort((a, b) => b.length - a.length);
  return ['"""', "'''", '"', "'"].flatMap((quote) =>
    [...unique, ''].map((prefix) => ({
      open: prefix + quote,
      close: quote,
      escapes: /r/i.test(prefix) ? ('raw' as const) : ('c' as const),
      ...(quote.length === 3 ? { long: true } : {}),
      ...(/f/i.test(prefix) ? { inserts: '{' as const } : {}),
    })),
  );
}

const PYTHON: Language = {
  forms: pythonForms(),
  lineComments: ['#'],
  join: '+',
  adjacent: true,
  docstrings: true,
};

const PHP_VARIABLE = /\$[A-Za-z_]\w*(?:->\w+|\[\w*\])?/y;
const PHP_EXPANDED = { escapes: 'c', inserts: '{$', variable: PHP_VARIABLE } as const;

const PHP: Language = {
  forms: [
    { open: '"', close: '"', long: true, ...PHP_EXPANDED },
    { open: "'", close: "'", escapes: 'quote', long: true },
  ],
  lineComments: ['//', '#'],
  blockComment: C_COMMENT,
  join: '.',
  heredocs: true,
  codeEnd: '?>',
  attribute: '#[',
};

/** What stands in a heredoc, or in a nowdoc. */
export function heredocForm(isExpanded: boolean): StringForm {
  return { open: '', close: '\0', ...(isExpanded ? PHP_EXPANDED : { escapes: 'none' }) };
}

/** What stands between two equal marks with dollars: as it is written. */
export function dollarForm(mark: string): StringForm {
  return { open: mark, close: mark, escapes: 'none', long: true };
}

/** Standard SQL: a backslash is a character, double quotes hold names. */
const MAPPED_SQL: Language = {
  forms: [
    { open: "E'", close: "'", escapes: 'c', doubled: true, long: true },
    { open: "'", close: "'", escapes: 'none', doubled: true, long: true },
    { open: '"', close: '"', escapes: 'none', doubled: true, isNoText: true },
  ],
  lineComments: ['--'],
  blockComment: C_COMMENT,
  join: '||',
};

/** As PostgreSQL has it. In a mapper `$name$` is a parameter of old. */
const SQL: Language = { ...MAPPED_SQL, dollarQuotes: true };

/** MySQL: backslashes escape, double quotes hold texts. */
const MYSQL: Language = {
  ...MAPPED_SQL,
  forms: [
    { open: "'", close: "'", escapes: 'c', doubled: true, long: true },
    { open: '"', close: '"', escapes: 'c', doubled: true, long: true },
    { open: '`', close: '`', escapes: 'none', isNoText: true },
  ],
  lineComments: ['--', '#'],
};

/** MySQL in a mapper, where `#{name}` is a parameter and no comment. */
const MAPPED_MYSQL: Language = { ...MYSQL, lineComments: ['--'] };

/** The SQL of a MyBatis mapper. */
export function mapperSql(text: string): Language {
  return isMysql(text) ? MAPPED_MYSQL : MAPPED_SQL;
}

/** Chinese in double quotes where only a value can stand: behind `=`, `LIKE` and the like, and in a row of `VALUES`. */
const DOUBLE_QUOTED_VALUE =
  /(?:[=<>]|\b(?:LIKE|THEN|ELSE|DEFAULT|COMMENT|VALUES\s*\((?:[^"';]|'[^']{0,500}'){0,500}))\s*"[^"\n.]{0,500}[\u3400-\u9fff][^"]{0,2000}"(?!\s*\.)/i;

/** Known by its names in back quotes, or by values in double quotes. */
function isMysql(text: string): boolean {
  return text.includes('`') || DOUBLE_QUOTED_VALUE.test(text);
}

const TEMPLATE: Language = {
  forms: [
    { open: '"', close: '"', escapes: 'c', inserts: '${', long: true },
    { open: "'", close: "'", escapes: 'c', inserts: '${', long: true },
  ],
  lineComments: [],
  join: '+',
};

/** The expressions of FreeMarker and Velocity. */
export function templateLanguage(): Language {
  return TEMPLATE;
}

export type LanguageName = 'java' | 'kotlin' | 'javascript' | 'python' | 'php' | 'sql';

/** The language of a file; `text` tells the dialects of SQL apart. */
export function languageOf(name: LanguageName, text: string): Language {
  switch (name) {
    case 'java':
      return JAVA;
    case 'kotlin':
      return KOTLIN;
    case 'javascript':
      return JAVASCRIPT;
    case 'python':
      return PYTHON;
    case 'php':
      return PHP;
    case 'sql':
      return isMysql(text) ? MYSQL : SQL;
    default:
      return name satisfies never;
  }
}
