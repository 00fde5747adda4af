const SIGNS = /\\[\s\S]|\$\{|["'`()[\]{}>]/g;
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '${': '}' };

/** How far the end of a bracket in code is looked for by those who must not read a file again and again. */
export const NEAR = 3000;

/**
 * Offset behind the `close` that ends what begins at `from`, strings and brackets within passed over; -1 where
 * there is none before `limit`. A bracket that something else closes is as good as closed.
 */
export function groupEnd(
  file: string,
  from: number,
  close: ')' | ']' | '}' | '>',
  limit: number,
): number {
  const open: string[] = [close];
  SIGNS.lastIndex = from;
  for (let mark = SIGNS.exec(file); mark !== null; mark = SIGNS.exec(file)) {
    if (mark.index >= limit) return -1;
    const sign = mark[0];
    const top = open.at(-1)!;
    if (sign === top) {
      open.pop();
      if (open.length === 0) return SIGNS.lastIndex;
    } else if (top === '"' || top === "'" || top === '`') {
      if (sign === '${' && top === '`') open.push('}');
    } else if (sign === '"' || sign === "'" || sign === '`') open.push(sign);
    else if (sign in CLOSERS) open.push(CLOSERS[sign]!);
    else if (sign[0] !== '\\' && sign !== '>') {
      const at = open.lastIndexOf(sign);
      if (at === 0) return SIGNS.lastIndex;
      if (at > 0) open.length = at;
    }
  }
  return -1;
}
