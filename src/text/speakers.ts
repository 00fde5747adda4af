import type { Speaker } from '../model/segment.ts';
import { chatLabel } from './chat.ts';
import { lengthAhead } from './leads.ts';

/**
 * Who speaks, by the label before the colon (engine specification 4.2, regulations B.1).
 * Simplified, traditional and English, lower case.
 */
const LABELS: Readonly<Record<Speaker, string>> = {
  collector:
    '坐席 座席 坐席员 座席员 客服 客服专员 客服人员 催收员 催收專員 催收专员 催收人员 催收 催员 催收岗 催收员工 专员 專員 经办 經辦 经办人 經辦人 ' +
    '外访 外訪 外访员 外訪員 机器人 機器人 智能客服 智能外呼 语音机器人 ai ai坐席 ai客服 ai机器人 话务员 話務員 职员 職員 行員 收數 收數員 收数 收数员 催收員 ' +
    '贷后专员 貸後專員 贷后 催 a 甲 agent collector operator csr bot robot assistant 出向 坐席方 催收方',
  customer:
    '客户 客戶 用户 用戶 债务人 債務人 借款人 欠款人 贷款人 持卡人 被催收人 对方 對方 本人 消费者 入向 b 乙 customer cust client user borrower debtor consumer 客户方 客',
  'third-party':
    '第三人 第三方 家属 家屬 前台 前臺 亲属 親屬 亲友 父亲 父親 母亲 母親 爸爸 妈妈 媽媽 配偶 妻子 丈夫 前妻 前夫 儿子 女儿 哥哥 姐姐 弟弟 妹妹 ' +
    '联系人 聯絡人 紧急联系人 同事 领导 朋友 邻居 村支书 房东 hr 接听人 接電人 thirdparty third-party relative contact',
  narrator:
    '备注 備註 说明 說明 考核点 考核要点 考核點 禁用语 禁用語 禁语 反例 反面示例 错误示例 旁白 批注 点评 质检点评 质检备注 培训要点 场景 场景说明 情景 情景说明 ' +
    '背景 流程图备注 坐席备注 narrator note',
  system: '系统 系統 系统提示 系统备注 系統註記 system',
};

const SPEAKER_OF: ReadonlyMap<string, Speaker> = new Map(
  // The keys of a literal record are its key type.
  (Object.keys(LABELS) as Speaker[]).flatMap((speaker) =>
    LABELS[speaker].split(' ').map((label) => [label, speaker] as const),
  ),
);

/** All labels, simplified and traditional. */
export const SPEAKER_LABELS: readonly string[] = [...SPEAKER_OF.keys()];

/**
 * Who is meant by the value of a `role` or `speaker` field; undefined for a name or a number, and for a letter with a
 * number: B09 is somebody of the staff, while B alone is the other side of a dialogue.
 */
export function parseSpeaker(value: string): Speaker | undefined {
  const whole = value
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^[[【(<]|[\]】)>]$/g, '')
    .replace(/[\s_]+/g, '-');
  const key = whole.replace(/[-#]?\d{1,6}$/, '');
  if (key.length === 1 && key !== whole) return undefined;
  return SPEAKER_OF.get(key) ?? SPEAKER_OF.get(key.replace(/-/g, ''));
}

/**
 * Whether the sender or operator of a record is the customer. One letter or a word with a number is how collectors
 * are called in a log (B, user07): what they send has to be judged.
 */
export function isCustomerSender(value: string): boolean {
  const text = value.normalize('NFKC').trim();
  return text.length > 1 && !/\d$/.test(text) && parseSpeaker(text) === 'customer';
}

const BLANK = '[ \\t\\u3000\\u00a0]{0,8}';
const CLOCK = '\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?(?:[.,]\\d{1,3})?';
const DATE = '(?:\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?[ T]{0,2})?';
const TIME = `[[【(（<［]?${DATE}${CLOCK}(?:${BLANK}(?:-->|[-~–—])${BLANK}${CLOCK})?[\\]】)）>］]?`;
const CHANNEL =
  '[[【(（<［](?:[左右](?:声道|聲道)|声道\\d|通道\\d|ch\\d|电话|電話|语音|通话|微信|短信|[lr])[\\]】)）>］]';
const LABEL = [...SPEAKER_OF.keys()]
  .sort((a, b) => b.length - a.length)
  .map((label) => label.replace(/[-]/g, '[-_ ]?'))
  .join('|');
const NUMBER =
  '(?:[-#_]?[a-z]?\\d{1,6}(?![\\d:：]*[:：]\\d{2}[\\]】)）:： ])|[一二三四五六七八九十]{1,2}号?)?';
const NOTE = '(?:[(（［[]([^()（）［\\][。！？\\n]{0,12})[)）］\\]])?';
const SAYS = '(?:说|說|问|問|答|称|回答|回复|应答|应对|回应|询问|追问|表示|反问|道)?';
/** 1: label in brackets, 2: its note; 3: bare label, 4: its note; 5: the colon. */
const LABELLED = new RegExp(
  `^(?:[-*+•·>]{1,2}[ \\t]{1,4}|\\d{1,3}[.、)）][ \\t]{0,4})?\\*{0,2}(?:${TIME}${BLANK})?(?:${CHANNEL}${BLANK})?` +
    `(?:[[【(（<［](${LABEL})${NUMBER}[\\]】)）>］]${NOTE}|(${LABEL})${BLANK}${NUMBER}${BLANK}${NOTE}${SAYS})` +
    `\\*{0,2}${BLANK}(?:${TIME}${BLANK})?([:：]?)\\*{0,2}`,
  'iu',
);
/** `村支书（第三人）：` - whoever it is, the brackets say which side. */
const NAMED = new RegExp(
  `^(?:${TIME}${BLANK})?[\\p{Script=Han}a-z]{1,8}${NUMBER}[(（](${LABEL})[)）]${BLANK}[:：]`,
  'iu',
);
const COLLECTING = /催收|坐席|座席|客服|专员/;
const PHONE_ONLY = /^[\d\s()（）-]{3,}[。.]?$/;

/** All that may stand before a label: marks of lists, brackets, time, channel. */
const BEFORE_LABEL: ReadonlySet<string> = new Set(
  '-*+•·> \t\u3000\u00a00123456789.、)）【[(（<［】]］＞:：/年月日t~–—,左右声道聲通ch电话電話語语音微信短lr',
);
const STARTS: ReadonlySet<string> = new Set([...SPEAKER_OF.keys()].map((key) => key.slice(0, 2)));

/**
 * False for what surely does not match LABELLED, which takes 25 ms to be compiled. Nearly all lines begin
 * with a character that stands neither in a label nor before one.
 */
function mayBeLabelled(head: string): boolean {
  for (let i = 0; i < head.length; i++) {
    // Without regard to case: ſ is an s, and the Kelvin sign a k.
    const pair = head
      .slice(i, i + 2)
      .toLowerCase()
      .replaceAll('ſ', 's');
    const first = pair.slice(0, 1);
    if (STARTS.has(pair) || STARTS.has(first)) return true;
    if (!BEFORE_LABEL.has(first)) return false;
  }
  return false;
}

/** Found in all that NAMED matches. */
const HOLDS_NAMED = /[(（][^()（）]{1,16}[)）][ \t\u3000\u00a0]{0,8}[:：]/;

/** Labels stand at the head; a window keeps a line of 50 MB from being copied. */
const WINDOW = 96;
/** A colon, or what closes a bracket. */
const HOLDS_MARK = /[:：\]】)）>］]/;

export interface SpeakerLabel {
  readonly speaker: Speaker;
  /** Offset in UTF-16 units just behind the colon and the blanks after it: where the words begin. */
  readonly end: number;
}

/**
 * The speaker label with which `line` begins, or null: `坐席09：`, `[10:02] 客户:`, `【坐席】`, `A：`. What stands ahead of
 * the words (`1.`, `话术：`, an emoji) may stand before it. The head line of a copied chat is one as well, without a
 * colon: `客户 2025/3/1 10:22:15`.
 *
 * Works on text as written and on folded text (NFKC, lower case). A label has to be the whole of what
 * stands before the colon, so that 客服电话：, 还款时间： and 尊敬的客户： are none.
 */
export function speakerLabel(line: string): SpeakerLabel | null {
  const label = chatLabel(line) ?? labelAtHead(line);
  if (label !== null || !HOLDS_MARK.test(line.slice(0, WINDOW))) return label;
  const ahead = lengthAhead(line.slice(0, WINDOW));
  const behind = ahead === 0 ? null : labelAtHead(line.slice(ahead));
  return behind && { speaker: behind.speaker, end: ahead + behind.end };
}

function labelAtHead(line: string): SpeakerLabel | null {
  let begin = 0;
  while (begin < line.length && isBlank(line.charCodeAt(begin))) begin += 1;
  const head = line.slice(begin, begin + WINDOW);
  if (!HOLDS_MARK.test(head)) return null;
  const match = mayBeLabelled(head) ? LABELLED.exec(head) : null;
  if (match === null) return namedLabel(line, begin, head);
  const [whole, bracketed, noteA, bare, noteB, colon] = match;
  const label = (bracketed ?? bare ?? '').toLowerCase();
  if (!colon && (bracketed === undefined || label.length === 1))
    return namedLabel(line, begin, head);
  const note = noteA ?? noteB;
  const speaker =
    note !== undefined && COLLECTING.test(note)
      ? 'collector'
      : (SPEAKER_OF.get(label.replace(/[-_ ]/g, '')) ?? SPEAKER_OF.get(label));
  if (speaker === undefined) return null;
  const end = skipBlanks(line, begin + whole.length);
  // 客服：400-800-0000 gives a number to call, nobody speaks.
  if (PHONE_ONLY.test(line.slice(end, end + 40))) return null;
  return { speaker, end };
}

function namedLabel(line: string, begin: number, head: string): SpeakerLabel | null {
  const match = HOLDS_NAMED.test(head) ? NAMED.exec(head) : null;
  const speaker = match?.[1] === undefined ? undefined : SPEAKER_OF.get(match[1].toLowerCase());
  if (match === null || speaker === undefined) return null;
  return { speaker, end: skipBlanks(line, begin + match[0].length) };
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 0x3000 || unit === 0xa0 || unit === 0xfeff;
}

function skipBlanks(line: string, at: number): number {
  let end = at;
  while (end < line.length && isBlank(line.charCodeAt(end))) end += 1;
  return end;
}

const NOUNS =
  '禁用语|禁用語|禁语|禁語|禁止话术|禁止話術|违规话术|違規話術|禁用话术|反面示例|反面案例|反例|错误示例|錯誤示例|不当示例|红线|紅線|负面清单|負面清單';
const VERBS = '不得说|不得說|不能说|不能說|禁止说|禁止說|不要说|不要說|不得使用|禁止使用';
const MORE = '(?:清单|列表|汇总|如下|示例|举例)?(?:[(（][^()（）]{0,12}[)）])?';
const MARKS = /^[\s\u3000]{0,8}(#{1,6}[ \t]*)?(?:[-*+•·>][ \t]+)?[*_【[「《]{0,3}/;
const COLON_LIST = new RegExp(
  `^[^\\n]{0,30}?(?:${NOUNS}|${VERBS})${MORE}[*_】\\]」》]{0,3}[ \\t]?[:：][*_]{0,2}[ \\t\\u3000]*`,
);
const BARE_NOUN = new RegExp(
  `^[^\\n。！？!?；;]{0,12}?(?:${NOUNS})${MORE}[*_】\\]」》]{0,3}[ \\t\\u3000]*$`,
);
const BARE_VERB = new RegExp(
  `^[^\\n。！？!?；;]{0,20}?(?:${VERBS})${MORE}[*_】\\]」》]{0,3}[ \\t\\u3000]*$`,
);

/**
 * Whether `line` opens a list of forbidden phrases (engine specification 4.6): `block` for the lines
 * that follow, `line` where the phrases stand behind the colon of the same line, null where it does not.
 *
 * Works on plain lines and Markdown headings, as written or folded. Without colon and without a heading
 * mark only a short line that addresses nobody counts: “这是我们的红线” in a message forbids nothing.
 */
export function forbiddenHeading(line: string): 'block' | 'line' | null {
  const head = line.slice(0, 120);
  const marks = MARKS.exec(head);
  const text = marks === null ? head : head.slice(marks[0].length);
  const colon = COLON_LIST.exec(text);
  if (colon !== null && !/[。！？!?；;你您我]/.test(colon[0])) {
    return colon[0].length < text.length ? 'line' : 'block';
  }
  if (line.length > 60) return null;
  const isHeading = marks?.[1] !== undefined;
  if (isHeading && BARE_VERB.test(text)) return 'block';
  if (BARE_NOUN.test(text) && (isHeading || !/[你您我]/.test(text))) return 'block';
  return null;
}

const RIGHT =
  /^(?:正确|正確|推荐|推薦|标准|標準|建议|建議|规范|規範|合规|合規)(?:的)?(?:话术|話術|示例|用语|用語|表达|表達|说法|說法|做法)/;

/** Whether `line` begins the right wording (正确示例, 推荐话术 …) and so ends a list of forbidden phrases. */
export function endsForbidden(line: string): boolean {
  const head = line.slice(0, 60);
  const marks = MARKS.exec(head);
  const text = marks === null ? head : head.slice(marks[0].length);
  return RIGHT.test(text.replace(/^\d{1,3}[.、)）][ \t]*/, ''));
}
