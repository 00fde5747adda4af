import type { ClauseRef, Evidence } from '../model/rule.ts';
import {
  openDocument,
  type RuleFile,
  readChoice,
  readList,
  readMap,
  readText,
  report,
  type Value,
} from './parse-document.ts';
import { JURISDICTIONS } from './parse-names.ts';

const EVIDENCE: readonly Evidence[] = ['read', 'second-hand', 'unverified'];
const DOCUMENT_KEYS = [
  'key',
  'title',
  'issuer',
  'jurisdiction',
  'since',
  'until',
  'note',
  'clauses',
] as const;
const CLAUSE_KEYS = ['id', 'article', 'text', 'evidence', 'since', 'until'] as const;

export interface ParsedClause {
  readonly clause: ClauseRef;
  readonly offset: number;
}

/**
 * The clauses of one file of `regulations/`, in its order. `since` and `until` of a clause win over
 * those of its document; `since: ""` says that the date is not known.
 */
export function parseRegulation(file: RuleFile, text: string): readonly ParsedClause[] {
  const root = openDocument(file, text);
  const entries =
    root &&
    readMap(file, root, 'regulation', DOCUMENT_KEYS, [
      'key',
      'title',
      'issuer',
      'jurisdiction',
      'clauses',
    ]);
  if (!entries) return [];
  const read = (key: (typeof DOCUMENT_KEYS)[number]): string | undefined => {
    const value = entries.get(key);
    return value && readText(file, value, key);
  };
  const key = read('key');
  const stem = /([^/]*)\.ya?ml$/.exec(file.path)?.[1];
  if (key !== undefined && key !== stem) {
    report(
      file,
      entries.get('key')?.offset ?? 0,
      { zh: `key “${key}”与文件名不符`, en: `key “${key}” does not match the file name` },
      { zh: `把文件改名为 ${key}.yaml`, en: `Rename the file to ${key}.yaml` },
    );
  }
  const title = read('title');
  read('issuer');
  read('note');
  const where = entries.get('jurisdiction');
  const jurisdiction =
    where && readChoice(file, where, { zh: '法域', en: 'jurisdiction' }, JURISDICTIONS);
  const since = readDate(file, entries.get('since'), 'since');
  const until = readDate(file, entries.get('until'), 'until');
  const list = entries.get('clauses');
  const items = list ? (readList(file, list, 'clauses', true) ?? []) : [];
  return items.flatMap((item) => {
    const clause = parseClause(file, item);
    if (!clause || title === undefined || jurisdiction === undefined) return [];
    const { article, until: clauseUntil, since: clauseSince, ...rest } = clause;
    const lastDay = clauseUntil ?? until;
    return [
      {
        offset: item.offset,
        clause: {
          ...rest,
          title: `${title} ${article}`,
          inForceSince: clauseSince ?? since ?? '',
          ...(lastDay && { inForceUntil: lastDay }),
          jurisdiction,
        },
      },
    ];
  });
}

function parseClause(file: RuleFile, item: Value) {
  const entries = readMap(file, item, 'clause', CLAUSE_KEYS, ['id', 'article', 'text', 'evidence']);
  if (!entries) return undefined;
  const read = (key: (typeof CLAUSE_KEYS)[number]): string | undefined => {
    const value = entries.get(key);
    return value && readText(file, value, key);
  };
  const id = read('id');
  const article = read('article');
  const text = read('text');
  const level = entries.get('evidence');
  const evidence = level && readChoice(file, level, { zh: '核实等级', en: 'evidence' }, EVIDENCE);
  const since = readDate(file, entries.get('since'), 'since');
  const until = readDate(file, entries.get('until'), 'until');
  if (id === undefined || article === undefined || text === undefined || !evidence)
    return undefined;
  return { id, article, text, evidence, since, until };
}

function readDate(file: RuleFile, value: Value | undefined, label: string): string | undefined {
  const text = value && readText(file, value, label, { mayBeEmpty: true });
  if (text === undefined || text === '') return text;
  const day = new Date(`${text}T00:00:00Z`);
  const isDay =
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(text);
  if (isDay) return text;
  report(file, value?.offset ?? 0, {
    zh: `${label} 应为日期，如 2026-01-01`,
    en: `${label} must be a date such as 2026-01-01`,
  });
  return undefined;
}
