import { LineCounter } from 'yaml';
import type { Problem } from '../model/error.ts';
import type { Replacement } from '../model/replacement.ts';
import type { ClauseRef, LexiconClass, Rule, RuleSource } from '../model/rule.ts';
import { type Place, placeOf, type RuleFile, report, reportUnknown } from './parse-document.ts';
import { type ParsedClass, parseLexicon } from './parse-lexicon.ts';
import { type ParsedClause, parseRegulation } from './parse-regulation.ts';
import { parseReplacements } from './parse-replacements.ts';
import { type ParsedRule, parseRule } from './parse-rule.ts';

export interface ParsedRules {
  readonly source: RuleSource;
  readonly replacements: readonly Replacement[];
  /** In the order of the files and, within one, of their places. */
  readonly problems: readonly Problem[];
  /**
   * Where things stand, for errors found later (a class named in a pattern, an example that does not
   * hold). The keys:
   *
   * - `<rule id> any[0]`, `<rule id> when[0]`, `<rule id> absent[0]`
   * - `<rule id> with.message[0]`, `<rule id> unless[0].clause[1]`, `<rule id> adjust[0].sentence[0]`
   * - `<rule id> examples.bad[0]`, `<rule id> examples.good[0]`, and `<rule id>` for the rule itself
   * - `class <id>`, `class <id> <term>`, `shield <text>`
   *
   * Indices are those of the arrays in `Rule`. For a quoted pattern the column is that of the quote mark.
   */
  readonly places: ReadonlyMap<string, Place>;
}

export type FileKind = 'rules' | 'conduct' | 'lexicons' | 'regulations' | 'replacements';

const FOLDERS: readonly FileKind[] = [
  'rules',
  'conduct',
  'lexicons',
  'regulations',
  'replacements',
];

interface Parsed<Item> {
  readonly file: RuleFile;
  readonly item: Item;
}

/**
 * Reads the files of a dictionary. What a file is, is told by the last folder of its path named
 * `rules`, `conduct`, `lexicons`, `regulations` or `replacements` (paths are split at `/`), unless `kind` says it.
 *
 * A file with a mistake is reported and left out whole, the others stay. Names of clauses and classes
 * are then not held against a list that is known to be incomplete: while a file of `regulations/` is
 * broken, no rule is blamed for naming a clause of it. Such a name remains in `Rule.clauses`.
 * Classes named in patterns, and the patterns themselves, are checked by `compileRules`.
 *
 * No files: an empty source without problems. The order of rules, classes, clauses and shields is that
 * of the files. Never throws for wrong input.
 */
export function parseRules(
  files: readonly { readonly path: string; readonly text: string; readonly kind?: FileKind }[],
): ParsedRules {
  const places = new Map<string, Place>();
  const opened: RuleFile[] = [];
  const rules: Parsed<ParsedRule>[] = [];
  const classes: Parsed<ParsedClass>[] = [];
  const clauses: Parsed<ParsedClause>[] = [];
  const replacements: Replacement[] = [];
  const shields = new Set<string>();
  const broken = new Set<FileKind>();
  for (const { path, text, ...known } of files) {
    const file: RuleFile = { path, lines: new LineCounter(), problems: [] };
    const kind = known.kind ?? kindOf(path);
    opened.push(file);
    if (kind === undefined) {
      reportFolder(file);
      continue;
    }
    // A broken file must leave no places behind: its ids may belong to another file too.
    const ownPlaces = new Map<string, Place>();
    const found: {
      rule?: ParsedRule;
      classes?: readonly ParsedClass[];
      clauses?: readonly ParsedClause[];
      replacements?: readonly Replacement[];
    } = {};
    let ownShields: readonly string[] = [];
    if (kind === 'rules' || kind === 'conduct') {
      const rule = parseRule(file, text, ownPlaces);
      if (rule) found.rule = rule;
    } else if (kind === 'lexicons') {
      const lexicon = parseLexicon(file, text, ownPlaces);
      found.classes = lexicon.classes;
      ownShields = lexicon.shields;
    } else if (kind === 'replacements') found.replacements = parseReplacements(file, text);
    else found.clauses = parseRegulation(file, text);
    if (file.problems.length > 0) {
      broken.add(kind);
      continue;
    }
    if (found.rule) {
      rules.push({ file, item: found.rule });
      ownPlaces.set(found.rule.rule.id, placeOf(file, found.rule.offset));
    }
    for (const item of found.classes ?? []) classes.push({ file, item });
    for (const item of found.clauses ?? []) clauses.push({ file, item });
    replacements.push(...(found.replacements ?? []));
    for (const shield of ownShields) shields.add(shield);
    for (const [key, place] of ownPlaces) if (!places.has(key)) places.set(key, place);
  }
  const keptClauses = uniqueClauses(clauses);
  const keptClasses = linkClasses(classes, broken.has('lexicons'));
  const keptRules = linkRules(rules, keptClauses, broken.has('regulations'));
  return {
    source: {
      rules: keptRules,
      classes: keptClasses,
      shields: [...shields],
      clauses: keptClauses,
    },
    replacements,
    problems: opened.flatMap((file) =>
      file.problems.toSorted(
        (left, right) =>
          (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0),
      ),
    ),
    places,
  };
}

function kindOf(path: string): FileKind | undefined {
  return path
    .split('/')
    .slice(0, -1)
    .findLast((part): part is FileKind => FOLDERS.some((folder) => folder === part));
}

function reportFolder(file: RuleFile): void {
  report(
    file,
    0,
    {
      zh: '看不出这是规则、词表还是法规文件',
      en: 'it does not show whether this is a rule, a lexicon or a regulation',
    },
    {
      zh: '把文件放到 rules/<类别>/、conduct/<类别>/、lexicons/ 或 regulations/ 下',
      en: 'Put the file into rules/<category>/, conduct/<category>/, lexicons/ or regulations/',
    },
  );
}

function reportTwice(file: RuleFile, offset: number, name: string, first: Place): void {
  report(file, offset, {
    zh: `“${name}”已在 ${first.file} 第 ${first.line} 行定义`,
    en: `“${name}” is already defined in ${first.file}, line ${first.line}`,
  });
}

function uniqueClauses(clauses: readonly Parsed<ParsedClause>[]): readonly ClauseRef[] {
  const first = new Map<string, Place>();
  return clauses.flatMap(({ file, item }) => {
    const earlier = first.get(item.clause.id);
    if (earlier) {
      reportTwice(file, item.offset, item.clause.id, earlier);
      return [];
    }
    first.set(item.clause.id, placeOf(file, item.offset));
    return [item.clause];
  });
}

/** Drops second definitions, and includes that are unknown or close a circle, each with its problem. */
function linkClasses(
  classes: readonly Parsed<ParsedClass>[],
  isIncomplete: boolean,
): readonly LexiconClass[] {
  const byId = new Map<string, Parsed<ParsedClass>>();
  for (const parsed of classes) {
    const { file, item } = parsed;
    const earlier = byId.get(item.class.id);
    if (item.mode !== undefined) {
      if (earlier) byId.set(item.class.id, changedClass(earlier, parsed));
      else if (!isIncomplete)
        reportUnknown(file, item.offset, { zh: '词类', en: 'class' }, item.class.id, [
          ...byId.keys(),
        ]);
    } else if (earlier) {
      const first = placeOf(earlier.file, earlier.item.offset);
      reportTwice(file, item.offset, item.class.id, first);
    } else byId.set(item.class.id, parsed);
  }
  const names = [...byId.keys()];
  const includes = new Map<string, readonly string[]>();
  for (const { file, item } of byId.values()) {
    const known = item.class.includes.filter((name, index) => {
      if (byId.has(name)) return true;
      const offset = item.includeOffsets[index]!;
      if (!isIncomplete) reportUnknown(file, offset, { zh: '词类', en: 'class' }, name, names);
      return false;
    });
    includes.set(item.class.id, known);
  }
  for (const { file, item } of byId.values()) {
    const { id } = item.class;
    const open = (includes.get(id) ?? []).filter((name) => {
      if (!reaches(includes, name, id)) return true;
      const offset = item.includeOffsets[item.class.includes.indexOf(name)]!;
      report(file, offset, {
        zh: `词类 ${id} 经 ${name} 包含了自己`,
        en: `class ${id} includes itself by way of ${name}`,
      });
      return false;
    });
    includes.set(id, open);
  }
  return [...byId.values()].map(({ item }) => ({
    ...item.class,
    includes: includes.get(item.class.id) ?? [],
  }));
}

/** A class with what a later file says of it; faults found from here on are that file's. */
function changedClass(
  earlier: Parsed<ParsedClass>,
  { file, item }: Parsed<ParsedClass>,
): Parsed<ParsedClass> {
  if (item.mode === 'replace') return { file, item };
  const known = new Set(earlier.item.class.terms.map(({ text }) => text));
  const includes = item.class.includes.filter((id) => !earlier.item.class.includes.includes(id));
  return {
    file,
    item: {
      class: {
        ...earlier.item.class,
        includes: [...earlier.item.class.includes, ...includes],
        terms: [
          ...earlier.item.class.terms,
          ...item.class.terms.filter(({ text }) => !known.has(text)),
        ],
      },
      offset: item.offset,
      includeOffsets: [
        ...earlier.item.class.includes.map(() => item.offset),
        ...includes.map((id) => item.includeOffsets[item.class.includes.indexOf(id)]!),
      ],
    },
  };
}

function reaches(
  includes: ReadonlyMap<string, readonly string[]>,
  from: string,
  target: string,
): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === target) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(includes.get(name) ?? []));
  }
  return false;
}

/** Leaves out rules whose id or alias is taken or which name a clause that does not exist. */
function linkRules(
  rules: readonly Parsed<ParsedRule>[],
  clauses: readonly ClauseRef[],
  isIncomplete: boolean,
): readonly Rule[] {
  const clauseIds = clauses.map((clause) => clause.id);
  const known = new Set(clauseIds);
  const first = new Map<string, Place>();
  const kept = rules.filter(({ file, item }) => {
    const earlier = first.get(item.rule.id);
    if (earlier) reportTwice(file, item.offset, item.rule.id, earlier);
    else first.set(item.rule.id, placeOf(file, item.offset));
    return earlier === undefined;
  });
  return kept.flatMap(({ file, item }) => {
    const before = file.problems.length;
    for (const [index, alias] of item.rule.aliases.entries()) {
      const offset = item.aliasOffsets[index]!;
      const earlier = first.get(alias);
      if (earlier) reportTwice(file, offset, alias, earlier);
      else first.set(alias, placeOf(file, offset));
    }
    for (const [index, clause] of item.rule.clauses.entries()) {
      if (known.has(clause) || isIncomplete) continue;
      const offset = item.clauseOffsets[index]!;
      reportUnknown(file, offset, { zh: '条款', en: 'clause' }, clause, clauseIds);
    }
    return file.problems.length > before ? [] : [item.rule];
  });
}
