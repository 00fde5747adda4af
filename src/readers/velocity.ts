import { createEndFinder } from './markup-scan.ts';
import {
  CUT,
  createTemplateWriter,
  placeholderFor,
  type TemplateText,
  type TemplateWriter,
} from './template-text.ts';

const MARK = /##[^\r\n]*(?:\r\n|\r|\n|$)|#\*|#\[\[|#\{?@?([A-Za-z]\w*)\}?|\$!?\{|\$!?[A-Za-z_]/g;
const BARE = /^(?:end|else|stop|break)$/;
const CUTS = /^(?:else|elseif|macro|define)$/;
const NAME = /[A-Za-z_][\w-]*/y;
const STEP = /\.(?=[A-Za-z_])|[([]/y;

/** Offset behind a reference whose name begins at `from`: `name.first.get("x")[0]`. */
function referenceEnd(text: string, from: number, writer: TemplateWriter): number {
  NAME.lastIndex = from;
  NAME.test(text);
  let end = NAME.lastIndex;
  for (;;) {
    STEP.lastIndex = end;
    const step = STEP.exec(text)?.[0];
    if (step === undefined) return end;
    if (step === '.') {
      NAME.lastIndex = end + 1;
      NAME.test(text);
      end = NAME.lastIndex;
      continue;
    }
    const close = writer.endOf(end + 1, step === '(' ? ')' : ']');
    if (close < 0) return end;
    end = close;
  }
}

/** What a Velocity template puts out. */
export function readVelocity(text: string): TemplateText {
  const writer = createTemplateWriter(text);
  const find = createEndFinder(text);
  MARK.lastIndex = 0;
  for (let mark = MARK.exec(text); mark !== null; mark = MARK.exec(text)) {
    const from = mark.index;
    const behind = MARK.lastIndex;
    const sign = mark[0];
    let end = -1;
    if (sign.startsWith('##')) {
      end = behind;
      writer.textTo(from);
      writer.comment(end);
    } else if (sign === '#*') {
      const close = find('*#', behind);
      if (close < 0) continue;
      end = close + 2;
      writer.textTo(from);
      writer.comment(end);
    } else if (sign === '#[[') {
      const close = find(']]#', behind);
      if (close < 0) continue;
      writer.textTo(from);
      writer.skip(behind);
      writer.textTo(close);
      end = close + 3;
      writer.skip(end);
    } else if (sign[0] === '#') {
      const name = mark[1] ?? '';
      const open = /^[ \t]{0,20}\(/.exec(text.slice(behind, behind + 21));
      if (open !== null) end = writer.endOf(behind + open[0].length, ')');
      else if (BARE.test(name)) end = behind;
      if (end < 0) continue;
      writer.textTo(from);
      writer.expression(behind, end);
      writer.skip(end, CUTS.test(name) ? CUT : '');
    } else {
      const isBraced = sign.endsWith('{');
      const start = isBraced ? behind : behind - 1;
      end = isBraced ? writer.endOf(behind, '}') : referenceEnd(text, start, writer);
      if (end < 0) continue;
      writer.textTo(from);
      writer.expression(start, end);
      writer.skip(end, placeholderFor(text.slice(start, end)));
    }
    MARK.lastIndex = end;
  }
  return writer.finish();
}
