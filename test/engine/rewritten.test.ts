import { expect, test } from 'vitest';
import { createJudge } from '../../src/engine/judge.ts';
import { isFlagging } from '../../src/engine/second-reading.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { builtInRuleset, JUDGE_OPTIONS } from './ruleset-fixture.ts';

const ruleset = builtInRuleset();
const judge = createJudge(ruleset, createNormalizer(ruleset.variants), JUDGE_OPTIONS);

function isFlagged(text: string): boolean {
  return judge(text, { kind: 'sms', kindKnown: true, speaker: 'collector' }).matches.some(
    isFlagging,
  );
}

test.each([
  {
    name: 'full stops of Latin text',
    text: '您好，您在韶石银行的循环额度账户目前欠款3,275元，逾期12天。自本月起，我行为同类客户安排了专属服务经理，您可以通过企业微信与其沟通，也可以自行在手机银行调整还款日。在还清之前，智能外呼系统每日将向您拨打不少于二十次电话。我行所有通话均有录音，您有权索取并查阅。',
    write: (text: string) => text.replaceAll('。', '.'),
  },
  {
    name: 'thanks behind words that a rule has found',
    text: '你铃声挺好听的，我打算今天让它单曲循环。',
    write: (text: string) => `${text}谢谢。`,
  },
  {
    name: 'a wish behind words that a rule has found',
    text: '我们会把您的事情跟您公司前台说一声，您自己想清楚。',
    write: (text: string) => `${text}祝您生活愉快！`,
  },
  {
    name: 'a wish behind words that read unlawful',
    text: '听说下月初六您办喜酒?我们不请自来,坐主桌,红包里装什么看您这两天的表现。',
    write: (text: string) => `${text}祝您生活愉快！`,
  },
])('the verdict is the same with $name', ({ text, write }) => {
  expect([isFlagged(text), isFlagged(write(text))]).toEqual([true, true]);
});
