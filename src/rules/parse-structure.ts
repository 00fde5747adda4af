import type { Message } from '../model/error.ts';
import {
  type DocumentBranch,
  type DocumentKind,
  type DocumentRule,
  type DocumentStep,
  SEVERITIES,
  type VariableRule,
} from '../model/rule.ts';
import {
  type RuleFile,
  readChoice,
  readChoices,
  readList,
  readMap,
  readText,
  report,
  type Value,
} from './parse-document.ts';
import { type RuleDraft, SPEAKERS } from './parse-names.ts';

/** Reads a list of patterns and notes their places, as the rule's own lists are read. */
export type PatternReader = (
  draft: RuleDraft,
  value: Value | undefined,
  label: string,
) => readonly string[];
export type MessageReader = (file: RuleFile, value: Value | undefined, label: string) => Message;

/**
 * What a rule of kind `document` asks of a whole script:
 *
 * ```yaml
 * document:
 *   documents: [script, plain]    # files with stages (default: script); with turns alone; records (call)
 *   require:                      # each step has to be said; what is missing is one finding, at the first turn
 *     - {id: number, name: {zh: 工号, en: staff number}, where: opening, any: ["<staff-number>"], level: info}
 *   order: {first: ["<identity-check>"], later: ["<debt-word>"]}   # `later` before any `first`: a finding there (`answered`: as `first`, but said by the other side)
 *   branches:                     # what the collector must not say in a branch
 *     - {when: ["<not-the-debtor>"], speaker: third-party, forbid: ["<debt-word>"]}
 * ```
 *
 * `when` of the rule says which documents are meant, `unless` with `message` excepts whole documents, its
 * other scopes single hits. At least one of require, order and branches must be there.
 */
export function parseDocumentRule(
  draft: RuleDraft,
  value: Value,
  patterns: PatternReader,
  message: MessageReader,
): DocumentRule {
  const { file } = draft;
  const entries = readMap(file, value, 'document', ['documents', 'require', 'order', 'branches']);
  const documents = entries?.get('documents');
  const require = entries?.get('require');
  const order = entries?.get('order');
  const branches = entries?.get('branches');
  if (entries && !require && !order && !branches) {
    report(file, value.offset, {
      zh: 'document 里要有 require、order 或 branches',
      en: 'document needs require, order or branches',
    });
  }
  const ordered =
    order &&
    readMap(file, order, 'document.order', ['first', 'answered', 'later'], ['first', 'later']);
  return {
    documents: documents ? readDocuments(file, documents) : ['script'],
    require: items(file, require, 'document.require').flatMap((item, index) =>
      parseStep(draft, item, `document.require[${index}]`, patterns, message),
    ),
    ...(ordered && {
      order: {
        first: patterns(draft, ordered.get('first'), 'document.order.first'),
        answered: patterns(draft, ordered.get('answered'), 'document.order.answered'),
        later: patterns(draft, ordered.get('later'), 'document.order.later'),
      },
    }),
    branches: items(file, branches, 'document.branches').flatMap((item, index) =>
      parseBranch(draft, item, `document.branches[${index}]`, patterns),
    ),
  };
}

const DOCUMENTS: readonly DocumentKind[] = ['script', 'plain', 'call'];

function readDocuments(file: RuleFile, value: Value): readonly DocumentKind[] {
  return readChoices(file, value, { zh: '话术种类', en: 'documents' }, DOCUMENTS);
}

function items(file: RuleFile, value: Value | undefined, label: string): readonly Value[] {
  return value ? (readList(file, value, label, true) ?? []) : [];
}

function parseStep(
  draft: RuleDraft,
  item: Value,
  label: string,
  patterns: PatternReader,
  message: MessageReader,
): readonly DocumentStep[] {
  const { file } = draft;
  const required = ['id', 'name', 'where', 'any'];
  const entries = readMap(file, item, label, [...required, 'level', 'documents'], required);
  const idValue = entries?.get('id');
  const whereValue = entries?.get('where');
  const levelValue = entries?.get('level');
  const documents = entries?.get('documents');
  const id = idValue && readText(file, idValue, `${label}.id`);
  const where =
    whereValue &&
    readChoice(file, whereValue, { zh: '位置', en: 'where' }, ['opening', 'document']);
  const level = levelValue && readChoice(file, levelValue, { zh: '级别', en: 'level' }, SEVERITIES);
  if (!entries || id === undefined || where === undefined) return [];
  return [
    {
      id,
      name: message(file, entries.get('name'), `${label}.name`),
      where,
      any: patterns(draft, entries.get('any'), `${label}.any`),
      ...(level && { level }),
      ...(documents && { documents: readDocuments(file, documents) }),
    },
  ];
}

function parseBranch(
  draft: RuleDraft,
  item: Value,
  label: string,
  patterns: PatternReader,
): readonly DocumentBranch[] {
  const { file } = draft;
  const entries = readMap(file, item, label, ['when', 'speaker', 'forbid'], ['when', 'forbid']);
  const speakerValue = entries?.get('speaker');
  const speaker =
    speakerValue && readChoice(file, speakerValue, { zh: '说话人', en: 'speaker' }, SPEAKERS);
  if (!entries) return [];
  return [
    {
      when: patterns(draft, entries.get('when'), `${label}.when`),
      forbid: patterns(draft, entries.get('forbid'), `${label}.forbid`),
      ...(speaker && { speaker }),
    },
  ];
}

/**
 * Names of placeholders for a rule of kind `variables`: `free` can hold any text, `typed` cannot. A name is
 * written as it is compared: lower case, without `_`, `-`, `.` and digits at its end.
 */
export function parseVariableRule(file: RuleFile, value: Value): VariableRule {
  const entries = readMap(file, value, 'variables', ['free', 'typed'], ['free', 'typed']);
  const names = (key: string): readonly string[] =>
    items(file, entries?.get(key), `variables.${key}`).flatMap((item) => {
      const name = readText(file, item, `variables.${key}`);
      if (name === undefined) return [];
      if (!/^[^\sA-Z_.-]*[^\sA-Z_.\d-]$/.test(name)) {
        report(file, item.offset, {
          zh: `变量名“${name}”要写成小写，不带 _ - . 和末尾的数字`,
          en: `the name “${name}” has to be in lower case, without _ - . and digits at its end`,
        });
      }
      return [name];
    });
  return { free: names('free'), typed: names('typed') };
}
