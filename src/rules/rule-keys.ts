import type { Rule } from '../model/rule.ts';

/** Keys that every rule file has. */
export const REQUIRED = [
  'id',
  'severity',
  'status',
  'title',
  'message',
  'rewrite',
  'rationale',
  'clauses',
  'examples',
] as const;
/** Keys that one may have. */
export const KEYS: readonly string[] = [
  ...REQUIRED,
  'aliases',
  'fix',
  'applies',
  'kind',
  'tricks',
  'scope',
  'polarity',
  'any',
  'with',
  'unless',
  'when',
  'absent',
  'document',
  'variables',
  'conduct',
  'adjust',
];
/** What a rule of each kind is made of. */
export const NEEDED: Readonly<Record<Rule['kind'], readonly string[]>> = {
  match: ['any'],
  absence: ['when', 'absent'],
  document: ['document'],
  variables: ['variables'],
  disguise: ['any', 'tricks'],
  conduct: ['conduct'],
  weighed: [],
};
/** What means nothing in it. */
export const IDLE: Readonly<Record<Rule['kind'], readonly string[]>> = {
  match: ['when', 'absent', 'document', 'variables', 'tricks', 'conduct'],
  absence: ['any', 'with', 'document', 'variables', 'tricks', 'conduct'],
  document: ['any', 'with', 'absent', 'adjust', 'variables', 'tricks', 'conduct'],
  variables: ['any', 'with', 'when', 'absent', 'unless', 'adjust', 'document', 'tricks', 'conduct'],
  disguise: ['when', 'absent', 'document', 'variables', 'conduct'],
  conduct: ['any', 'with', 'when', 'absent', 'adjust', 'document', 'variables', 'tricks', 'fix'],
  weighed: [
    'any',
    'when',
    'absent',
    'unless',
    'adjust',
    'document',
    'variables',
    'tricks',
    'conduct',
    'fix',
  ],
};
export const RULE_KINDS: readonly Rule['kind'][] = [
  'match',
  'absence',
  'disguise',
  'document',
  'variables',
  'conduct',
  'weighed',
];
