import { escapeXml } from '../reporters/xml.ts';
import { beforeRootEnd, XML_HEAD } from './office-package.ts';

/** A note at a cell. */
export interface CellComment {
  /** `B12` */
  readonly cell: string;
  readonly lines: readonly string[];
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const AUTHOR = 'cuilint';
/** A cell may hold no more. */
const MAX_UNITS = 30_000;

function commentXml({ cell, lines }: CellComment, author: number): string {
  const [title = '', ...rest] = lines;
  const text = (content: string): string => `<t xml:space="preserve">${escapeXml(content)}</t>`;
  const body = rest
    .join('\n')
    .slice(0, MAX_UNITS)
    .replace(/[\ud800-\udbff]$/, '');
  return `<comment xmlns="${MAIN}" ref="${cell}" authorId="${author}"><text><r><rPr><b/><sz val="9"/><color rgb="FFC00000"/></rPr>${text(title)}</r><r><rPr><sz val="9"/></rPr>${text(`\n${body}`)}</r></text></comment>`;
}

/** A part of comments; what `existing` holds stays as it is. */
export function commentsPart(
  existing: string | undefined,
  comments: readonly CellComment[],
): string {
  if (existing === undefined) {
    const list = comments.map((comment) => commentXml(comment, 0)).join('');
    return `${XML_HEAD}<comments xmlns="${MAIN}"><authors><author>${AUTHOR}</author></authors><commentList>${list}</commentList></comments>`;
  }
  const author = existing.match(/<(?:\w+:)?author(?:\s[^>]*)?\/?>/g)?.length ?? 0;
  const list = comments.map((comment) => commentXml(comment, author)).join('');
  const named = existing.replace(
    /<\/((?:\w+:)?)authors>/,
    (end) => `<author xmlns="${MAIN}">${AUTHOR}</author>${end}`,
  );
  const at = named.search(/<\/(?:\w+:)?commentList>/);
  return at < 0
    ? beforeRootEnd(named, `<commentList xmlns="${MAIN}">${list}</commentList>`)
    : named.slice(0, at) + list + named.slice(at);
}

/** Cells that have a comment already, which stays the only one. */
export function commentedCells(existing: string): ReadonlySet<string> {
  const cells = [...existing.matchAll(/<(?:\w+:)?comment\s[^>]*?\bref=["']([A-Z]+\d+)["']/g)];
  return new Set(cells.map(([, cell]) => cell!));
}

const BOX = '_x0000_t202';
const SHAPE_TYPE = `<v:shapetype id="${BOX}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`;

function shapeXml(cell: string, number: number): string {
  const [, letters = 'A', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(digits) - 1;
  const anchor = [column, 15, Math.max(0, row - 1), 10, column + 4, 31, row + 9, 9].join(', ');
  return `<v:shape id="_x0000_s${number}" type="#${BOX}" style="position:absolute;margin-left:59pt;margin-top:1pt;width:260pt;height:150pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row}</x:Row><x:Column>${column - 1}</x:Column></x:ClientData></v:shape>`;
}

const SPACES =
  'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"';

/** The drawing with the boxes of the comments: Excel shows a comment that has one. `index` numbers the sheet. */
export function drawingPart(
  existing: string | undefined,
  comments: readonly CellComment[],
  index: number,
): string {
  if (existing === undefined) {
    const first = index * 1024 + 1;
    const shapes = comments.map(({ cell }, at) => shapeXml(cell, first + at)).join('');
    const groups = Array.from(
      { length: Math.ceil((comments.length + 1) / 1024) },
      (_, at) => index + at,
    );
    return `<xml ${SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="${groups.join(',')}"/></o:shapelayout>${SHAPE_TYPE}${shapes}</xml>`;
  }
  const numbers = [...existing.matchAll(/_x0000_s(\d+)/g)].map(([, number]) => Number(number));
  const first = Math.max(index * 1024, ...numbers) + 1;
  const shapes = comments.map(({ cell }, at) => shapeXml(cell, first + at)).join('');
  const type = existing.includes(`id="${BOX}"`) ? '' : SHAPE_TYPE;
  // The name spaces are said again: another program may have left out one that it did not need.
  const added = `${type}${shapes}`.replaceAll(/<(v:shape(?:type)?) /g, `<$1 ${SPACES} `);
  const at = existing.lastIndexOf('</xml>');
  return at < 0
    ? beforeRootEnd(existing, added)
    : existing.slice(0, at) + added + existing.slice(at);
}
