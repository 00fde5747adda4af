import type { Sensitive } from './redact.ts';

/** Figures that are no digits in either width. */
const WRITTEN = '〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖①②③④⑤⑥⑦⑧⑨⓪';
/** Anything that a person reads as a digit of a phone number. */
const DIGIT = `[0-9０-９${WRITTEN}]`;
const PLAIN = '[0-9０-９]';
/** What may stand between two digits: blank, hyphen, dot, or something invisible; at most two of them. */
const MARKS = ' \t\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff_.·•‐‑–—－-';
const GAP = `[${MARKS}]{0,2}`;

const VALUES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '0〇零○⓪',
    '1一幺壹①',
    '2二贰②',
    '3三叁③',
    '4四肆④',
    '5五伍⑤',
    '6六陆⑥',
    '7七柒⑦',
    '8八捌⑧',
    '9九玖⑨',
  ].flatMap((row, value) =>
    [...row, String.fromCharCode(0xff10 + value)].map((char) => [char, `${value}`]),
  ),
);

/** The digits of a match as ASCII, its separators left out. */
function digitsOf(text: string): string {
  let out = '';
  for (const char of text) out += VALUES[char] ?? '';
  return out;
}

/** By unit: 1 a digit in either width, 2 another figure, 3 a mark that may stand between two. */
const KIND_OF = new Uint8Array(0x1_0000);
for (const digit of '0123456789０１２３４５６７８９') KIND_OF[digit.charCodeAt(0)] = 1;
for (const figure of WRITTEN) KIND_OF[figure.charCodeAt(0)] = 2;
for (const mark of MARKS) KIND_OF[mark.charCodeAt(0)] = 3;

/** The most digits, and the most figures of any kind, that stand in a row with nothing but gaps between them. */
export function longestNumbers(text: string): {
  readonly digits: number;
  readonly figures: number;
} {
  let digits = 0;
  let figures = 0;
  let ofDigits = 0;
  let ofFigures = 0;
  for (let i = 0; i < text.length; i++) {
    const kind = KIND_OF[text.charCodeAt(i)]!;
    if (kind === 3) continue;
    ofDigits = kind === 1 ? ofDigits + 1 : 0;
    ofFigures = kind === 0 ? 0 : ofFigures + 1;
    if (ofDigits > digits) digits = ofDigits;
    if (ofFigures > figures) figures = ofFigures;
  }
  return { digits, figures };
}

/** Keeps the first `head` and the last `tail` digits of a match. */
function keepEnds(head: number, tail: number): Sensitive['keep'] {
  return (match) => {
    const places: number[] = [];
    for (let index = 0; index < match[0].length; index++) {
      if (/[\p{L}\p{N}]/u.test(match[0][index]!)) places.push(index);
    }
    const kept = new Set([...places.slice(0, head), ...places.slice(places.length - tail)]);
    return (index) => kept.has(index);
  };
}

/** Keeps what stood in the groups with these numbers; needs the flag `d`. */
function keepGroups(...groups: readonly number[]): Sensitive['keep'] {
  return (match) => (index) =>
    groups.some((group) => {
      const span = match.indices?.[group];
      const at = match.index! + index;
      return span !== undefined && at >= span[0] && at < span[1];
    });
}

const YEAR_MONTH_DAY = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;
const TIME = /^(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/;

/** 202603012200 or 20260301220000. */
function isTimestamp(digits: string): boolean {
  return YEAR_MONTH_DAY.test(digits) && TIME.test(digits.slice(8));
}

/** Numbers of offices, which anyone may know: 95xxx, 400, 800, 12378 and the like. */
function isHotline(digits: string): boolean {
  return /^(?:400|800)\d{7}$/.test(digits) || /^95\d{3,6}$/.test(digits);
}

/** In this order: the longer number first, so that a card is not taken for a phone with something behind it. */
export const NUMBER_PATTERNS: readonly Sensitive[] = [
  {
    // E-mail: the local part but its first letter.
    needs: { sign: /@/ },
    pattern:
      /([A-Za-z0-9])?[A-Za-z0-9._%+-]*[A-Za-z0-9_%+-](@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)/dg,
    keep: keepGroups(1, 2),
  },
  {
    // Mobile phone with its country code.
    needs: { digits: 11, sign: /86/ },
    pattern: new RegExp(
      `(?<!${DIGIT})((?:[+＋]|00)?86${GAP}|[(（](?:[+＋]|00)?86[)）]${GAP})(1(?:${GAP}${PLAIN}){10})(?!${PLAIN})`,
      'dg',
    ),
    keep: (match) => {
      const isNumberKept = keepEnds(3, 4)([match[2]!]);
      return (index) => index < match[1]!.length || isNumberKept(index - match[1]!.length);
    },
  },
  {
    // Identity card: 18 with a check letter, also with a gap anywhere.
    needs: { digits: 17 },
    pattern: new RegExp(
      `(?<![0-9０-９A-Za-z])[1-9１-９](?:${GAP}${PLAIN}){16}${GAP}[0-9０-９XxＸｘ](?![0-9０-９A-Za-z])`,
      'g',
    ),
    keep: keepEnds(3, 4),
  },
  {
    // Bank card of 15 to 19 digits with gaps, or 12 to 19 in one piece; 15 is also the old identity card.
    needs: { digits: 12 },
    pattern: new RegExp(
      `(?<!${PLAIN}|${PLAIN}[.,，:/])(?:${PLAIN}{12,19}|${PLAIN}(?:${GAP}${PLAIN}){14,18})(?!${PLAIN}|[.,，:/]${PLAIN})`,
      'g',
    ),
    accept: (match) => !isTimestamp(digitsOf(match[0])),
    keep: keepEnds(4, 4),
  },
  {
    // Longer than any card: no number we know, but it may hold one.
    needs: { digits: 20 },
    pattern: new RegExp(`${PLAIN}{20,}`, 'g'),
    keep: keepEnds(3, 4),
  },
  {
    // Mobile phone, in any figures.
    needs: { figures: 11 },
    pattern: new RegExp(`(?<!${DIGIT})${DIGIT}(?:${GAP}${DIGIT}){10}(?!${DIGIT})`, 'g'),
    accept: (match) => /^1[3-9]/.test(digitsOf(match[0])),
    keep: keepEnds(3, 4),
  },
  {
    // Abroad, and Taiwan at home.
    needs: { digits: 8 },
    pattern: new RegExp(
      `[+＋]${PLAIN}(?:${GAP}${PLAIN}){7,14}(?!${PLAIN})|(?<!${PLAIN})09${PLAIN}{2}${GAP}${PLAIN}{3}${GAP}${PLAIN}{3}(?!${PLAIN})`,
      'g',
    ),
    keep: keepEnds(3, 3),
  },
  {
    // Landline: the area stays.
    needs: { digits: 7 },
    pattern: new RegExp(
      `(?<!${PLAIN})([(（]?0(?:[12]${PLAIN}|[3-9]${PLAIN}{2})[)）]?${GAP})([2-8]${PLAIN}{2,3}${GAP}${PLAIN}{4})(?!${PLAIN})`,
      'g',
    ),
    keep: (match) => {
      const isNumberKept = keepEnds(0, 4)([match[2]!]);
      return (index) => index < match[1]!.length || isNumberKept(index - match[1]!.length);
    },
  },
  {
    // Seven or eight digits are a landline only where the text says so.
    needs: { digits: 7 },
    pattern: new RegExp(
      `(?<=(?:电话|座机|致电|拨打|来电|回电|号码|联系方式|[Tt][Ee][Ll])[是为：:\\s]{0,3})[2-8]${PLAIN}{2,3}${GAP}${PLAIN}{4}(?!${PLAIN})`,
      'g',
    ),
    accept: (match) => !isHotline(digitsOf(match[0])),
    keep: keepEnds(0, 4),
  },
  {
    // Plate: province and authority stay.
    needs: { sign: /[A-HJ-NP-Z][A-HJ-NP-Z0-9·•. -]/ },
    pattern:
      /([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. -]?)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])/dg,
    keep: keepGroups(1),
  },
];

const COUNT = '[0-9０-９一二三四五六七八九十百A-Za-z-]{1,6}';
/** A name of a street has none of these: they are what stands before one. */
const STREET =
  '[^\\u0000-\\u33ff\\ua000-\\uffff到在去往至住于的是家址区市县省你您他她我们会将来从离走条、，。]{1,4}';

export const ADDRESS_PATTERNS: readonly Sensitive[] = [
  {
    needs: { sign: new RegExp(`(?:大道|路|街|巷|弄|胡同)(?:[东南西北中]段)?${COUNT}[号弄]`) },
    pattern: new RegExp(
      `${STREET}((?:大道|路|街|巷|弄|胡同)(?:[东南西北中]段)?)${COUNT}(号(?:院|楼)?|弄)`,
      'dg',
    ),
    keep: keepGroups(1, 2),
  },
  {
    needs: {
      sign: new RegExp(`(?:小区|花园|家园|公寓|新村|社区|苑|村|里)[，, ]?${COUNT}[号栋幢座单室组]`),
    },
    pattern: new RegExp(
      `${STREET}(小区|花园|家园|公寓|新村|社区|苑|村|里)(?=[，, ]?${COUNT}(?:号|栋|幢|座|单元|室|组))`,
      'dg',
    ),
    keep: keepGroups(1),
  },
  {
    // 3栋2单元502室: two at least, for 3号 and 2楼 alone may be a date and a floor of anything.
    needs: { sign: /号楼|号院|[栋幢座]|单元/ },
    pattern: new RegExp(
      `${COUNT}(号楼|号院|栋|幢|座|单元)[，, ]?${COUNT}(号楼|栋|幢|座|单元|楼|层|号|室)?(?:[，, ]?${COUNT}(楼|层|号|室|房))?`,
      'dg',
    ),
    accept: (match) =>
      match[2] !== undefined || match[3] !== undefined || /[0-9０-９]{3,}$/.test(match[0]),
    keep: keepGroups(1, 2, 3),
  },
  {
    // The number behind a street or house that was masked before, and a room at its end.
    needs: { sign: /\*/ },
    pattern: new RegExp(
      `(?<=\\*(?:号(?:院|楼)?|栋|幢|座|单元|小区|花园|家园|公寓|新村|社区|苑|村|里)[，, ]?)${COUNT}(号楼|号|栋|幢|座|单元|楼|层|室|房|组)`,
      'dg',
    ),
    keep: keepGroups(1),
  },
];

const COMPOUND = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|长孙|宇文|端木|夏侯';
/** Surnames which are hardly ever the first character of something else in a message. */
const CLEAR =
  '王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴钟汪姜范廖邹熊陆孔崔邱秦史顾侯邵孟龙万钱汤黎武赖龚樊兰殷施陶翟倪严牛芦俞章鲁葛韦毛莫齐庞聂焦';
const SURNAME = `(?:${COMPOUND}|[${CLEAR}高何马田任姜方石姚谭贺尹江白康段雷季温于余夏卞安常连洪柳伍华牟宫盛柯凌喻管祁费向包])`;
const CLEAR_SURNAME = `(?:${COMPOUND}|[${CLEAR}马姚谭])`;
/** No part of a given name: what follows a surname that stands alone, or a title. */
const GIVEN = '[^\\u0000-\\u33ff\\ua000-\\uffff某您你的是已请将和与在就又也都总经老，。]';
const BEFORE_NAMES =
  '客户|借款人|债务人|持卡人|欠款人|用户|被告|被告人|被执行人|申请人|联系人|担保人|保证人|姓名|户名|收件人|亲爱的|尊敬的';
const TITLE = '先生|女士|小姐|太太|同志|阿姨|师傅';

export const NAME_PATTERNS: readonly Sensitive[] = [
  {
    // 张建国先生
    needs: { sign: new RegExp(TITLE) },
    pattern: new RegExp(`(${SURNAME})(?!${TITLE})${GIVEN}{1,2}(${TITLE})`, 'dg'),
    keep: keepGroups(1, 2),
  },
  {
    // 客户张建国，
    needs: { sign: new RegExp(`(?:${BEFORE_NAMES}|${TITLE})[：:\\s]{0,2}${CLEAR_SURNAME}`) },
    pattern: new RegExp(
      `((?:${BEFORE_NAMES}|${TITLE})[：:\\s]{0,2}${CLEAR_SURNAME})(?!${TITLE})${GIVEN}{1,2}(?=[\\s，,。．.：:；;！!？?、（(）)】」”"]|$|您|你|已|的|于|在|逾期)`,
      'dgm',
    ),
    keep: keepGroups(1),
  },
  {
    // 张建国，您好 at the head of a message
    needs: { sign: /[您你]好/ },
    pattern: new RegExp(
      `(?<=^\\s*|[】\\]。！!])(${CLEAR_SURNAME})(?!${TITLE})${GIVEN}{1,2}(?=[，,：:！!\\s]{0,2}[您你]好)`,
      'dgm',
    ),
    keep: keepGroups(1),
  },
];
