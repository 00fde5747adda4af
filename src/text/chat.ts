import type { Speaker } from '../model/segment.ts';
import type { SpeakerLabel } from './speakers.ts';

const CLOCK =
  '(?:[上下]午|凌晨|早上|中午|晚上|am|pm)?\\s?\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?(?:\\s?[ap]m)?';
const DATE =
  '(?:(?:\\d{4}[-/.年])?\\d{1,2}[-/.月]\\d{1,2}日?|昨天|今天|星期[一二三四五六日天]|周[一二三四五六日])';
const STAMP = `[[(（]?(?:${DATE}[\\sT]{0,2})?${CLOCK}[\\])）]?`;
/** A name as programs for messages write it, with a number or address behind it: 张三(12345). It speaks to nobody. */
const NAME =
  '(?!昨天|今天|前天|星期|周[一二三四五六日]|[上下]午)(?:我|[\\p{Script=Han}a-z][^\\n:：，,。！？!?；;、你您妳我]{0,19}?)';
const NAME_FIRST = new RegExp(`^\\s*(${NAME})\\s*[:：]?\\s*${STAMP}\\s*$`, 'iu');
const STAMP_FIRST = new RegExp(`^\\s*${STAMP}\\s+(${NAME})\\s*[:：]?\\s*$`, 'iu');
/** Longer lines are no heads. */
const MAX_HEAD = 64;

/**
 * The name in the head line of a chat that was copied: 张三 2025/3/1 10:22:15, 2025-03-01 10:22:15 张三(12345),
 * 客户: 2025年3月1日 上午10:22; null for any other line. The text stands in the lines that follow.
 */
export function chatName(line: string): string | null {
  if (line.length > MAX_HEAD || !/\d[:：]\d{2}/.test(line)) return null;
  const name = (NAME_FIRST.exec(line) ?? STAMP_FIRST.exec(line))?.[1];
  return name?.replace(/[(（<](?:\d{4,}|[^()（）<>]*@[^()（）<>]*)[)）>]$/, '').trim() ?? null;
}

const COLLECTOR =
  /^(?:[^-_—(（@·\s]{0,10}(?:银行|金融|消费|公司|平台|贷|分期)|[^-_—(（@·\s]{1,10}[-_—(（@·\s])?(?:催收|催員|催员|坐席|座席|客服|贷后|貸後|外访|外訪|专员|專員|收數)(?:员|員|人员|专员|專員)?(?:[-_—·\s]?[\p{Script=Han}a-z\d]{1,3}|[-_#]?\d{1,6})?[)）]?$/iu;
const DEBTOR = '(?:客户|客戶|用户|用戶|债务人|債務人|借款人|欠款人|持卡人|被催收人|对方|對方|本人)';
const CUSTOMER = new RegExp(
  `^${DEBTOR}(?:\\d{1,6}|[-_—·\\s(（][^-_—·\\s]{1,8})?$|^[^-_—·\\s(（]{1,8}[-_—·\\s(（]${DEBTOR}[)）]?$`,
);

/** Who is meant by a name in a head line, by the words in it: 催收员小王, 客户-张三, 李四(借款人). */
function speakerOfName(name: string): Speaker | undefined {
  if (COLLECTOR.test(name)) return 'collector';
  return CUSTOMER.test(name) ? 'customer' : undefined;
}

/** The label that a head line of a chat is by its words, or null; nothing is said in the line itself. */
export function chatLabel(line: string): SpeakerLabel | null {
  const name = chatName(line);
  const speaker = name === null ? undefined : speakerOfName(name);
  return speaker === undefined ? null : { speaker, end: line.length };
}
