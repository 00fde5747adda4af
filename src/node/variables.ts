import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { CuilintError, type Problem } from '../model/error.ts';
import { readCell, scanCsv } from '../readers/csv-scan.ts';
import { nearest } from '../rules/nearest.ts';
import { decode } from '../text/decode.ts';
import { lineStarts, positionAt } from '../text/lines.ts';
import { variableKey } from '../text/template.ts';

interface Variable {
  readonly name: string;
  readonly values: readonly string[];
  /** 1-based, of the name in the file. */
  readonly line: number;
  readonly column: number;
}

/** The values of variables that a file lists. */
export interface VariableFile {
  readonly file: string;
  readonly variables: readonly Variable[];
  /** By `variableKey`. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

function invalid(file: string, line: number, column: number, zh: string, en: string): CuilintError {
  const hint = {
    zh: 'CSV 每列一个变量，首行是变量名；YAML 或 JSON 每个键一个变量，值是列表',
    en: 'CSV: a column for each variable under its name; YAML or JSON: a key with a list for each',
  };
  return new CuilintError('CONFIG_INVALID', { zh, en }, { at: { file, line, column }, hint });
}

function readColumns(text: string): readonly Variable[] {
  const starts = lineStarts(text);
  const head = text.slice(0, starts[1] ?? text.length);
  const delimiter = head.includes('\t')
    ? '\t'
    : head.includes(';') && !head.includes(',')
      ? ';'
      : ',';
  const [header, ...rows] = scanCsv(text, delimiter, 0);
  return (header?.cells ?? []).flatMap((cell, at) => {
    const name = readCell(text, cell).text.trim();
    const values = rows.flatMap((row) => {
      const value = row.cells[at];
      return value ? [readCell(text, value).text.trim()] : [];
    });
    const used = [...new Set(values.filter((value) => value !== ''))];
    return name === '' ? [] : [{ name, values: used, ...positionAt(starts, cell.start) }];
  });
}

function readKeys(file: string, text: string): readonly Variable[] {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const placeOf = (offset: number): { readonly line: number; readonly column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = document.errors;
  if (error) {
    const { line, column } = placeOf(error.pos[0]);
    const [detail] = error.message.split('\n');
    throw invalid(
      file,
      line,
      column,
      `变量文件有语法错误：${detail}`,
      `syntax error in the variables: ${detail}`,
    );
  }
  if (!isMap(document.contents)) {
    throw invalid(
      file,
      1,
      1,
      '变量文件不是“变量: [取值]”的形式',
      'the file does not map variables to lists',
    );
  }
  return document.contents.items.map(({ key, value }) => {
    // With `stringKeys` every key is a scalar.
    const node = key as Node;
    const name = isScalar(key) ? String(key.value) : '';
    const place = placeOf(node.range?.[0] ?? 0);
    const items = isSeq(value) ? value.items : [];
    const values = items.flatMap((item) => (isScalar(item) ? [String(item.value)] : []));
    if (values.length === 0 || values.length < items.length) {
      const { line, column } = place;
      throw invalid(
        file,
        line,
        column,
        `变量“${name}”的值不是文字列表`,
        `the value of "${name}" is not a list of texts`,
      );
    }
    return { name, values, ...place };
  });
}

/**
 * Reads a file of variables: CSV (a column each, named in its head) or YAML and JSON (a key with a list
 * each). Throws CuilintError: INPUT_UNREADABLE, INPUT_ENCODING, or CONFIG_INVALID with line and column.
 */
export function readVariables(path: string, shown: string): VariableFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const reason = { zh: `读不了变量文件：${shown}`, en: `the variables cannot be read: ${shown}` };
    throw new CuilintError('INPUT_UNREADABLE', reason, { cause });
  }
  const { text } = decode(bytes, {});
  const variables = /\.(?:csv|tsv)$/i.test(path) ? readColumns(text) : readKeys(shown, text);
  if (variables.length === 0) {
    throw invalid(shown, 1, 1, '变量文件里没有变量', 'the file names no variable');
  }
  const values = new Map(variables.map((each) => [variableKey(each.name), each.values]));
  return { file: shown, variables, values };
}

/** A problem for each variable of the file that no template has; `seen` are the names of all placeholders. */
export function unknownVariables(
  { file, variables }: VariableFile,
  seen: ReadonlySet<string>,
): readonly Problem[] {
  const keys = new Set([...seen].map(variableKey));
  return variables.flatMap(({ name, line, column }): Problem[] => {
    if (keys.has(variableKey(name))) return [];
    const near = nearest(name, seen);
    return [
      {
        type: 'problem',
        code: 'CONFIG_INVALID',
        file,
        line,
        column,
        reason: { zh: `没有模板用到变量“${name}”`, en: `no template has a variable "${name}"` },
        ...(near === undefined
          ? {}
          : { hint: { zh: `是不是想写“${near}”？`, en: `did you mean "${near}"?` } }),
      },
    ];
  });
}
