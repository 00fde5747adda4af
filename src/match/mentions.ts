/**
 * Mentions that the words after the match decide: a question that is answered no, a notion that is
 * corrected, misconduct of others that is regretted, punished or given as the reason of a dismissal.
 * Each asks for both halves. One alone (an apology, a question, "people say") decorates a threat as well.
 */
export type MentionReason = 'answered-no' | 'corrected' | 'narrated' | 'kept-silent';

export interface MentionInput {
  readonly message: string;
  /** The match in the message, half-open. */
  readonly from: number;
  readonly to: number;
}

/** Words of the tests below that tell by themselves, of two characters or more: written by their sound they tell as well. */
export const MENTION_CUES: readonly string[] =
  `俗话 老话 古话 常言 传言 传闻 谣言 谣传 误传 误解 误会 误区 说法 讲法 以为 听说 网传 所谓 其实 没有 依据 不必 无需 不用
    并非 不属于 不构成 不影响 不可能 不是 道歉 致歉 抱歉 登记 上报 核查 辞退 开除 终止 解除 合作 绩效 检讨 约谈 质检 培训 客户 同事`.split(
    /\s+/,
  );

/** Characters looked at on either side of the match. */
const REACH = 80;

const ASKS_BEFORE =
  /(?:问|担心|怕|询问|咨询|关心)[^。!?\n]{0,24}$|(?:会不会|要不要|是不是|能不能|算不算|需不需要|用不用|(?:哪个|谁|边个|有人|听讲|听人)(?:说|讲|话|告诉)(?:过)?)[^。!?\n]{0,14}$/;
const ASKS_WITHIN = /会不会|是不是|要不要|[您你](?:怕|担心)/;
const ASKS_AFTER = /^[^,。!?\n]{0,10}\?/;
const DENIAL =
  /不会(?![连不真还又是吧想太多很再?]|以为|觉得|有人|才怪|吗|的话)|(?:不用|不必|无需|不需要)(?!怕|担心|急|的话|[吗?])|不影响|不可能(?![不吗?])|坐不了|不属于|不构成|不介入|不涉及|没有这(?:回事|种事)|没有的事|莫得(?:这|那)?回?事|没得(?:这|那)回事|没(?:这|那)回事|冇(?:咁|噉|呢)嘅?事|唔会(?!连|真|又)|系民事|答:不(?:是|会|用|需要)|(?:属于|属|是)(?:普通)?民事|只有法院|不允许|也不准/;
/** Between question and denial: then it was no answer, or not this one. */
const NO_ANSWER = /(?<!不)会(?!不会)|就|马上|肯定|当然|但|不过|除非|得看|看您|看你|今天|明天|以前/;

function isAnsweredNo(before: string, match: string, after: string): boolean {
  const isAsked = ASKS_BEFORE.test(before) || ASKS_WITHIN.test(match) || ASKS_AFTER.test(after);
  if (!isAsked) return false;
  const denial = DENIAL.exec(after);
  if (!denial || NO_ANSWER.test(after.slice(0, denial.index))) return false;
  return !/^[^,。!?\n]{0,4}(?:才怪|[吗么]?\?)/.test(after.slice(denial.index + denial[0].length));
}

const NOTION =
  /常[讲说]|古话|(?:邻居|朋友|亲戚|别人|同事|谁)跟[您你][说讲]|别听|瞎说|胡说|乱讲|哪能|哪会|俗话|老话|常言|都说|都讲|网上|网传|网络|很多人|不少人|许多人|常有人|有人|民间|坊间|别信|传言|传闻|听人|听说|说法|讲法|叫法|之前说|以为|觉得|误传|所谓|["“「『]/;
const CORRECTION =
  /^[^?\n]{0,40}?(?:(?<!是)不是(?:这么|那么)(?:回事|说|规定)|(?<!是)不是[这那]样|并非如此|没有这一?(?:条|说|规定)|(?:是|属于?|纯属)(?:误解|误会|误传|谣言|谣传|讹传|误区|错误|错的)|不准确|不正确|不严谨|不成立|说错了|(?:理解|说法|讲法)有误|站不住脚|没有任何?(?:法律)?依据|于法无据|以讹传讹|没那回事|没有那回事|没有的事|其实[^,?。!\n]{0,16}(?:可以不还|不用还|不必|无需|不承担|没有义务)|没影的事|没有这个说法|以[^,。]{0,6}遗产[^,。]{0,3}为限)/;

function isCorrected(before: string, after: string): boolean {
  return CORRECTION.test(after) && NOTION.test(sentenceOf(before));
}

const TOLD =
  /(?:催收员|坐席|同事|工作人员|外包|专员|业务员|[上前]一[位个]|上次|上回|那位|有人|对方|他|她|短信)[^。!?\n]{0,16}(?:骂|说|讲|称|叫|威胁|恐吓|要|给|把|打|吓)/;
const REMEDY =
  /投诉单|代公司向|非常抱歉|已被?(?:辞退|开除)|承认错误|向您(?:和家人)?[道致]歉|深表歉意|赔个?不是|特此致歉|上报核查|调录音|(?:帮|替|给)您[^,。]{0,6}(?:登记|投诉|上报|核查)|(?:转告|报给|上报)合规|记录下来|需要登记|转投诉/;
const NO_REMEDY =
  /再不|骂得好|骂轻|骂错了?,|说得对|没说错|这次我|我直接|我今天|不过[您你]|但[您你]|自找/;

const SANCTION_BEFORE =
  /(?:谁(?:再|敢|要是|坏|昨天|给|把|对|跟|骂)|有人|有同事|隔壁组|这种话|昨天谁)[^。!?\n]*$/;
const SANCTION_AFTER =
  /^[^。!?\n]{0,40}(?:被投诉|让人投诉|开除|走人|滚蛋|绩效|写检讨|离职|被罚|约谈|合规解释|离岗|停岗|处分)/;
const STAFF = /客户|同事|绩效|早会|晨会|班前会|培训|各组|本组|组员|坐席(?!:)/;

const DISMISSED =
  /(?:终止|解除|停止|取消|结束|不再)[^,。]{0,14}(?:合作|委托|合同|协议)|清退|解约|(?:公司|平台|机构|坐席)[^。]{0,30}被罚款/;
const MISDEED_OF =
  /(?:因(?:其|为)?|由于|原因是|存在|曾|该公司|其人员|\d+名|[一二三两几多]名)[^。!?\n]*$/;
const OWN_STEP = /[您你]|我们将|我们就|今晚|明天|马上|即将/;

/** What the customer says or wants himself, in a record of the call; what is said to him is the agent's. */
const CUSTOMER_SAYS =
  /(?<![对向跟给与和找致知促劝让])(?:客户|借款人|对方|债务人)(?:[^。!?\n“"]{0,12}(?:说|称|骂|喊|扬言|威胁|表示)[,:]?["“][^"”]{0,40}|(?:主动|自行|自己)(?:提出|要求|希望|申请|表示)(?:将|把|要|想)?[^,。!?\n]{0,10})$/;

/** A question whether others did so, in a survey or a call back. */
const WHETHER_OTHERS =
  /(?:有没有人|是否有人|有无人员|有没有(?:坐席|催收|工作人员|同事|人员)|是否(?:曾)?遇到|是否曾有|是否有(?:坐席|催收|工作人员|同事|人员))(?![^?]{0,30}(?:我们|我司|我[就会将]|告诉|知道|提醒))[^。!?\n]{0,40}$/;

const KEPT_SILENT =
  /(?:只|仅)(?:说了?|请|报了?|留了?|让)[^。!?\n]{0,16}(?:回电|回个|回一下|转告|工号|客服)|没有?(?:提|说|讲|谈)(?:过|到|起)?(?:您的|任何)?(?:借款|贷款|欠款|账|别的|什么事|款项)|其他没讲/;
const NOT_SILENT =
  /(?<![没有未])(?:说|讲|提|告诉)[^,。]{0,4}(?:欠|借|没还)(?!款的事)|下次|下回|早晚|迟早|今天不|不一定|自己想|再不|不还|当心|这次|暂时|先不|还没提|挺有|好听|聪明|可爱|懂事/;
const PICKED_UP = /接(?:的|了|电话|听)|电话[^,。]{0,8}接|接到/;

/** The mention a match belongs to, or null. Asked only for matches that nothing else has excused. */
export function mention(input: MentionInput): MentionReason | null {
  const { message, from, to } = input;
  const before = message.slice(Math.max(0, from - REACH), from);
  const after = message.slice(to, to + REACH);
  const match = message.slice(from, to);
  if (isAnsweredNo(before, match, after)) return 'answered-no';
  if (isCorrected(before, after)) return 'corrected';
  if (TOLD.test(before + match) && REMEDY.test(message) && !NO_REMEDY.test(message)) {
    return 'narrated';
  }
  if (SANCTION_BEFORE.test(before + match) && SANCTION_AFTER.test(after) && STAFF.test(message)) {
    return 'narrated';
  }
  if (CUSTOMER_SAYS.test(before)) return 'narrated';
  if (WHETHER_OTHERS.test(before) && /^[^。!\n]{0,30}\?/.test(after)) return 'narrated';
  const sentence = sentenceOf(before) + match + /^[^。!?\n]*/.exec(after)![0];
  if (DISMISSED.test(sentence) && MISDEED_OF.test(before + match) && !OWN_STEP.test(sentence)) {
    return 'narrated';
  }
  const near = before.slice(-30) + match + after;
  if (KEPT_SILENT.test(near) && PICKED_UP.test(near) && !NOT_SILENT.test(message)) {
    return 'kept-silent';
  }
  return null;
}

/** What stands behind the last end of a sentence. An expression with `$` would be tried from every place. */
function sentenceOf(before: string): string {
  let at = before.length;
  while (at > 0 && !'。!?\n'.includes(before[at - 1]!)) at -= 1;
  return before.slice(at);
}
