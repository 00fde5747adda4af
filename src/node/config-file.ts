import { isScalar, LineCounter } from 'yaml';
import type { Message, Problem } from '../model/error.ts';
import type { Level, Profile, Severity } from '../model/rule.ts';
import type { Kind } from '../model/segment.ts';
import {
  openDocument,
  type Place,
  placeOf,
  type RuleFile,
  readChoice,
  readChoices,
  readList,
  readMap,
  readText,
  report,
  type Value,
} from '../rules/parse-document.ts';
import { KINDS, PROFILES } from '../rules/parse-names.ts';
import { type Conduct, readConduct } from './config-conduct.ts';
import { entry, type Placed, placed, texts } from './config-values.ts';

export type RuleLevels = readonly (Placed<Level> & { readonly name: string })[];

export interface Override {
  readonly place: Place;
  /** Patterns as in .gitignore, relative to the folder of the file they stand in; empty: every file. */
  readonly files: readonly string[];
  /** Restricts `rules` to messages of these kinds, senders and fields. */
  readonly when: {
    readonly kind?: readonly Kind[];
    readonly profile?: readonly Profile[];
    readonly fields?: readonly string[];
  };
  /** What is said of the files. */
  readonly kind?: Placed<Kind>;
  readonly profile?: Placed<Profile>;
  readonly fields?: Placed<readonly string[]>;
  readonly rules: RuleLevels;
}

/** A phrase that never counts. */
export interface AllowedPhrase {
  readonly phrase: string;
  readonly reason: string;
  /** Rules and categories for which it holds; absent: all. */
  readonly rules?: readonly Placed<string>[];
  readonly place: Place;
}

export interface Sender {
  readonly profile?: Placed<Profile>;
  readonly reportsCredit?: Placed<boolean>;
  readonly domains?: Placed<readonly string[]>;
  readonly numbers?: Placed<readonly string[]>;
  readonly signature?: Placed<SignatureMode>;
  readonly proceedings?: Placed<readonly string[]>;
}

export type SignatureMode = 'in-text' | 'added';

/** What one configuration file says; nothing of what it extends. */
export interface ConfigFile {
  /** As it is shown: relative to the working folder, with `/`. */
  readonly path: string;
  readonly extends: readonly Placed<string>[];
  readonly include?: Placed<readonly string[]>;
  readonly ignores?: Placed<readonly string[]>;
  readonly rules: RuleLevels;
  readonly overrides: readonly Override[];
  readonly dictionaries: readonly Placed<string>[];
  readonly allow: readonly AllowedPhrase[];
  readonly sender: Sender;
  readonly conduct: Conduct;
  readonly baseline?: Placed<string>;
  readonly failOn?: Placed<Severity | 'never'>;
  readonly lang?: Placed<'zh' | 'en'>;
}

export const LEVELS: readonly Level[] = ['off', 'info', 'warning', 'error'];
export const FAIL_LEVELS: readonly (Severity | 'never')[] = ['error', 'warning', 'info', 'never'];
export const LANGUAGES: readonly ('zh' | 'en')[] = ['zh', 'en'];
export const SIGNATURES: readonly SignatureMode[] = ['in-text', 'added'];
export const KEYS: readonly string[] = [
  'include',
  'extends',
  'rules',
  'overrides',
  'ignores',
  'dictionaries',
  'allow',
  'sender',
  'conduct',
  'baseline',
  'failOn',
  'lang',
];
const KIND: Message = { zh: '文本种类', en: 'kind' };
const PROFILE: Message = { zh: '机构类型', en: 'profile' };

function levels(file: RuleFile, value: Value | undefined, label: string): RuleLevels {
  const entries = value && readMap(file, value, label, undefined);
  return [...(entries ?? [])].flatMap(([name, written]) => {
    let level: Value = written;
    if (!isScalar(written.node)) {
      const found = readMap(file, written, `${label}.${name}`, ['level'], ['level'])?.get('level');
      if (found === undefined) return [];
      level = found;
    }
    // YAML 1.1 readers take a bare off for false; ours keeps it as text, and false is meant the same way.
    const isOff = isScalar(level.node) && level.node.value === false;
    const read: Level | undefined = isOff
      ? 'off'
      : readChoice(file, level, { zh: '级别', en: 'level' }, LEVELS);
    return read === undefined
      ? []
      : [{ name, value: read, place: placeOf(file, written.keyOffset) }];
  });
}

function override(file: RuleFile, item: Value, index: number): Override | undefined {
  const label = `overrides[${index}]`;
  const keys = ['files', 'when', 'kind', 'profile', 'fields', 'rules'];
  const entries = readMap(file, item, label, keys);
  if (!entries) return undefined;
  const get = (key: string): Value | undefined => entries.get(key);
  const files = get('files');
  const when = get('when');
  const kind = get('kind');
  const profile = get('profile');
  const fields = get('fields');
  if (!files && !when) {
    report(file, item.offset, {
      zh: `${label} 缺少“files”或“when”：写明对哪些文件或消息生效`,
      en: `${label} lacks “files” or “when”: say for which files or messages it holds`,
    });
  }
  const names = files ? texts(file, files, `${label}.files`) : [];
  if (names.length > 0 && names.every((name) => name.startsWith('!'))) {
    report(file, files!.offset, {
      zh: `${label}.files 只有排除（!），没有一个文件；在前面写上要选的，如 "**"`,
      en: `${label}.files only takes out (!) and chooses no file; write before it what to choose, such as "**"`,
    });
  }
  const conditions = when && readMap(file, when, `${label}.when`, ['kind', 'profile', 'fields']);
  const of = (key: string): Value | undefined => conditions?.get(key);
  const list = <T>(value: Value | undefined, read: (value: Value) => T): T | undefined =>
    value && read(value);
  return {
    place: placeOf(file, item.offset),
    files: names,
    when: {
      ...entry(
        'kind',
        list(of('kind'), (value) => oneOrMore(file, value, KIND, KINDS)),
      ),
      ...entry(
        'profile',
        list(of('profile'), (value) => oneOrMore(file, value, PROFILE, PROFILES)),
      ),
      ...entry(
        'fields',
        list(of('fields'), (value) => texts(file, value, `${label}.when.fields`)),
      ),
    },
    ...entry('kind', kind && placed(file, kind, readChoice(file, kind, KIND, KINDS))),
    ...entry(
      'profile',
      profile && placed(file, profile, readChoice(file, profile, PROFILE, PROFILES)),
    ),
    ...entry('fields', fields && placed(file, fields, texts(file, fields, `${label}.fields`))),
    rules: levels(file, get('rules'), `${label}.rules`),
  };
}

function oneOrMore<Choice extends string>(
  file: RuleFile,
  value: Value,
  what: Message,
  choices: readonly Choice[],
): readonly Choice[] {
  if (!isScalar(value.node)) return readChoices(file, value, what, choices);
  const one = readChoice(file, value, what, choices);
  return one === undefined ? [] : [one];
}

function allowed(file: RuleFile, item: Value, index: number): AllowedPhrase | undefined {
  const label = `allow[${index}]`;
  const entries = readMap(file, item, label, ['phrase', 'reason', 'rules'], ['phrase', 'reason']);
  const phraseValue = entries?.get('phrase');
  const reasonValue = entries?.get('reason');
  const phrase = phraseValue && readText(file, phraseValue, `${label}.phrase`);
  const reason = reasonValue && readText(file, reasonValue, `${label}.reason`);
  const rules = entries?.get('rules');
  const names = rules && readList(file, rules, `${label}.rules`, true);
  if (!phraseValue || phrase === undefined || reason === undefined) return undefined;
  if ([...phrase].length < 2) {
    report(file, phraseValue.offset, {
      zh: `${label}.phrase 至少两个字`,
      en: `${label}.phrase needs at least two characters`,
    });
    return undefined;
  }
  return {
    phrase,
    reason,
    place: placeOf(file, item.offset),
    ...(names && {
      rules: names.flatMap((name) => placed(file, name, readText(file, name, 'rule')) ?? []),
    }),
  };
}

function yesOrNo(file: RuleFile, value: Value, label: string): boolean | undefined {
  if (isScalar(value.node) && typeof value.node.value === 'boolean') return value.node.value;
  report(file, value.offset, {
    zh: `${label} 应为 true 或 false`,
    en: `${label} must be true or false`,
  });
  return undefined;
}

function sender(file: RuleFile, value: Value): Sender {
  const keys = ['profile', 'reportsCredit', 'domains', 'numbers', 'signature', 'proceedings'];
  const entries = readMap(file, value, 'sender', keys);
  const read = <T>(
    key: string,
    parse: (value: Value, label: string) => T | undefined,
  ): Placed<T> | undefined => {
    const found = entries?.get(key);
    return found && placed(file, found, parse(found, `sender.${key}`));
  };
  const list = (item: Value, label: string): readonly string[] => texts(file, item, label);
  return {
    ...entry(
      'profile',
      read('profile', (item) => readChoice(file, item, PROFILE, PROFILES)),
    ),
    ...entry(
      'reportsCredit',
      read('reportsCredit', (item, label) => yesOrNo(file, item, label)),
    ),
    ...entry('domains', read('domains', list)),
    ...entry('numbers', read('numbers', list)),
    ...entry(
      'signature',
      read('signature', (item) =>
        readChoice(file, item, { zh: '签名方式', en: 'signature' }, SIGNATURES),
      ),
    ),
    ...entry('proceedings', read('proceedings', list)),
  };
}

function extended(file: RuleFile, value: Value): readonly Placed<string>[] {
  const items = isScalar(value.node) ? [value] : (readList(file, value, 'extends') ?? []);
  return items.flatMap((item) => placed(file, item, readText(file, item, 'extends')) ?? []);
}

/**
 * What the text of one configuration file says, and what is wrong with it, by place. With problems the
 * file is not to be used. An empty text says nothing and is sound. `path` is shown in the problems.
 */
export function parseConfigFile(
  path: string,
  text: string,
): { readonly config: ConfigFile; readonly problems: readonly Problem[] } {
  const file: RuleFile = {
    path,
    lines: new LineCounter(),
    problems: [],
    code: 'CONFIG_INVALID',
  };
  const isEmpty = /^(?:\s|#[^\n]*(?:\n|$))*$/.test(text);
  const root = isEmpty ? undefined : openDocument(file, text);
  const entries = root && readMap(file, root, 'configuration', KEYS);
  const read = <T>(key: string, parse: (value: Value) => T | undefined): Placed<T> | undefined => {
    const found = entries?.get(key);
    return found && placed(file, found, parse(found));
  };
  const items = (key: string): readonly Value[] => {
    const found = entries?.get(key);
    return found ? (readList(file, found, key) ?? []) : [];
  };
  const config: ConfigFile = {
    path,
    extends: read('extends', (value) => extended(file, value))?.value ?? [],
    ...entry(
      'include',
      read('include', (value) => texts(file, value, 'include')),
    ),
    ...entry(
      'ignores',
      read('ignores', (value) => texts(file, value, 'ignores')),
    ),
    rules: levels(file, entries?.get('rules'), 'rules'),
    overrides: items('overrides').flatMap((item, index) => override(file, item, index) ?? []),
    dictionaries: items('dictionaries').flatMap(
      (item) => placed(file, item, readText(file, item, 'dictionaries')) ?? [],
    ),
    allow: items('allow').flatMap((item, index) => allowed(file, item, index) ?? []),
    sender: read('sender', (value) => sender(file, value))?.value ?? {},
    conduct: read('conduct', (value) => readConduct(file, value))?.value ?? {},
    ...entry(
      'baseline',
      read('baseline', (value) => readText(file, value, 'baseline')),
    ),
    ...entry(
      'failOn',
      read('failOn', (value) =>
        readChoice(file, value, { zh: '失败级别', en: 'level' }, FAIL_LEVELS),
      ),
    ),
    ...entry(
      'lang',
      read('lang', (value) => readChoice(file, value, { zh: '语言', en: 'language' }, LANGUAGES)),
    ),
  };
  const { problems } = file;
  // They came in the order of the keys that we know.
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return { config, problems };
}
