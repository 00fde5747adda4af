import { expect, test } from 'vitest';
import { isLaidOut } from '../../src/text/laid-out.ts';

/** Of the word written apart in the text. */
function isWordLaidOut(text: string, word: string): boolean {
  const start = text.indexOf(word);
  return isLaidOut(text, start, start + word.length);
}

test.each([
  { text: '催 收 通 知\n您的账单已出', word: '催 收' },
  { text: '致张先生\n法 院 传 票', word: '传 票' },
  { text: '催　收　函', word: '催　收' },
  { text: '【远帆消金】逾 期 通 知 书', word: '逾 期' },
  { text: '逾 期 天 数 ：12天', word: '逾 期' },
  { text: '一、逾 期 天 数：12天', word: '逾 期' },
  { text: '  欠 款 人:张某', word: '欠 款' },
])('laid out: $text', ({ text, word }) => {
  expect(isWordLaidOut(text, word)).toBe(true);
});

test.each([
  { name: 'alone, and no paper', text: '法 院 传 票', word: '传 票' },
  { name: 'a word for a debtor, and a word of credit', text: '上 征 信', word: '征 信' },
  { name: 'who is on a list', text: '老 赖 名 单', word: '老 赖' },
  { name: 'in a sentence', text: '您好，催 收 函已寄出', word: '催 收' },
  { name: 'beside words that are not spaced', text: '明天上 门 找 你\n请还款', word: '上 门' },
  { name: 'behind a label', text: '逾 期：明天上 门', word: '上 门' },
  { name: 'too long for a label', text: '不 还 就 上 门 找 你：等着', word: '上 门' },
  { name: 'no label', text: '再 不 还，就上 门：等着', word: '再 不' },
])('not: $name', ({ text, word }) => {
  expect(isWordLaidOut(text, word)).toBe(false);
});
