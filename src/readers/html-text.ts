import { createFlow, type FlowStyle } from './markup-flow.ts';
import { type MarkupAttribute, scanMarkup } from './markup-scan.ts';
import { holdsHan } from './source-text.ts';
import { CUT } from './template-text.ts';
import type { Extract } from './text-builder.ts';

/** They stand within a sentence: what is before and behind them is one text. */
const INLINE = new Set(
  'a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter output q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
/** Their line ends and blanks are kept. */
const PREFORMATTED = new Set(['pre', 'textarea']);
/** Shown, or read aloud. */
const VISIBLE = new Set(
  'title alt placeholder value label summary aria-label aria-description aria-valuetext aria-placeholder aria-roledescription'.split(
    ' ',
  ),
);

const FOLDED: FlowStyle = { hasReferences: true, isFolded: true };
const KEPT: FlowStyle = { hasReferences: true, isFolded: false };

/** Texts of a page as its reader sees them. */
export interface HtmlTexts {
  readonly texts: readonly Extract[];
  /** Scripts, styles, comments and attributes with Chinese that nobody sees. */
  readonly unjudged: number;
}

const TAG = /<\/?[a-z][a-z\d]*(?:\s[^<>]{0,2000})?\/?>/i;

/** Whether a text is written in HTML. */
export function holdsTags(text: string): boolean {
  return TAG.test(text);
}

/** Whether an element stands within a sentence. */
export function isInline(name: string): boolean {
  return INLINE.has(name);
}

/** The value of an attribute, character references resolved; undefined where it is blank. */
export function attributeText(
  text: string,
  { from, to }: Pick<MarkupAttribute, 'from' | 'to'>,
  kind: { readonly isXml?: boolean; readonly isTemplate?: boolean },
): Extract | undefined {
  const flow = createFlow(text, kind);
  flow.add(from, to, KEPT);
  return flow.finish();
}

function isVisible(name: string, element: string, isHidden: boolean): boolean {
  if (name === 'content') return element === 'meta';
  return VISIBLE.has(name) && !(isHidden && name === 'value');
}

/** Every text of an HTML page, in its order. Tags without an end, or an end without a beginning, do no harm. */
export function readHtmlTexts(text: string, isTemplate = false): HtmlTexts {
  const texts: Extract[] = [];
  let unjudged = 0;
  let preformatted = 0;
  const flow = createFlow(text, { isTemplate });
  const cut = (): void => {
    const extract = flow.finish();
    if (extract !== undefined) texts.push(extract);
  };
  let nextCut = isTemplate ? text.indexOf(CUT) : -1;
  const addBranches = (from: number, to: number): void => {
    const style = preformatted > 0 ? KEPT : FOLDED;
    let at = from;
    for (; nextCut >= 0 && nextCut < to; nextCut = text.indexOf(CUT, nextCut + 1)) {
      if (nextCut < from) continue;
      flow.add(at, nextCut, style);
      cut();
      at = nextCut + 1;
    }
    flow.add(at, to, style);
  };
  for (const mark of scanMarkup(text, true)) {
    switch (mark.kind) {
      case 'text':
        addBranches(mark.from, mark.to);
        break;
      case 'cdata':
        flow.add(mark.from, mark.to, { hasReferences: false, isFolded: true });
        break;
      case 'dropped':
        if (holdsHan(text.slice(mark.from, mark.to))) unjudged += 1;
        break;
      case 'open': {
        const isHidden =
          mark.name === 'input' &&
          mark.attributes.some(
            ({ name, from, to }) => name === 'type' && /^hidden$/i.test(text.slice(from, to)),
          );
        for (const attribute of mark.attributes) {
          if (isVisible(attribute.name, mark.name, isHidden)) {
            const extract = attributeText(text, attribute, { isTemplate });
            if (extract !== undefined) texts.push(extract);
          } else if (holdsHan(text.slice(attribute.from, attribute.to))) unjudged += 1;
        }
        if (mark.name === 'br') flow.put('\n', mark.from, mark.to);
        else if (!INLINE.has(mark.name)) cut();
        if (PREFORMATTED.has(mark.name)) preformatted += 1;
        break;
      }
      case 'close':
        if (!INLINE.has(mark.name) && mark.name !== 'br') cut();
        if (PREFORMATTED.has(mark.name)) preformatted = Math.max(0, preformatted - 1);
        break;
      default:
        mark satisfies never;
    }
  }
  cut();
  return { texts: texts.sort((a, b) => a.start - b.start), unjudged };
}
