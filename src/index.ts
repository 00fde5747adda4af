export { type CheckTextOptions, check, type TextMessage } from './cli/library.ts';
export {
  type Checker,
  type CheckOptions,
  type CheckResult,
  createChecker,
} from './engine/check.ts';
export { BUILT_IN_KEY } from './engine/fingerprint.ts';
export { createRedactor, type MaskMode, type Redactor } from './engine/redact.ts';
export {
  CuilintError,
  type ErrorCode,
  formatProblem,
  type Message,
  type Problem,
} from './model/error.ts';
export type { Finding, Location, SuppressionReason } from './model/finding.ts';
export type {
  Category,
  ClauseRef,
  Evidence,
  Level,
  Profile,
  Rule,
  RuleId,
  Severity,
} from './model/rule.ts';
export type { Coverage, FileReport, RunEvent, RunStart, Summary } from './model/run-event.ts';
export type { Kind, MessageMeta, Origin, Segment, Speaker } from './model/segment.ts';
export { loadRuleset } from './node/built-in.ts';
export { type FileSource, type FindOptions, type FoundFiles, findFiles } from './node/files.ts';
export { type LintOptions, lint } from './node/lint.ts';
export { loadTokenizer, type TokenizerOptions } from './node/tokenizer.ts';
export { loadReport, type ReportFormat } from './reporters/registry.ts';
export type { Report, ReportOptions } from './reporters/report.ts';
export type { Ruleset } from './rules/ruleset.ts';
