import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { ErrorCode, Message, Problem } from '../model/error.ts';
import { nearest } from './nearest.ts';

/** Place of a value in a file of the dictionaries; line and column are 1-based, in UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One file while it is being read; what is wrong is collected in `problems`. */
export interface RuleFile {
  readonly path: string;
  readonly lines: LineCounter;
  readonly problems: Problem[];
  /** Code of its problems; RULE_INVALID where it is not a file of other things (a configuration). */
  readonly code?: ErrorCode;
}

/** A value of the file with its offset; `node` is undefined for a key without a value. */
export interface Value {
  readonly node: Node | undefined;
  readonly offset: number;
}

/** Larger than any dictionary of ours by two orders; a foreign file must not fill the memory. */
const MAX_FILE_LENGTH = 4_000_000;
/** Spares most files a walk over all their nodes, a fifth of the time. */
const MAY_HOLD_ALIAS_OR_TAG = /(?:^|[\s[\]{},:?-])[*!]/;

export function placeOf(file: RuleFile, offset: number): Place {
  const { line, col } = file.lines.linePos(offset);
  return { file: file.path, line: Math.max(1, line), column: Math.max(1, col) };
}

export function report(file: RuleFile, offset: number, reason: Message, hint?: Message): void {
  const { line, column } = placeOf(file, offset);
  file.problems.push({
    type: 'problem',
    code: file.code ?? 'RULE_INVALID',
    file: file.path,
    line,
    column,
    reason,
    ...(hint && { hint }),
  });
}

/** Reports a name that is not one of `candidates`, with the nearest of them, or all where they are few. */
export function reportUnknown(
  file: RuleFile,
  offset: number,
  what: Message,
  name: string,
  candidates: readonly string[],
): void {
  const near = nearest(name, candidates);
  let hint: Message | undefined;
  if (near !== undefined) hint = { zh: `是否想写“${near}”？`, en: `Did you mean “${near}”?` };
  else if (candidates.length > 0 && candidates.length <= 16) {
    hint = {
      zh: `可以写：${candidates.join('、')}`,
      en: `Use one of: ${candidates.join(', ')}`,
    };
  }
  report(
    file,
    offset,
    { zh: `未知的${what.zh}“${shorten(name)}”`, en: `unknown ${what.en} “${shorten(name)}”` },
    hint,
  );
}

/** A name as it may stand in a sentence: one line, at most 60 code points, nothing that steers a terminal. */
export function shorten(name: string): string {
  const plain = [...name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�')];
  return plain.length > 60 ? `${plain.slice(0, 59).join('')}…` : plain.join('');
}

/**
 * The root value of a YAML text. Undefined, with at least one problem collected, where the text is not
 * YAML, is empty, too long, nested too deep, or uses an alias or a tag. Nothing is converted to plain
 * objects, so that neither aliases nor keys such as `__proto__` do anything.
 */
export function openDocument(file: RuleFile, text: string): Value | undefined {
  const before = file.problems.length;
  if (text.length > MAX_FILE_LENGTH) {
    report(file, 0, {
      zh: `文件过大（上限 ${MAX_FILE_LENGTH} 个字符）`,
      en: `the file is too large (at most ${MAX_FILE_LENGTH} characters)`,
    });
    return undefined;
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: file.lines,
      prettyErrors: false,
      uniqueKeys: true,
      stringKeys: true,
    });
    if (MAY_HOLD_ALIAS_OR_TAG.test(text)) refuseAliasesAndTags(file, document);
  } catch (error) {
    // The composer of `yaml` calls itself for each level: thousands of levels exhaust the stack.
    if (!(error instanceof RangeError)) throw error;
    report(file, 0, { zh: '嵌套过深', en: 'nested too deep' });
    return undefined;
  }
  for (const error of document.errors.slice(0, 5)) {
    const detail = shorten(error.message);
    report(file, error.pos[0], {
      zh: `YAML 语法错误：${detail}`,
      en: `YAML syntax error: ${detail}`,
    });
  }
  if (document.errors.length > 0) return undefined;
  if (file.problems.length > before) return undefined;
  if (document.contents === null) {
    report(file, 0, { zh: '文件是空的', en: 'the file is empty' });
    return undefined;
  }
  return { node: document.contents, offset: document.contents.range?.[0] ?? 0 };
}

function refuseAliasesAndTags(file: RuleFile, document: Document.Parsed): void {
  visit(document, {
    Alias(_, node) {
      report(file, node.range?.[0] ?? 0, {
        zh: '不支持 YAML 别名（*名称）',
        en: 'YAML aliases (*name) are not supported',
      });
      return visit.BREAK;
    },
    Node(_, node) {
      if (node.tag === undefined || node.tag.startsWith('tag:yaml.org,2002:')) return undefined;
      report(file, node.range?.[0] ?? 0, {
        zh: '不支持 YAML 标签（!名称）',
        en: 'YAML tags (!name) are not supported',
      });
      return visit.BREAK;
    },
  });
}

const KINDS = {
  map: { zh: '一组“键: 值”', en: 'a map of keys and values' },
  list: { zh: '列表', en: 'a list' },
  text: { zh: '文字', en: 'text' },
} as const;

const IN_QUOTES: Message = { zh: '加上引号', en: 'put it in quotes' };

function reportKind(file: RuleFile, value: Value, label: string, kind: keyof typeof KINDS): void {
  const reason = {
    zh: `${label} 应为${KINDS[kind].zh}`,
    en: `${label} must be ${KINDS[kind].en}`,
  };
  // Digits alone (a fingerprint, a day, a record) are a number to YAML.
  const isMeant = kind === 'text' && isScalar(value.node) && value.node.value !== null;
  report(file, value.offset, reason, isMeant ? IN_QUOTES : undefined);
}

/**
 * The entries of a map, by key, in the order of the file. Unknown keys are reported with the nearest
 * of `keys` (undefined: any key goes), missing `required` ones at the place of the map. Undefined where
 * `value` is no map.
 */
export function readMap(
  file: RuleFile,
  value: Value,
  label: string,
  keys: readonly string[] | undefined,
  required: readonly string[] = [],
): Map<string, Value & { readonly keyOffset: number }> | undefined {
  if (!isMap(value.node)) {
    reportKind(file, value, label, 'map');
    return undefined;
  }
  const entries = new Map<string, Value & { readonly keyOffset: number }>();
  for (const pair of value.node.items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const key = String(pair.key.value);
    const keyOffset = pair.key.range?.[0] ?? value.offset;
    if (keys && !keys.includes(key)) {
      reportUnknown(file, keyOffset, { zh: `键（${label}）`, en: `key in ${label}` }, key, keys);
      continue;
    }
    // With `stringKeys` and without aliases a value is a node, or null where nothing is written.
    const node = (pair.value ?? undefined) as Node | undefined;
    entries.set(key, { node, keyOffset, offset: node?.range?.[0] ?? keyOffset });
  }
  for (const key of required) {
    if (entries.has(key)) continue;
    report(file, value.offset, { zh: `${label} 缺少“${key}”`, en: `${label} lacks “${key}”` });
  }
  return entries;
}

/** The items of a list; a list without items is reported when `atLeastOne`. Undefined where it is no list. */
export function readList(
  file: RuleFile,
  value: Value,
  label: string,
  atLeastOne = false,
): readonly Value[] | undefined {
  if (!isSeq(value.node)) {
    reportKind(file, value, label, 'list');
    return undefined;
  }
  if (atLeastOne && value.node.items.length === 0) {
    report(file, value.offset, { zh: `${label} 是空的`, en: `${label} is empty` });
  }
  return value.node.items.map((item) => {
    // Items of a sequence are nodes: aliases were refused, and pairs stand in maps only.
    const node = (item ?? undefined) as Node | undefined;
    return { node, offset: node?.range?.[0] ?? value.offset };
  });
}

/** Text without blanks around it; empty or other than text is reported unless `mayBeEmpty`. */
export function readText(
  file: RuleFile,
  value: Value,
  label: string,
  options: { readonly mayBeEmpty?: boolean; readonly verbatim?: boolean } = {},
): string | undefined {
  if (!isScalar(value.node) || typeof value.node.value !== 'string') {
    reportKind(file, value, label, 'text');
    return undefined;
  }
  const text = options.verbatim ? value.node.value : value.node.value.trim();
  if (text.trim() === '' && !options.mayBeEmpty) {
    report(file, value.offset, { zh: `${label} 是空的`, en: `${label} is empty` });
    return undefined;
  }
  return text;
}

/** One of a closed set. */
export function readChoice<Choice extends string>(
  file: RuleFile,
  value: Value,
  what: Message,
  choices: readonly Choice[],
): Choice | undefined {
  const text = readText(file, value, what.en, { mayBeEmpty: true });
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (choice === undefined) reportUnknown(file, value.offset, what, text, choices);
  return choice;
}

/** A list of members of a closed set. */
export function readChoices<Choice extends string>(
  file: RuleFile,
  value: Value,
  what: Message,
  choices: readonly Choice[],
): readonly Choice[] {
  const items = readList(file, value, what.en, true) ?? [];
  return items.flatMap((item) => readChoice(file, item, what, choices) ?? []);
}
