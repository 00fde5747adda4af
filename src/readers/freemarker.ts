import { CUT, createTemplateWriter, placeholderFor, type TemplateText } from './template-text.ts';

/** Where another branch or another text begins. */
const CUTS =
  /^(?:else|elseif|elseIf|case|default|recover|macro|function|assign|global|local|@\w*)$/;
const ANGLE = /<#--|<(\/?)([#@])([A-Za-z]*)|\$\{|#\{/g;
/** `[#if x]` instead of `<#if x>`, chosen by the file's head or by its use. */
const SQUARE = /\[#--|\[(\/?)([#@])([A-Za-z]*)|\$\{|#\{/g;

/** What a FreeMarker template puts out. */
export function readFreemarker(text: string): TemplateText {
  const isSquare =
    text.includes('[#ftl') ||
    (!/<[#@]/.test(text) && /\[\/?[#@](?:if|list|else|assign)/.test(text));
  const pattern = isSquare ? SQUARE : ANGLE;
  const [closing, commentEnd] = isSquare ? ([']', '--]'] as const) : (['>', '-->'] as const);
  const writer = createTemplateWriter(text);
  let lacksCommentEnd = false;
  let lacksParseEnd = false;
  pattern.lastIndex = 0;
  for (let mark = pattern.exec(text); mark !== null; mark = pattern.exec(text)) {
    const from = mark.index;
    const behind = pattern.lastIndex;
    const [sign, slash, kind, name = ''] = mark;
    if (sign.endsWith('--')) {
      const end: number = lacksCommentEnd ? -1 : text.indexOf(commentEnd, behind);
      lacksCommentEnd = end < 0;
      if (end < 0) continue;
      writer.textTo(from);
      writer.comment(end + commentEnd.length);
      pattern.lastIndex = end + commentEnd.length;
      continue;
    }
    if (kind === undefined) {
      const end = writer.endOf(behind, '}');
      if (end < 0) continue;
      writer.textTo(from);
      writer.expression(behind, end - 1);
      writer.skip(end, placeholderFor(text.slice(behind, end - 1)));
      pattern.lastIndex = end;
      continue;
    }
    const end = writer.endOf(behind, closing);
    if (end < 0) continue;
    writer.textTo(from);
    writer.expression(behind, end - 1);
    writer.skip(end, CUTS.test(kind === '@' ? '@' : name) ? CUT : '');
    pattern.lastIndex = end;
    if (name === 'noparse' && slash === '' && !lacksParseEnd) {
      const close = text.indexOf(`${isSquare ? '[' : '<'}/#noparse`, end);
      lacksParseEnd = close < 0;
      if (close >= 0) {
        writer.textTo(close);
        pattern.lastIndex = close;
      }
    }
  }
  return writer.finish();
}
