import type { Span } from '../model/span.ts';
import { PLACEHOLDER } from '../model/view.ts';

const HAN = '\\u4e00-\\u9fff';
const PERSON = '先生|女士|小姐|太太|客户|用户|会员|持卡人|朋友';
const GREETING = `(?:尊敬|尊贵|亲爱)的(?:[${HAN}]{1,3}|${PLACEHOLDER})?(?:${PERSON})(?:[/、(](?:${PERSON})\\)?)*`;
const THANKS = `(?:非常|十分|衷心)?(?:感谢|谢谢|多谢)(?:[您你]|阁下)?(?:一直以来|长期以来)?的?(?:对[${HAN}]{1,8}的)?(?:(?:大力|积极)?(?:支持|配合|理解|合作|协助|信任|关注|接听|使用|选择|谅解|体谅)[与和及、]?)*`;
const WISH = `祝[您你]?(?:及[您你]?家人|和[您你]?家人|全家)?(?:生活|工作|身体|事业|一切|万事|阖家|天天|节日|周末|学业|生意|新年|早日)[${HAN}]{0,4}`;
const COURTESY = new RegExp(
  `(?<![${HAN}a-z0-9])(?:${GREETING}|${THANKS}|${WISH})(?![${HAN}a-z0-9])`,
  'gu',
);

/**
 * Greetings, thanks and good wishes of a folded text that are clauses of their own, half-open and in order. They say
 * nothing of a message, for lawful and unlawful ones have them alike.
 */
export function courtesiesOf(text: string): readonly Span<'normalized'>[] {
  return Array.from(text.matchAll(COURTESY), ({ 0: words, index }) => ({
    start: index,
    end: index + words.length,
  }));
}
