import {
  type Contact,
  contactFacts,
  FACT,
  FACT_OF,
  type UncountedReason,
} from '../model/contact.ts';
import type { MessageMeta } from '../model/segment.ts';
import { type Country, contactKey, foldCase, foldRecipient } from './recipients.ts';
import { instantOf, type OffsetAt } from './zones.ts';

function folded(value: string): string {
  return value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.-]+/g, '');
}

/** Facts of a cell that names the channel (短信, 外呼, 上门, wechat …); 0 where it names none. */
export function channelFacts(value: string): number {
  const text = folded(value);
  if (text === '') return 0;
  if (/外访|上门|走访|面访|家访|visit|field/.test(text)) return FACT_OF.channel.visit;
  if (/短信|简讯|簡訊|短訊|彩信|sms|mms|textmessage/.test(text)) return FACT_OF.channel.sms;
  if (
    /微信|wechat|weixin|qq|企微|企业微信|whatsapp|chat|^(?:line|im|app)$|站内|推送|push|小程序|在线/.test(
      text,
    )
  )
    return FACT_OF.channel.chat;
  if (/邮|郵|信函|函件|mail|letter|edm/.test(text)) return FACT_OF.channel.mail;
  if (
    /电话|電話|语音|語音|外呼|呼[出入]|入呼|呼叫|[来來去][电電]|[进進][线線]|[打拨撥]入|拨打|通话|通話|预测|机器人|call|phone|voice|tel|ivr|dial|robot/.test(
      text,
    )
  )
    return FACT_OF.channel.call;
  return FACT_OF.channel.other;
}

/** Facts of a cell of a column such as 是否接通 or 呼叫结果; 0 where it says neither. */
export function outcomeFacts(value: string): number {
  const text = folded(value);
  if (text === '') return 0;
  if (
    /空号|停机|号码(?:错误|无效|有误|不存在)|无效号|非本人号|invalid|notinservice|disconnectednumber/.test(
      text,
    )
  )
    return FACT_OF.outcome.invalid;
  if (
    /^(?:否|0|n|no|false|失败)$|未接|未通|无人|無人|拒接|拒绝|占线|正忙|忙线|关机|不在服务区|无法接通|没接|不接|挂断未|呼损|无应答|无响应|超时|notconnected|noanswer|unanswered|busy|reject|missed|voicemail|failed|未见|未遇|无人在/.test(
      text,
    )
  )
    return FACT_OF.outcome.unanswered;
  if (
    /^(?:是|1|y|yes|true|成功)$|接通|接听|已接|通话|应答|answer|connected|见面|面见|本人/.test(text)
  )
    return FACT_OF.outcome.connected;
  return 0;
}

/** Facts of a cell of a column such as 通话时长 (seconds, 01:23, 1分23秒): nothing is no conversation. */
export function durationFacts(value: string): number {
  const text = folded(value);
  if (!/\d/.test(text)) return 0;
  return /[1-9]/.test(text) ? FACT_OF.outcome.connected : FACT_OF.outcome.unanswered;
}

/** Facts of a cell that says who the recipient is to the debtor; 0 where it is empty or not known. */
export function relationFacts(value: string): number {
  const text = folded(value);
  if (text === '' || /^(?:未知|不详|不明|unknown|other|其他|其它|无|null|na|n\/a)$/.test(text))
    return 0;
  if (
    /^(?:本人|借款人|债务人|持卡人|客户|客户本人|主贷人|self|debtor|borrower|customer|cardholder|owner)$/.test(
      text,
    )
  )
    return FACT_OF.relation.debtor;
  if (/担保|保证人|擔保|共同借款|共借|共同还款|guarantor|coborrower|cosigner|surety/.test(text))
    return FACT_OF.relation.liable;
  return FACT_OF.relation['third-party'];
}

/** States that a cell such as 案件状态 or 停催标识 names; 0 where it names none. */
export function stateFacts(value: string): number {
  const text = folded(value);
  if (
    text === '' ||
    /未结清|未停催|未投诉|无投诉|无争议|无异议|部分结清|待结清|^(?:否|0|n|no|false|正常|催收中|在催)$/.test(
      text,
    )
  )
    return 0;
  let facts = 0;
  if (
    /停催|停止催收|暂停催收|停止联系|拒绝联系|勿扰|免扰|退订|禁催|禁呼|黑名单客户|^stop|stopped|ceased|donotcontact|dnc|optout|破产|债务减免令|个人破产|bankrupt/.test(
      text,
    )
  )
    facts |= FACT_OF.state.stopped;
  if (/结清|結清|还清|還清|已核销结案|销案|settled|paidoff|paidinfull/.test(text))
    facts |= FACT_OF.state.settled;
  if (/争议|爭議|异议|異議|被冒名|盗用|身份冒用|disput/.test(text)) facts |= FACT_OF.state.disputed;
  if (
    /投诉|投訴|申诉|申訴|complain/.test(text) &&
    !/撤诉|投诉(?:已)?(?:撤销|办结|结案|关闭)/.test(text)
  )
    facts |= FACT_OF.state.complained;
  if (
    /错号|錯號|非本人|号码错误|打错|空号他人|wrongnumber|wrongperson|死亡|身故|去世|已故|过世|deceased|^dead$/.test(
      text,
    )
  )
    facts |= FACT_OF.state.identity;
  return facts;
}

/** Facts of a cell that says whether the debtor has agreed to be contacted then. */
export function consentFacts(value: string): number {
  const text = folded(value);
  return /^(?:是|1|y|yes|true|已?同意|已约定|约定|已授权|agreed|consented)$/.test(text)
    ? FACT.agreed
    : 0;
}

/** Facts of a row whose channel no cell names: with an outcome it is a call, else a message. */
export function settleChannel(facts: number): number {
  if ((facts & FACT.channel) !== 0) return facts;
  return facts | ((facts & FACT.outcome) === 0 ? FACT_OF.channel.sms : FACT_OF.channel.call);
}

/** The facts that the metadata of a record give. Its text is not read: `isExempt` is the caller's to add. */
export function metaFacts(meta: MessageMeta, atSeconds: number, clock: OffsetAt): number {
  const outcome =
    (meta.connected === undefined ? 0 : outcomeFacts(meta.connected)) ||
    (meta.duration === undefined ? 0 : durationFacts(meta.duration));
  let facts = (meta.channel === undefined ? 0 : channelFacts(meta.channel)) | outcome;
  facts = settleChannel(facts);
  if (meta.status !== undefined) {
    // 状态 says of a call whether it was answered, and of a message only whether it arrived.
    if (outcome === 0 && (facts & FACT.channel) === FACT_OF.channel.call)
      facts |= outcomeFacts(meta.status);
    const raised =
      stateFacts(meta.status) | (meta.connected === undefined ? 0 : stateFacts(meta.connected));
    if (raised !== 0) facts |= raised | FACT.raised;
  }
  if (meta.direction === 'inbound' || meta.speaker === 'customer') facts |= FACT.inbound;
  if (meta.relation !== undefined) facts |= relationFacts(meta.relation);
  const held = meta.caseStatus === undefined ? 0 : stateFacts(meta.caseStatus);
  // What held before counts at once, whatever else came up.
  if (held !== 0) facts = (facts | held) & ~FACT.raised;
  if (meta.consent !== undefined) facts |= consentFacts(meta.consent);
  // 已结清 in 案件状态 may have been written when the log was exported: the time of the settlement says it better.
  const { settled, stopped, disputed, complained } = FACT_OF.state;
  const date = (since: string | undefined, state: number, gone: number): void => {
    if (since === undefined) return;
    if (instantOf(since, clock) / 1000 < atSeconds) facts = (facts | state) & ~FACT.raised;
    else facts &= ~gone;
  };
  date(meta.settledAt, settled, settled);
  date(meta.stoppedAt, stopped, stopped);
  date(meta.disputedAt, disputed, disputed | complained);
  return facts;
}

export interface ContactOptions {
  /** The clock of the recipients (`zoneOffset`). */
  readonly clock: OffsetAt;
  readonly country: Country;
}

/**
 * The contact that a record describes, or why it counts for nothing: without a time or without anybody who
 * was contacted nothing can be counted. A record with a case and an unreadable number counts for its case.
 */
export function contactOf(
  meta: MessageMeta,
  row: number,
  options: ContactOptions,
): { readonly contact: Contact } | { readonly reason: UncountedReason } {
  if (meta.sentAt === undefined)
    return { reason: meta.unread?.includes('sentAt') ? 'time-unreadable' : 'no-time' };
  const milliseconds = instantOf(meta.sentAt, options.clock);
  const at = Math.floor(milliseconds / 1000);
  if (!(at > 0 && at < 0x1_0000_0000)) return { reason: 'time-unreadable' };
  const recipient =
    meta.recipient === undefined
      ? ({
          reason: meta.unread?.includes('recipient') ? 'recipient-rounded' : 'no-recipient',
        } as const)
      : foldRecipient(meta.recipient, options.country);
  const person = 'key' in recipient ? contactKey(recipient.key, false) : { low: 0, high: 0 };
  const debt = meta.case === undefined ? '' : foldCase(meta.case);
  if (debt === '' && 'reason' in recipient) return { reason: recipient.reason };
  return {
    contact: {
      row,
      recipient: person,
      debtor: debt === '' ? person : contactKey(debt, true),
      at,
      offset: options.clock(milliseconds),
      ...contactFacts(metaFacts(meta, at, options.clock)),
    },
  };
}
