import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createHitList, scanFolded } from '../../src/match/automaton.ts';
import type { CompiledRules } from '../../src/match/program.ts';
import { createRandom, generatePhrases } from './generate.ts';

/** How a log is written. */
export interface LogShape {
  readonly rows: number;
  readonly seed: number;
  readonly encoding: 'utf-8' | 'gb18030';
  readonly format: 'csv' | 'jsonl';
  /** Share of rows with a violation. */
  readonly violating: number;
}

/** A line of a labelled file: what counts here. */
interface LabelledText {
  readonly text: string;
  readonly violation: boolean;
  readonly kind?: string;
  readonly tags?: readonly string[];
}

const TEMPLATES = 400;
const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱林郭何罗梁宋';
/** Variables in all the ways in which templates write them: what was sent has none left. */
const FILLED =
  /[$#]?\{+[^{}\n]{1,24}\}+|#[^#\n]{1,10}#|\[\[?[^[\]\n]{1,12}\]\]?|%[a-z_]{2,16}%|%\d?\$?[sd]|<[\u4e00-\u9fff]{1,6}>|&[a-z]{1,12}&/gi;

/** Texts of the message fixtures of one kind, in the order of their files. */
function fixtureTexts(root: string, violation: boolean): readonly string[] {
  return ['development', 'rounds'].flatMap((folder) =>
    readdirSync(join(root, 'fixtures/messages', folder))
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .flatMap((name) =>
        readFileSync(join(root, 'fixtures/messages', folder, name), 'utf8')
          .trim()
          .split('\n')
          // Each line of a labelled file has these.
          .map((line) => JSON.parse(line) as LabelledText)
          .filter((line) => line.kind === 'sms' && line.violation === violation)
          .map((line) => line.text),
      ),
  );
}

const LENDERS = '星禾消金|云杉小贷|江北农商银行|青禾普惠|远帆金融|城东物业'.split('|');

/** What a variable of a template is filled with, by what it is called; the lender is the same all through. */
function fillIn(
  variable: string,
  name: string,
  integer: (from: number, to: number) => number,
): string {
  if (
    /lender|org|company|bank|brand|sign|机构|公司|银行|平台|品牌|签名|法院|局|物业|律所/i.test(
      variable,
    )
  )
    return LENDERS[variable.length % LENDERS.length]!;
  if (/name|姓名|称呼|客户|借款人|用户|当事人|先生|%s/i.test(variable)) return name;
  if (/date|日期|time|时间|day(?!s)/i.test(variable))
    return `${integer(1, 13)}月${integer(1, 29)}日`;
  if (/days|天|期数|次数|count/i.test(variable)) return String(integer(1, 90));
  if (/phone|tel|hotline|电话|热线|客服/i.test(variable)) return '4008001234';
  if (/last4|尾号|card|code|验证码/i.test(variable)) return String(integer(1000, 10_000));
  if (/no\b|id\b|num|ticket|编号|案号|工单|序号|单号/i.test(variable))
    return String(integer(10_000_000, 99_999_999));
  if (/amount|money|fee|balance|rate|利率|比例|金额|欠款|费|额|本金|利息|元/i.test(variable))
    return `${integer(100, 90_000)}.${integer(10, 100)}`;
  return '相关事项';
}

function mixed<Item>(items: readonly Item[], random: () => number): Item[] {
  const list = [...items];
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}

/** Codes of a character, by asking the decoder for all of them: an encoder of which Node has none. */
function gbCodes(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gb18030');
  const codes = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(new Uint8Array([lead, trail]));
      if (character.length === 1 && character !== '\ufffd' && !codes.has(character))
        codes.set(character, lead * 256 + trail);
    }
  }
  return codes;
}

function createEncoder(encoding: LogShape['encoding']): (text: string) => Uint8Array {
  if (encoding === 'utf-8') {
    const encoder = new TextEncoder();
    return (text) => encoder.encode(text);
  }
  const codes = gbCodes();
  return (text) => {
    const bytes = Buffer.allocUnsafe(text.length * 2);
    let at = 0;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      const code = unit < 0x80 ? unit : (codes.get(text[i]!) ?? 0x3f);
      if (code > 0xff) bytes[at++] = code >> 8;
      bytes[at++] = code & 0xff;
    }
    return bytes.subarray(0, at);
  };
}

/** Spaced out, in full width, or plain. */
function disguised(text: string, random: () => number): string {
  const chance = random();
  if (chance < 0.05) return text.replace(/(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])/g, ' ');
  if (chance < 0.1)
    return text.replace(/[0-9a-z]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0));
  return text;
}

/**
 * Writes a log of messages made of 400 templates, lawful ones and violations, from a seed: the same bytes on
 * every machine. One row in a hundred has a line end within its text.
 */
export function writeLog(path: string, root: string, shape: LogShape): void {
  const random = createRandom(shape.seed);
  const integer = (from: number, to: number): number => from + Math.floor(random() * (to - from));
  const lawful = mixed(fixtureTexts(root, false), random).slice(0, TEMPLATES);
  const violations = mixed(fixtureTexts(root, true), random).slice(0, TEMPLATES / 4);
  const encode = createEncoder(shape.encoding);
  const file = openSync(path, 'w');
  const recipients = Math.max(1, Math.floor(shape.rows / 10));
  let lines = shape.format === 'csv' ? '发送时间,手机号,姓名,内容,发送人,渠道\n' : '';
  for (let row = 0; row < shape.rows; row += 1) {
    const who = integer(0, recipients);
    const name = `${SURNAMES[who % SURNAMES.length]}某${who % 3 === 0 ? '' : '某'}`;
    const isBad = random() < shape.violating;
    const template = isBad
      ? violations[integer(0, violations.length)]!
      : lawful[integer(0, lawful.length)]!;
    let text = template.replace(FILLED, (variable) => fillIn(variable, name, integer));
    if (isBad) text = disguised(text, random);
    if (random() < 0.01) text = text.replace(/[。，,]/, '$&\n');
    // Twelve hours of each day of a year, from 8 in the morning on.
    const second = Math.floor((row / shape.rows) * 365 * 43_200);
    const time = new Date(
      1_735_689_600_000 +
        (Math.floor(second / 43_200) * 86_400 + 28_800 + (second % 43_200)) * 1000,
    ).toISOString();
    const sentAt = `${time.slice(0, 10)} ${time.slice(11, 19)}`;
    const phone = `139${String(who).padStart(8, '0')}`;
    const sender = `坐席${String(who % 50).padStart(2, '0')}`;
    lines +=
      shape.format === 'csv'
        ? `${sentAt},${phone},${name},${/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text},${sender},短信\n`
        : `${JSON.stringify({ 发送时间: sentAt, 手机号: phone, 姓名: name, 内容: text, 发送人: sender, 渠道: '短信' })}\n`;
    if (lines.length > 1 << 20) {
      writeSync(file, encode(lines));
      lines = '';
    }
  }
  writeSync(file, encode(lines));
  closeSync(file);
}

/** Terms of the rule set but for their last unit, where that is no term and holds none. */
function unfinishedTerms({ terms, automaton }: CompiledRules): readonly string[] {
  const hits = createHitList();
  return terms
    .filter((term) => term.length >= 4)
    .map((term) => term.slice(0, -1))
    .filter((beginning) => {
      scanFolded(automaton, beginning, hits);
      return hits.count === 0;
    });
}

/** Halves of the phrases, most of which are words that the rules look for: nearly every text breaks several. */
function halfPhrases(): readonly string[] {
  return generatePhrases().map((phrase) => phrase.slice(0, 2));
}

/**
 * Writes a log whose texts are made of 30 pieces and nothing else, no two alike, so that no memory of templates
 * helps. `unfinished`: of beginnings of terms, what an automaton takes longest for; `dense`: of violations.
 */
export function writeHostileLog(
  path: string,
  rows: number,
  kind: 'unfinished' | 'dense',
  rules: CompiledRules,
): void {
  const random = createRandom(11);
  const pieces = kind === 'dense' ? halfPhrases() : unfinishedTerms(rules);
  const file = openSync(path, 'w');
  let lines = '发送时间,手机号,内容\n';
  for (let row = 0; row < rows; row += 1) {
    let text = '';
    for (let piece = 0; piece < 30; piece += 1)
      text += pieces[Math.floor(random() * pieces.length)]!;
    lines += `2026-03-01 10:00:00,139${String(row % 100_000_000).padStart(8, '0')},${text}\n`;
    if (lines.length > 1 << 20) {
      writeSync(file, Buffer.from(lines));
      lines = '';
    }
  }
  writeSync(file, Buffer.from(lines));
  closeSync(file);
}
