import { expect, test } from 'vitest';
import { type FrameReason, frame } from '../../src/match/frames.ts';

/** The frame of `match` in a message of one sentence. */
function frameOf(text: string, match: string): FrameReason | null {
  const start = text.indexOf(match);
  return frame({
    message: text,
    sentence: text,
    start,
    end: start + match.length,
    clause: text.split(',').find((clause) => clause.includes(match)) ?? text,
    quoted: false,
    unquoted: text,
  });
}

const cases: readonly {
  readonly name: string;
  readonly text: string;
  readonly match: string;
  readonly reason: FrameReason | null;
}[] = [
  {
    name: 'what a customer asked about is told',
    text: '客户询问所属公司时,坐席称不便告知。',
    match: '不便告知',
    reason: 'narrated',
  },
  {
    name: 'what the house has its staff answer is not',
    text: '客户询问所属公司时,统一答复不便告知。',
    match: '不便告知',
    reason: null,
  },
  {
    name: 'a complaint about such an answer is',
    text: '客户投诉坐席统一答复不便告知。',
    match: '不便告知',
    reason: 'narrated',
  },
  {
    name: 'a warning of those who come under another name',
    text: '谨防外人以燃气公司名义入户。',
    match: '燃气公司名义',
    reason: 'fraud-warning',
  },
  {
    name: 'an order to come under another name is none',
    text: '敲门时统一以燃气公司名义请住户开门,核实后说明来意。',
    match: '燃气公司名义',
    reason: null,
  },
  {
    name: 'an impostor’s pretext',
    text: '凡以退费为由要求转账的,切勿付款。',
    match: '转账',
    reason: 'fraud-warning',
  },
  {
    name: 'a debtor’s excuse is no impostor’s pretext',
    text: '可在别家平台借款,切勿再以没钱为由拖延。',
    match: '别家平台借款',
    reason: null,
  },
];

test.each(cases)('$name', ({ text, match, reason }) => {
  expect(frameOf(text, match)).toBe(reason);
});
