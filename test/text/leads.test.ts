import { expect, test } from 'vitest';
import { leadLength } from '../../src/text/leads.ts';
import { speakerLabel } from '../../src/text/speakers.ts';

test.each([
  { text: '1. 请尽快还款', lead: '1. ' },
  { text: '（1）请尽快还款', lead: '（1）' },
  { text: '二、请尽快还款', lead: '二、' },
  { text: '话术：请尽快还款', lead: '话术：' },
  { text: '【短信】请尽快还款', lead: '【短信】' },
  { text: '😀 3、话术2：请尽快还款', lead: '😀 3、话术2：' },
  { text: '1.5万元请尽快归还', lead: '' },
  { text: '1、2月的账单已出', lead: '' },
  { text: '三、四个人去你家', lead: '' },
  { text: '【某某金融】请尽快还款', lead: '' },
  { text: '话术库已更新：请查看', lead: '' },
  { text: '请尽快还款', lead: '' },
  { text: '', lead: '' },
])('the lead of a line: $text', ({ text, lead }) => {
  expect(text.slice(0, leadLength(text))).toBe(lead);
});

test.each([
  { line: '😀 客户：别打了', words: '别打了' },
  { line: '⚠️客户：别打了', words: '别打了' },
  { line: '（1）客户：别打了', words: '别打了' },
  { line: '话术：客户：别打了', words: '别打了' },
])('a label is seen behind what stands ahead of it: $line', ({ line, words }) => {
  const label = speakerLabel(line);
  expect(label?.speaker).toBe('customer');
  expect(line.slice(label?.end)).toBe(words);
});
