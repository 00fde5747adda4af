import type { Message } from '../model/error.ts';

type Counts = readonly [falseAlarms: number, accepted: number, changed: number, open: number];

function countsZh([wrong, accepted, changed, open]: Counts): string {
  return `误报 ${wrong} 处、接受 ${accepted} 处、已改 ${changed} 处，未填 ${open} 行`;
}

function countsEn([wrong, accepted, changed, open]: Counts): string {
  return `${wrong} false alarms, ${accepted} accepted, ${changed} changed, ${open} rows without a verdict`;
}

/** What `review` says. */
export const REVIEW = {
  help: {
    zh: '把工作簿里的处理意见（误报、接受、已改）写入豁免清单，或写成标注集',
    en: 'take the verdicts of a returned workbook over into the list of suppressions, or into a labelled set',
  },
  workbook: {
    zh: 'xlsx 报告或标注副本',
    en: 'a report in xlsx, or an annotated copy',
  },
  labelledHelp: {
    zh: '不写豁免清单，写成给规则作者的标注集（JSONL）',
    en: 'write a labelled set for the authors of rules (JSONL), and no suppressions',
  },
  unreadable: { zh: '无法读取', en: 'cannot be read' },
  unknownVerdict: (text: string): Message => ({
    zh: `处理意见“${text.slice(0, 20)}”无法识别，应为误报、接受或已改`,
    en: `“${text.slice(0, 20)}” is no verdict: false alarm, accepted or changed`,
  }),
  badFingerprint: (text: string): Message => ({
    zh:
      text === '' ? '没有指纹，处理意见未采用' : `指纹“${text.slice(0, 20)}”被改动，处理意见未采用`,
    en:
      text === ''
        ? 'there is no fingerprint; the verdict was not taken over'
        : `the fingerprint “${text.slice(0, 20)}” has been altered; the verdict was not taken over`,
  }),
  unknownFingerprint: (text: string): Message => ({
    zh: `现在没有指纹为 ${text} 的发现：文字已经改过，或指纹被改动`,
    en: `nothing found now has the fingerprint ${text}: the text has changed, or the fingerprint was altered`,
  }),
  twoVerdicts: (fingerprint: string, place: string): Message => ({
    zh: `${fingerprint} 在 ${place} 已有另一处理意见`,
    en: `${fingerprint} has another verdict in ${place}`,
  }),
  stillFound: (rule: string): Message => ({
    zh: `标为已改，但仍能查出 ${rule}`,
    en: `marked as changed, and ${rule} is still found`,
  }),
  noReviewer: {
    zh: '没有处理人：请填“处理人”一列，或加 --reviewer 姓名',
    en: 'there is no reviewer: fill in the column, or add --reviewer NAME',
  },
  reason: (verdict: 'false-alarm' | 'accepted'): Message =>
    verdict === 'false-alarm'
      ? { zh: '复核认定为误报', en: 'reviewed: a false alarm' }
      : { zh: '复核后接受', en: 'reviewed and accepted' },
  taken: (file: string, written: number, counts: Counts): Message => ({
    zh: `${countsZh(counts)}；${file === '' ? '没有要写入的豁免' : `已写入 ${file} ${written} 条`}。`,
    en: `${countsEn(counts)}; ${file === '' ? 'nothing to write' : `${written} written to ${file}`}.`,
  }),
  labelled: (file: string, written: number, counts: Counts): Message => ({
    zh: `${countsZh(counts)}；${written} 处已写入 ${file}。`,
    en: `${countsEn(counts)}; ${written} written to ${file}.`,
  }),
} as const;
