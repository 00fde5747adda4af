import type { Message, Problem } from '../model/error.ts';
import { nearest } from '../rules/nearest.ts';

/** Names of fields that are kept to choose the nearest from, and those that are shown. */
const MAX_KNOWN = 1000;
const MAX_SHOWN = 10;

/** Holds the fields that were asked for against those there are, over a whole run. */
export interface FieldWatch {
  /** For each file for which fields were asked for by name. */
  open(fields: readonly string[]): FileFields;
  /** At the end of the run: one for every list of names of which none has met a text. */
  missed(shown: (name: string) => string): readonly Problem[];
}

export interface FileFields {
  /** A text was judged because its field was asked for. */
  met(): void;
  /** A text with Chinese was left out because its field was not. */
  leftOut(name: string): void;
}

interface Asked {
  readonly fields: readonly string[];
  isMet: boolean;
  readonly known: Set<string>;
}

/**
 * `source`: where the names come from, as the reader of the message knows it. A list that meets texts in some files
 * only is fine, and so is one for files that hold no Chinese outside of it: there was nothing to miss.
 */
export function createFieldWatch(source: Message): FieldWatch {
  const lists = new Map<string, Asked>();
  return {
    open: (fields) => {
      const key = JSON.stringify(fields);
      const list = lists.get(key) ?? { fields, isMet: false, known: new Set<string>() };
      lists.set(key, list);
      return {
        met: () => {
          list.isMet = true;
        },
        leftOut: (name) => {
          if (!list.isMet && list.known.size < MAX_KNOWN) list.known.add(name);
        },
      };
    },
    missed: (shown) =>
      [...lists.values()]
        .filter(({ isMet, known }) => !isMet && known.size > 0)
        .map((list) => missedProblem(list, source, shown)),
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
