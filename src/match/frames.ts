import { rememberLast } from './remember.ts';
/** Frames that mention a violation without committing it (engine specification, section 8.2). */
export type FrameReason = 'reported' | 'fraud-warning' | 'narrated' | 'quoted-example' | 'statute';

export interface FrameInput {
  readonly message: string;
  /** The sentence with its final mark, and the match in it, half-open. */
  readonly sentence: string;
  readonly start: number;
  readonly end: number;
  readonly clause: string;
  /** The match stands inside quote marks. */
  readonly quoted: boolean;
  /** The sentence without what is quoted in it. */
  readonly unquoted: string;
}

const ADVICE =
  /(?:如|若|凡|一旦|遇到|遇|发现|收到|接到|有人|任何|凡是)[^。!?\n]{0,40}?(?:请|可|应|及时|立即|欢迎|有权|务必|建议)[^。!?\n]{0,12}?(?:投诉|举报|报警|拨打|反馈|拒绝|核实|截图|保留|致电|挂断|联系我们|联系我司|告知我们|联系官方|拨|向.{0,8}反映|回拨)/;

const IMPOSTOR =
  /冒充|假冒|谎称|自称|名义|冒用|诈骗短信|不法分子|骗局|骗子|声称|以.{1,8}为由(?!.{0,4}(?:拖|推|拒|不|未|逃|回避|屡|一再|再三|搪塞))/;
/** The house's own order to its staff under what name to come: no warning. */
const ORDERED_GUISE =
  /(?:坐席|专员|外访员|人员|组员|[^,。!?\n]时)[^,。!?\n]{0,3}(?:统一|一律|均|可|应|须)(?:以[^,。!?\n]{1,16}(?:名义|身份)|对外称|自称)/;
const WARNING =
  /谨防|警惕|切勿|请勿|不要轻信|勿信|勿轻信|举报|防范|上当|不会(?:通过|以|要求|索要)|注意甄别|提高警惕|核实|受骗|反诈|识别/;

const NARRATION =
  /(?:用户|客户|消费者|投诉人|投诉方|借款人|债务人|网友|当事人|媒体|有人|举报人|来电人|申诉人|您|你)[^,。!?\n]{0,8}?(?:反映|投诉|称|表示|举报|反馈|报道|询问|咨询|来信|问|申诉|抱怨|陈述|提到|说)/;
/** What follows is the house's own order what to answer, and no report. */
const ASKED = /(?:询问|咨询|问|提到|说|表示)$/;
const ORDERED_ANSWER =
  /(?:统一|一律|均应|均须|直接|只需)[^,。!?\n]{0,4}(?:答复|回复|回答|应答|答以|答|告知|回应)/;
const QUALITY =
  /(?:质检|通报|培训|投诉|核查|复核|处罚|考核|抽检|整改|合规)[^。!?\n]{0,40}?(?:发现|核实|处罚|停职|批评|属实|扣分|判定|禁止|不合格|红线|违规)|(?:核实属实|已停职|已处罚|记过)/;

const QUOTE_VERB =
  /严禁|禁止|不得|不准|不能|不要|避免|杜绝|勿|反映|投诉|称|举报|举例|例如|比如|诸如|之类|等(?:字样|说法|表述|话术|用语|言论|词)|字样|所谓|俗称|说法|谨防|警惕|识别|列为|禁用|违规|标题|剧本|小说|电影|节目|课程|讲座/;

/** Papers that show wordings in order to teach, test, judge or regret them, or that tell news or stories. */
const GENRE =
  /上岗考试|考试题|考核题|测试题|判断题|选择题|单选|多选|第\s*\d+\s*题|以下哪(?:一?句|一?项|一?个|一?种)|学习材料|模拟演练|情景演练|角色扮演|扮演(?:违规|坐席|催收)|拟说[“"]|被系统拦截|实际未(?:发出|发送)|答案[:：]|解析[:：]|\([×✕✗√✓xX]\s*\)|\( [×✕✗√✓] \)|质检(?:扣分|记录|案例|抽检|通报|标准|规则)|扣分(?:表|项|标准)|录音号|意图(?:配置|识别)|示例句|训练(?:语料|样本|数据)|语料|标注(?:样例|示例)|敏感词(?:库|表|列表)|关键词(?:库|表|列表)|新闻(?:播读|播报|稿)|据.{1,8}报道|法院判决一|剧本|台词|小说|合规部(?:规定|要求|提示)|培训(?:材料|教材|课件|手册|案例)|违规(?:示例|案例|话术|表达)|负面(?:示例|案例)|禁用词|禁语抽查|通报:|(?:骂|威胁)坐席|坐席未|谨此致歉|致歉[:函]|(?:诚恳|郑重)[^,。\n]{0,4}道歉|惩处|说辞|说词|不是(?:我们|我司|我行|本行|本公司)(?:派|打|拨|发|的人|[,。])|不属实|确属违规/;

/** The same, said among colleagues: to a debtor a form may be sent back (打回) as well. */
const OFFICE = /退稿|草稿|打回|重训|复训|扣[^,。!?]{0,3}绩效|(?<![明今])早会|晨会|班前会/;
const OFFICE_TALK =
  /客户|坐席|座席|学员|话术|文案|模板|录音|班组|组员|组长|命中|词|抽查|抽检|短信|稿|审核|法务|合规|措辞|表述|同事/;

const STATUTE =
  /(?:违反|依照|根据|按照|依据)[^,。!?\n]{0,30}?(?:规定|条|法》|条例|办法|解释)|的,[^,。!?]{0,20}(?:处(?!理)|应当|依法|由)/;

/** The debtor addressed and the sender's own future act in one clause: then no frame excuses it. */
const OWN_THREAT =
  /(?:您|你)[^,。!?\n]*(?:我们|我司|我方|我)(?:将|会|马上|就)|(?:我们|我司|我方)(?:将|会|马上|就)[^,。!?\n]*(?:您|你)/;

let lastMessage = '';
let lastIsOfGenre = false;

/** Asked for every match of a message: the last answer is kept. */
function isOfGenre(message: string): boolean {
  if (message !== lastMessage) {
    lastMessage = message;
    lastIsOfGenre = GENRE.test(message) || (OFFICE.test(message) && OFFICE_TALK.test(message));
  }
  return lastIsOfGenre;
}

const isTeachingText = rememberLast(isOfGenre);
const holdsOwnThreat = rememberLast((clause) => OWN_THREAT.test(clause));
const warns = rememberLast((message) => WARNING.test(message));

/**
 * The frame that turns a match into a mention, or null. `reported` is advice to report it, `narrated` a
 * report about it, `statute` the wording of a law without a person addressed.
 */
export function frame(input: FrameInput): FrameReason | null {
  const { message, sentence, start, clause, quoted, unquoted } = input;
  const isTeaching = isTeachingText(message);
  if (quoted && (isTeaching || QUOTE_VERB.test(unquoted))) return 'quoted-example';
  const defeated = holdsOwnThreat(clause);
  if (!defeated) {
    const advice = ADVICE.exec(sentence);
    if (advice && advice.index <= start) return 'reported';
  }
  if (IMPOSTOR.test(sentence) && !ORDERED_GUISE.test(sentence) && warns(message))
    return 'fraud-warning';
  if (!defeated) {
    const told = NARRATION.exec(sentence);
    if (told && told.index < start && reportsSpeech(told[0])) {
      const isOrder =
        ASKED.test(told[0]) &&
        ORDERED_ANSWER.test(sentence.slice(told.index + told[0].length, input.end));
      if (!isOrder) return 'narrated';
    }
    if (isTeaching || QUALITY.test(sentence)) return 'narrated';
    if (STATUTE.test(sentence) && !/您|你|我/.test(sentence)) return 'statute';
  }
  return null;
}

/** 您/你 tell a story only with a verb of complaint: "你说" is the collector's own talk. */
function reportsSpeech(told: string): boolean {
  return (
    !/^(?:您|你)/.test(told) ||
    /反映|投诉|举报|反馈|询问|咨询|申诉|来信|^您(?:刚才|之前)?提到/.test(told)
  );
}
