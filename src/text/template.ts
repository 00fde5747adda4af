import { PLACEHOLDER, type View } from '../model/view.ts';

/** A placeholder of a text, half-open in its UTF-16 units, with the name between its marks ('' for `%s`). */
export interface NamedPlaceholder {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** What it can hold, where that is written inside: `{动作:延期/分期}`. */
  readonly options?: readonly string[];
}

/** Whether some placeholder may list inside what it can hold. */
export function mayListInside(text: string): boolean {
  return /[{｛][^{}｛｝\n]{1,20}[:：][^{}｛｝\n]{1,60}[/／、|][^{}｛｝\n]{1,60}[}｝]/.test(text);
}

function optionsIn(raw: string): readonly string[] | undefined {
  const inside = /^[^:：]*[:：]([^{}｛｝]*)[}｝]+$/.exec(raw)?.[1];
  const options = inside?.split(/[/／、|]/).map((option) => option.trim()) ?? [];
  return options.length >= 2 && options.every((option) => option !== '') ? options : undefined;
}

/** The placeholders that folding has found in `text`, in their order; `view` is the folded text. */
export function placeholdersOf(text: string, view: View): readonly NamedPlaceholder[] {
  const found: NamedPlaceholder[] = [];
  for (let i = view.text.indexOf(PLACEHOLDER); i >= 0; i = view.text.indexOf(PLACEHOLDER, i + 1)) {
    const start = view.from[i]!;
    const end = view.to[i]!;
    const raw = text.slice(start, end);
    const options = optionsIn(raw);
    found.push({ start, end, name: nameIn(raw), ...(options && { options }) });
  }
  return found;
}

/** `${user.reason!""}`, `{{ reason | upper }}`, `#reason#`, `[原因]`: reason, 原因. */
function nameIn(raw: string): string {
  const plain = raw.normalize('NFKC').replace(/^[\s$#%{[【]+|[\s#}\]】]+$/g, '');
  return /^(?:[sd]|\d{1,2}\$?[sd])$/.test(plain)
    ? ''
    : plain
        .replace(/\s*[|!?:：,].*$/s, '')
        .replace(/\(.*$/s, '')
        .replace(/^.*\./s, '')
        .trim();
}

/** A name as names are compared: NFKC, lower case, without its marks, blanks, `_` and `-`. */
export function variableKey(name: string): string {
  return nameIn(name)
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}

/** The words of a name in lower case: `msgContent2`, `msg_content`: msg, content. */
export function wordsOfName(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_\-.]+/)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '');
}

interface Text {
  readonly start: number;
  readonly end: number;
}

interface Choice {
  readonly options: readonly (readonly Node[])[];
}

type Node = Text | Choice;

/** 1: FreeMarker, 2: Jinja and Liquid, 3: Handlebars. */
const TAG =
  /<(\/?#(?:if|elseif|else|switch|case|default|break)\b)[^<>]{0,200}>|\{%-?\s*(if|elif|elsif|else|endif|unless|endunless)\b[^{}]{0,200}?-?%\}|\{\{\s*([#/](?:if|unless)|else)\b[^{}]{0,200}\}\}/gi;
const MAY_BRANCH = /<#(?:if|switch)\b|\{%-?\s*(?:if|unless)\b|\{\{\s*#(?:if|unless)\b/i;
/** A text with more of them is not read as a template. */
const MAX_VARIANTS = 200;

type Move = 'open' | 'next' | 'else' | 'close' | 'none';

function moveOf(tag: string): Move {
  switch (tag.toLowerCase().replace(/\s/g, '')) {
    case '#if':
    case '#switch':
    case 'if':
    case 'unless':
    case '#unless':
      return 'open';
    case '#elseif':
    case '#case':
    case 'elif':
    case 'elsif':
      return 'next';
    case '#else':
    case '#default':
    case 'else':
      return 'else';
    case '/#if':
    case '/#switch':
    case 'endif':
    case 'endunless':
    case '/if':
    case '/unless':
      return 'close';
    default:
      return 'none';
  }
}

interface Open {
  readonly outer: Node[];
  readonly options: Node[][];
  hasElse: boolean;
}

/** The text as a tree of its branches; null where the tags do not fit together. */
function parseBranches(text: string): readonly Node[] | null {
  const root: Node[] = [];
  const stack: Open[] = [];
  let current = root;
  let from = 0;
  for (const match of text.matchAll(TAG)) {
    if (match.index > from) current.push({ start: from, end: match.index });
    from = match.index + match[0].length;
    const move = moveOf(match[1] ?? match[2] ?? match[3] ?? '');
    if (move === 'none') continue;
    if (move === 'open') {
      const options: Node[][] = [[]];
      stack.push({ outer: current, options, hasElse: false });
      current = options[0]!;
      continue;
    }
    const open = stack.at(-1);
    if (open === undefined) return null;
    if (move === 'close') {
      stack.pop();
      const rest: Node[][] = open.hasElse ? [] : [[]];
      open.outer.push({ options: [...open.options, ...rest] });
      current = open.outer;
    } else {
      const option: Node[] = [];
      open.options.push(option);
      open.hasElse ||= move === 'else';
      current = option;
    }
  }
  if (stack.length > 0) return null;
  if (from < text.length) root.push({ start: from, end: text.length });
  return root;
}

/** Every branch at least once: of each choice all options, the first ones of the others beside them. */
function variantsOf(nodes: readonly Node[]): Text[][] {
  const parts = nodes.map((node): Text[][] =>
    'options' in node ? node.options.flatMap(variantsOf) : [[node]],
  );
  const longest = Math.max(1, ...parts.map((part) => part.length));
  const first = parts.map((part) => part[0] ?? []);
  if (longest === 1) return [first.flat()];
  return [
    first.flat(),
    ...parts.flatMap((part, at) =>
      part.slice(1).map((option) => first.flatMap((own, i) => (i === at ? option : own))),
    ),
  ].slice(0, MAX_VARIANTS);
}

/**
 * The stretches of `text` that stand together in one message, a list for each branch of `<#if>`,
 * `{% if %}` or `{{#if}}`; half-open in UTF-16 units, tags left out. Null for a text without branches,
 * and where tags are not closed (then the text is taken as it stands). An `if` without `else` may be empty.
 */
export function branchesOf(text: string): readonly (readonly Text[])[] | null {
  if (!MAY_BRANCH.test(text)) return null;
  const nodes = parseBranches(text);
  return nodes === null ? null : variantsOf(nodes);
}
