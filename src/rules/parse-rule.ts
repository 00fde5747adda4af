import type { Message } from '../model/error.ts';
import type {
  Level,
  Rule,
  RuleAdjustment,
  RuleCondition,
  RuleException,
  RuleStatus,
  Scope,
  ScopedPatterns,
} from '../model/rule.ts';
import { CATEGORIES, SEVERITIES } from '../model/rule.ts';
import { TRICKS } from '../model/view.ts';
import { parseConduct } from './parse-conduct.ts';
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
  reportUnknown,
  type Value,
} from './parse-document.ts';
import { parseExamples } from './parse-examples.ts';
import { parseFix } from './parse-fix.ts';
import { CONTEXTS, KINDS, PROFILES, type RuleDraft, SCOPES, SPEAKERS } from './parse-names.ts';
import { parseDocumentRule, parseVariableRule } from './parse-structure.ts';
import { IDLE, KEYS, NEEDED, REQUIRED, RULE_KINDS } from './rule-keys.ts';

const LEVELS: readonly Level[] = [...SEVERITIES, 'off'];
const STATUSES: readonly RuleStatus[] = ['preview', 'stable', 'retired'];
const RULE_ID = /^[a-z]+\/[a-z][a-z0-9-]*$/;

export interface ParsedRule {
  readonly rule: Rule;
  readonly offset: number;
  readonly clauseOffsets: readonly number[];
  readonly aliasOffsets: readonly number[];
}

type Entries = ReadonlyMap<string, Value & { readonly keyOffset: number }>;

/**
 * The rule of one file of `rules/<category>/`, or undefined with its problems collected. The places of
 * its patterns and examples are added to `places`.
 */
export function parseRule(
  file: RuleFile,
  text: string,
  places: Map<string, Place>,
): ParsedRule | undefined {
  const root = openDocument(file, text);
  const entries = root && readMap(file, root, 'rule', KEYS, REQUIRED);
  if (!root || !entries) return undefined;
  const id = parseId(file, entries.get('id')) ?? '';
  const draft: RuleDraft = { file, id, places };
  const choose = <Choice extends string>(
    key: string,
    what: Message,
    choices: readonly Choice[],
  ): Choice | undefined => {
    const value = entries.get(key);
    return value && readChoice(file, value, what, choices);
  };
  const severity = choose('severity', { zh: '级别', en: 'severity' }, SEVERITIES) ?? 'error';
  const status = choose('status', { zh: '状态', en: 'status' }, STATUSES) ?? 'stable';
  const kind = choose('kind', { zh: '规则种类', en: 'kind' }, RULE_KINDS) ?? 'match';
  const scope =
    choose('scope', { zh: '范围', en: 'scope' }, ['clause', 'sentence', 'message']) ?? 'clause';
  const polarity =
    choose('polarity', { zh: '语气', en: 'polarity' }, ['asserted', 'any']) ?? 'asserted';
  requirePatterns(file, entries, root.offset, kind);
  const aliases = parseStrings(file, entries.get('aliases'), 'aliases');
  const clauses = parseStrings(file, entries.get('clauses'), 'clauses', true);
  const rewrite = entries.get('rewrite');
  const fix = entries.get('fix');
  const tricks = entries.get('tricks');
  const unless = parseExceptions(draft, entries.get('unless'));
  const applies = entries.get('applies');
  const documentValue = entries.get('document');
  const variables = entries.get('variables');
  const conduct = entries.get('conduct');
  const rule: Rule = {
    id,
    // Checked by parseId; where it reported, the rule is thrown away.
    category: id.split('/')[0] as Rule['category'],
    severity,
    status,
    aliases: aliases.map((alias) => alias.text),
    title: parseMessage(file, entries.get('title'), 'title'),
    message: parseMessage(file, entries.get('message'), 'message'),
    rationale: parseMessage(file, entries.get('rationale'), 'rationale'),
    rewrite: (rewrite && readText(file, rewrite, 'rewrite')) ?? '',
    ...(fix && { fix: parseFix(file, fix, kind) }),
    clauses: clauses.map((clause) => clause.text),
    applies: applies ? parseApplies(file, applies) : { kinds: KINDS, speaker: 'collector' },
    kind,
    ...(tricks && {
      tricks: readChoices(file, tricks, { zh: '伪装手法', en: 'tricks' }, TRICKS),
    }),
    scope,
    polarity,
    any: parsePatterns(draft, entries.get('any'), 'any'),
    with: parseScopes(draft, entries.get('with'), 'with'),
    unless,
    when: parsePatterns(draft, entries.get('when'), 'when'),
    absent: parsePatterns(draft, entries.get('absent'), 'absent'),
    ...(documentValue && {
      document: parseDocumentRule(draft, documentValue, parsePatterns, parseMessage),
    }),
    ...(variables && { variables: parseVariableRule(file, variables) }),
    ...(conduct && {
      conduct: parseConduct(
        file,
        conduct,
        clauses.map((clause) => clause.text),
        parseMessage,
      ),
    }),
    adjust: parseAdjustments(draft, entries.get('adjust')),
    examples: parseExamples(draft, entries.get('examples'), unless),
  };
  return {
    rule,
    offset: entries.get('id')?.offset ?? root.offset,
    clauseOffsets: clauses.map((clause) => clause.offset),
    aliasOffsets: aliases.map((alias) => alias.offset),
  };
}

function parseId(file: RuleFile, value: Value | undefined): string | undefined {
  const id = value && readText(file, value, 'id');
  if (value === undefined || id === undefined) return undefined;
  const category = id.split('/')[0] ?? '';
  if (!RULE_ID.test(id)) {
    report(
      file,
      value.offset,
      { zh: 'id 的写法不对', en: 'the id is not well formed' },
      {
        zh: '写成 类别/名称，如 threat/home-visit',
        en: 'Write category/name, as in threat/home-visit',
      },
    );
    return undefined;
  }
  if (!CATEGORIES.some((each) => each === category)) {
    reportUnknown(file, value.offset, { zh: '规则类别', en: 'category' }, category, CATEGORIES);
    return undefined;
  }
  const folder = /(?:^|\/)conduct\//.test(file.path) ? 'conduct' : 'rules';
  if (
    file.path
      .replace(/\.ya?ml$/, '')
      .split('/')
      .slice(-2)
      .join('/') !== id
  ) {
    report(
      file,
      value.offset,
      { zh: `id “${id}”与文件路径不符`, en: `id “${id}” does not match the path of the file` },
      {
        zh: `把文件放到 ${folder}/${id}.yaml`,
        en: `Move the file to ${folder}/${id}.yaml`,
      },
    );
  }
  return id;
}

function requirePatterns(
  file: RuleFile,
  entries: Entries,
  offset: number,
  kind: Rule['kind'],
): void {
  for (const key of NEEDED[kind]) {
    if (entries.has(key)) continue;
    report(file, offset, {
      zh: `kind 为 ${kind} 的规则缺少“${key}”`,
      en: `a rule of kind ${kind} lacks “${key}”`,
    });
  }
  for (const key of IDLE[kind]) {
    const value = entries.get(key);
    if (!value) continue;
    report(file, value.keyOffset, {
      zh: `kind 为 ${kind} 的规则不用“${key}”`,
      en: `a rule of kind ${kind} does not use “${key}”`,
    });
  }
}

function parseMessage(file: RuleFile, value: Value | undefined, label: string): Message {
  const entries = value && readMap(file, value, label, ['zh', 'en'], ['zh', 'en']);
  const zh = entries?.get('zh');
  const en = entries?.get('en');
  return {
    zh: (zh && readText(file, zh, `${label}.zh`)) ?? '',
    en: (en && readText(file, en, `${label}.en`)) ?? '',
  };
}

function parseStrings(
  file: RuleFile,
  value: Value | undefined,
  label: string,
  atLeastOne = false,
): readonly { readonly text: string; readonly offset: number }[] {
  const items = value ? (readList(file, value, label, atLeastOne) ?? []) : [];
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const text = readText(file, item, label);
    if (text === undefined) return [];
    if (seen.has(text)) {
      const name = text;
      report(file, item.offset, {
        zh: `${label} 重复列出“${name}”`,
        en: `${label} lists “${name}” twice`,
      });
    }
    seen.add(text);
    return [{ text, offset: item.offset }];
  });
}

function parseApplies(file: RuleFile, value: Value): Rule['applies'] {
  const entries = readMap(file, value, 'applies', ['kinds', 'speaker', 'profiles', 'not-profiles']);
  const kinds = entries?.get('kinds');
  const speaker = entries?.get('speaker');
  const profiles = entries?.get('profiles');
  const notProfiles = entries?.get('not-profiles');
  const profile: Message = { zh: '机构类型', en: 'profile' };
  return {
    kinds: kinds ? readChoices(file, kinds, { zh: '文本种类', en: 'kinds' }, KINDS) : KINDS,
    speaker:
      (speaker &&
        readChoice(file, speaker, { zh: '说话人', en: 'speaker' }, [...SPEAKERS, 'any'])) ??
      'collector',
    ...(profiles && { profiles: readChoices(file, profiles, profile, PROFILES) }),
    ...(notProfiles && { notProfiles: readChoices(file, notProfiles, profile, PROFILES) }),
  };
}

function parsePatterns(
  draft: RuleDraft,
  value: Value | undefined,
  label: string,
): readonly string[] {
  const items = value ? (readList(draft.file, value, label, true) ?? []) : [];
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const pattern = readText(draft.file, item, `${label}[${index}]`);
    if (pattern === undefined) return [];
    if (seen.has(pattern)) {
      report(draft.file, item.offset, {
        zh: `${label} 里有两个相同的模式`,
        en: `${label} has the same pattern twice`,
      });
    }
    seen.add(pattern);
    draft.places.set(`${draft.id} ${label}[${index}]`, placeOf(draft.file, item.offset));
    return [pattern];
  });
}

function scopesOf(draft: RuleDraft, entries: Entries, label: string): ScopedPatterns {
  const scopes: Partial<Record<Scope, readonly string[]>> = {};
  for (const scope of SCOPES) {
    const value = entries.get(scope);
    if (value) scopes[scope] = parsePatterns(draft, value, `${label}.${scope}`);
  }
  return scopes;
}

function parseScopes(draft: RuleDraft, value: Value | undefined, label: string): ScopedPatterns {
  const entries = value && readMap(draft.file, value, label, SCOPES);
  if (!entries) return {};
  if (entries.size === 0) reportNoScope(draft.file, value, label);
  return scopesOf(draft, entries, label);
}

function reportNoScope(file: RuleFile, value: Value, label: string): void {
  report(file, value.offset, {
    zh: `${label} 没有条件（over、clause、sentence 或 message）`,
    en: `${label} has no condition (over, clause, sentence or message)`,
  });
}

function parseExceptions(draft: RuleDraft, value: Value | undefined): readonly RuleException[] {
  const { file } = draft;
  const items = value ? (readList(file, value, 'unless', true) ?? []) : [];
  const seen = new Set<string>(CONTEXTS);
  return items.flatMap((item, index) => {
    const label = `unless[${index}]`;
    const entries = readMap(file, item, label, ['id', ...SCOPES], ['id']);
    const idValue = entries?.get('id');
    const id = idValue && readText(file, idValue, `${label}.id`);
    if (!entries || !idValue || id === undefined) return [];
    if (seen.has(id)) {
      report(file, idValue.offset, {
        zh: `例外 id “${id}”已被使用`,
        en: `the exception id “${id}” is used already`,
      });
    }
    seen.add(id);
    if (entries.size === 1) reportNoScope(file, item, label);
    return [{ id, ...scopesOf(draft, entries, label) }];
  });
}

function parseAdjustments(draft: RuleDraft, value: Value | undefined): readonly RuleAdjustment[] {
  const { file } = draft;
  const items = value ? (readList(file, value, 'adjust', true) ?? []) : [];
  return items.flatMap((item, index) => {
    const label = `adjust[${index}]`;
    const entries = readMap(file, item, label, ['if', 'to'], ['if', 'to']);
    const condition = entries?.get('if');
    const level = entries?.get('to');
    const to = level && readChoice(file, level, { zh: '级别', en: 'level' }, LEVELS);
    const parsed = condition && parseCondition(draft, condition, label);
    return to && parsed ? [{ if: parsed, to }] : [];
  });
}

function parseCondition(draft: RuleDraft, value: Value, label: string): RuleCondition | undefined {
  const { file } = draft;
  const entries = readMap(file, value, `${label}.if`, ['profiles', 'kinds', ...SCOPES]);
  if (!entries) return undefined;
  if (entries.size === 0) reportNoScope(file, value, `${label}.if`);
  const profiles = entries.get('profiles');
  const kinds = entries.get('kinds');
  return {
    ...scopesOf(draft, entries, label),
    ...(profiles && {
      profiles: readChoices(file, profiles, { zh: '机构类型', en: 'profile' }, PROFILES),
    }),
    ...(kinds && { kinds: readChoices(file, kinds, { zh: '文本种类', en: 'kinds' }, KINDS) }),
  };
}
