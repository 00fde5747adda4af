import type { ClauseRef, Rule, Severity } from '../model/rule.ts';
import { describeRule } from '../rules/describe.ts';
import type { Language } from './report.ts';
import { visible } from './visible.ts';

export const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

const PROBLEM_SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'recommendation',
};

/** `threat/home-visit` as `ThreatHomeVisit`: SARIF wants a name that is not the id. */
function nameOf(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/**
 * A rule as code scanning shows it beside each of its alerts. No `security-severity`: a wording is no
 * vulnerability, and GitHub would sort it among them.
 */
export function ruleDescriptor(
  rule: Rule,
  clauses: Readonly<Record<string, ClauseRef>>,
  lang: Language,
): Readonly<Record<string, unknown>> {
  const title = visible(rule.title[lang]);
  const rationale = visible(rule.rationale[lang]);
  const help = [rationale, visible(rule.rewrite)].filter((line) => line !== '');
  return {
    id: rule.id,
    name: nameOf(rule.id),
    shortDescription: { text: title },
    fullDescription: { text: rationale || title },
    help: { text: help.join('\n') || title, markdown: describeRule(rule, clauses, lang) },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: {
      tags: [rule.category, ...(rule.status === 'preview' ? ['preview'] : [])],
      precision: rule.status === 'preview' ? 'medium' : 'high',
      'problem.severity': PROBLEM_SEVERITY[rule.severity],
    },
  };
}
