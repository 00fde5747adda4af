import { speakerLabel } from '../text/speakers.ts';
import { isDialogue } from './meta.ts';

/** Numbered in Chinese (`一、`, `（二）`), by a step (`第三步`, `节点2`, `阶段一`), or alone in brackets (`【开场】`). */
const NUMBERED = /^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）])/;
const STEP =
  /^(?:第[一二三四五六七八九十\d]{1,3}[步章节節部阶階]|(?:节点|節點|阶段|階段|环节|環節|分支|步骤|流程)[ \t]?[\da-z一二三四五六七八九十])/i;
const BRACKETED = /^(?:【[^【】]{1,20}】|\[[^[\]]{1,20}\]|《[^《》]{1,20}》)[:：]?$/;
const NAMED =
  /^(?:开场白?|开场语|核身|核实身份|身份核实|告知|自报家门|谈判|施压|异议处理|协商|结束语|收尾|结束|成交)[:：]?$/;
/** A branch by who answers: 非本人接听, 如家属接听：, 语音信箱留言. */
const BRANCH =
  /^(?:(?:如果?|若)[^，,。]{0,6}|分支[\da-z一二三四五六七八九十]?[:：(（]?)?(?:非本人|不是本人|本人不在|(?:第三人|第三方|家属|家屬|亲属|父母|配偶|同事|前台|联系人|邻居|他人)(?:接听|接起|接电话|代接|在线))(?:接听|接起|接电话|分支|话术)?(?:[（(][^（）()]{0,12}[)）])?[:：]?$|^语音(?:信箱|留言)(?:留言|话术)?[:：]?$/;
const HASHED = /^#{1,6}[ \t]+/;

export type StageForm = 'hash' | 'numbered' | 'step' | 'bracketed' | 'named';

/**
 * Whether a trimmed line of plain text is a heading or stage of a script, and how it is marked; null for
 * ordinary text. A heading is short, ends no sentence and addresses nobody.
 */
export function stageForm(line: string): StageForm | null {
  if (line.length > 40) return null;
  if (HASHED.test(line)) return 'hash';
  if (BRACKETED.test(line)) return 'bracketed';
  if (NAMED.test(line) || BRANCH.test(line)) return 'named';
  if (/[。！？!?；;，,你您我]/.test(line)) return null;
  if (STEP.test(line)) return 'step';
  return NUMBERED.test(line) && line.length <= 20 ? 'numbered' : null;
}

/** The words of a heading without its marks. */
export function stageName(line: string): string {
  return line
    .replace(HASHED, '')
    .replace(/[ \t]+#*[ \t]*$/, '')
    .replace(/^[【[《]|[】\]》][:：]?$|[:：]$/g, '')
    .replace(/\*\*|__/g, '')
    .trim();
}

/** Whether any line of a file begins with the label of a side of a conversation: then it is a script. */
export function holdsDialogue(text: string, starts: readonly number[]): boolean {
  if (!/[:：】\]]/.test(text)) return false;
  return starts.some((start, index) => {
    const end = starts[index + 1] ?? text.length;
    const label = speakerLabel(text.slice(start, Math.min(end, start + 128)));
    return label !== null && isDialogue(label.speaker);
  });
}
