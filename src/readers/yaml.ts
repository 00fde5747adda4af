import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Parser,
  type Scalar,
} from 'yaml';
import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { createPlaces, type Places } from '../text/lines.ts';
import type { ReaderOptions } from './reader.ts';
import { createTimeParser } from './times.ts';
import { MAX_DEPTH, type TreeNode, tooDeep, walkTree } from './tree.ts';
import { readPlainYaml } from './yaml-plain.ts';
import { type BlockToken, type FlowToken, readBlockScalar, readFlowScalar } from './yaml-scalar.ts';
import { withoutDirectives } from './yaml-templates.ts';

const MAX_TOLD = 5;

/**
 * Every string value of a YAML file with its key path, document after document. Aliases are not followed:
 * what they name is judged where it stands. Of a broken file, what could still be read is judged; of a template for
 * YAML (Helm, Ansible) the values around and with its directives.
 */
export function* readYaml(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  const plain = readPlainYaml(file.text);
  if (plain === undefined) {
    yield* readAnyYaml(file, options);
    return;
  }
  const places = createPlaces(file.text);
  const parseTime = createTimeParser(options.timezone);
  yield* walkTree(plain, { file, places, options, parseTime });
}

/** As `readYaml`, all of it by the package. */
export function* readAnyYaml(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  const { text } = file;
  const places = createPlaces(text);
  const tokens = [...new Parser().parse(text)];
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) {
    const { line, column } = places.position(deep);
    yield tooDeep(file.id, line, column);
    return;
  }
  const parseTime = createTimeParser(options.timezone);
  let told = 0;
  for (const document of composeDocuments(text, tokens, options)) {
    for (const { pos, code } of document.errors) {
      told += 1;
      if (told <= MAX_TOLD) yield syntaxProblem(file.id, pos[0], code, places);
    }
    const root = toTree(document, text);
    if (root !== undefined) yield* walkTree(root, { file, places, options, parseTime });
  }
}

/** The documents of a file; of one that is a template for YAML and none itself, those around its directives. */
function composeDocuments(
  text: string,
  tokens: readonly CST.Token[],
  options: ReaderOptions,
): readonly Document.Parsed[] {
  const compose = (all: readonly CST.Token[]): readonly Document.Parsed[] => {
    const how = { keepSourceTokens: true, uniqueKeys: false, logLevel: 'silent' } as const;
    return [...new Composer(how).compose(all, true, text.length)];
  };
  const documents = compose(tokens);
  const faults = (each: readonly Document.Parsed[]): number =>
    each.reduce((count, { errors }) => count + errors.length, 0);
  const plain = faults(documents) === 0 ? undefined : withoutDirectives(text);
  if (plain === undefined) return documents;
  const around = [...new Parser().parse(plain.text)];
  if (tooDeepAt(around) !== undefined) return documents;
  const parts = compose(around);
  if (faults(parts) >= faults(documents)) return documents;
  if (plain.unjudged > 0) options.notJudged?.(plain.unjudged);
  return parts;
}

function syntaxProblem(file: string, offset: number, code: string, places: Places): Problem {
  return {
    type: 'problem',
    code: 'INPUT_SYNTAX',
    file,
    ...places.position(offset),
    reason: {
      zh: `YAML 语法错误（${code}）；只检查了还能读出的值。`,
      en: `Broken YAML (${code}); only the values that could still be read were judged.`,
    },
    hint: { zh: '请修正语法后再检查一次。', en: 'Correct the syntax and check again.' },
  };
}

/** Offset of the first token below `MAX_DEPTH`; found without recursion, before anything recursive runs. */
function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  const stack: { readonly token: CST.Token; readonly depth: number }[] = [];
  for (const token of tokens) stack.push({ token, depth: 0 });
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { token, depth } = top;
    if (depth > MAX_DEPTH) return token.offset;
    if (token.type === 'document' && token.value !== undefined)
      stack.push({ token: token.value, depth });
    if ('items' in token) {
      for (const item of token.items) {
        if (item.key) stack.push({ token: item.key, depth: depth + 1 });
        if (item.value) stack.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

function toTree(document: Document.Parsed, text: string): TreeNode | undefined {
  return document.contents === null ? undefined : nodeToTree(document.contents, text);
}

function nodeToTree(node: unknown, text: string): TreeNode {
  if (isScalar(node)) return scalarToTree(node, text);
  if (isMap(node)) {
    return {
      kind: 'map',
      entries: node.items.map(({ key, value }) => ({
        key: keyText(key, text),
        value: nodeToTree(value, text),
      })),
    };
  }
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => nodeToTree(item, text)) };
  return { kind: 'other', value: '' };
}

function keyText(key: unknown, text: string): string {
  // As it is written, with the directives of a template.
  if (isScalar(key) && key.type === 'PLAIN' && key.range)
    return text.slice(key.range[0], key.range[1]);
  if (isScalar(key)) return key.source ?? String(key.value ?? '');
  // A key that is an alias or a collection has no name; its value is judged all the same.
  return isAlias(key as Node | null) ? '' : String(key ?? '').slice(0, 100);
}

function scalarToTree(node: Scalar, text: string): TreeNode {
  if (typeof node.value !== 'string')
    return { kind: 'other', value: node.source ?? String(node.value ?? '') };
  const token = node.srcToken;
  switch (token?.type) {
    case 'block-scalar':
      // The props of a block scalar are tokens of one source each (its header, a comment, a line end).
      return { kind: 'text', read: () => readBlockScalar(text, token as BlockToken) };
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      // The switch has settled the type.
      return { kind: 'text', read: () => readFlowScalar(text, token as FlowToken) };
    default:
      return { kind: 'other', value: node.value };
  }
}
