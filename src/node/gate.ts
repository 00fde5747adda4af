import { resolve } from 'node:path';
import { createAllowance } from '../engine/allow.ts';
import type { Baseline } from '../engine/baseline.ts';
import type { Checker, CheckOptions } from '../engine/check.ts';
import { mayHoldDirective } from '../engine/directives.ts';
import type { DocumentChecker } from '../engine/script.ts';
import {
  createFileSuppressor,
  createListSuppressor,
  type ListedSuppression,
  type SuppressionUsage,
  type SuppressOptions,
} from '../engine/suppress.ts';
import type { Finding } from '../model/finding.ts';
import type { Level, RuleId } from '../model/rule.ts';
import type { Kind, Segment } from '../model/segment.ts';
import type { SourceId } from '../model/source.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { createNormalizer } from '../text/normalize.ts';
import type { Config } from './config.ts';
import {
  createFileSettings,
  type FileSettings,
  levelsOf,
  type MessageFacts,
  type RuleNames,
  stepsKey,
} from './file-settings.ts';

/** A file under judgement. */
export interface GateFile {
  readonly id: SourceId;
  readonly text: string;
  readonly format: string;
}

/** What stands between the findings of one file and the report. */
export interface FileGate {
  /** In the place of those of the run. */
  readonly check?: Checker;
  readonly documents?: DocumentChecker;
  readonly kind?: Kind;
  readonly fields?: readonly string[];
  /** More findings come at the end of the file: the others wait, so that all stand in order. */
  readonly holdsBack: boolean;
  /** Findings with their state; those that this run does not ask for are left out. */
  settle(findings: readonly Finding[], segment: Segment | undefined): readonly Finding[];
  /** Every segment, before its findings. */
  see(segment: Segment): void;
  close(): readonly Finding[];
}

export interface Gate {
  open(file: GateFile): FileGate | undefined;
  /** State of a finding that is still new, by its final fingerprint. */
  stateOf(finding: Finding): Finding['state'];
  /** Which entries of the side file have been needed, and what another part of the run has needed of them. */
  usage(): SuppressionUsage;
  addUsage(usage: SuppressionUsage): void;
  /** At the end of the run: what is wrong with the side file. */
  close(): readonly Finding[];
}

/** Tells whether what a finding speaks of was touched. `segment` is absent where a whole document was judged. */
export type Touched = (file: GateFile) => (segment: Segment | undefined) => boolean;

export interface GateOptions {
  readonly ruleset: Ruleset;
  /** Those of the run: levels, profile and kind in them come from the command line and win. */
  readonly check: CheckOptions;
  readonly fields?: readonly string[];
  /** Absolute; ids of files are relative to it. */
  readonly cwd: string;
  readonly createChecker: (ruleset: Ruleset, options: CheckOptions) => Checker;
  readonly createDocumentChecker: (ruleset: Ruleset, options: CheckOptions) => DocumentChecker;
  readonly names: RuleNames;
  readonly config?: Config;
  readonly listed?: readonly ListedSuppression[];
  /** Nothing is left out of what the suppressions that name no file may speak of. */
  readonly judgesAll?: boolean;
  readonly readsInline: boolean;
  readonly baseline?: Baseline;
  readonly touched?: Touched;
}

interface Judges {
  readonly check: Checker;
  readonly documents: DocumentChecker;
}

/** The judges for the levels, sender and kind of a group of files; made once for each. */
function createJudges(options: GateOptions): (settings: FileSettings) => Judges {
  const made = new Map<string, Judges>();
  const signature = options.config?.layers.findLast(
    ({ file }) => file.sender.signature !== undefined,
  )?.file.sender.signature;
  const make = (settings: FileSettings, key: string): Judges => {
    const levels = new Map<RuleId, Level>();
    for (const [id, { value }] of levelsOf(settings, key)) levels.set(id, value);
    for (const [id, level] of options.check.levels) levels.set(id, level);
    const profile = options.check.profile ?? settings.profile?.value;
    const kind = options.check.kind ?? settings.kind?.value;
    const own: CheckOptions = {
      ...options.check,
      levels,
      ...(profile === undefined ? {} : { profile }),
      ...(kind === undefined ? {} : { kind }),
      ...(signature === undefined ? {} : { signatureInText: signature.value === 'in-text' }),
    };
    return {
      check: options.createChecker(options.ruleset, own),
      documents: options.createDocumentChecker(options.ruleset, own),
    };
  };
  const judgesFor = (settings: FileSettings, facts: MessageFacts): Judges => {
    const key = stepsKey(settings, facts);
    const name = `${settings.key} ${key}`;
    let judges = made.get(name);
    if (judges === undefined) {
      judges = make(settings, key);
      made.set(name, judges);
    }
    return judges;
  };
  const groups = new Map<FileSettings, Judges>();
  return (settings) => {
    let group = groups.get(settings);
    if (group === undefined) {
      const defaults = {
        kind: options.check.kind ?? settings.kind?.value,
        profile: options.check.profile ?? settings.profile?.value,
      };
      const factsOf = ({ meta, field }: Segment): MessageFacts => ({
        ...defaults,
        meta,
        ...(field === undefined ? {} : { field }),
      });
      group = {
        check: (segment) => judgesFor(settings, factsOf(segment)).check(segment),
        documents: (segments) => {
          const [first] = segments;
          return first === undefined ? [] : judgesFor(settings, factsOf(first)).documents(segments);
        },
      };
      groups.set(settings, group);
    }
    return group;
  };
}

/**
 * What decides, between engine and reports, whether a finding counts: the configuration of its file,
 * allowed phrases, suppressions, the baseline, and whether its message was touched. Everything is judged
 * and counted all the same.
 */
export function createGate(options: GateOptions): Gate {
  const { ruleset, check, config, names } = options;
  const normalizer = createNormalizer(ruleset.variants);
  const settingsFor = config && createFileSettings(config, names);
  const judgesFor = createJudges(options);
  const metaLevels = new Map<RuleId, Level>();
  for (const { file } of config?.layers ?? []) {
    for (const { name, value } of file.rules)
      for (const id of names(name)) if (id.startsWith('meta/')) metaLevels.set(id, value);
  }
  for (const [id, level] of check.levels) metaLevels.set(id, level);
  for (const id of check.inactive) if (id.startsWith('meta/')) metaLevels.set(id, 'off');
  const isRule = new Map(
    ruleset.rules.flatMap((rule) => [rule.id, ...rule.aliases].map((id) => [id, rule.id] as const)),
  );
  const suppress: SuppressOptions = {
    lang: check.lang,
    mask: check.mask,
    today: check.today,
    key: check.key,
    ruleNamed: (name) => isRule.get(name),
    levels: metaLevels,
  };
  const isActive = (rule: RuleId): boolean =>
    !check.inactive.has(rule) && check.levels.get(rule) !== 'off';
  const allows = createAllowance(
    normalizer,
    (config?.layers ?? []).flatMap(({ file }) =>
      file.allow.map(({ phrase, rules }) => ({
        phrase,
        ...(rules && { rules: new Set(rules.flatMap(({ value }) => names(value))) }),
      })),
    ),
  );
  const list = createListSuppressor(options.listed ?? [], suppress);
  return {
    open: (file) => {
      list.open(file.id);
      const inline =
        options.readsInline && mayHoldDirective(file.text)
          ? createFileSuppressor(file, suppress)
          : undefined;
      const settings = settingsFor?.(resolve(options.cwd, file.id));
      const touched = options.touched?.(file);
      const judges = settings && judgesFor(settings);
      const settle = (finding: Finding, segment: Segment | undefined): readonly Finding[] => {
        const isAllowed = segment !== undefined && allows(finding, segment);
        // Each is asked, even where one has answered: what was needed must not be called unused.
        const isInline = inline?.covers(finding, segment) === true;
        const isListed = list.covers(finding);
        if (touched !== undefined && !touched(segment)) return [];
        return [isAllowed || isInline || isListed ? { ...finding, state: 'suppressed' } : finding];
      };
      const kind = check.kind ?? settings?.kind?.value;
      const fields = options.fields ?? settings?.fields?.value;
      return {
        ...judges,
        ...(kind === undefined ? {} : { kind }),
        ...(fields === undefined ? {} : { fields }),
        holdsBack: inline !== undefined,
        settle: (findings, segment) => findings.flatMap((finding) => settle(finding, segment)),
        see: (segment) => inline?.see(segment),
        close: () => {
          const own = inline?.close(isActive) ?? [];
          return touched === undefined || touched(undefined) ? own : [];
        },
      };
    },
    stateOf: ({ fingerprint, file }) => {
      if (list.coversFingerprint(fingerprint, file)) return 'suppressed';
      return options.baseline?.entries.has(fingerprint) ? 'baselined' : 'new';
    },
    usage: list.usage,
    addUsage: list.addUsage,
    close: () => list.close(isActive, options.touched === undefined, options.judgesAll ?? false),
  };
}
