const CONTEXT = 3;

/** Lines as git counts them: what a lone CR ends is no line. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/**
 * A unified diff of two texts with equally many lines, each of which stands for itself; '' where they are equal.
 * `name` is shown as it is, `show` makes of a line (without its line feed) what may be printed.
 */
export function unifiedDiff(
  name: string,
  before: string,
  after: string,
  show: (line: string) => string,
): string {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const changed = old.flatMap((line, index) => (line === fresh[index] ? [] : [index]));
  if (changed.length === 0) return '';
  const hunks: [number, number][] = [];
  for (const index of changed) {
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(old.length, index + CONTEXT + 1);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  const print = (mark: string, line: string): string => {
    const ends = line.endsWith('\n');
    return `${mark}${show(ends ? line.slice(0, -1) : line)}\n${ends ? '' : '\\ No newline at end of file\n'}`;
  };
  const out = [`--- a/${name}\n+++ b/${name}\n`];
  for (const [from, to] of hunks) {
    const range = `${from + 1}${to - from === 1 ? '' : `,${to - from}`}`;
    out.push(`@@ -${range} +${range} @@\n`);
    let removed: string[] = [];
    let added: string[] = [];
    const flush = (): void => {
      out.push(...removed, ...added);
      removed = [];
      added = [];
    };
    for (let index = from; index < to; index += 1) {
      const line = old[index]!;
      if (line === fresh[index]) {
        flush();
        out.push(print(' ', line));
      } else {
        removed.push(print('-', line));
        added.push(print('+', fresh[index]!));
      }
    }
    flush();
  }
  return out.join('');
}
