import { CuilintError } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { ClauseRef, Rule } from '../model/rule.ts';
import type { Summary } from '../model/run-event.ts';
import { isFirstOfMessage } from '../reporters/finding-text.ts';
import { htmlPhrases } from '../reporters/html-phrases.ts';
import { findingToJson, problemToJson } from '../reporters/json-shape.ts';
import { loadReport } from '../reporters/registry.ts';
import type { ReportOptions } from '../reporters/report.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import type { Io } from './io.ts';
import type { RawOptions } from './options.ts';
import type { Language } from './phrases.ts';
import { activeRules } from './reports.ts';
import { prepareRun } from './run.ts';
import type { ServedFormat } from './serve-page.ts';
import type { Services } from './services.ts';

/** Findings that an answer lists; the report has them all. */
const MAX_LISTED = 500;
const REPORT_WIDTH = 100;

/** A text or a file that somebody wants to have judged. */
export interface Asked {
  /** Its ending tells the format. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly kind?: string;
  readonly profile?: string;
}

export interface Answers {
  /** Findings and problems as in the JSON report but for the validity of clauses in words, at most 500 findings, and what was covered. */
  judge(asked: Asked): Promise<Readonly<Record<string, unknown>>>;
  report(asked: Asked, format: ServedFormat): Promise<Uint8Array>;
  /** Undefined for an unknown rule. `name`: id, former id, or a part of id or title. */
  rule(name: string): Readonly<Record<string, unknown>> | undefined;
}

function ruleNamed(ruleset: Ruleset, name: string, lang: Language): Rule | undefined {
  const wanted = name.trim().toLowerCase();
  if (wanted === '') return undefined;
  const { rules } = ruleset;
  return (
    rules.find(({ id, aliases }) => id === wanted || aliases.includes(wanted)) ??
    rules.find(({ id, title }) => id.includes(wanted) || title[lang].toLowerCase().includes(wanted))
  );
}

/** What the local page may ask. `services` should keep rules and checkers: a keystroke waits for them. */
export function createAnswers(
  lang: Language,
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
): Answers {
  const validity = ({ inForceSince, inForceUntil }: ClauseRef): string =>
    htmlPhrases(lang).validity(inForceSince, inForceUntil);
  const prepare = async ({ name, bytes, kind, profile }: Asked, format: ServedFormat) => {
    const own: RawOptions = {
      ...raw,
      lang,
      // Nothing is opened by it: it says what the format needs.
      format: [`${format}:-`],
      stdinFilename: name,
      ...(kind === undefined ? {} : { kind }),
      ...(profile === undefined ? {} : { profile }),
    };
    const stdin = { isTerminal: false, read: () => bytes };
    return prepareRun(['-'], own, { ...io, stdin }, services, version);
  };
  return {
    judge: async (asked) => {
      const run = await prepare(asked, 'json');
      const problems = run.problems.map((problem) => problemToJson(problem, lang));
      const findings: Finding[] = [];
      let count = 0;
      let summary: Summary | undefined;
      if (run.problems.length === 0) {
        for await (const event of run.lint()) {
          if (event.type === 'problem') problems.push(problemToJson(event, lang));
          else if (event.type === 'summary') summary = event;
          else if (event.type === 'finding' && event.state === 'new') {
            count += 1;
            if (findings.length < MAX_LISTED) findings.push(event);
          }
        }
      }
      return {
        // The page shows a message for the whole once, before what is wrong with its parts.
        findings: findings.map((finding, at) => {
          const { replacement, ...rest } = finding;
          const isFirst = isFirstOfMessage(findings[at - 1], finding);
          return {
            ...findingToJson(isFirst ? finding : rest),
            clauses: finding.clauses.map((clause) => {
              const { title, evidence } = clause;
              return { title, evidence, validity: validity(clause) };
            }),
          };
        }),
        problems,
        counts: summary?.counts,
        segments: summary?.coverage.segments,
        omitted: count - findings.length,
      };
    },
    report: async (asked, format) => {
      const run = await prepare(asked, format);
      const [problem] = run.problems;
      if (problem !== undefined) throw new CuilintError(problem.code, problem.reason);
      const options: ReportOptions = {
        lang,
        color: false,
        width: REPORT_WIDTH,
        statistics: false,
        showsProblems: true,
        ...(run.needs.rules ? { rules: activeRules(run.ruleset, run.levels, run.inactive) } : {}),
      };
      const report = (await loadReport(format))(options);
      const parts: Uint8Array[] = [];
      for await (const event of run.lint()) {
        if (event.type === 'finding' && event.state !== 'new') continue;
        const made = await report(event);
        parts.push(typeof made === 'string' ? new TextEncoder().encode(made) : made);
      }
      return Buffer.concat(parts);
    },
    rule: (name) => {
      const ruleset = services.loadRuleset({ pages: true });
      const rule = ruleNamed(ruleset, name, lang);
      if (rule === undefined) return undefined;
      return {
        id: rule.id,
        title: rule.title[lang],
        severity: rule.severity,
        why: rule.rationale[lang],
        rewrite: rule.rewrite,
        clauses: rule.clauses.flatMap((id) => {
          const clause = Object.hasOwn(ruleset.clauses, id) ? ruleset.clauses[id] : undefined;
          if (clause?.jurisdiction !== 'cn') return [];
          const { title, text, evidence } = clause;
          return [{ title, text, validity: validity(clause), evidence }];
        }),
        bad: rule.examples.bad.map(({ text }) => text),
        good: rule.examples.good.map(({ text }) => text),
      };
    },
  };
}
