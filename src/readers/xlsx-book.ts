import { isOn, type Relation, readRelations } from './office-parts.ts';
import { createStringTable, type StringTable } from './string-table.ts';
import { attribute, parseXml, readXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';
import { damaged } from './zip-parts.ts';

/** How the number of a cell is to be read; undefined: as a number. */
export type NumberKind = 'date' | 'time' | 'both' | undefined;

export interface Sheet {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

export interface Workbook {
  /** In the order of the tabs; charts and macros left out. */
  readonly sheets: readonly Sheet[];
  readonly strings: StringTable;
  /** By number of the cell style. */
  readonly kinds: readonly NumberKind[];
  /** Days count from 1904 and not from 1900. */
  readonly is1904: boolean;
}

/** `_x000D_` stands for a character that XML cannot hold, `_x005F_` for the underscore before such a code. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const BUILT_IN: readonly (readonly [from: number, to: number, kind: NumberKind])[] = [
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'both'],
  [27, 31, 'date'],
  [32, 35, 'time'],
  [36, 36, 'date'],
  [45, 47, 'time'],
  [50, 54, 'date'],
  [55, 56, 'time'],
  [57, 58, 'date'],
];

/** What a number format shows: `yyyy"年"m"月"d"日"` a date, `h:mm` a time. Colours, quotes and units say nothing. */
export function kindOfFormat(code: string): NumberKind {
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .replace(/general/gi, '');
  const hasDay = /[yd]/i.test(bare) || /[年月日]/.test(code);
  const hasClock = /[hs]/i.test(bare) || /[时時]/.test(code);
  if (hasDay && hasClock) return 'both';
  if (hasDay) return 'date';
  return hasClock ? 'time' : undefined;
}

async function readStyles(parts: ZipParts, part: string): Promise<readonly NumberKind[]> {
  const custom = new Map<number, NumberKind>();
  const kinds: NumberKind[] = [];
  let inCells = false;
  await readXml(parts.open(part), {
    open: (name, attributes) => {
      if (name === 'numFmt') {
        custom.set(
          Number(attribute(attributes, 'numFmtId')),
          kindOfFormat(attribute(attributes, 'formatCode') ?? ''),
        );
      } else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0);
        kinds.push(
          custom.has(id)
            ? custom.get(id)
            : BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2],
        );
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return kinds;
}

/** Texts of a rich string joined; phonetic hints (`rPh`) are no part of it. */
async function readStrings(parts: ZipParts, part: string): Promise<StringTable> {
  const strings = createStringTable();
  let current = '';
  let phonetic = 0;
  let isText = false;
  for await (const _ of parseXml(parts.open(part), {
    open: (name) => {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') isText = phonetic === 0;
    },
    close: (name) => {
      if (name === 'si') strings.add(unescapeText(current));
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 't') isText = false;
    },
    text: (text) => {
      if (isText) current = current === '' ? text : current + text;
    },
  }));
  return strings;
}

/** The sheets of a workbook in the order of the tabs, and what else its main part says. Throws CuilintError. */
export async function readSheetList(
  parts: ZipParts,
  part: string,
): Promise<{
  readonly sheets: readonly Sheet[];
  readonly is1904: boolean;
  readonly relations: readonly Relation[];
}> {
  const listed: { name: string; id: string; isHidden: boolean }[] = [];
  let is1904 = false;
  await readXml(parts.open(part), {
    open: (name, attributes) => {
      if (name === 'sheet') {
        listed.push({
          name: attribute(attributes, 'name') ?? '',
          // `r:id`, beside `sheetId`
          id:
            Object.entries(attributes).find(([key]) => key.endsWith(':id') || key === 'id')?.[1] ??
            '',
          isHidden: /hidden/i.test(attribute(attributes, 'state') ?? ''),
        });
      } else if (name === 'workbookPr') {
        const value = attribute(attributes, 'date1904');
        is1904 = value !== undefined && isOn(value);
      }
    },
    close: () => {},
  });
  const relations = await readRelations(parts, part);
  const byId = new Map(relations.map((relation): [string, Relation] => [relation.id, relation]));
  const sheets = listed.flatMap(({ name, id, isHidden }): readonly Sheet[] => {
    const relation = byId.get(id);
    if (relation === undefined) {
      throw damaged({
        zh: `工作表“${name}”没有内容部件`,
        en: `the sheet “${name}” has no part with its content`,
      });
    }
    return relation.type === 'worksheet' ? [{ name, part: relation.target, isHidden }] : [];
  });
  return { sheets, is1904, relations };
}

/** Sheets, shared strings and styles of the workbook whose main part is `part`. Throws CuilintError. */
export async function readWorkbook(parts: ZipParts, part: string): Promise<Workbook> {
  const { sheets, is1904, relations } = await readSheetList(parts, part);
  const strings = relations.find(({ type }) => type === 'sharedStrings');
  const styles = relations.find(({ type }) => type === 'styles');
  return {
    sheets,
    is1904,
    strings: strings === undefined ? createStringTable() : await readStrings(parts, strings.target),
    kinds: styles === undefined ? [] : await readStyles(parts, styles.target),
  };
}
