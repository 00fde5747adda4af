import type { Tokenizer } from '../model/token.ts';
import { OP, type Trick, type View } from '../model/view.ts';
import { isLaidOut } from '../text/laid-out.ts';
import { dottedInitials, pulledApart } from './tampering-joints.ts';

/** A stretch of a view that was written to be read by people alone; half-open in its units. */
export interface Tampering {
  readonly trick: Trick;
  readonly start: number;
  readonly end: number;
}

/** What the finder needs of the ruleset. */
export interface SyllableTable {
  /** Lengths of the syllables that a run of letters splits into; null if it does not. */
  readonly split: (run: string) => readonly number[] | null;
  /** Characters read so. */
  readonly charsOf: (syllable: string) => string;
  /** True if a word that rules on disguise name stands in the text. */
  readonly holdsRisk: (text: string) => boolean;
  /** True if it is one of those words. */
  readonly isRisk: (word: string) => boolean;
}

const HAN = '\\p{Script=Han}';
/** Symbols that belong in no word; blanks, dots, slashes, hyphens and asterisks have other uses. */
const ODD = '◇◆※╱╲^_|`=#☆★♡♥♠♣▲△▼▽◎';
/** Stands between single characters: of these it takes three of them. */
const SOFT = '\\-·•‧∙⋅・./~';
/** Things, not faces or ornaments: beside a grim one they stand for words. */
const THING =
  '🏠🏡🏘🚗🚙🚐🪓🚪👮⛓🏛⚖📷🏢🏭👔🔪🔫⚰🩸🚓🚔🧨💣🏥🏫🎓👶👵👴📇🐶🐕🐷🐖🐴🐎🐢💀☠👻👊🔒🧾🪦';
const GRIM = /[🪓👮⛓🏛⚖👔🔪🔫⚰🩸🚓🚔🧨💣💀☠👻👊🪦📇👵👴👶]/u;
const ARROW = '(?:[\\s+➕→➡⇒>&]|\\p{Variation_Selector}|\\u200d[♂♀])*';
const PARTS = '氵亻讠扌纟彳犭忄辶钅饣礻衤疒罒';
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤某';
const NUMERALS = '一二三四五六七八九十零〇○千百两年月日第';

interface Detector {
  readonly trick: Trick;
  readonly pattern: RegExp;
  readonly isMeant?: (found: RegExpExecArray, text: string) => boolean;
}

/** What one look at the text tells. */
const PATTERNS: readonly Detector[] = [
  // Parts that are no characters: nobody types them but to split one.
  { trick: 'parts', pattern: new RegExp(`${HAN}?[${PARTS}]${HAN}{0,2}`, 'gu') },
  { trick: 'pinyin', pattern: /[ㄅ-ㄩ]{2,3}[ˇˋˊ˙]?(?:\s?[ㄅ-ㄩ]{1,3}[ˇˋˊ˙]?)*/g },
  { trick: 'pinyin', pattern: /[ㄅ-ㄩ][ˇˋˊ˙](?:\s?[ㄅ-ㄩ]{1,3}[ˇˋˊ˙]?)*/g },
  // Encoded characters outside an address.
  {
    trick: 'pinyin',
    pattern: /(?<![a-z0-9/?=&%.])(?:%e[4-9a-f]%[89ab][0-9a-f]%[89ab][0-9a-f])+/g,
  },
  { trick: 'pinyin', pattern: /(?:&#(?:x[4-9][0-9a-f]{3}|[2-4]\d{4});)+/g },
  // w们z你l下d: every second character by its first letter.
  {
    trick: 'initial',
    pattern: new RegExp(`(?:(?<![a-z])[a-wyz]${HAN}{1,2}){3,}`, 'gu'),
  },
  { trick: 'separator', pattern: new RegExp(`(?:[【〖『〈]${HAN}[】〗』〉]){2,}`, 'gu') },
  // Masks that names and numbers are not written with.
  {
    trick: 'masked',
    pattern: new RegExp(`(?<!${HAN}[○●□■◯█])${HAN}[○●□■◯█](?=${HAN}|[,。!?;:、\\s”"]|$)`, 'gu'),
    isMeant: ([found]) => !`${SURNAMES}${NUMERALS}`.includes(found[0]!),
  },
  {
    trick: 'masked',
    pattern:
      /(?<!\*)(?:[欠借贷催诉诈骗逾拘逮征警赖砸砍杀求他妈傻收][*]|还\*(?=[日款期钱])|个\*西)(?![\d*])/g,
  },
  { trick: 'masked', pattern: /[○●□■◯█*]{1,2}[录赖牢诉](?=\p{Script=Han})/gu },
  {
    trick: 'emoji',
    pattern:
      /[加➕+](?:我|我的|个)?\s?[薇葳威微卫徽v]\s?[❤♥♡]|[加薇卫威徽微扣]➕|➕\s?(?:v(?![a-z])|微|薇|q(?![a-z]))/g,
  },
  {
    trick: 'separator',
    pattern: /(?<![a-z0-9])(?:s[ .·*]b|n[ .·*]m[ .·*]s[ .·*]l|t[ .·*]m[ .·*]d)(?![a-z0-9.])/g,
  },
  // Read from the other side, or put together by the reader.
  {
    trick: 'sound',
    pattern:
      /(?:倒过来|倒着|反过来|反着|从右往左|从右边|从右向左|从后往前)(?:念|读|看)|自己(?:解码|补上|拼出来|拼一下|补)(?=[。,!?看]|$)/g,
  },
];

const INITIALISMS = new Set(['nmsl', 'cnm', 'sb', 'tmd', 'nmd', 'wcnm', 'qnmd']);
const LEET: Readonly<Record<string, string>> = { '@': 'a', $: 's', '0': 'o', '1': 'l', '3': 'e' };
/** Latin words that are no disguise although they split into syllables. */
const WORDS = new Set(
  `ta tade duang ai can che chi de die fan gun he hi ha hai la le lu ma man me men mi min mo na no nu ok pa pan pi pin ping pu qq run song sun su tan tang ten ti tie to tong wang wo wu you yu ya yi long bin
   china banner women shanghai beijing huawei xiaomi baidu taobao tianmao meituan didi weibo bilibili android iphone sofa data change range engine tone time date like game gate name
   are more use able mobile bank pay life line done one one's code page online offline sale site share wifi mini luckin nike dengue tencent alibaba jd wechat note linux unix
   none bike cake cane cute dance danger dune fine fate femme gene guide hence here home hole june lane late luge mine mute nine piano pine pile pipe pole rude ruin sale same senate tale tango tape tile tune wine woman yoga manager engage change lounge orange pengine`.split(
    /\s+/,
  ),
);

function spansOf(detector: Detector, text: string): Tampering[] {
  const found: Tampering[] = [];
  for (const match of text.matchAll(detector.pattern)) {
    // Safe: matchAll yields the results of exec.
    if (detector.isMeant && !detector.isMeant(match as RegExpExecArray, text)) continue;
    found.push({
      trick: detector.trick,
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return found;
}

/** True if the dictionary takes `word` for one. */
function isWord(tokenizer: Tokenizer, word: string): boolean {
  const borders = tokenizer.boundaries(word);
  return !borders.some((border) => border > 0 && border < word.length);
}

const SEPARATED = new RegExp(
  `(${HAN})(?:([${ODD}]{1,3})|[【〖『〈](?=${HAN}[】〗』〉]))(${HAN})`,
  'gu',
);
const SOFTLY = new RegExp(`${HAN}(?:[${SOFT}]${HAN}(?!${HAN}{2})){2,}`, 'gu');
const VERTICAL = new RegExp(`(?<=^|\\n)${HAN}(?:\\n${HAN})+(?=\\n|$)`, 'gu');
const SPACED = new RegExp(`${HAN}(?: ${HAN}(?!${HAN})){4,}`, 'gu');

function separatedIn(text: string, table: SyllableTable, tokenizer: Tokenizer | null): Tampering[] {
  const found: Tampering[] = [];
  const add = ({ index, 0: piece }: RegExpExecArray): void => {
    found.push({ trick: 'separator', start: index, end: index + piece.length });
  };
  // One character to a line, or blanks all over: headings and tickets are laid out so.
  for (const pattern of [VERTICAL, SPACED])
    for (const match of text.matchAll(pattern)) {
      const isRisky = table.holdsRisk(match[0].replace(/\s/g, ''));
      if (isRisky && !isLaidOut(text, match.index, match.index + match[0].length)) add(match);
    }
  if (!tokenizer) return found;
  for (const { start, end } of pulledApart(text, table.isRisk, (word) => isWord(tokenizer, word)))
    found.push({ trick: 'separator', start, end });
  for (const match of text.matchAll(SEPARATED))
    if (isWord(tokenizer, `${match[1]}${match[3]}`)) add(match);
  for (const match of text.matchAll(SOFTLY)) {
    const characters = match[0].replace(/[^\p{Script=Han}]/gu, '');
    // A word or two among them: what is listed (省/市/区) has none.
    const isTold =
      characters.length === 3
        ? !match[0].includes('/') && isWord(tokenizer, characters)
        : tokenizer.boundaries(characters).length <= characters.length;
    if (isTold) add(match);
  }
  return found;
}

function invisibleIn(view: View, text: string, tokenizer: Tokenizer | null): Tampering[] {
  const places: number[] = [];
  const found: Tampering[] = [];
  for (let i = 1; i < view.ops.length; i++) {
    if ((view.ops[i]! & (OP.invisible | OP.mark)) === 0) continue;
    const around = view.text.slice(i - 1, i + 1);
    if (/^\p{Script=Han}{2}$|^\ue000\ue000$/u.test(around)) places.push(i);
    else if (
      /^[a-z.]{2}$/.test(around) &&
      /[\u200b-\u200d\u2060\ufeff]/.test(text.slice(view.to[i - 1], view.from[i]))
    )
      found.push({ trick: 'invisible', start: i - 1, end: i + 1 });
  }
  // One comes with copied text, and between words any number; inside two words they were put there.
  const inside = places.filter((at) => {
    const word = view.text.slice(at - 1, at + 1);
    return tokenizer !== null && !word.includes('\ue000') && isWord(tokenizer, word);
  });
  if (inside.length > 1)
    found.push(
      ...inside.map((at) => ({ trick: 'invisible' as const, start: at - 1, end: at + 1 })),
    );
  for (let k = 1; k < places.length; k++) {
    if (places[k]! - places[k - 1]! <= 2)
      found.push({ trick: 'invisible', start: places[k - 1]! - 1, end: places[k]! + 1 });
  }
  const turned = /[\u202d\u202e]/.exec(text);
  if (turned) {
    const at = view.from.findIndex((from) => from >= turned.index);
    if (at >= 0) found.push({ trick: 'invisible', start: at, end: at + 1 });
  }
  return found;
}

const RUN = /(?<![a-z0-9@_./\\=&%:-])[a-z]{2,}(?: [a-z]{2,})*(?![a-z0-9@_\\/=&%:-]|\.[a-z])/g;

function typedIn(
  view: View,
  source: string,
  table: SyllableTable,
  tokenizer: Tokenizer | null,
): Tampering[] {
  const { text } = view;
  const found: Tampering[] = [];
  for (const match of text.matchAll(RUN)) {
    const start = match.index;
    const end = start + match[0].length;
    const written = source.slice(view.from[start], view.to[end - 1]);
    // Names and abbreviations have capitals; tone marks teach.
    if (
      /[A-ZＡ-Ｚ]/.test(written) ||
      view.ops.subarray(start, end).some((op) => (op & OP.mark) !== 0)
    )
      continue;
    const words = match[0].split(' ');
    const lengths = words.map((word) => table.split(word)?.length ?? 0);
    if (lengths.includes(0)) continue;
    const before = /\p{Script=Han}$/u.exec(text.slice(0, start))?.[0] ?? '';
    const after = /^\p{Script=Han}/u.exec(text.slice(end))?.[0] ?? '';
    const syllables = lengths.reduce((sum, length) => sum + length, 0);
    const isKnown = words.some((word) => WORDS.has(word) || word.length === 1);
    if (words.length > 1) {
      if (syllables >= 4 && words.length >= 3) found.push({ trick: 'pinyin', start, end });
    } else if (tokenizer && syllables === 1 && !isKnown) {
      const chars = [...table.charsOf(match[0])].slice(0, 60);
      if (after !== '' && chars.some((char) => isWord(tokenizer, char + after)))
        found.push({ trick: 'pinyin', start, end: end + 1 });
      else if (before !== '' && chars.some((char) => isWord(tokenizer, before + char)))
        found.push({ trick: 'pinyin', start: start - 1, end });
    }
  }
  for (const match of text.matchAll(
    /(?<![a-z0-9@_.])[a-z0-9]{1,4}[@$][a-z0-9]{1,4}(?![a-z0-9@_.])/g,
  )) {
    const letters = match[0].replace(/[@$013]/g, (unit) => LEET[unit]!);
    if (
      INITIALISMS.has(letters) ||
      INITIALISMS.has(match[0].replace('$', 's')) ||
      (/[a-z]/.test(match[0]) && table.split(letters))
    )
      found.push({ trick: 'pinyin', start: match.index, end: match.index + match[0].length });
  }
  return found;
}

const THINGS = new RegExp(`[${THING}]${ARROW}[${THING}]`, 'gu');
/** Digits on keys: a number that no filter reads. */
const KEYS = /(?:[0-9]\ufe0f?\u20e3){5,}/gu;

/** Emoji are one unit of a view, so they are looked for in the source. */
function emojiIn(view: View, source: string): Tampering[] {
  const found = [...source.matchAll(THINGS), ...source.matchAll(KEYS)];
  return found.flatMap(({ index, 0: piece }): Tampering[] => {
    const things = [...piece].filter((char) => THING.includes(char));
    // One and the same in a row is an ornament.
    if (things.length > 0 && (!GRIM.test(piece) || things[0] === things.at(-1))) return [];
    const start = view.to.findIndex((to) => to > index);
    let end = start;
    while (end < view.from.length && view.from[end]! < index + piece.length) end++;
    return start < 0 || end <= start ? [] : [{ trick: 'emoji', start, end }];
  });
}

/**
 * All stretches of a folded view that were tampered with, whatever they mean, in no order; `suspicion` is what the
 * source gives rise to.
 */
export function findTampering(
  view: View,
  source: string,
  table: SyllableTable,
  tokenizer: () => Tokenizer | null,
  suspicion: Suspicion = 'any',
): readonly Tampering[] {
  if (suspicion === 'none') return [];
  const cutter = tokenizer();
  if (suspicion === 'typed') return typedIn(view, source, table, cutter);
  return [
    ...PATTERNS.flatMap((detector) => spansOf(detector, view.text)),
    ...dottedInitials(view.text).map((stretch) => ({ trick: 'initial' as const, ...stretch })),
    ...separatedIn(view.text, table, cutter),
    ...invisibleIn(view, source, cutter),
    ...typedIn(view, source, table, cutter),
    ...emojiIn(view, source),
  ];
}

/** What a unit may be a sign of. */
const SIGN = { any: 1, letter: 2, joint: 3, bracket: 4, percent: 5, turned: 6 } as const;
const SIGNS = new Uint8Array(65536);
function sign(chars: string, which: number): void {
  for (const char of chars) SIGNS[char.charCodeAt(0)] = which;
}
sign(`${PARTS}${ODD}○●□■◯█➕⛓⚖⚰☠丶丨丿亅ˉㆍ‖†‡※倒右\u00ad\ufeff\u2060\u20e3@`, SIGN.any);
sign('abcdefghijklmnopqrstuvwxyzａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ', SIGN.letter);
sign(' \n~～*·•‧∙⋅・-./＊－．／　+＋…—', SIGN.joint);
sign('【〖『〈(（「《"\'“‘', SIGN.bracket);
sign('%', SIGN.percent);
sign('反', SIGN.turned);
for (let unit = 0x3041; unit <= 0x30ff; unit++) if (unit !== 0x30fb) SIGNS[unit] = SIGN.any;
for (let unit = 0x2190; unit <= 0x21ff; unit++) SIGNS[unit] = SIGN.any;
for (let unit = 0x2600; unit <= 0x27bf; unit++) SIGNS[unit] = SIGN.any;
for (let unit = 0x2b00; unit <= 0x2bff; unit++) SIGNS[unit] = SIGN.any;
for (let unit = 0x3105; unit <= 0x3129; unit++) SIGNS[unit] = SIGN.any;
for (let unit = 0x24b6; unit <= 0x24e9; unit++) SIGNS[unit] = SIGN.any;
for (let unit = 0x200b; unit <= 0x200f; unit++) SIGNS[unit] = SIGN.any;
for (let unit = 0x202a; unit <= 0x202e; unit++) SIGNS[unit] = SIGN.any;
for (let unit = 0x300; unit <= 0x36f; unit++) SIGNS[unit] = SIGN.any;
for (let unit = 0xd800; unit <= 0xdbff; unit++) SIGNS[unit] = SIGN.any;

function isHanUnit(unit: number): boolean {
  return unit >= 0x3400 && unit <= 0x9fff;
}

function isLetter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at) | 0x20;
  return unit >= 0x61 && unit <= 0x7a;
}

/** Of what kind the tampering with a text may be: none, syllables in letters, any. */
export type Suspicion = 'none' | 'typed' | 'any';

/** Nothing but characters, numbers, letters and marks of clauses, nor any words that speak of reading. */
const PLAIN = /^(?:[\u3400-\u9fff0-9a-z，。！？；：、](?!己|后往前))*$/;

/** A fast test on raw text, one look at each unit: `findTampering` finds nothing beyond what is suspected. */
export function suspectTampering(text: string, table: SyllableTable): Suspicion {
  let runs = 0;
  let lone = 0;
  for (let i = 0; i < text.length; i++) {
    const which = SIGNS[text.charCodeAt(i)]!;
    if (which === 0) continue;
    if (which === SIGN.any) return 'any';
    if (which === SIGN.letter) {
      let end = i + 1;
      while (SIGNS[text.charCodeAt(end)] === SIGN.letter) end++;
      const run = text.slice(i, end);
      if (run.charCodeAt(0) > 0x7f || run.length === 1) return 'any';
      const syllables = WORDS.has(run) ? 0 : (table.split(run)?.length ?? 0);
      if (syllables > 0) runs += 1;
      if (syllables === 1) lone += 1;
      i = end - 1;
    } else if (which === SIGN.joint) {
      // Between single characters, as often as it takes; an asterisk hides one.
      const isStar = text[i] === '*' || text[i] === '＊';
      const isBetween = isHanUnit(text.charCodeAt(i - 1)) && isHanUnit(text.charCodeAt(i + 1));
      if (isStar && text[i + 1] !== text[i] && isHanUnit(text.charCodeAt(i - 1))) return 'any';
      if (isStar && text[i - 1] !== text[i] && isHanUnit(text.charCodeAt(i + 1))) return 'any';
      if (isLetter(text, i - 1) && isLetter(text, i + 1) && !isLetter(text, i - 2)) return 'any';
      if (isBetween && table.isRisk(text[i - 1]! + text[i + 1]!)) return 'any';
      if (isBetween && (i + 2 >= text.length || SIGNS[text.charCodeAt(i + 2)] === SIGN.joint))
        return 'any';
    } else if (which === SIGN.bracket) {
      if ('】〗』〉)）」》"\'”’'.includes(text[i + 2] ?? ' ')) return 'any';
    } else if (which === SIGN.percent) {
      if (text[i + 1] === 'E' || text[i + 1] === 'e') return 'any';
    } else if (text[i + 1] === '着' || text[i + 1] === '过') return 'any';
  }
  if (runs === 0) return 'none';
  if (!PLAIN.test(text)) return 'any';
  // Several syllables are a word of another language, unless they stand among others.
  return lone === 0 ? 'none' : 'typed';
}
