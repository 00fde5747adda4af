import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayBeRecord, readCast, turnsBetween } from '../../src/text/cast.ts';
import { analyse } from '../../src/text/structure.ts';
import { normalizer } from './normalize-fixture.ts';

/** Who says what, blanks around the words left out; nothing for a turn without words. */
function said(text: string): readonly (readonly [string | undefined, string])[] {
  const cast = readCast(text)?.turns ?? [];
  return cast
    .map(({ body, speaker }, index) => {
      const words = text.slice(body, cast[index + 1]?.start ?? text.length);
      return [speaker, words.trim()] as const;
    })
    .filter(([, words]) => words !== '');
}

test('lines with a time are no heads where nothing stands below them', () => {
  const log = '2026-03-01 09:00 再不还就上门\n2026-03-01 10:00 已告知姐姐';
  expect(readCast(log)).toBeNull();
  const { clauses } = analyse(normalizer.fold(log), { speaker: 'collector', forbidden: false });
  expect(clauses.length).toBeGreaterThan(0);
});

describe('layouts of a record', () => {
  test.each([
    {
      name: 'letters that a legend explains, whatever they mean elsewhere',
      text: 'A=借款人 B=北岸小贷坐席\nA：谁啊\nB：您好，请还款',
      found: [
        ['narrator', 'A=借款人 B=北岸小贷坐席'],
        ['customer', '谁啊'],
        ['collector', '您好，请还款'],
      ],
    },
    {
      name: 'numbered lines, and an answer of digits alone',
      text: '甲=质检专员；乙=客户\n1 甲：尾号多少\n2 乙：0000。\n3 甲：好的',
      found: [
        ['narrator', '甲=质检专员；乙=客户'],
        ['collector', '尾号多少'],
        ['customer', '0000。'],
        ['collector', '好的'],
      ],
    },
    {
      name: 'from one second of a recording to another',
      text: '[0.00-3.42] SPK_A: 您好，这里是北岸小贷客服\n[3.60-5.10] SPK_B: 你们别打了',
      found: [
        ['collector', '您好，这里是北岸小贷客服'],
        ['customer', '你们别打了'],
      ],
    },
    {
      name: 'names of several words in other brackets',
      text: '<客服 小满> 您好\n<访客 晴天> 谁让你们上门的\n',
      found: [
        ['collector', '您好'],
        ['customer', '谁让你们上门的'],
      ],
    },
    {
      name: 'a machine that hands over',
      text: '〔AI外呼〕您好\n〔用户〕转人工\n〔人工-翁静〕您请讲',
      found: [
        ['collector', '您好'],
        ['customer', '转人工'],
        ['collector', '您请讲'],
      ],
    },
    {
      name: 'an attribute of a tag',
      text: '<turn spk="agent" t="1">您好\n<turn spk="cust" t="2">别打了',
      found: [
        ['collector', '您好'],
        ['customer', '别打了'],
      ],
    },
    {
      name: 'a mail, what it quotes, and the answer to it',
      text: '发件人：贷后服务部 <s@a.example>\n我们致歉。\n> 发件人：季海波\n> 不要来我家\n季海波 于2月19日16:10 回复：\n好',
      found: [
        ['collector', '我们致歉。'],
        ['customer', '> 不要来我家'],
        ['customer', '好'],
      ],
    },
    {
      name: 'those who took part, with what they are in brackets',
      text: '参会：柏然（委外管理岗）、凌芳（客户配偶）\n柏然 00:05\n两位好\n凌芳 00:14\n你们凭什么说',
      found: [
        ['narrator', '参会：柏然（委外管理岗）、凌芳（客户配偶）'],
        ['collector', '两位好'],
        ['third-party', '你们凭什么说'],
      ],
    },
    {
      name: 'he whom another calls by name and title',
      text: '柏然 00:05\n凌女士，听得到吗\n凌芳 00:14\n你们凭什么上门\n柏然 00:20\n我查一下',
      found: [
        [undefined, '凌女士，听得到吗'],
        ['customer', '你们凭什么上门'],
        [undefined, '我查一下'],
      ],
    },
    {
      name: 'prose: who is called by what he is, and a verb whose subject begins the sentence',
      text: '信贷专员小蓝、小贺到客户粟某铺里。粟某一见面就说：“你们别来了。”小贺说：“粟师傅，好。”粟某说：“走吧。”',
      found: [
        ['narrator', '信贷专员小蓝、小贺到客户粟某铺里。'],
        ['customer', '你们别来了。”'],
        ['collector', '粟师傅，好。”'],
        ['customer', '走吧。”'],
      ],
    },
    {
      name: 'a verb whose subject begins the sentence',
      text: '客户情绪激动，称：“谁让你们来的？”外访员答：“抱歉。”',
      found: [
        ['narrator', '客户情绪激动，'],
        ['customer', '谁让你们来的？”'],
        ['collector', '抱歉。”'],
      ],
    },
    {
      name: 'a time and a side without a colon',
      text: '[00:01] 坐席 您好\n[00:05] 客户 你们别打了',
      found: [
        ['collector', '您好'],
        ['customer', '你们别打了'],
      ],
    },
    {
      name: 'a name with a time above the words',
      text: '北岸小贷客服 2025/3/1 09:10\n您好\n晚风 2025/3/1 09:12\n上次那人说要上门',
      found: [
        ['collector', '您好'],
        ['customer', '上次那人说要上门'],
      ],
    },
    {
      name: 'two channels of a recording, speech without marks',
      text: '[左声道] 喂是高先生吗我是北岸小贷的客服\n[右声道] 昨天那个人说我活该\n[左声道] 抱歉\n[右声道] 算了',
      found: [
        ['collector', '喂是高先生吗我是北岸小贷的客服'],
        ['customer', '昨天那个人说我活该'],
        ['collector', '抱歉'],
        ['customer', '算了'],
      ],
    },
    {
      name: 'channels that a legend explains, headed by letters',
      text: '流水 1|左声道=座席 右声道=用户\nL: 您好\nR: 你们这帮骗子',
      found: [
        ['narrator', '流水 1|左声道=座席 右声道=用户'],
        ['collector', '您好'],
        ['customer', '你们这帮骗子'],
      ],
    },
    {
      name: 'speech without marks, who asks for somebody behind his own name',
      text: 'S1：您好我是北岸小贷的小叶请问是高先生吗\nS2：是我\nS1：您的借款\nS2：你再打我报警',
      found: [
        ['collector', '您好我是北岸小贷的小叶请问是高先生吗'],
        ['customer', '是我'],
        ['collector', '您的借款'],
        ['customer', '你再打我报警'],
      ],
    },
    {
      name: 'the other side of the holder, who wrote it down',
      text: '00:01 对方：我是送快递的\n00:05 机主：谁寄的\n00:09 对方：你把地址给我',
      found: [
        ['collector', '我是送快递的'],
        ['customer', '谁寄的'],
        ['collector', '你把地址给我'],
      ],
    },
    {
      name: 'of two names beside a customer the one who speaks of the call as the lender does',
      text: '客户：张*\n06-11 10:05 我：您好，本通话录音\n06-11 10:06 岑：上次那人叫我用喇叭喊他\n06-11 10:07 我：对不起',
      found: [
        ['customer', '张*'],
        ['collector', '您好，本通话录音'],
        ['customer', '上次那人叫我用喇叭喊他'],
        ['collector', '对不起'],
      ],
    },
    {
      name: 'names alone in their lines, without times',
      text: '北岸客服小叶\n您好\n\n晚风\n有人说要上我家\n\n北岸客服小叶\n不是我们\n\n晚风\n哦',
      found: [
        ['collector', '您好'],
        ['customer', '有人说要上我家'],
        ['collector', '不是我们'],
        ['customer', '哦'],
      ],
    },
    {
      name: 'who calls and who is called',
      text: '主叫：请问是高先生吗\n被叫：我是他邻居，他又欠钱了？\n主叫：打扰了\n被叫：再见',
      found: [
        ['collector', '请问是高先生吗'],
        ['customer', '我是他邻居，他又欠钱了？'],
        ['collector', '打扰了'],
        ['customer', '再见'],
      ],
    },
    {
      name: 'a log of calls with what was said',
      text: '3-1 09:20 接通 18s 客户问是谁，坐席：“你管我是谁。”\n3-1 14:02 接通 20s 客户：“再打我报警。”',
      found: [
        ['narrator', '3-1 09:20 接通 18s 客户问是谁，'],
        ['collector', '你管我是谁。”'],
        ['narrator', '3-1 14:02 接通 20s'],
        ['customer', '再打我报警。”'],
      ],
    },
    {
      name: 'notes of a visit, quotations behind verbs',
      text: '外访员：谢、潘（北岸资产）\n邻居开门，谢答：“他欠了我们钱。”邻居说：“不认识。”',
      found: [
        // Who notes it is of the house.
        ['collector', '谢、潘（北岸资产）\n邻居开门，'],
        ['collector', '他欠了我们钱。”'],
        ['third-party', '不认识。”'],
      ],
    },
    {
      name: 'a time with a name and a number above the words',
      text: '2025-03-01 09:10:02 北岸小贷-贷后05(1****2)\n您好\n2025-03-01 09:11:00 晚风(3****4)\n谁',
      found: [
        ['collector', '您好'],
        ['customer', '谁'],
      ],
    },
    {
      name: 'a member of a firm, and somebody outside it',
      text: '张三@北岸 3/1 09:10\n您好\n晚风@微信 3/1 09:12\n谁',
      found: [
        ['collector', '您好'],
        ['customer', '谁'],
      ],
    },
    {
      name: 'a time in brackets, a name, a colon',
      text: '[1/3/2025, 09:10:00] 北岸財務: 你好\n[1/3/2025, 09:11:00] 李小姐: 邊位',
      found: [
        ['collector', '你好'],
        ['customer', '邊位'],
      ],
    },
    {
      name: 'columns by tabs',
      text: '09:10\t北岸分期客服\t您好\n09:12\t房東老李\t他欠你們多少',
      found: [
        ['collector', '您好'],
        ['third-party', '他欠你們多少'],
      ],
    },
    {
      name: 'a drawn table, whose head says where the speaker stands',
      text: '| 时间 | 内容 | 角色 |\n|---|---|---|\n| 09:10 | 您好 | 坐席 |\n| 09:12 | 谁 | 客户 |',
      found: [
        ['narrator', '| 时间 | 内容 | 角色 |\n|---|---|---|'],
        ['collector', '09:10 | 您好 | 坐席 |'],
        ['customer', '09:12 | 谁 | 客户 |'],
      ],
    },
    {
      name: 'sides marked by brackets and arrows',
      text: '（催）您好\n（客）谁\nCust> 别打了',
      found: [
        ['collector', '您好'],
        ['customer', '谁'],
        ['customer', '别打了'],
      ],
    },
    {
      name: 'quoted turns in one paragraph',
      text: '催：“请问本人在吗？” 接电话的女士：“他欠钱了？” 之后挂断。',
      found: [
        ['collector', '请问本人在吗？”'],
        ['third-party', '他欠钱了？”'],
        ['narrator', '之后挂断。'],
      ],
    },
    {
      name: 'messages left by both sides',
      text: '留言1（3月1日 09:10 客服）请回电\n留言2（3月1日 09:30 机主回拨）别打了',
      found: [
        ['collector', '请回电'],
        ['customer', '别打了'],
      ],
    },
    {
      name: 'a visit: surnames of those who came and of whom they found',
      text: '走访人：钱某、孙某\n客户周某在家。\n钱：您好\n周：你们不走我就喊人\n母亲：怎么了\n孙：没事',
      found: [
        ['narrator', '走访人：钱某、孙某\n客户周某在家。'],
        ['collector', '您好'],
        ['customer', '你们不走我就喊人'],
        ['third-party', '怎么了'],
        ['collector', '没事'],
      ],
    },
    {
      name: 'names alone: he is the collector who says that he is from a lender',
      text: '王一：你好，我是北岸小贷的王一\n李四：又是你们，再打我报警\n王一：您先别急\n李四：不急',
      found: [
        ['collector', '你好，我是北岸小贷的王一'],
        ['customer', '又是你们，再打我报警'],
        ['collector', '您先别急'],
        ['customer', '不急'],
      ],
    },
    {
      name: 'dashes: by turns',
      text: '——大爷，我们是北岸银行的。\n——进来坐。\n——不坐了。\n——钱你拿走。',
      found: [
        ['collector', '大爷，我们是北岸银行的。'],
        ['customer', '进来坐。'],
        ['collector', '不坐了。'],
        ['customer', '钱你拿走。'],
      ],
    },
    {
      name: 'lines by turns once the call is put through',
      text: '接通后\n请问是村委会吗？\n你哪个单位？\n北岸担保公司的，\n要不要广播喊他还？',
      found: [
        ['narrator', '接通后'],
        ['collector', '请问是村委会吗？'],
        ['customer', '你哪个单位？'],
        ['collector', '北岸担保公司的，'],
        ['customer', '要不要广播喊他还？'],
      ],
    },
  ])('$name', ({ text, found }) => {
    expect(said(text)).toEqual(found);
    expect(said(text.replaceAll('\n', '\r\n')).map(([speaker]) => speaker)).toEqual(
      found.map(([speaker]) => speaker),
    );
  });

  test.each([
    { name: 'empty', text: '' },
    { name: 'one message', text: '【北岸】您的借款已逾期：请还款' },
    { name: 'nothing tells who collects', text: '王一：在吗\n李四：在\n王一：哦\n李四：嗯' },
    { name: 'labels say it already', text: '坐席：您好\n客户：谁\n坐席：请还款' },
    {
      name: 'fields of a message',
      text: '客服：您好\n金额：500\n还款日：3月1日\n温馨提示：再不还就上门\n后果：自负',
    },
    {
      name: 'salutations, one for each message',
      text: '王一：你等着，我找人上门\n李四：你等着，我找人上门\n客服：请还款\n周五：晚上见',
    },
    {
      name: 'both present themselves as from a lender',
      text: '王一：我是北岸小贷的\n李四：我是北岸小贷的\n王一：再不还上门\n李四：再不还上门',
    },
    {
      name: 'the one who does not present himself asks for the money',
      text: '王一：你再不还钱试试\n李四：我是银行的，没空\n王一：你等着\n李四：嗯',
    },
    {
      name: 'texts by different templates',
      text: '话术一：请还款\n话术二：再不还上门\n应答：没钱',
    },
    { name: 'dashes that only divide', text: '————\n请还款\n————\n请回电' },
  ])('no cast: $name', ({ text }) => {
    expect(readCast(text)).toBeNull();
  });

  test('a second one of the lender is not the customer', () => {
    const text =
      '[09:10] 客服小王: 您好\n[09:11] 晚风: 谁\n[09:12] 主管: 你等着\n[09:13] 李四: 我是北岸小贷的李四，等着';
    expect(said(text).map(([speaker]) => speaker)).toEqual([
      'collector',
      'customer',
      undefined,
      'collector',
    ]);
  });

  test('turns rise, their words lie behind their heads, and no line is looked at twice', () => {
    const piece = fc.constantFrom(
      '客服：',
      '晚风：',
      '[00:01] 客户 ',
      '催：“',
      '” 客：“',
      '”',
      '|',
      '|坐席|',
      '——',
      '接通后',
      '09:10\t客服\t',
      '晚风 3/1 09:10',
      'A=客户 B=坐席',
      '您好',
      '𠮷',
      '\n',
      '\r\n',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const cast = readCast(text)?.turns ?? [];
        for (const [index, { start, body }] of cast.entries()) {
          expect(start).toBeLessThanOrEqual(body);
          expect(body).toBeLessThanOrEqual(cast[index + 1]?.start ?? text.length);
          expect(start).toBeGreaterThanOrEqual(cast[index - 1]?.body ?? 0);
        }
        expect(turnsBetween({ turns: cast, isRecord: true }, 0, text.length + 1)).toEqual(cast);
      }),
      { numRuns: 500 },
    );
  });

  test('a long text without heads costs no more than its lines', () => {
    expect(readCast('请还款，谢谢\n'.repeat(200_000))).toBeNull();
    expect(readCast(`${'1'.repeat(2_000_000)}：\n`.repeat(2))).toBeNull();
  });
});

test('clauses of a record in one text have the speakers of its cast', () => {
  const text = '北岸客服 3/1 09:10\n您好\n晚风 3/1 09:12\n你们说要上门\n北岸客服 3/1 09:13\n没有';
  const view = normalizer.fold(text);
  const { clauses } = analyse(view, { speaker: 'collector', forbidden: false });
  expect(clauses.map(({ start, end, speaker }) => [speaker, view.text.slice(start, end)])).toEqual([
    ['collector', '您好'],
    ['customer', '你们说要上门'],
    ['collector', '没有'],
  ]);
});

/** Heads, and words that show a side, put together at random: N is the name of the record's own person, D a digit. */
const PIECES = fc.array(
  fc.tuple(
    fc.constantFrom(
      ...['H：', '10:0D H：', '[00:0D] H ', 'H（N）：', '- H：', '8月D日 10:21 H\n', '（H）', ''],
    ),
    fc.constantFrom(...'N,N先生,王,李,张秀英,客服D,客户,A,B,应还金额,编号D'.split(',')),
    fc.constantFrom(
      '我是云杉普惠的，您的借款逾期D天了。',
      '客户N从里屋出来。',
      '走访人：N、李某（信贷部）',
      'A=催收员，B=客户N',
      '你们再打电话我就报警！',
      '应还D00元，请于8月D日前还款。',
      'N：“不还钱就弄死你”',
    ),
  ),
  { minLength: 1, maxLength: 5 },
);

test('a text that may be no record is none with other figures and with another name', () => {
  let none = 0;
  fc.assert(
    fc.property(PIECES, fc.nat(9), fc.nat(9), (pieces, digit, other) => {
      const shape = pieces.map(([form, head, words]) => form.replace('H', head) + words).join('\n');
      const filled = (name: string, figure: number): string =>
        shape.replaceAll('N', name).replaceAll('D', String(figure));
      const cast = readCast(filled('李娜', digit));
      if (mayBeRecord(filled('王伟', other), '王伟')) return;
      none += 1;
      expect(cast).toBeNull();
      expect(readCast(filled('王伟', other))).toBeNull();
    }),
    { numRuns: 2000 },
  );
  expect(none).toBeGreaterThan(100);
});

test('one heading makes no record of a letter', () => {
  expect(mayBeRecord('律 师 函\n相关事项：\n王某先生，贵方尚欠本金828.79元。', '王某')).toBe(false);
});
