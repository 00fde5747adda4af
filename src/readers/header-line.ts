/** Titles above a header are few. */
const HEADER_WITHIN = 10;
/** A name of a column is no longer than that. */
const MAX_NAME_UNITS = 16;
const MAX_LINE_UNITS = 1000;
const DELIMITER = /[,\t;|]/;

export interface HeaderLine {
  readonly delimiter: string;
  readonly names: readonly string[];
}

/**
 * Among the first lines of a text those which might be the header of a table: nothing but short names, none of them
 * empty, set off by one delimiter. Whether they mean anything is not looked at: of nearly all texts it is none.
 */
export function headerLines(text: string): readonly HeaderLine[] {
  const found: HeaderLine[] = [];
  let start = 0;
  for (let line = 0; line < HEADER_WITHIN && start < text.length; line += 1) {
    const rest = text.slice(start, start + MAX_LINE_UNITS);
    const end = rest.search(/[\r\n]/);
    const content = end < 0 ? rest : rest.slice(0, end);
    const delimiter = DELIMITER.exec(content)?.[0];
    const names = delimiter === undefined ? [] : namesIn(content, delimiter);
    if (names.length > 1) found.push({ delimiter: delimiter!, names });
    if (end < 0) break;
    start += end + (rest.startsWith('\r\n', end) ? 2 : 1);
  }
  return found;
}

function namesIn(line: string, delimiter: string): readonly string[] {
  const names = line.split(delimiter).map((cell) => cell.trim());
  while (names.at(-1) === '') names.pop();
  const isHeader = names.every((name) => name !== '' && name.length <= MAX_NAME_UNITS);
  return isHeader ? names : [];
}
