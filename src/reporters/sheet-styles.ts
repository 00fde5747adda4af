/** Numbers of the cell styles below. */
export const STYLE = {
  plain: 0,
  head: 1,
  text: 2,
  short: 3,
  error: 4,
  warning: 5,
  info: 6,
  title: 7,
  sentence: 8,
  small: 9,
  input: 10,
  section: 11,
} as const;

const FONT = '<name val="Microsoft YaHei"/><family val="2"/><charset val="134"/>';
/** Runs of a text whose hit is marked. */
export const RUNS: { readonly plain: string; readonly red: string } = {
  plain: '<sz val="10"/><rFont val="Microsoft YaHei"/><family val="2"/><charset val="134"/>',
  red: '<b/><sz val="10"/><color rgb="FFC00000"/><rFont val="Microsoft YaHei"/><family val="2"/><charset val="134"/>',
};

const FONTS = [
  `<sz val="10"/><color rgb="FF1F2328"/>${FONT}`,
  `<b/><sz val="10"/><color rgb="FFFFFFFF"/>${FONT}`,
  `<b/><sz val="16"/><color rgb="FF1F2328"/>${FONT}`,
  `<b/><sz val="11"/><color rgb="FF1F2328"/>${FONT}`,
  `<sz val="9"/><color rgb="FF6E7781"/>${FONT}`,
  `<b/><sz val="10"/><color rgb="FFC00000"/>${FONT}`,
  `<b/><sz val="10"/><color rgb="FF7F4F00"/>${FONT}`,
];

const FILLS = ['FF1F4E79', 'FFFDE7E7', 'FFFFF3D6', 'FFE8F1FB', 'FFFFFBE6'];

/** Font, fill, border and the way a text stands in its cell, in the order of `STYLE`. */
const CELLS: readonly (readonly [font: number, fill: number, border: number, align: string])[] = [
  [0, 0, 0, 'vertical="top"'],
  [1, 2, 1, 'vertical="center" wrapText="1"'],
  [0, 0, 1, 'vertical="top" wrapText="1"'],
  [0, 0, 1, 'vertical="top"'],
  [5, 3, 1, 'vertical="top"'],
  [6, 4, 1, 'vertical="top"'],
  [0, 5, 1, 'vertical="top"'],
  [2, 0, 0, 'vertical="center"'],
  [0, 0, 0, 'vertical="top" wrapText="1"'],
  [4, 0, 1, 'vertical="top"'],
  [0, 6, 1, 'vertical="top" wrapText="1"'],
  [3, 0, 0, 'vertical="center"'],
];

function list(name: string, items: readonly string[]): string {
  return `<${name} count="${items.length}">${items.join('')}</${name}>`;
}

/**
 * Styles of our workbooks. Every cell is marked as text (`quotePrefix`): who edits one that begins with `=` does
 * not make a formula of it.
 */
export function stylesXml(head: string): string {
  const border = ['left', 'right', 'top', 'bottom']
    .map((side) => `<${side} style="thin"><color rgb="FFD0D7DE"/></${side}>`)
    .join('');
  const fills = FILLS.map(
    (color) =>
      `<fill><patternFill patternType="solid"><fgColor rgb="${color}"/><bgColor indexed="64"/></patternFill></fill>`,
  );
  const none = (pattern: string): string => `<fill><patternFill patternType="${pattern}"/></fill>`;
  const empty = '<border><left/><right/><top/><bottom/><diagonal/></border>';
  const cells = CELLS.map(
    ([font, fill, edge, align]) =>
      `<xf numFmtId="0" fontId="${font}" fillId="${fill}" borderId="${edge}" xfId="0" quotePrefix="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment ${align}/></xf>`,
  );
  return `${head}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${[
    list(
      'fonts',
      FONTS.map((font) => `<font>${font}</font>`),
    ),
    list('fills', [none('none'), none('gray125'), ...fills]),
    list('borders', [empty, `<border>${border}<diagonal/></border>`]),
    list('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']),
    list('cellXfs', cells),
    list('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']),
  ].join('')}</styleSheet>`;
}
