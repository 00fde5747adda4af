import type { Replacement } from '../model/replacement.ts';
import type { Kind } from '../model/segment.ts';
import {
  openDocument,
  type RuleFile,
  readChoice,
  readList,
  readMap,
  readText,
  type Value,
} from './parse-document.ts';

const KEYS = ['id', 'title', 'to', 'kinds', 'words', 'rules', 'unless', 'text'] as const;
const KINDS: readonly Kind[] = ['sms', 'script', 'log'];

/** The whole messages of one file of `replacements/`, in its order. */
export function parseReplacements(file: RuleFile, text: string): readonly Replacement[] {
  const root = openDocument(file, text);
  const entries = root && readMap(file, root, 'replacements', ['replacements'], ['replacements']);
  const list = entries?.get('replacements');
  const items = (list && readList(file, list, 'replacements', true)) ?? [];
  return items.flatMap((item) => parseOne(file, item) ?? []);
}

function parseOne(file: RuleFile, item: Value): Replacement | undefined {
  const entries = readMap(file, item, 'replacement', KEYS, ['id', 'title', 'text']);
  if (!entries) return undefined;
  const read = (key: (typeof KEYS)[number]): string | undefined => {
    const value = entries.get(key);
    return value && readText(file, value, key);
  };
  const texts = (key: (typeof KEYS)[number]): readonly string[] => {
    const value = entries.get(key);
    const items = value === undefined ? [] : (readList(file, value, key, true) ?? []);
    return items.flatMap((each) => readText(file, each, key) ?? []);
  };
  const id = read('id');
  const written = read('text');
  const title = entries.get('title');
  const names = title && readMap(file, title, 'title', ['zh', 'en'], ['zh', 'en']);
  const [zh, en] = (['zh', 'en'] as const).map((lang) => {
    const value = names?.get(lang);
    return value && readText(file, value, lang);
  });
  const where = entries.get('to');
  const to =
    where && readChoice(file, where, { zh: '对象', en: 'addressee' }, ['third-party'] as const);
  const kindList = entries.get('kinds');
  const kinds = (kindList && readList(file, kindList, 'kinds', true))?.flatMap(
    (kind) => readChoice(file, kind, { zh: '类型', en: 'kind' }, KINDS) ?? [],
  );
  if (id === undefined || written === undefined || zh === undefined || en === undefined)
    return undefined;
  return {
    id,
    title: { zh, en },
    ...(to && { to }),
    ...(kinds && { kinds }),
    words: texts('words'),
    rules: texts('rules'),
    unless: texts('unless'),
    text: written,
  };
}
