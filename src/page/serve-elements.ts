/** Elements of the local page. What they hold is text: nothing is ever taken for markup. */

export interface Clause {
  readonly title: string;
  readonly text?: string;
  readonly validity: string;
  readonly evidence: string;
}

export interface Finding {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: string;
  readonly suspected: boolean;
  readonly message: string;
  readonly rewrite: string;
  readonly replacement?: { readonly title: string; readonly text: string };
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly sheet: string | null;
  readonly cell: string | null;
  readonly paragraph: number | null;
  readonly segmentStart: number;
  readonly segmentEnd: number;
  readonly context: string;
  readonly contextStart: number;
  readonly clauses: readonly Clause[];
}

export interface Answer {
  readonly findings: readonly Finding[];
  readonly problems: readonly {
    readonly line: number | null;
    readonly reason: string;
    readonly hint: string | null;
  }[];
  readonly counts?: Readonly<Record<string, number>>;
  readonly segments?: number;
  readonly omitted: number;
}

export interface RulePage {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly why: string;
  readonly rewrite: string;
  readonly clauses: readonly Clause[];
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

export function need<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(id);
  return found;
}

const words: Readonly<Record<string, string>> = JSON.parse(
  document.querySelector('main')?.dataset['words'] ?? '{}',
);
export function say(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
}

/** An element with text or children; text is never taken for markup. */
export function make(
  name: string,
  content: string | readonly (Node | string)[] = [],
  properties: Readonly<Record<string, string>> = {},
): HTMLElement {
  const element = document.createElement(name);
  element.append(...(typeof content === 'string' ? [content] : content));
  for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
  return element;
}

const RANK: Readonly<Record<string, number>> = { error: 2, warning: 1, info: 0 };

/** What nobody sees and what moves text about, line ends apart. */
const HARMFUL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Text with such characters as visible escapes. */
export function visible(text: string): string {
  return text.replace(
    HARMFUL,
    (char) => `<U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}

/** `of` with the pieces between the borders of `at` marked by the worst severity over each, and as `show` has it. */
export function marked(
  of: string,
  at: readonly (readonly [number, number])[],
  severities: readonly string[],
  show: (piece: string) => string = (piece) => piece,
): Node[] {
  const borders = new Set([0, of.length]);
  for (const [start, end] of at)
    borders.add(Math.min(start, of.length)).add(Math.min(end, of.length));
  const cuts = [...borders].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1] ?? from;
    const over = severities.filter(
      (_, hit) => (at[hit]?.[0] ?? 0) <= from && (at[hit]?.[1] ?? 0) >= to,
    );
    const worst = over.reduce((a, b) => ((RANK[b] ?? 0) > (RANK[a] ?? -1) ? b : a), '');
    const piece = show(of.slice(from, to));
    return over.length === 0
      ? document.createTextNode(piece)
      : make('mark', piece, { class: worst });
  });
}

function clauseItem({ title, text: asks, validity, evidence }: Clause): HTMLElement {
  const doubt = evidence === 'read' ? [] : [' ', make('b', say(evidence), { class: 'doubt' })];
  const told = asks === undefined || asks === '' ? [] : [make('br'), asks];
  return make('li', [title, ' ', make('span', validity, { class: 'dim' }), ...doubt, ...told]);
}

/** Each once: two paraphrases of one article read the same without what they ask. */
export function clauseList(clauses: readonly Clause[]): HTMLElement {
  const items = new Map(
    clauses.map((clause) => [JSON.stringify([clause.title, clause.text]), clause]),
  );
  return make('ul', [...items.values()].map(clauseItem));
}

export function placeOf({ sheet, cell, paragraph, line, column }: Finding): string {
  if (sheet !== null) return cell === null ? sheet : `${sheet}!${cell}`;
  return paragraph === null ? `${line}:${column}` : `¶ ${paragraph}`;
}
