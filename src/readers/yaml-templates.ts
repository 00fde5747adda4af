import { holdsHan } from './source-text.ts';

/** What Helm, Ansible and their like put into YAML before it is YAML. */
const DIRECTIVE = /\{\{[\s\S]{0,2000}?\}\}|\{%[\s\S]{0,2000}?%\}|\{#[\s\S]{0,2000}?#\}/g;
/** In the place of a unit within a value: means nothing to YAML, and no value has it. */
const FILLER = '\ue000';
/** The head of a block of text, with its comment, and the line ends and blanks behind it. */
const BLOCK_HEAD =
  /[:-][ \t]+(?:[!&]\S{1,50}[ \t]+)?[|>][-+\d]{0,2}(?:[ \t]+#[^\r\n]*)?[ \t]*([\r\n]\s*)$/;
/** How far back a head is looked for: directives before it may be long. */
const FAR = 4000;

/**
 * The text with its template directives put out, each unit by one, so that what stands around them can be parsed and
 * keeps its place; `unjudged` of those on lines of their own hold Chinese. Undefined where there are none.
 */
export function withoutDirectives(
  text: string,
): { readonly text: string; readonly unjudged: number } | undefined {
  let masked = '';
  let copied = 0;
  let unjudged = 0;
  for (const { 0: directive, index } of text.matchAll(DIRECTIVE)) {
    const behind = index + directive.length;
    masked += text.slice(copied, index);
    copied = behind;
    // Alone on its line, or beside others like it: a blank line, which ends no block of text.
    const isAlone =
      /(?:^|[\r\n])[ \t]*$/.test(masked.slice(-200)) &&
      /^[ \t]*(?:[\r\n]|$|\{[{%#])/.test(text.slice(behind, behind + 200));
    const behindHead = isAlone ? BLOCK_HEAD.exec(masked.slice(-FAR))?.[1] : undefined;
    if (behindHead !== undefined) {
      // Blank, it would be the first line of the block, which may not be longer than the indentation of its text.
      masked = masked.slice(0, -behindHead.length) + ' '.repeat(behindHead.length);
      masked += '#'.repeat(directive.length);
    } else masked += directive.replace(/[^\r\n]/g, isAlone ? ' ' : FILLER);
    if (isAlone && holdsHan(directive)) unjudged += 1;
  }
  return copied === 0 ? undefined : { text: masked + text.slice(copied), unjudged };
}
