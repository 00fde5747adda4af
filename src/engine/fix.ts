import type { Rule, RuleId } from '../model/rule.ts';

/** A word of a message and what may stand in its place; half-open in UTF-16 units of the message. */
export interface Replacement {
  readonly rule: RuleId;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why a word that a rule offers to replace is left as it is. */
export type LeftReason =
  | 'quoted'
  | 'negated'
  | 'several'
  | 'context'
  | 'not-clean'
  | 'not-writable'
  | 'not-text'
  | 'changed';

const CLOSING: Readonly<Record<string, string>> = {
  '“': '”',
  '‘': '’',
  '「': '」',
  '『': '』',
  '《': '》',
  '〈': '〉',
  '【': '】',
  '〔': '〕',
  '[': ']',
  '{': '}',
  '<': '>',
};
/** They open and close with the same character. */
const TOGGLES = `"'\`#＂`;
/** Any of them in the clause: what is denied or forbidden there is for a person to reword. */
const NEGATION = /[不没沒未勿别別莫无無非禁否拒毋休甭]|\b(?:no|not|never)\b/i;
/** 你就是个…: what may stand around the word in a longer hit without saying anything itself. */
const FRAME = /^[你您就是已经个一名位为成了]*$/;
const BORDER = /[，,。.！!？?；;、\s]/;

/** Within quotation marks, brackets or what may be a placeholder; an opening mark that never closes counts. */
function isEnclosed(text: string, start: number): boolean {
  const open: string[] = [];
  for (const char of text.slice(0, start)) {
    if (TOGGLES.includes(char)) {
      if (open.includes(char)) open.splice(open.lastIndexOf(char));
      else open.push(char);
    } else if (char in CLOSING) open.push(CLOSING[char]!);
    else if (open.includes(char)) open.splice(open.lastIndexOf(char));
  }
  return open.length > 0;
}

/** The stretch between two marks or blanks that holds [start, end). */
function clauseAround(text: string, start: number, end: number): string {
  let from = start;
  while (from > 0 && !BORDER.test(text[from - 1]!)) from -= 1;
  let to = end;
  while (to < text.length && !BORDER.test(text[to]!)) to += 1;
  return text.slice(from, to);
}

/**
 * The replacement that a rule marks as safe for its hit [start, end) of a message, why there is none although
 * the hit holds such a word, or undefined where it holds none. A word counts as it is marked, letter by letter:
 * who disguised it must reword it.
 */
export function replacementFor(
  rule: Pick<Rule, 'id' | 'fix'>,
  text: string,
  start: number,
  end: number,
): Replacement | LeftReason | undefined {
  const hit = text.slice(start, end);
  const words = Object.entries(rule.fix ?? {}).filter(([word]) => hit.includes(word));
  const [first] = words;
  if (first === undefined) return undefined;
  const [word, replacement] = first;
  const at = start + hit.indexOf(word);
  if (words.length > 1 || hit.indexOf(word) !== hit.lastIndexOf(word)) return 'several';
  // A heading: 【最后警告】. What is more than the word is a signature, which is a name.
  const isHeading = text[at - 1] === '【' && text[at + word.length] === '】';
  if (isEnclosed(text, isHeading ? at - 1 : at)) return 'quoted';
  const clause = clauseAround(text, at, at + word.length);
  if (NEGATION.test(clause)) return 'negated';
  // 全网都在通缉你这种老赖: with another word in it nobody would find what is wrong with that any more.
  if (hit !== word && (hit !== clause || !FRAME.test(hit.replace(word, '')))) return 'context';
  return { rule: rule.id, start: at, end: at + word.length, text: replacement };
}

/** The message with its replacements, which rise and do not overlap. */
export function replaceAll(text: string, replacements: readonly Replacement[]): string {
  let out = '';
  let from = 0;
  for (const { start, end, text: replacement } of replacements) {
    out += text.slice(from, start) + replacement;
    from = end;
  }
  return out + text.slice(from);
}

/**
 * A word in the syntax of the place where it goes: `source` is what stands there in the file, `word` what that
 * means. Where the file escapes, the replacement is escaped in the same way; else it stands as it is.
 */
export function inSyntaxOf(source: string, word: string, replacement: string): string {
  if (source === word) return replacement;
  const units = (make: (unit: number) => string): string =>
    Array.from({ length: replacement.length }, (_, i) => make(replacement.charCodeAt(i))).join('');
  const points = (make: (code: number) => string): string =>
    Array.from(replacement, (char) => make(char.codePointAt(0)!)).join('');
  const hex = (code: number): string => code.toString(16);
  if (/\\u[0-9a-f]{4}/i.test(source)) {
    const isUpper = /\\u[0-9a-f]*[A-F]/.test(source);
    return units((unit) => {
      const digits = hex(unit).padStart(4, '0');
      return `\\u${isUpper ? digits.toUpperCase() : digits}`;
    });
  }
  if (/&#x[0-9a-f]+;/i.test(source)) return points((code) => `&#x${hex(code).toUpperCase()};`);
  if (/&#\d+;/.test(source)) return points((code) => `&#${code};`);
  return replacement;
}
