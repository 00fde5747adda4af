import type { Message, Problem } from '../model/error.ts';
import type { ColumnChoice } from '../readers/reader.ts';
import { fieldKey, wantedFields } from '../readers/tree.ts';
import { nearest } from '../rules/nearest.ts';
import { usedColumns } from './shown-columns.ts';

/** Names of fields that are kept to choose the nearest from, and those that are shown. */
const MAX_KNOWN = 1000;
const MAX_SHOWN = 10;

/** Holds the fields that were asked for against those there are, over a whole run. */
export interface FieldWatch {
  /** For each file for which fields were asked for by name. */
  open(fields: readonly string[]): FileFields;
  /**
   * At the end of the run: one for every list of names of which none has met a text, and one for the names of a
   * list that no file has beside others.
   */
  missed(shown: (name: string) => string): readonly Problem[];
}

export interface FileFields {
  /** A field that was asked for is there, as the reader tells it. */
  asked(field: string, path: string): void;
  /** Columns were chosen. */
  columns(choice: ColumnChoice): void;
  /** A text was judged because its field was asked for. */
  met(): void;
  /** A text with Chinese was left out because its field was not. */
  leftOut(name: string): void;
}

interface Asked {
  readonly fields: readonly string[];
  isMet: boolean;
  readonly known: Set<string>;
  /** Names that no file had so far, by how they are compared. */
  readonly unmet: Map<string, string>;
  hasColumns: boolean;
  hasOthers: boolean;
}

/** By key; roles that are given to columns (`sentAt=提交时间`) with their column. */
function asUnmet(fields: readonly string[]): Map<string, string> {
  const { names, roles } = wantedFields({ fields });
  const nameOf = (key: string): string =>
    fields.find((field) => fieldKey(field) === key || fieldKey(columnOf(field)) === key) ?? key;
  return new Map([...(names ?? []), ...roles.keys()].map((key) => [key, nameOf(key)]));
}

function columnOf(field: string): string {
  return field.slice(field.indexOf('=') + 1);
}

/**
 * `source`: where the names come from, as the reader of the message knows it. A list that meets texts in some files
 * only is fine, and so is one for files that hold no Chinese outside of it: there was nothing to miss. With
 * `tellsUnmet` every single name has to be somewhere: a list for one run does not keep names for files to come.
 */
export function createFieldWatch(source: Message, tellsUnmet: boolean): FieldWatch {
  const lists = new Map<string, Asked>();
  return {
    open: (fields) => {
      const key = JSON.stringify(fields);
      const list: Asked = lists.get(key) ?? {
        fields,
        isMet: false,
        known: new Set<string>(),
        unmet: asUnmet(fields),
        hasColumns: false,
        hasOthers: false,
      };
      lists.set(key, list);
      const { unmet } = list;
      const meet = (name: string): void => void unmet.delete(fieldKey(name));
      return {
        asked: (field, path) => {
          list.hasOthers = true;
          if (unmet.size === 0) return;
          for (const name of [field, path, path.replace(/\[\d+\]/g, '')]) meet(name);
        },
        columns: (choice) => {
          list.hasColumns = true;
          if (unmet.size > 0) usedColumns(choice, fields).forEach(meet);
        },
        met: () => {
          list.isMet = true;
        },
        leftOut: (name) => {
          if ((tellsUnmet || !list.isMet) && list.known.size < MAX_KNOWN) list.known.add(name);
        },
      };
    },
    missed: (shown) =>
      [...lists.values()].flatMap((list): Problem[] => {
        const { isMet, known } = list;
        if (!isMet) return known.size > 0 ? [missedProblem(list, source, shown)] : [];
        const names = tellsUnmet ? unmetNames(list) : [];
        return names.length > 0 ? [unmetProblem(names, list, source, shown)] : [];
      }),
  };
}

/** Roles can be held against the columns of tables alone. */
function unmetNames({ unmet, hasColumns, hasOthers }: Asked): readonly string[] {
  return [...unmet.values()].filter((name) => !name.includes('=') || (hasColumns && !hasOthers));
}

function unmetProblem(
  names: readonly string[],
  { known }: Asked,
  source: Message,
  shown: (name: string) => string,
): Problem {
  const listed = names.map((name) => shown(name)).join(', ');
  const near = names.map((name) => nearest(name, [...known])).find((name) => name !== undefined);
  return {
    type: 'problem',
    code: 'INPUT_COLUMNS',
    reason: {
      zh: `${source.zh} 中的 ${listed} 在哪个文件里都没有，只检查了其余各项`,
      en: `no file has ${listed} of ${source.en}; the others alone were judged`,
    },
    hint:
      near === undefined
        ? { zh: '请核对名称', en: 'compare the name with those of the files' }
        : { zh: `是否应为 ${shown(near)}？`, en: `did you mean ${shown(near)}?` },
  };
}

function missedProblem(
  { fields, known }: Asked,
  source: Message,
  shown: (name: string) => string,
): Problem {
  const names = [...known].filter((name) => name !== '');
  const near = fields.map((field) => nearest(field, names)).find((name) => name !== undefined);
  const listed = names.slice(0, MAX_SHOWN).map((name) => shown(name));
  const more = {
    zh: names.length > MAX_SHOWN ? '等' : '',
    en: names.length > MAX_SHOWN ? ', …' : '',
  };
  const asked = fields.map((name) => shown(name));
  const example = near ?? names[0];
  return {
    type: 'problem',
    code: 'INPUT_COLUMNS',
    reason: {
      zh: `${source.zh} 所指的 ${asked.join('、')} 在哪个文件里都没有，这些文件的文本未检查；含中文的字段有：${listed.join('、')}${more.zh}`,
      en: `no file has a field named as in ${source.en} (${asked.join(', ')}), and its texts were not judged; fields with Chinese: ${listed.join(', ')}${more.en}`,
    },
    ...(example === undefined
      ? {}
      : {
          hint: {
            zh: near === undefined ? '请改为已有的字段名' : `是否应为 ${shown(near)}？`,
            en: near === undefined ? 'name one that exists' : `did you mean ${shown(near)}?`,
          },
        }),
  };
}
