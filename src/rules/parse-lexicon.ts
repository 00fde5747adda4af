import { isMap, isScalar } from 'yaml';
import type { Bound, LexiconClass, LexiconTerm } from '../model/rule.ts';
import {
  openDocument,
  type Place,
  placeOf,
  type RuleFile,
  readChoice,
  readList,
  readMap,
  readText,
  report,
  type Value,
} from './parse-document.ts';

const BOUNDS: readonly Bound[] = ['check', 'word', 'free'];
const CLASS_NAME = /^[a-z][a-z0-9-]*$/;

export interface ParsedClass {
  readonly class: LexiconClass;
  readonly offset: number;
  /** Offset of each `"<other>"`, in the order of `class.includes`. */
  readonly includeOffsets: readonly number[];
  /** It adds to a class of an earlier file, or stands in its place; absent: a class of its own. */
  readonly mode?: 'extend' | 'replace';
}

export interface ParsedLexicon {
  readonly classes: readonly ParsedClass[];
  readonly shields: readonly string[];
}

/**
 * The classes and shields of one file of `lexicons/`. The places of its classes, terms and shields are
 * added to `places` (`class <id>`, `class <id> <term>`, `shield <text>`).
 */
export function parseLexicon(
  file: RuleFile,
  text: string,
  places: Map<string, Place>,
): ParsedLexicon {
  const root = openDocument(file, text);
  const entries = root && readMap(file, root, 'lexicon', ['note', 'classes', 'shields']);
  if (!entries) return { classes: [], shields: [] };
  if (!entries.has('classes') && !entries.has('shields')) {
    report(file, 0, {
      zh: '词表缺少“classes”或“shields”',
      en: 'a lexicon needs “classes” or “shields”',
    });
  }
  const named = entries.get('classes');
  const classes = named ? readMap(file, named, 'classes', undefined) : undefined;
  const shields = entries.get('shields');
  return {
    classes: [...(classes ?? [])].flatMap(
      ([id, value]) => parseClass(file, id, value, places) ?? [],
    ),
    shields: ((shields && readList(file, shields, 'shields')) ?? []).flatMap((item) => {
      const shield = readText(file, item, 'shield');
      if (shield === undefined) return [];
      places.set(`shield ${shield}`, placeOf(file, item.offset));
      return [shield];
    }),
  };
}

function parseClass(
  file: RuleFile,
  id: string,
  value: Value & { readonly keyOffset: number },
  places: Map<string, Place>,
): ParsedClass | undefined {
  if (!CLASS_NAME.test(id)) {
    report(file, value.keyOffset, {
      zh: '词类名用小写英文字母、数字和连字符',
      en: 'the name of a class has lower-case letters, digits and hyphens',
    });
    return undefined;
  }
  const keys = ['note', 'bound', 'terms', 'extend', 'replace'];
  const entries = readMap(file, value, `class ${id}`, keys);
  const added = entries?.get('extend');
  const reason = entries?.get('replace');
  if (entries && entries.has('terms') === (added !== undefined)) {
    report(file, value.offset, {
      zh: added
        ? `词类 ${id} 的“terms”和“extend”只能写一个`
        : `class ${id} 缺少“terms”（补充已有的词类用“extend”）`,
      en: added
        ? `class ${id} has both “terms” and “extend”`
        : `class ${id} lacks “terms” (or “extend”, to add to one that is there)`,
    });
  }
  // Why a class of ours does not do is for whoever reads the file next.
  const isReplaced = reason !== undefined && readText(file, reason, 'replace') !== undefined;
  const mode = added ? 'extend' : isReplaced ? 'replace' : undefined;
  const list = added ?? entries?.get('terms');
  const items = list && readList(file, list, `terms (${id})`, true);
  if (!entries || !items) return undefined;
  const noteValue = entries.get('note');
  const note = noteValue ? (readText(file, noteValue, 'note') ?? '') : '';
  const border = readBound(file, entries.get('bound'));
  const includes: string[] = [];
  const includeOffsets: number[] = [];
  const terms: LexiconTerm[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const term = parseTerm(file, item);
    if (!term) continue;
    const included = /^<(.*)>$/.exec(term.text)?.[1];
    if (seen.has(term.text)) {
      report(file, item.offset, {
        zh: `词类 ${id} 重复列出“${term.text}”`,
        en: `class ${id} lists “${term.text}” twice`,
      });
    } else if (included !== undefined) {
      includes.push(included);
      includeOffsets.push(item.offset);
    } else {
      // What a term says for itself counts more than what its class says for all.
      terms.push(border === undefined ? term : { bound: border, ...term });
      places.set(`class ${id} ${term.text}`, placeOf(file, item.offset));
    }
    seen.add(term.text);
  }
  places.set(`class ${id}`, placeOf(file, value.keyOffset));
  return {
    class: { id, note, includes, terms },
    offset: value.keyOffset,
    includeOffsets,
    ...(mode && { mode }),
  };
}

function readBound(file: RuleFile, value: Value | undefined): Bound | undefined {
  return value && readChoice(file, value, { zh: '词界', en: 'bound' }, BOUNDS);
}

function parseTerm(file: RuleFile, item: Value): LexiconTerm | undefined {
  if (!isMap(item.node)) {
    const text = readText(file, item, 'term');
    return text === undefined ? undefined : { text };
  }
  const entries = readMap(file, item, 'term', ['t', 'bound', 'not_in', 'sound'], ['t']);
  const text = entries?.get('t');
  const bound = entries?.get('bound');
  const notIn = entries?.get('not_in');
  const term = text && readText(file, text, 't');
  const soundValue = entries?.get('sound');
  const sound = soundValue && isScalar(soundValue.node) && soundValue.node.value === true;
  if (soundValue && !sound) {
    report(file, soundValue.offset, { zh: 'sound 只能写 true', en: '“sound” can only be true' });
  }
  const border = readBound(file, bound);
  const harmless = notIn && readList(file, notIn, 'not_in', true);
  const words = harmless?.flatMap((word) => readText(file, word, 'not_in') ?? []);
  if (term === undefined) return undefined;
  return {
    text: term,
    ...(border && { bound: border }),
    ...(words && { notIn: words }),
    ...(sound && { sound: true }),
  };
}
