import { PLACEHOLDER } from '../model/view.ts';
import { isHan, isReading } from './normalize-reading.ts';

/** What is known when a closing mark has just been put at the end of the folded units. */
export interface Closing {
  /** Folded units; the closing mark is the last of the `count` in use. */
  readonly units: Uint16Array;
  readonly count: number;
  /** 1 where a unit carried a tone mark; absent while none did. */
  readonly tones: Uint8Array | undefined;
  /** Folded unit that follows in the source, 0 at its end. */
  readonly next: number;
  /** True if nothing but blanks and invisible characters follows. */
  readonly isTail: () => boolean;
  /** The unit at an index, as the Latin letter that it looks like, if any. */
  readonly letterAt: (index: number) => number;
}

/** The construct that the closing mark ends: its first unit, and what becomes of it. */
export interface Construct {
  readonly start: number;
  readonly result: 'placeholder' | 'tag' | 'reading';
}

const code = (char: string): number => char.charCodeAt(0);
const BRACE_OPEN = code('{');
const BRACE_CLOSE = code('}');
const BRACKET_CLOSE = code(']');
const LINE_END = 10;
const PERCENT = code('%');

const MAX_FIELD = 40;
const MAX_TAG = 120;
const MAX_BRACKETED = 12;

const IDENTIFIER = /^[a-z_$][a-z0-9_.$-]*$/;
const SENTENCE_MARK = /[,。!?;]/;
const HAN = /[\u3400-\u9fff]/;
const HAN_LETTERS = /[\u3400-\u9fff]/g;
/** Names in braces have no more Han characters, or end like a name. */
const MAX_NAME = 8;
/** Words to somebody, as no name in braces is. */
const ADDRESSED = /^(?=.{3})[\u3400-\u9fff]*[你您我咱][\u3400-\u9fff]*$/;
const KEY = /^(?:"[^"]+"|[a-z_][a-z0-9_.-]*) ?:/;
const HAN_FIELD = /^[\u3400-\u9fffa-z0-9_/]+$/;

/** Fields whose name does not end like one. Simplified, since folded text is. */
const FIELDS = new Set(
  '姓,名,先生,女士,先生/女士,性别,称谓,客户,用户,会员,户主,家长,患者,孩子,学员,业主,车主,车牌,借款,欠款,贷款,本息,本金,利息,余额,应还,逾期,产品,平台,机构,公司,品牌,商户,银行,法院,链接,短链,尾号,年,月,日,时,分,省,市,区,县,镇,村,天数,部门,渠道,备注,地址,城市,邮箱,微信,验证码,变量,参数'.split(
    ',',
  ),
);
/** 欠款金额, 还款日期, 客户姓名, 官方客服 … */
const FIELD_END =
  /(?:姓名|名称|昵称|称呼|金额|总额|余额|额度|款额|费用|费|日期|日|期限|期数|时间|时刻|天数|次数|数量|电话|手机|热线|客服|号码|手机号|卡号|单号|案号|尾号|编号|合同号|工号|流水|账号|号|机构|公司|平台|银行|产品|品牌|链接|网址|地址|利率|比例|全称|简称|变量|参数)$/;
/** Fields that can sign a message: at its head or tail their brackets stay. */
const ISSUER = /(?:机构|公司|平台|银行|产品|品牌|商户|法院|名称|简称|全称)$/;
const NUMBERED = /^(?:变量|参数|字段)?[0-9]{1,3}$/;

function textOf(closing: Closing, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(closing.letterAt(i));
  return text;
}

/** Place of `open` before the closing mark with no line end between, at most `reach` units back; -1 if none. */
function findBack(closing: Closing, open: string, from: number, reach: number): number {
  const wanted = code(open);
  const last = Math.max(0, from - reach);
  for (let i = from; i >= last; i--) {
    const unit = closing.units[i]!;
    if (unit === wanted) return i;
    if (unit === LINE_END) return -1;
  }
  return -1;
}

function isFieldName(content: string): boolean {
  if (content === PLACEHOLDER || IDENTIFIER.test(content) || NUMBERED.test(content)) return true;
  if (!HAN_FIELD.test(content)) return false;
  return FIELDS.has(content) || (content.length <= 8 && FIELD_END.test(content));
}

/**
 * Too long for a name, or addressed to somebody, and not ending like one; or a value behind its key as JSON has it:
 * {"内容":"再不还就上门"}.
 */
function saysSomething(content: string, isDouble: boolean): boolean {
  const letters = content.match(HAN_LETTERS)?.length ?? 0;
  if (letters > MAX_NAME || ADDRESSED.test(content)) return !FIELD_END.test(content);
  return !isDouble && letters >= 4 && KEY.test(content);
}

function closeBrace(closing: Closing): Construct | undefined {
  const { units, count } = closing;
  if (units[count - 2] === PERCENT) {
    const open = findBack(closing, '{', count - 3, MAX_TAG);
    if (open >= 0 && units[open + 1] === PERCENT && open + 1 < count - 2) {
      return { start: open, result: 'tag' };
    }
  }
  let depth = 1;
  let open = count - 2;
  const last = Math.max(0, count - 2 - MAX_FIELD);
  for (; open >= last; open--) {
    if (units[open] === LINE_END) return undefined;
    if (units[open] === BRACE_CLOSE) depth++;
    else if (units[open] === BRACE_OPEN && --depth === 0) break;
  }
  if (depth > 0) return undefined;
  // The second of {{x}} is to come.
  if (closing.next === BRACE_CLOSE && units[open - 1] === BRACE_OPEN) return undefined;
  const isDouble = units[open + 1] === BRACE_OPEN && units[count - 2] === BRACE_CLOSE;
  const content = textOf(closing, open + (isDouble ? 2 : 1), count - (isDouble ? 2 : 1)).trim();
  if (isDouble && /^(?:[#/^][a-z]|else$|end$)/.test(content)) {
    return { start: open, result: 'tag' };
  }
  if (HAN.test(content)) {
    // A sentence in braces is text. So is a single character, or 上{门} would hide a word.
    if (SENTENCE_MARK.test(content) || content.length > MAX_BRACKETED + 8) return undefined;
    if (content.length === 1 && !FIELDS.has(content)) return undefined;
    if (saysSomething(content, isDouble)) return undefined;
  }
  const sigil = open > 0 ? units[open - 1] : undefined;
  const hasSigil = sigil === code('$') || sigil === code('#');
  return { start: hasSigil ? open - 1 : open, result: 'placeholder' };
}

function closeBracket(closing: Closing, open: '[' | '【'): Construct | undefined {
  const { units, count } = closing;
  if (open === '[' && units[count - 2] === BRACKET_CLOSE) {
    const inner = findBack(closing, '[', count - 3, MAX_FIELD);
    if (inner < 1 || units[inner - 1] !== units[inner]) return undefined;
    const content = textOf(closing, inner + 1, count - 2).trim();
    const isField =
      IDENTIFIER.test(content) ||
      content === PLACEHOLDER ||
      (HAN_FIELD.test(content) && content.length <= MAX_BRACKETED);
    return isField ? { start: inner - 1, result: 'placeholder' } : undefined;
  }
  const start = findBack(closing, open, count - 2, MAX_BRACKETED + 1);
  if (start < 0) return undefined;
  if (open === '[' && closing.next === BRACKET_CLOSE && units[start - 1] === units[start]) {
    return undefined;
  }
  const content = textOf(closing, start + 1, count - 1).trim();
  // 【{银行}】 keeps its brackets: it is the signature of a template.
  if (content === PLACEHOLDER || !isFieldName(content)) return undefined;
  const isSigned = ISSUER.test(content) || IDENTIFIER.test(content);
  if (isSigned && (isHead(closing, start) || closing.isTail())) return undefined;
  return { start, result: 'placeholder' };
}

function isHead(closing: Closing, start: number): boolean {
  if (start > 2) return false;
  for (let i = 0; i < start; i++) if (!isBlank(closing.units[i]!)) return false;
  return true;
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === LINE_END;
}

function closeHash(closing: Closing): Construct | undefined {
  const open = findBack(closing, '#', closing.count - 2, 24);
  if (open < 0) return undefined;
  const content = textOf(closing, open + 1, closing.count - 1);
  // #上门# and 催#收# are text: only what is called like a field is one.
  const isField = IDENTIFIER.test(content) || (content.length <= 8 && isFieldName(content));
  return isField && !/^[0-9]/.test(content) ? { start: open, result: 'placeholder' } : undefined;
}

function closeTag(closing: Closing): Construct | undefined {
  const open = findBack(closing, '<', closing.count - 2, MAX_TAG);
  if (open < 0) return undefined;
  const isTag = /^\/?[#@][a-z]/.test(
    textOf(closing, open + 1, Math.min(open + 4, closing.count - 1)),
  );
  return isTag ? { start: open, result: 'tag' } : undefined;
}

/** `%s`, `%1$s`, but neither `%sale` nor `20%s`. */
function closeFormat(closing: Closing): Construct | undefined {
  const { units, count, next } = closing;
  // Letters of other scripts count as well: they may be look-alikes.
  if (/[0-9]|(?![\u3400-\u9fff])\p{L}/u.test(String.fromCharCode(next))) return undefined;
  const percent = findBack(closing, '%', count - 2, 3);
  if (percent < 0 || (percent > 0 && /[0-9]/.test(String.fromCharCode(units[percent - 1]!)))) {
    return undefined;
  }
  const isFormat = /^(?:[0-9]{1,2}\$?)?$/.test(textOf(closing, percent + 1, count - 1));
  return isFormat ? { start: percent, result: 'placeholder' } : undefined;
}

/** A bracket with one reading after a Han character: 导(dǎo), 导（ㄉㄠˇ）. */
function closeReading(closing: Closing): Construct | undefined {
  const open = findBack(closing, '(', closing.count - 2, 10);
  if (open < 1 || !isHan(closing.units[open - 1]!)) return undefined;
  let isToned = false;
  if (closing.tones !== undefined) {
    for (let i = open + 1; i < closing.count - 1; i++) if (closing.tones[i] === 1) isToned = true;
  }
  const content = textOf(closing, open + 1, closing.count - 1).trim();
  return isReading(content, isToned) ? { start: open, result: 'reading' } : undefined;
}

/**
 * The construct which the last unit ends (N6, N7), or undefined if it ends none.
 *
 * It looks back over the folded units only, at most 120 of them, and what it finds is taken off their
 * end. So the units that stay would give the same again, which makes folding idempotent, and the work
 * is linear however deep things are nested.
 */
export function closeConstruct(closing: Closing): Construct | undefined {
  switch (String.fromCharCode(closing.units[closing.count - 1]!)) {
    case '}':
      return closeBrace(closing);
    case ']':
      return closeBracket(closing, '[');
    case '】':
      return closeBracket(closing, '【');
    case '#':
      return closeHash(closing);
    case '>':
      return closeTag(closing);
    case ')':
      return closeReading(closing);
    case 's':
    case 'd':
      return closeFormat(closing);
    default:
      return undefined;
  }
}
