import type { Kind, MessageMeta, Speaker } from '../model/segment.ts';
import {
  forbiddenHeading,
  isCustomerSender,
  parseSpeaker,
  speakerLabel,
} from '../text/speakers.ts';
import type { ReaderOptions } from './reader.ts';
import type { TimeParser } from './times.ts';

/** What a column or field says. All but `text` belong to one column each. */
export type Role =
  | 'text'
  | 'recipient'
  | 'sentAt'
  | 'status'
  | 'connected'
  | 'duration'
  | 'caseStatus'
  | 'stopFlag'
  | 'settledAt'
  | 'stoppedAt'
  | 'disputedAt'
  | 'consent'
  | 'collector'
  | 'case'
  | 'name'
  | 'relation'
  | 'channel'
  | 'direction'
  | 'signature'
  | 'templateId'
  | 'agency'
  | 'kind'
  | 'recordId'
  | 'speaker'
  | 'overdue'
  | 'profile';

/** Names as exports use them (columns.md), best first. Compared after `normalizeName`. */
const NAMES: Readonly<Record<Role, string>> = {
  text:
    '短信内容 内容 消息内容 发送内容 信息内容 正文 文本 短信正文 短信文本 模板内容 模版内容 话术 话术内容 话术正文 话术文本 标准话术 推荐话术 坐席话术 催收话术 催收员话术 催收内容 通话文本 通话内容 转写文本 转写内容 ' +
    '对话内容 对话文本 录音文本 短信 消息 短信模板 台词 message msg content text body smscontent templatecontent transcript asrtext utterance messagetext messagebody messagecontent smstext smsbody 內容 簡訊內容 訊息內容 話術 話術內容',
  recipient:
    '接收号码 被叫号码 被叫 收信人 callee msisdn to 手机号 手机号码 手机 电话 电话号码 联系电话 客户电话 客户手机号 号码 接收人 mobile phone phonenumber phoneno mobilephone tel recipient 手機號碼 手機 電話',
  sentAt:
    '发送时间 sendtime sentat senttime 下发时间 通话时间 呼叫时间 拨打时间 开始时间 starttime calltime 提交时间 submittime 时间 ts timestamp time datetime 创建时间 createtime createdat 日期 date 發送時間 時間',
  status: '发送状态 状态 回执状态 状态报告 接收时间 status reportstatus',
  connected:
    '是否接通 接通 接通状态 通话状态 呼叫结果 通话结果 拨打结果 外呼结果 外访结果 connected callresult callstatus disposition',
  duration:
    '通话时长 通话秒数 通话时间长度 时长 通话时长秒 duration billsec talktime callduration durationseconds',
  caseStatus: '案件状态 催收状态 账户状态 停催状态 案件标签 催收标识 casestatus accountstatus',
  stopFlag: '停催标识 停催标志 是否停催 停催 stopflag stopped donotcontact dnc',
  settledAt: '结清时间 结清日期 还清时间 还清日期 settledat settledtime settleddate paidoffat',
  stoppedAt:
    '停催时间 停催日期 停止催收时间 停止联系时间 拒绝联系时间 要求停止时间 stoppedat stoptime stoprequestat optoutat ceasedat',
  disputedAt:
    '投诉时间 投诉日期 异议时间 异议日期 争议时间 争议日期 disputedat disputetime complainedat complainttime complaintat',
  consent: '是否同意 夜间同意 同意夜间联系 同意标识 约定时段 consent agreed',
  collector:
    '坐席工号 工号 催收员 坐席 催员 操作员 经办人 发送人 agentid agent operator collector sender',
  case: '案件号 案件编号 合同号 合同编号 借据号 客户号 客户编号 caseid caseno contractno custno contractid',
  name:
    '客户姓名 姓名 借款人姓名 债务人姓名 欠款人姓名 持卡人姓名 被催收人姓名 用户姓名 会员姓名 本人姓名 户名 客户名称 接收人姓名 收信人姓名 收件人姓名 ' +
    '联系人姓名 name customername custname borrowername debtorname clientname contactname 客戶姓名 債務人姓名',
  relation: '与本人关系 联系人关系 联系人类型 关系 relation relationship 關係',
  channel: '触达方式 触达渠道 渠道 通道 发送渠道 channel 渠道类型',
  direction:
    '呼叫方向 通话方向 电话方向 方向 direction inbound outbound calldirection 呼叫类型 通话类型 来电类型 calltype',
  signature: '短信签名 签名 sign signature signname',
  templateId: '模板id 模版id 模板编号 模板code 模板号 templateid templatecode tplid',
  agency: '委外机构 催收公司 机构 机构名称 vendor agency',
  kind: 'kind 类型 文本类型',
  recordId: 'id 编号 记录号 流水号 序号 recordid msgid messageid 記錄號',
  speaker:
    'speaker 说话人 角色 role 发言人 说话方 讲话人 对话角色 speakerrole from side party 說話人',
  overdue:
    '逾期阶段 账龄 逾期账龄 逾期期数 逾期等级 逾期天数 overduestage overduebucket bucket dpd overduedays',
  profile: 'profile 机构类型',
};

/** All of them. */
export const ROLES: readonly Role[] = Object.keys(NAMES) as Role[];

/** Role and rank (0 is best) by normalised name. */
const ROLE_OF: ReadonlyMap<string, { readonly role: Role; readonly rank: number }> = new Map(
  // The keys of a literal record are its key type.
  (Object.keys(NAMES) as Role[]).flatMap((role) =>
    NAMES[role].split(' ').map((name, rank) => [name, { role, rank }] as const),
  ),
);

/** Names whose texts are about the record and no messages, where only the values speak for them. */
const ASIDE: ReadonlySet<string> = new Set(
  (
    '备注 备注说明 备注信息 說明 说明 描述 原因 失败原因 理由 地址 住址 家庭地址 单位 单位名称 公司 标题 主题 链接 网址 分类 类别 标签 场景 阶段 节点 产品 产品名称 模板名称 名称 ' +
    'note notes remark remarks comment comments description desc reason address title subject url link category categories tag tags label labels company product'
  ).split(' '),
);

/** NFKC, lower case, without spaces, `_`, `-`, `.` and what stands in brackets (units, 必填). */
export function normalizeName(name: string): string {
  const known = NAMES_SEEN.get(name);
  if (known !== undefined) return known;
  const normal = foldName(name);
  if (NAMES_SEEN.size < MAX_SEEN && name.length <= 100) NAMES_SEEN.set(name, normal);
  return normal;
}

/**
 * What was answered before, by name as written. The same few names come back in every record and file, and
 * folding them took half the time of a small JSON file. Bounded: hostile names do not fill the memory.
 */
const NAMES_SEEN = new Map<string, string>();
const MAX_SEEN = 2000;

function foldName(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase();
  const plain = folded.replace(/\([^()]*\)|\[[^[\]]*\]/g, '').replace(/[\s_\-.*:#"'`/]+/g, '');
  // A name that is all brackets: 【内容】
  return (plain === '' ? folded : plain).replace(/[()[\]【】「」《》\s_-]/g, '');
}

interface RankedRole {
  readonly role: Role;
  readonly rank: number;
}

/** The role that a column or field name stands for, with its rank among the names of that role (0 is best). */
export function roleOf(name: string): RankedRole | undefined {
  const key = normalizeName(name);
  const known = ROLE_OF.get(key);
  if (known !== undefined) return known;
  // 话术1, 话术2, content_2
  const bare = key.replace(/\d{1,3}$/, '');
  const numbered = bare === key || bare === '' ? undefined : ROLE_OF.get(bare);
  return numbered?.role === 'text' ? numbered : undefined;
}

/** Whether a column of that name holds remarks about the record rather than messages. */
export function isAside(name: string): boolean {
  return ASIDE.has(normalizeName(name));
}

/** Columns that name a person, or tell of him (客户 also heads what the customer says): their values decide. */
const PEOPLE: ReadonlySet<string> = new Set(
  '客户 债务人 借款人 欠款人 持卡人 被催收人 用户 会员 本人 当事人 业主 户主 联系人 紧急联系人 收件人 customer borrower debtor contact 客戶 債務人'.split(
    ' ',
  ),
);

export function isOfPeople(name: string): boolean {
  return PEOPLE.has(normalizeName(name));
}

/** Role by its own name, as `--fields sentAt=提交时间` gives it. */
export function parseRole(name: string): Role | undefined {
  const found = Object.keys(NAMES).find((role) => role.toLowerCase() === name.trim().toLowerCase());
  // It was found among the keys of NAMES, which are the roles.
  return found as Role | undefined;
}

/** 客户回复, 坐席话术: who speaks in a column, by its name. */
export function columnSpeaker(name: string): Speaker | undefined {
  const key = normalizeName(name);
  if (!/^(?:客户|用户|债务人|借款人|对方|customer|user|client|debtor)/.test(key)) return undefined;
  if (
    /^(?:客户|用户|债务人|借款人|对方)(?:的)?(?:说|话|话术|回复|回应|回答|反馈|发言|内容|原话|诉求|提问|问题)$/.test(
      key,
    )
  )
    return 'customer';
  if (/^(?:customer|user|client|debtor)(?:reply|text|message|utterance|says)$/.test(key))
    return 'customer';
  return undefined;
}

const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(
  'forbidden prohibited banned badexample badexamples badcase badcases negativeexample negativeexamples donot dont donts forbiddenphrases bannedphrases'.split(
    ' ',
  ),
);

/** Whether what stands under a key or in a column of that name is shown in order to forbid it (禁用语, 反例). */
export function isForbiddenName(name: string): boolean {
  if (FORBIDDEN_NAMES.has(normalizeName(name))) return true;
  if (!/[禁反错錯不违違红紅负負]/.test(name)) return false;
  return name.length <= 24 && forbiddenHeading(`# ${name}`) !== null;
}

/** Number of Han characters, counted up to `limit`. */
export function hanCount(text: string, limit: number): number {
  let count = 0;
  for (let i = 0; i < text.length && count < limit; i += 1) {
    const unit = text.charCodeAt(i);
    if ((unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x3400 && unit <= 0x4dbf)) count += 1;
    else if (unit >= 0xd840 && unit <= 0xd888) count += 1;
  }
  return count;
}

/** Excel's protections undone: `="13912345678"` and a leading `'`. For metadata only. */
export function unwrapCell(raw: string): string {
  const text = raw.trim();
  const formula = /^="(.*)"$/s.exec(text);
  if (formula?.[1] !== undefined) return formula[1].replace(/""/g, '"').trim();
  return text.startsWith("'") ? text.slice(1).trim() : text;
}

/** Digits lost to a spreadsheet (`1.39123E+10`): such a number identifies nobody. */
const ROUNDED = /^\d(?:\.\d+)?E\+?\d+$/i;

/** The kind named by a cell or field, undefined for words that name none. */
export function parseKind(value: string): Kind | undefined {
  const key = normalizeName(value);
  if (/^(?:sms|短信|短信模板|短讯|簡訊|短信内容)$/.test(key)) return 'sms';
  if (/^(?:script|话术|话术脚本|脚本|剧本|話術|callscript)$/.test(key)) return 'script';
  if (/^(?:log|日志|记录|催收记录|触达记录|通话记录|记录行)$/.test(key)) return 'log';
  return undefined;
}

/** A call or message that the other side made, whether a column of directions says so or one of channels. */
const CAME_IN =
  /^(?:(?:客户|客戶|用户|用戶|债务人|債務人|借款人|本人|对方|對方)?(?:主动|主動)?(?:呼入|来电|來電|打入|拨入|撥入|进线|進線|入呼|上行)(?:电话|電話|通话|通話|呼叫|语音|語音|短信|简讯|簡訊|咨询|諮詢)?|(?:inbound|incoming)(?:call|phone|voice|sms|message)?|(?:电话|電話|语音|語音|短信)(?:呼入|来电|來電|进线|進線|上行))$/;

function parseDirection(value: string): 'inbound' | 'outbound' | undefined {
  const key = normalizeName(value);
  if (CAME_IN.test(key) || /^(?:in|入向|接收|mo|received)$/.test(key)) return 'inbound';
  if (/^(?:outbound|outgoing|out|呼出|去电|去電|外呼|出向|发送|下行|mt|sent)$/.test(key))
    return 'outbound';
  return undefined;
}

const SPOKEN =
  /call|phone|voice|tel|ivr|电话|電話|語音|语音|通话|通話|录音|呼|[来來][电電]|[进進][线線]/;

/** Values of metadata by role, as written. */
export type RoleValues = { readonly [R in Role]?: string };

/**
 * The metadata that the values beside a message give. Values that say nothing (an unknown direction, an
 * unreadable time, a rounded number) are left out, the last two named in `unread`. `kind` is not set here: see `withKind`.
 */
export function buildMeta(values: RoleValues, parseTime: TimeParser): MessageMeta {
  const meta: Record<string, unknown> = {};
  const unread: ('sentAt' | 'recipient')[] = [];
  // Nothing is deleted later: that would make the object slow to copy.
  const set = (key: keyof MessageMeta, value: string | undefined): void => {
    if (value !== undefined) meta[key] = value;
  };
  for (const role of Object.keys(values)) {
    // The keys of `values` are roles.
    const raw = values[role as Role];
    const value = raw === undefined ? '' : unwrapCell(raw);
    if (value === '') continue;
    // The keys of `values` are roles.
    switch (role as Role) {
      case 'text':
        break;
      case 'sentAt': {
        const time = parseTime(value);
        if (time === undefined) unread.push('sentAt');
        else meta['sentAt'] = time;
        break;
      }
      case 'stopFlag':
        if (/^(?:是|1|y|yes|true|停催|已停催)$/i.test(value)) meta['caseStatus'] = '停催';
        break;
      case 'settledAt':
      case 'stoppedAt':
      case 'disputedAt':
        // Of a day without a clock it is not known when on that day: it counts from the next.
        set(role as 'settledAt', parseTime(value) ?? parseTime(`${value} 23:59:59`));
        break;
      case 'recipient':
        if (ROUNDED.test(value)) unread.push('recipient');
        else meta['recipient'] = value;
        break;
      case 'direction':
        set('direction', parseDirection(value));
        break;
      case 'channel':
        meta['channel'] = value.toLowerCase();
        break;
      case 'speaker':
        set('speaker', parseSpeaker(value));
        break;
      case 'kind':
        set('kind', parseKind(value));
        break;
      case 'name':
        // A field called name often names a template; a person has two to six characters.
        if (value.length <= 24) meta['name'] = value;
        break;
      case 'caseStatus':
        meta['caseStatus'] ??= value;
        break;
      default:
        meta[role] = value;
    }
  }
  if (unread.length > 0) meta['unread'] = unread;
  // sender: customer
  if (meta['speaker'] === undefined && isCustomerSender(unwrapCell(values.collector ?? '')))
    meta['speaker'] = 'customer';
  const channel = String(meta['channel'] ?? '');
  if (meta['direction'] === undefined && CAME_IN.test(normalizeName(channel)))
    meta['direction'] = 'inbound';
  // What came in was written by the other side (regulations B.1). A call that came in has both sides in it.
  if (meta['direction'] === 'inbound' && meta['speaker'] === undefined && !SPOKEN.test(channel)) {
    meta['speaker'] = 'customer';
  }
  // Every key above is a key of MessageMeta with a value of its type.
  return meta as MessageMeta;
}

/** Whether any line of `text` begins with a label of the two sides of a conversation. */
export function hasSpeakerLabel(text: string): boolean {
  if (text.length > 200_000 || !/[:：】\]]/.test(text)) return false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const label = speakerLabel(line);
    if (label !== null && isDialogue(label.speaker)) return true;
  }
  return false;
}

/** Labels that make a text a script; a remark or a system line alone does not. */
export function isDialogue(speaker: Speaker): boolean {
  return speaker === 'collector' || speaker === 'customer' || speaker === 'third-party';
}

/** Shared by the many segments of which nothing else is known. */
const GUESSED: Readonly<Record<Kind, MessageMeta>> = {
  sms: { kind: 'sms', kindKnown: false },
  script: { kind: 'script', kindKnown: false },
  log: { kind: 'log', kindKnown: false },
};

/** Kind from the data, else from `--kind`, else guessed: speaker labels script, time and recipient log, else sms. */
export function withKind(
  meta: MessageMeta,
  options: ReaderOptions,
  clues: { readonly isScript: boolean; readonly isLog: boolean },
): MessageMeta {
  if (meta.kind !== undefined) return { ...meta, kindKnown: true };
  if (options.kind !== undefined) return { ...meta, kind: options.kind, kindKnown: true };
  const kind = clues.isScript ? 'script' : clues.isLog ? 'log' : 'sms';
  return Object.keys(meta).length === 0 ? GUESSED[kind] : { ...meta, kind, kindKnown: false };
}
