import { join } from 'node:path';
import { CuilintError, formatProblem, type Problem } from '../../model/error.ts';
import type { Finding } from '../../model/finding.ts';
import { packageRoot } from '../../node/built-in.ts';
import { compileDictionaries, type LoadedRules } from '../../node/dictionaries.ts';
import { compareVersions, findOtherRules, type OtherRules } from '../../node/other-rules.ts';
import { reportPhrases } from '../../reporters/phrases.ts';
import { visible, visibleAtLineStart } from '../../reporters/visible.ts';
import { compareRules, type RuleChanges } from '../../rules/compare.ts';
import type { Io } from '../io.ts';
import { parseLanguage, type RawOptions } from '../options.ts';
import { type Language, RUN } from '../phrases.ts';
import { RULE_STATUS } from '../phrases-rules.ts';
import { RULES_DIFF } from '../phrases-rules-diff.ts';
import { prepareHere } from '../prepare-here.ts';
import { print } from '../print.ts';
import type { Services } from '../services.ts';

interface Side extends OtherRules {
  readonly loaded: LoadedRules;
}

function open(rules: OtherRules): Side {
  return { ...rules, loaded: compileDictionaries(rules.dictionaries) };
}

function nameOf({ version, loaded }: Side, lang: Language): string {
  const hash = loaded.ruleset.hash.slice(0, 'sha256:'.length + 8);
  return `${version ?? RULES_DIFF.noVersion[lang]} (${hash})`;
}

const MAX_SHOWN = 50;

/** The first of many lines, and how many there are more. */
function atMost(lines: readonly string[], lang: Language, indent = ''): readonly string[] {
  const left = lines.length - MAX_SHOWN;
  if (left <= 0) return lines;
  return [...lines.slice(0, MAX_SHOWN), `${indent}${RULES_DIFF.more(left)[lang]}`];
}

function changeLines(changes: RuleChanges, lang: Language): readonly string[] {
  const { added, changed, removed, classes } = changes;
  const words = reportPhrases(lang).severity;
  const lines: string[] = [];
  const group = (title: string, own: readonly string[]): void => {
    if (own.length > 0) lines.push(title, ...own.map((line) => `  ${line}`));
  };
  group(
    RULES_DIFF.added(added.length)[lang],
    added.map(({ id, severity, title }) => `+ ${id}  ${words[severity]}  ${title[lang]}`),
  );
  group(
    RULES_DIFF.changed(changed.length)[lang],
    changed.map(({ before, after, parts }) => {
      const told = parts.map((part) => {
        const name = RULES_DIFF.parts[part][lang];
        if (part !== 'severity' && part !== 'status') return name;
        const [was, is] = [before, after].map(({ severity, status }) =>
          part === 'severity' ? words[severity] : RULE_STATUS[status][lang],
        );
        return was === is ? name : `${name} ${was} → ${is}`;
      });
      if (before.id !== after.id) told.unshift(RULES_DIFF.renamed(before.id)[lang]);
      return `~ ${after.id}  ${told.join(lang === 'zh' ? '、' : ', ')}`;
    }),
  );
  group(
    RULES_DIFF.removed(removed.length)[lang],
    removed.map(({ id, severity, title }) => `- ${id}  ${words[severity]}  ${title[lang]}`),
  );
  group(
    RULES_DIFF.classes(classes.length)[lang],
    atMost(
      classes.map(({ id, gained, lost }) => `~ <${id}>  +${gained} -${lost}`),
      lang,
    ),
  );
  return lines.length === 0 ? [RULES_DIFF.same[lang]] : lines;
}

/** Findings that count, by their fingerprints. Problems go to `complain`; undefined where nothing could be judged. */
async function findingsOf(
  side: Side,
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
  complain: (problem: Problem) => void,
): Promise<ReadonlyMap<string, Finding> | undefined> {
  const own: Services = {
    ...services,
    loadRuleset: () => side.loaded.ruleset,
    dictionaries: side.dictionaries,
  };
  const run = await prepareHere(paths, raw, io, own, version);
  for (const problem of run.problems) complain(problem);
  if (run.problems.length > 0) return undefined;
  const found = new Map<string, Finding>();
  for await (const event of run.lint()) {
    if (event.type === 'problem') complain(event);
    // Suppressions that one of the sets leaves idle are not a matter of its rules.
    if (event.type !== 'finding' || event.category === 'meta') continue;
    if (event.state !== 'suppressed') found.set(event.fingerprint, event);
  }
  return found;
}

function findingLines(
  before: ReadonlyMap<string, Finding>,
  after: ReadonlyMap<string, Finding>,
  lang: Language,
): readonly string[] {
  const fresh = [...after].flatMap(([key, finding]) => (before.has(key) ? [] : [finding]));
  const gone = [...before].flatMap(([key, finding]) => (after.has(key) ? [] : [finding]));
  const level = [...after].flatMap(([key, finding]) => {
    const was = before.get(key);
    return was === undefined || was.severity === finding.severity ? [] : [{ finding, was }];
  });
  const words = reportPhrases(lang).severity;
  const lineOf = (mark: string, { file, location, severity, ruleId }: Finding): string =>
    `  ${mark} ${visibleAtLineStart(file)}:${location.line}:${location.column}  ${words[severity]}  ${ruleId}`;
  const lines = [
    ...fresh.map((finding) => lineOf('+', finding)),
    ...gone.map((finding) => lineOf('-', finding)),
    ...level.map(({ finding, was }) => `${lineOf('~', finding)}  (${words[was.severity]})`),
  ];
  return [
    RULES_DIFF.flagged(fresh.length, gone.length, level.length)[lang],
    ...atMost(lines, lang, '  '),
  ];
}

/**
 * `rules diff`: what the newer of two rule sets adds, changes and removes, and what it finds here that the
 * older does not, and the other way about. The one is that of this program, the other is named; where their
 * versions do not tell which is newer, this one is. Exit 2 where either set or something here could not be
 * read, else 0: nothing is judged by it.
 */
export async function runRulesDiff(
  named: string,
  paths: readonly string[],
  options: RawOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const lang = parseLanguage(options.lang);
  const root = packageRoot();
  const found = findOtherRules(named, io.cwd, [root]);
  if (found === undefined) {
    throw new CuilintError('USAGE', RULES_DIFF.noRules(named), { hint: RULES_DIFF.howToGet });
  }
  const other = open(found);
  const own = open({ dictionaries: services.dictionaries ?? join(root, 'dictionaries'), version });
  const isNewer = other.version !== undefined && compareVersions(other.version, version) > 0;
  const [before, after] = isNewer ? [own, other] : [other, own];
  const told = new Set<string>();
  const complain = (problem: Problem): void => {
    const line = visible(formatProblem(problem, lang));
    // Both runs read the same files.
    if (!told.has(line)) io.stderr.stream.write(`${RUN.error[lang]}: ${line}\n`);
    told.add(line);
  };
  for (const problem of [...before.loaded.problems, ...after.loaded.problems]) complain(problem);
  const changes = compareRules(
    { rules: before.loaded.ruleset.rules, classes: before.loaded.classes },
    { rules: after.loaded.ruleset.rules, classes: after.loaded.classes },
  );
  const lines = [
    RULES_DIFF.head(nameOf(before, lang), nameOf(after, lang))[lang],
    ...changeLines(changes, lang),
  ];
  const run = (side: Side) => findingsOf(side, paths, options, io, services, version, complain);
  const [old, now] = [await run(before), await run(after)];
  if (old !== undefined && now !== undefined) lines.push(...findingLines(old, now, lang));
  await print(io, `${lines.map(visible).join('\n')}\n`);
  return told.size > 0 ? 2 : 0;
}
