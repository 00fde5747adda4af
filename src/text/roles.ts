import type { Speaker } from '../model/segment.ts';
import { parseSpeaker } from './speakers.ts';

/** Who is told by what a record calls him: `unsure` may belong to either side and is not decided by what others are. */
export type NamedRole = Speaker | 'unsure';

/** Short for a side, where a record sets it before every turn. */
const SHORT: ReadonlyMap<string, Speaker> = new Map([
  ...[...'催坐座访訪'].map((name) => [name, 'collector'] as const),
  ...['外呼', '呼出', '主叫', '贷后', '貸後', '催方'].map((name) => [name, 'collector'] as const),
  ...['客', '借', '债', '客方', '机主', '機主', 'cust'].map((name) => [name, 'customer'] as const),
  ...['男士', '女士', '男子', '女子'].map((name) => [name, 'third-party'] as const),
]);

const CUSTOMER =
  /^(?:客户|客戶|用户|用戶|访客|訪客|顾客|顧客|借款人|债务人|債務人|欠款人|持卡人)(?!经理|經理|服务|服務|专员|專員|关怀|關懷|代表|中心|顾问|顧問|主任|部)/u;
const HOLDER = /机主|機主/u;
/** Whom it names is told by who stands opposite. */
const OPPOSITE = /^(?:对方|對方)$/u;
const COLLECTING =
  /催收|外呼|^人工|坐席|座席|客服|客[户戶]服[务務]|客[户戶](?:关怀|關懷|经理|經理|代表)|专员|專員|[贷貸](?:后|後)|[外走][访訪]|外勤|委外|外包|收[数數][员員]|话务|話務|信[贷貸]|小[贷貸]|[贷貸]款(?:公司|中心)|消[费費]金融|金融|消金|金服|金科|[银銀]行|信用社|[农農]商行|[财財][务務]|普惠|租[赁賃]|借[贷貸]|分期|[钱錢]包|担保|擔保|律师|律師|法[务務]|调解|調解|[质質]检|[质質]檢|[贷貸]$/u;
/** Of the lender, of an employer or of a village: the word alone does not say. */
const STAFF = /主管|经理|經理|督导|督導|班长|班長|团队长|領班|同事$/u;
/** 连洁@南谷银行: a member of that firm. Those outside are marked with the messenger they use. */
const MEMBER = /^[^@]+@(?!微信|wechat)[^@]+$/u;
const RELATED =
  /(?:母亲|母親|父亲|父親|妈妈|媽媽|爸爸|老公|老婆|丈夫|妻子|爱人|愛人|配偶|儿子|兒子|女儿|女兒|哥哥|弟弟|姐姐|妹妹|姑姑|姑妈|叔叔|伯伯|舅舅|姨妈|阿姨|爷爷|奶奶|外公|外婆|婆婆|公公|岳父|岳母|丈母娘|嫂子|二舅|大舅|三婶|婶婶|侄子|亲戚|家属|家屬|亲属|親屬|家人|房东|房東|室友|同学|同學|邻居|鄰居|前台|前臺|村支书|支书|村主任|保安|物业|门卫|朋友|联系人|聯絡人|男士|女士|男子|女子|接听人|接电话的人)/u;

/** The side for which a name or a note behind it stands, undefined for a mere name. */
export function namedRole(name: string, note = ''): NamedRole | undefined {
  const key = name.normalize('NFKC').trim().toLowerCase();
  if (COLLECTING.test(note)) return 'collector';
  const known = SHORT.get(key) ?? parseSpeaker(key);
  if (known !== undefined) return known;
  const aside = note === '' ? undefined : (SHORT.get(note) ?? parseSpeaker(note));
  if (aside !== undefined) return aside;
  if (CUSTOMER.test(key)) return RELATED.test(key) ? 'third-party' : 'customer';
  if (HOLDER.test(key)) return 'customer';
  if (COLLECTING.test(key) || MEMBER.test(key)) return 'collector';
  if (STAFF.test(key)) return 'unsure';
  return RELATED.test(key) ? 'third-party' : undefined;
}

/** Whether `name` is said of whoever is not the debtor, because the debtor is among those who speak. */
export function isOppositeHolder(name: string, names: Iterable<string>): boolean {
  return OPPOSITE.test(name) && [...names].some((other) => HOLDER.test(other));
}

/** What a name before a colon is when it names no speaker: the field of a form, a kind of text. */
const FIELD =
  /(?:热线|熱線|电话|電話|账号|賬號|帳號|账户|賬戶|卡号|话术|話術|应答|应对|回应|模板|名称|名稱|方式|渠道|提示|时间|時間|要求|规范|規範|编号|編號|号码|號碼|地址|日期|金额|金額|链接|连结|网址|说明|說明|备注|備註|标题|内容|內容|案例|示例|类型|场景|对象|问题|原因|结果|状态|建议|处理|措施|步骤|流程|注意|事项|阶段|策略|版本|短信|邮件|文案|合同|项目|机构|走[访訪]人|来电方|委托方|委托人|名单|要点|目的|机主|意图|情绪|摘要|结论|本金|利息|罚息|合计|总计|公司|单位|签名|落款|主题|附件|关于|如下|以下|通知|温馨|特此|答案|解析|小结|总结|备案|文号|案号|微信|公众号|小程序|[度数额率期限])$|^(?:附|注|答|第.|如|若|当|尊敬|亲爱|[您你请])/u;

/** Whether a record may call somebody so where nothing but a colon sets the name off. */
export function isPersonName(name: string): boolean {
  const own = name.replace(/@[^@]*$/, '');
  return own.length <= 12 && !FIELD.test(own) && !/[您你的]|\d{3}/u.test(own);
}

const LENDER =
  '(?:[贷貸]|[银銀]行|金融|金服|金科|信用社|[农農][商信]|信用卡|分期|消金|小[额額]|租[赁賃機机]|[担擔]保|[资資][产產]|催收|催[债債款]|律[师師]事[务務]所|律所|法院|[调調]解|[财財][务務]|[钱錢]包|借款|借[条條]|普惠|[数數]科|[资資]管|快借|易借|速借)';
const CLAUSE = /[^，,。！!？?；;\n]+[？?]?/gu;
/** He speaks of others, or asks. */
const OF_OTHERS =
  /你[们們哋]|您[们們]|是不是|系咪|係咪|哪|什么|什麼|边个|邊個|[吗嗎么？?]|[说說讲講]|[他她]|有人|对方|對方|自称|自稱|那[个個边邊]|上[次回家]|别家|老?客[户戶]|用[户戶]/u;
const PRESENTS = new RegExp(
  `(?:我是|我[系係]|我哋[系係]|[这這][里裡边邊](?:其实)?是|我[这這][边邊](?:其实)?是|我[们們]是|我叫|阿拉|俺是).{0,16}${LENDER}|${LENDER}.{0,6}[的个個嘅滴]$`,
  'u',
);
const STAFF_NUMBER =
  /(?:工[号號]|[职職][员員][编編][号號])[是为為：: ]{0,2}[a-z]?[\d一二三四五六七八九零]/iu;
const RECORDED = /(?:通[话話]|[电電][话話]|本次|全程).{0,8}[录錄]音/u;
/** Whoever it is that owes: only the lender says `in ours`. */
const OURS = /在我[们們司行](?:[这這][里裡边邊])?[^，。]{0,10}(?:借|[贷貸]|欠|[办辦])/u;
const LENT =
  /(?:[您你]|本期).{0,12}(?:借款|[贷貸]|欠款|[账帳賬][单單]|分期|透支|尾款|本金).{0,14}(?:逾期|到期|欠|[没沒][还還]|[没沒]缴|[应應][还還]|[还還]剩|拖了|透支)/u;
const DEMANDS =
  /[您你].{0,12}(?:[还還]款|[还還][钱錢]|不[还還]|欠款|欠的|入[账數数])|(?:今天|明天|[马馬]上).{0,6}[还還](?:款|[钱錢]|清)/u;

/** Speech is written down without marks: behind a question he speaks of himself, and behind that he asks. */
const TURNS_TO_HIMSELF =
  /(?<=[吗嗎呢吧啊好])(?=(?:我|我[们們]|[這这][里裡边邊])(?:是|叫|系|係))|(?<=[^，,。！!？?；;])(?=[请請][问問])/gu;
/** Clauses beyond these say nothing new of who speaks. */
const HEARD = 3000;

function saysOfHimself(words: string, says: (clause: string) => boolean): boolean {
  for (const [clause] of words.replace(TURNS_TO_HIMSELF, '，').matchAll(CLAUSE))
    if (!OF_OTHERS.test(clause) && says(clause)) return true;
  return false;
}

/** Whether he whose words these are says that he is from a lender. */
export function presentsAsLender(words: string): boolean {
  const heard = words.slice(0, HEARD);
  return (
    OURS.test(heard) ||
    saysOfHimself(
      heard,
      (clause) => PRESENTS.test(clause) || (STAFF_NUMBER.test(clause) && !/[您你]/u.test(clause)),
    )
  );
}

/** Whether he speaks of the call or the loan as a lender does: he may be one, and what he says has to be judged. */
export function speaksAsLender(words: string): boolean {
  const heard = words.slice(0, HEARD);
  return saysOfHimself(heard, (clause) => RECORDED.test(clause) || LENT.test(clause));
}

/** Whether he asks the other for money: then he is on no account the customer. */
export function asksForPayment(words: string): boolean {
  return saysOfHimself(words.slice(0, HEARD), (clause) => DEMANDS.test(clause));
}
