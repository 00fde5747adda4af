import { expect, test } from 'vitest';
import { readCast } from '../../src/text/cast.ts';
import { chatName } from '../../src/text/chat.ts';
import { speakerLabel } from '../../src/text/speakers.ts';

test.each([
  { line: '张某某 2025/3/1 10:22:15', name: '张某某' },
  { line: '张某某: 2025年3月1日 上午10:22', name: '张某某' },
  { line: '2025-03-01 10:22:15 张某某(10000000)', name: '张某某' },
  { line: '王某 昨天 晚上9:05', name: '王某' },
  { line: '张某某 您好，10:22 前请还款', name: null },
  { line: '请在10:22前还款', name: null },
  { line: '今天10:22', name: null },
  { line: '2025-03-01 10:22:15', name: null },
  { line: '张某某', name: null },
  { line: '', name: null },
])('the name in a head line: $line', ({ line, name }) => {
  expect(chatName(line)).toBe(name);
});

test.each([
  { line: '客户 2025/3/1 10:22:15', speaker: 'customer' },
  { line: '2025-03-01 10:22:15 客户-张某某(10000000)', speaker: 'customer' },
  { line: '张某某(借款人) 2025/3/1 10:22', speaker: 'customer' },
  { line: '债务人 10:22', speaker: 'customer' },
  { line: '客服00:01:03', speaker: 'collector' },
  { line: '催收员小王 2025/3/1 10:22', speaker: 'collector' },
  { line: '某某金融客服 10:22', speaker: 'collector' },
])('a head line that says by its words who speaks: $line', ({ line, speaker }) => {
  expect(speakerLabel(line)).toEqual({ speaker, end: line.length });
});

const A = '小李 2025/3/1 10:22:15';
const B = '张某某 2025/3/1 10:23:40';

test.each([
  {
    name: 'who presents himself is the collector',
    lines: [A, '您好，我是某某金融的法务。', B, '别打了，再打我投诉'],
    collector: '小李',
  },
  {
    name: 'though he speaks last',
    lines: [B, '喂，哪位', A, '你的借款已经逾期了'],
    collector: '小李',
  },
  {
    name: 'a name that tells settles the other',
    lines: ['客户-张某某 10:22', '什么时候才能不打了', '小李 10:23', '好的'],
    collector: '小李',
  },
  { name: 'nobody asks for money', lines: [A, '在吗', B, '在'], collector: null },
  {
    name: 'both do',
    lines: [A, '你的借款逾期了', B, '你欠款才多，赶紧还钱'],
    collector: null,
  },
  {
    name: 'three names',
    lines: [A, '你的借款逾期了', B, '知道', '王某 10:30', '我也知道'],
    collector: null,
  },
])('two names: $name', ({ lines, collector }) => {
  const text = lines.join('\n');
  const cast = readCast(text);
  if (collector === null) expect(cast).toBeNull();
  for (const { start, speaker } of cast?.turns ?? [])
    expect(speaker !== 'customer').toBe(text.startsWith(`${collector} `, start));
});

test.each([
  { line: '客户承诺今天18:00' },
  { line: '客户再不还就上门 10:22' },
  { line: '你再不还我们上门 10:22' },
  { line: '张某某 2025/3/1 10:22:15' },
])('no label: $line', ({ line }) => {
  expect(speakerLabel(line)).toBeNull();
});

test('beside a customer who is named so, all others in a chat are judged', () => {
  const cast = readCast(['客户 10:22', '好', '小李 10:23', '好', '我 10:24', '好'].join('\n'));
  expect(cast?.turns.map(({ speaker }) => speaker)).toEqual(['customer', undefined, undefined]);
});
