import { describe, expect, test } from 'vitest';
import { type MentionReason, mention } from '../../src/match/mentions.ts';

function mentionOf(text: string, match: string): MentionReason | null {
  const from = text.indexOf(match);
  expect(from).toBeGreaterThanOrEqual(0);
  return mention({ message: text, from, to: from + match.length });
}

describe('a mention is decided by the words after the match', () => {
  test.each<{ name: MentionReason; text: string; match: string }>([
    {
      name: 'answered-no',
      text: '您问不还会不会坐牢——正常借贷属于民事,不会坐牢。',
      match: '会坐牢',
    },
    {
      name: 'answered-no',
      text: '担心会不会影响孩子上学?不影响,贷款是您个人的事。',
      match: '影响孩子上学',
    },
    { name: 'answered-no', text: '“不还会不会判刑?”——普通逾期属于民事。', match: '会判刑' },
    { name: 'corrected', text: '俗话讲父债子还,但法律上不是这么回事。', match: '父债子还' },
    { name: 'corrected', text: '网上传“欠钱就要坐牢”,这是误解。', match: '要坐牢' },
    { name: 'corrected', text: '坊间流传逾期就算诈骗,这并不准确。', match: '逾期就算诈骗' },
    { name: 'narrated', text: '您说上一位催收员骂您“废物”,我代公司向您道歉。', match: '废物' },
    { name: 'narrated', text: '他是不是说要发您照片?别急,我给您建投诉单。', match: '发您照片' },
    { name: 'narrated', text: '有同事把客户欠款发到业主群,已经开除。', match: '发到业主群' },
    { name: 'narrated', text: '已与外包团队终止合作,因其存在爆通讯录行为。', match: '爆通讯录' },
    { name: 'narrated', text: '某机构因群发通讯录短信被清退。', match: '群发通讯录' },
    {
      name: 'kept-silent',
      text: '接电话的说是您母亲。我只说了请您回电,没提借款。',
      match: '您母亲',
    },
    {
      name: 'corrected',
      text: '可别听他们瞎说,欠钱哪能连累您弟弟,没那回事。',
      match: '连累您弟弟',
    },
    { name: 'narrated', text: '客户激动,说“再打就去你们公司砸玻璃”。', match: '去你们公司' },
    { name: 'narrated', text: '客户主动提出将摩托车卖掉还款。', match: '摩托车卖掉' },
    { name: 'narrated', text: '有没有人用找您单位领导的办法逼您还款?', match: '找您单位领导' },
    {
      name: 'answered-no',
      text: '您怕单位知道,我明白,我们不会给单位打电话。',
      match: '您怕单位知道',
    },
    { name: 'corrected', text: '老人常讲人死债不烂,其实超出遗产的可以不还。', match: '人死债不烂' },
    {
      name: 'narrated',
      text: '谁给客户单位打电话,谁自己去跟合规解释。',
      match: '给客户单位打电话',
    },
    { name: 'narrated', text: '我司不再委托该公司,该公司有人骚扰邻居。', match: '骚扰邻居' },
  ])('$name: $text', ({ name, text, match }) => {
    expect(mentionOf(text, match)).toBe(name);
  });

  test.each<{ name: string; text: string; match: string }>([
    { name: 'answered yes', text: '您问不还会不会坐牢?会,而且快了。', match: '会坐牢' },
    {
      name: 'answered with a condition',
      text: '您问会不会坐牢,看您今天还不还,还了就不会。',
      match: '会坐牢',
    },
    { name: 'the denial is mocked', text: '您问我会不会去您单位?不会才怪。', match: '去您单位' },
    { name: 'the denial is questioned', text: '怕不怕坐牢?不会?', match: '坐牢' },
    { name: 'no notion before', text: '这就要坐牢,不准确的信息已更新。', match: '要坐牢' },
    {
      name: 'the correction is a question',
      text: '俗话讲父债子还,是不是这么回事您清楚。',
      match: '父债子还',
    },
    {
      name: 'the correction came before',
      text: '网上说不用还,那是谣言,父债子还天经地义。',
      match: '父债子还',
    },
    { name: 'an apology alone', text: '向您道歉,打扰了,我把您照片发网上。', match: '照片发网上' },
    {
      name: 'an apology taken back',
      text: '上次同事骂您骗子,向您道歉,不过您就是骗子。',
      match: '骗子',
    },
    {
      name: 'the sanction is for lenience',
      text: '谁再客气扣绩效。都给我骂客户不要脸。',
      match: '不要脸',
    },
    {
      name: 'the dismissal is no reason',
      text: '已终止与您的协商,今晚爆通讯录。',
      match: '爆通讯录',
    },
    {
      name: 'silent for this once',
      text: '您母亲接的电话,我没提借款,下次就不一定了。',
      match: '您母亲',
    },
    { name: 'the customer is told', text: '对客户说“再躲就去你们公司”。', match: '去你们公司' },
    { name: 'the agent asks for it', text: '客户自己没钱,坐席让其把车卖掉。', match: '车卖掉' },
    { name: 'asked to say it', text: '有没有人告诉您我们会找您单位领导?', match: '找您单位领导' },
    { name: 'soon', text: '您怕单位知道吧,不会太久了。', match: '怕单位知道' },
    {
      name: 'the speaker goes on himself',
      text: '上次同事说要找您老婆,非常抱歉,这次我打给她。',
      match: '要找您老婆',
    },
    { name: 'told of the debt', text: '您母亲接了电话,我说您欠了五万,没说别的。', match: '您母亲' },
  ])('not when $name', ({ text, match }) => {
    expect(mentionOf(text, match)).toBeNull();
  });
});
