import type { Span } from '../model/span.ts';

const NUMERALS = '一二三四五六七八九十';
/** `1.`, `1、`, `(1)`, `一、`, `（一）`: a figure behind it makes it a number of the text (1.5, 三、四). */
const NUMBER = `(?:[(（](?:\\d{1,2}|[${NUMERALS}]{1,2})[)）]|(?:\\d{1,2}[.、)）]|[${NUMERALS}]{1,2}、)(?![\\d${NUMERALS}]))`;
/** What a wording is called where it is kept. */
const TITLE = `(?:(?:短信|微信|语音|語音|外呼|催收|电话|電話)?(?:话术|話術|模板|文案)|(?:短信|簡訊|消息|发送|發送|通知)?(?:内容|內容|正文)|短信|簡訊|彩信)(?:\\d{1,2}|[${NUMERALS}])?`;
const BLANK = '[ \\t\\u3000\\u00a0]';
/** Marks of lists and emoji, in folded text and as written. */
const ORNAMENT = '[-*+•·>#~_=|\\uE001\\u2190-\\u2bff\\p{Emoji_Presentation}\\ufe0f]';
const ORNAMENTS = `${BLANK}*(?:${ORNAMENT}${BLANK}*){0,6}`;
const CALLED = `(?:[【\\[]${TITLE}[】\\]]|${TITLE}${BLANK}?[:：])${BLANK}*`;
const LEAD = new RegExp(`${ORNAMENTS}(?:${NUMBER}${BLANK}*(?:${CALLED})?|${CALLED})`, 'uy');
const AHEAD = new RegExp(ORNAMENTS, 'uy');

/**
 * How many units at the head of `line` are said to nobody: the number of a list (`1.`, `（1）`), and what the
 * wording is called there (`话术：`, `【短信】`), with marks and emoji before them. Works on text as written and
 * on folded text. 0 for a line that begins with its words.
 */
export function leadLength(line: string): number {
  LEAD.lastIndex = 0;
  return LEAD.exec(line)?.[0].length ?? 0;
}

/** How many units stand before the words of `line`, or before the label that says who speaks them: its lead, or marks. */
export function lengthAhead(line: string): number {
  AHEAD.lastIndex = 0;
  return leadLength(line) || (AHEAD.exec(line)?.[0].length ?? 0);
}

/** The leads of all lines of a folded text, half-open. */
export function leadsOf(text: string): readonly Span<'normalized'>[] {
  const leads: Span<'normalized'>[] = [];
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const length = leadLength(text.slice(start, Math.min(end, start + 60)));
    if (length > 0) leads.push({ start, end: start + length });
    start = end + 1;
  }
  return leads;
}
