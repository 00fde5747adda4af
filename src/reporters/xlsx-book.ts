import { cellText, columnName, heightOf, stringCell } from './sheet-cells.ts';
import { STYLE, stylesXml } from './sheet-styles.ts';
import { escapeXml } from './xml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A part of the workbook that is a sheet. */
export interface BookSheet {
  readonly part: string;
  readonly name: string;
  /** Rows that every printed page begins with. */
  readonly titleRows?: number;
  /** Range that has filters, as in the tail of the sheet. */
  readonly filter?: string;
}

/** Begins a sheet: widths in characters, one a column. */
export function sheetHead(
  widths: readonly number[],
  { frozen = false, grid = true }: { readonly frozen?: boolean; readonly grid?: boolean } = {},
): string {
  const pane = frozen
    ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/>'
    : '';
  const columns = widths.map(
    (width, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView${grid ? '' : ' showGridLines="0"'} workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${columns.join('')}</cols><sheetData>`;
}

/** A list that the cells of a range offer. */
export interface Choice {
  readonly range: string;
  readonly values: readonly string[];
  readonly title: string;
  readonly hint: string;
}

function validationXml(choices: readonly Choice[]): string {
  if (choices.length === 0) return '';
  const items = choices.map(
    ({ range, values, title, hint }) =>
      `<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="${escapeXml(title)}" error="${escapeXml(hint)}" promptTitle="${escapeXml(title)}" prompt="${escapeXml(hint)}" sqref="${range}"><formula1>"${escapeXml(values.join(','))}"</formula1></dataValidation>`,
  );
  return `<dataValidations count="${items.length}">${items.join('')}</dataValidations>`;
}

/** Ends a sheet. `filter` is the range with the arrows, `merged` ranges of joined cells, `page` the foot of a printed page. */
export function sheetTail(options: {
  readonly filter?: string;
  readonly merged?: readonly string[];
  readonly choices?: readonly Choice[];
  readonly page: string;
  readonly isUpright?: true;
}): string {
  const { filter, merged = [], choices = [], page, isUpright } = options;
  const orientation = isUpright === true ? 'portrait' : 'landscape';
  const joined = merged.map((range) => `<mergeCell ref="${range}"/>`).join('');
  return [
    '</sheetData>',
    filter === undefined ? '' : `<autoFilter ref="${filter}"/>`,
    joined === '' ? '' : `<mergeCells count="${merged.length}">${joined}</mergeCells>`,
    validationXml(choices),
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>',
    `<pageSetup paperSize="9" orientation="${orientation}" fitToHeight="0"/>`,
    `<headerFooter><oddFooter>&amp;Ccuilint · ${escapeXml(page)}</oddFooter></headerFooter>`,
    '<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors>',
    '</worksheet>',
  ].join('');
}

/** A row of strings as high as they need; a value that is undefined leaves no cell. `row` from 1. */
export function stringRow(
  row: number,
  values: readonly (string | undefined)[],
  style: number | readonly number[],
  widths: readonly number[],
): string {
  const cells = values.map((value, column) =>
    value === undefined
      ? ''
      : stringCell(
          `${columnName(column)}${row}`,
          typeof style === 'number' ? style : (style[column] ?? STYLE.plain),
          value,
        ),
  );
  const height =
    style === STYLE.title ? ' ht="28" customHeight="1"' : heightOf(values.map(shown), widths);
  return `<row r="${row}"${height}>${cells.join('')}</row>`;
}

function shown(value: string | undefined): string | undefined {
  return value === undefined ? undefined : cellText(value);
}

function relations(items: readonly (readonly [type: string, target: string])[]): string {
  const list = items.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/relationships/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
}

/** The first parts: programs that look at the beginning alone tell by them what they have. In the order of writing. */
export function firstParts(): readonly (readonly [name: string, content: string])[] {
  const root = relations([
    ['officeDocument', 'xl/workbook.xml'],
    ['extended-properties', 'docProps/app.xml'],
    ['custom-properties', 'docProps/custom.xml'],
  ]);
  return [
    ['_rels/.rels', root],
    [
      'docProps/app.xml',
      `${HEAD}<Properties xmlns="${OFFICE}/extended-properties"><Application>cuilint</Application></Properties>`,
    ],
    ['xl/styles.xml', stylesXml(HEAD)],
  ];
}

/** Property by which a report of ours is known, whoever has saved it since. */
export const REPORT_PROPERTY = 'cuilint';

function customXml(version: string): string {
  return `${HEAD}<Properties xmlns="${OFFICE}/custom-properties" xmlns:vt="${OFFICE}/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="${REPORT_PROPERTY}"><vt:lpwstr>${escapeXml(version)}</vt:lpwstr></property></Properties>`;
}

function workbookXml(sheets: readonly BookSheet[]): string {
  const listed = sheets.map(
    ({ name }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const ranges = sheets.flatMap(({ name, titleRows, filter }, index) => {
    const named = (what: string, range: string, more = ''): string =>
      `<definedName name="_xlnm.${what}" localSheetId="${index}"${more}>'${escapeXml(name)}'!${range}</definedName>`;
    const fixed = filter?.replace(/([A-Z]+)(\d+)/g, '$$$1$$$2');
    return [
      // Without it LibreOffice shows no filters; Excel writes it as well.
      ...(fixed === undefined ? [] : [named('_FilterDatabase', fixed, ' hidden="1"')]),
      ...(titleRows === undefined ? [] : [named('Print_Titles', `$1:$${titleRows}`)]),
    ];
  });
  const names = ranges.length === 0 ? '' : `<definedNames>${ranges.join('')}</definedNames>`;
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${listed.join('')}</sheets>${names}</workbook>`;
}

function contentTypes(sheets: readonly BookSheet[]): string {
  const override = (part: string, type: string): string =>
    `<Override PartName="/${part}" ContentType="${type}"/>`;
  const parts = [
    override('xl/workbook.xml', `${TYPE}.sheet.main+xml`),
    override('xl/styles.xml', `${TYPE}.styles+xml`),
    ...sheets.map(({ part }) => override(part, `${TYPE}.worksheet+xml`)),
    override(
      'docProps/app.xml',
      'application/vnd.openxmlformats-officedocument.extended-properties+xml',
    ),
    override(
      'docProps/custom.xml',
      'application/vnd.openxmlformats-officedocument.custom-properties+xml',
    ),
  ];
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts.join('')}</Types>`;
}

/** The parts behind the sheets, in the order of writing. `version` is ours. */
export function bookParts(
  sheets: readonly BookSheet[],
  version: string,
): readonly (readonly [name: string, content: string])[] {
  return [
    ['xl/workbook.xml', workbookXml(sheets)],
    [
      'xl/_rels/workbook.xml.rels',
      relations([
        ...sheets.map(({ part }) => ['worksheet', part.replace(/^xl\//, '')] as const),
        ['styles', 'styles.xml'],
      ]),
    ],
    ['docProps/custom.xml', customXml(version)],
    ['[Content_Types].xml', contentTypes(sheets)],
  ];
}
