import { groupEnd, NEAR } from './brackets.ts';
import type { Memory } from './literal-text.ts';

/** So many brackets without an end near, and none is looked for any more. */
const MAX_FAILURES = 200;

const NAME = /\$?[A-Za-z_$][\w$]*/y;
const NUMBER = /\d[\w.]*/y;
const STEP = /\s*(?:\?\.|!!\.|\.|->|\?->|::)\s*(?=[A-Za-z_$])|[([]|!!(?!=)/y;

/** An expression between two joined texts. */
export interface Operand {
  readonly end: number;
  /** What its placeholder is called. */
  readonly name: string;
}

/**
 * The operand at `from`: a number, a name with its members and calls (`map.get("x").name()`), or what stands in
 * brackets; undefined for anything else. `limit` is where the code ends.
 */
export function operandAt(
  file: string,
  from: number,
  limit: number,
  memory: Pick<Memory, 'groupsLack'>,
): Operand | undefined {
  const group = (at: number): number => {
    if (memory.groupsLack > MAX_FAILURES) return -1;
    const end = groupEnd(file, at + 1, file[at] === '(' ? ')' : ']', Math.min(limit, at + NEAR));
    if (end < 0) memory.groupsLack += 1;
    return end;
  };
  if (file[from] === '(') {
    const end = group(from);
    return end < 0 ? undefined : { end, name: 'x' };
  }
  NUMBER.lastIndex = from;
  if (NUMBER.test(file)) return { end: NUMBER.lastIndex, name: 'x' };
  let end = from;
  let name = '';
  for (;;) {
    NAME.lastIndex = end;
    const part = NAME.exec(file);
    if (part === null || NAME.lastIndex > limit) return name === '' ? undefined : { end, name };
    // `new Date()` and `await x` are one operand.
    if (/^(?:new|await|typeof)$/.test(part[0])) {
      end =
        NAME.lastIndex +
        (/^\s{1,10}/.exec(file.slice(NAME.lastIndex, NAME.lastIndex + 10))?.[0].length ?? 0);
      continue;
    }
    name = part[0].replace(/^\$/, '').slice(0, 30) || 'x';
    end = NAME.lastIndex;
    for (;;) {
      STEP.lastIndex = end;
      const step = STEP.exec(file)?.[0];
      if (step === undefined || STEP.lastIndex > limit) return { end, name };
      if (step === '!!') {
        end = STEP.lastIndex;
        continue;
      }
      if (step !== '(' && step !== '[') {
        end = STEP.lastIndex;
        break;
      }
      const close = group(end);
      if (close < 0) return undefined;
      end = close;
    }
  }
}

const METHOD = /\s*\.\s*[A-Za-z_]\w*\s*\(/y;

/** Offset behind the methods called on a text that ends at `from` (`"…".format(name)`); `from` where there are none. */
export function methodsEnd(
  file: string,
  from: number,
  limit: number,
  memory: Pick<Memory, 'groupsLack'>,
): number {
  let end = from;
  for (;;) {
    METHOD.lastIndex = end;
    if (!METHOD.test(file) || METHOD.lastIndex > limit || memory.groupsLack > MAX_FAILURES)
      return end;
    const close = groupEnd(file, METHOD.lastIndex, ')', Math.min(limit, end + NEAR));
    if (close < 0) {
      memory.groupsLack += 1;
      return end;
    }
    end = close;
  }
}

const BEFORE_APPEND = /(?:\+=|\.=|\|\|=)\s*$/;
const BEHIND_APPEND = /^\s*\)\s*[?!.]{1,2}\s*(?:append|concat|plus|add|join)\s*\(/;

/** Whether a text that stands at [from, end) goes on elsewhere: `text += "…"`, `.append("…").append(x)`. */
export function goesOnElsewhere(file: string, from: number, end: number): boolean {
  return (
    BEFORE_APPEND.test(file.slice(Math.max(0, from - 20), from)) ||
    BEHIND_APPEND.test(file.slice(end, end + 60))
  );
}

const DEFINITION =
  /(?:^|[\r\n])[ \t]*(?:async[ \t]+)?(?:def|class)\b[^\r\n]*$|\)[ \t]*(?:->[^:\r\n]*)?$/;

/** Whether a Python string at `from` is the documentation of a module, class or function: nobody is sent it. */
export function isDocstring(file: string, from: number): boolean {
  let at = from;
  // Only blanks stand before it on its line; comments and blank lines above do not count.
  while (/[ \t]/.test(file[at - 1] ?? '')) at -= 1;
  if (at > 0 && !/[\r\n]/.test(file[at - 1] ?? '')) return false;
  for (let lines = 0; lines < 50; lines += 1) {
    while (/\s/.test(file[at - 1] ?? '')) at -= 1;
    if (at === 0) return true;
    const start = Math.max(file.lastIndexOf('\n', at - 1), file.lastIndexOf('\r', at - 1)) + 1;
    const line = file.slice(start, at);
    if (/^[ \t]*#/.test(line)) {
      at = start;
      continue;
    }
    const code = line.replace(/[ \t]+#[^"']*$/, '');
    return code.endsWith(':') && DEFINITION.test(code.slice(0, -1));
  }
  return false;
}
