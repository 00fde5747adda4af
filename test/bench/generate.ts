/** Numbers in [0, 1) from a seed (mulberry32): the same data on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A hundred beginnings and twenty ends: real rules, too, begin with many different characters. */
const ACTS = (
  '通知|联系|告诉|群发|打爆|曝光|骚扰|上门|堵住|举报|起诉|公布|辱骂|威胁|抓走|收拾|弄死|打断|盯着|拖垮|' +
  '报警|立案|判刑|坐牢|拘留|逮捕|查封|冻结|拉黑|泼漆|砸烂|烧掉|砍断|绑走|跟踪|偷拍|贴满|喇叭|横幅|花圈|' +
  '爆料|揭穿|丢光|毁掉|开除|封杀|追杀|活埋|残废|滚出|畜生|人渣|无赖|老赖|骗子|垃圾|废物|败类|不要|没有|' +
  '单位|领导|同事|亲戚|邻居|村里|学校|老师|孩子|父母|老婆|祖坟|全家|家门|小区|街道|法院|公安|警察|律师|' +
  '微信|支付|扫码|转到|现金|私人|借钱|卖血|卖房|贷款|征信|失信|黑名|通缉|限高|刑事|诈骗|洗钱|传票|执行'
).split('|');
const ENDS_OF_PHRASES =
  '你单位|你领导|你家人|你父母|你孩子|你邻居|你同事|你全家|你村里|你老婆|不还钱|等着瞧|试试看|没完|到底|跑不掉|后果自负|马上来|走着瞧|让你好看'.split(
    '|',
  );

/** 2,000 phrases of 3 to 6 characters: many share their beginning with each other and with plain text. */
export function generatePhrases(): readonly string[] {
  return ACTS.flatMap((act) => ENDS_OF_PHRASES.map((end) => act + end));
}

const LENDERS = '星禾消金|云杉小贷|江北农商银行|青禾普惠|远帆金融|城东物业'.split('|');
const NAMES = '张某某|李某|王女士|赵先生|陈某某|尊敬的客户'.split('|');
const OPENINGS = [
  '您尾号{last4}的借款本期应还{amount}元，还款日为{date}',
  '您于{date}申请的分期账单金额为{amount}元，请按时还款',
  '截至{date}，您的账户已逾期{days}天，逾期本息合计{amount}元',
  '您的{month}月账单已出，应还{amount}元，最低还款{part}元',
  '感谢您使用我司服务，本期{amount}元将于{date}自动扣款，请保证余额充足',
  '您好，您名下合同{last4}号尚有{amount}元未结清',
  '您申请的延期还款已受理，新的还款日为{date}，期间不产生罚息',
  '您本月的水电及物业费共{amount}元，请于{date}前到服务中心缴纳',
];
const MIDDLES = [
  '请您合理安排资金，以免影响您的正常使用',
  '如已还款请忽略本短信，入账可能有延迟',
  '如确有困难，可拨打客服电话协商还款方案',
  '逾期将按合同约定计收罚息，并依法报送征信系统',
  '请登录官方应用核对账单明细，如有疑问请联系人工客服',
  '我司不会以任何理由要求您向个人账户转账，请注意防范诈骗',
  '若双方未能协商一致，我司可能依法通过诉讼等方式主张权利',
  '我们会上门走访前提前与您预约，请保持电话畅通',
];
const ENDS = ['客服热线{phone}', '详询{phone}', '回复退订', '祝您生活愉快', '如非本人请忽略'];

/** Said in one breath by people who do not keep to the rules; the rules find most of them. */
const VIOLATIONS = [
  '再不还钱就打断你的腿',
  '我们会上门找你家人',
  '不还就等着坐牢吧',
  '你就是个老赖不要脸',
  '我们已经报警派出所马上来抓你',
  '今天不还爆你通讯录',
  '明天去你单位闹让你领导知道',
  '法院已经立案将查封你的房产',
  '把钱转到我的微信私人账户',
  '欠钱不还死全家',
];

export interface Messages {
  /** Plain, lawful messages of 60 to 110 characters. */
  plain(count: number): readonly string[];
  /** Plain messages, into a share of which a phrase is written. */
  mixed(count: number, phrases: readonly string[], share: number): readonly string[];
  /** Messages in which every clause is a violation. */
  dense(count: number): readonly string[];
}

/** Messages from a seed; each call goes on where the last one ended. */
export function createMessages(seed: number): Messages {
  const random = createRandom(seed);
  const integer = (from: number, to: number): number => from + Math.floor(random() * (to - from));
  const pick = (list: readonly string[]): string => list[integer(0, list.length)]!;
  const fill = (template: string): string =>
    template
      .replace('{last4}', String(integer(1000, 10_000)))
      .replace('{amount}', `${integer(100, 90_000)}.${integer(10, 100)}`)
      .replace('{part}', String(integer(50, 900)))
      .replace('{date}', `${integer(1, 13)}月${integer(1, 29)}日`)
      .replace('{days}', String(integer(1, 90)))
      .replace('{month}', String(integer(1, 13)))
      .replace('{phone}', `400${integer(1_000_000, 10_000_000)}`);
  const message = (): string =>
    `【${pick(LENDERS)}】${pick(NAMES)}，${fill(pick(OPENINGS))}。${fill(pick(MIDDLES))}。${fill(pick(ENDS))}。`;
  const make = (count: number, one: () => string): readonly string[] =>
    Array.from({ length: count }, one);
  return {
    plain: (count) => make(count, message),
    mixed: (count, phrases, share) =>
      make(count, () =>
        random() < share ? message().replace('。', `，${pick(phrases)}。`) : message(),
      ),
    dense: (count) =>
      make(count, () => `${pick(VIOLATIONS)}，${pick(VIOLATIONS)}！${pick(VIOLATIONS)}。`),
  };
}
