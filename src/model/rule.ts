import type { ContactChannel, ContactOutcome, ContactState } from './contact.ts';
import type { Message } from './error.ts';
import type { Kind, Speaker } from './segment.ts';
import type { Trick } from './view.ts';

export type Severity = 'error' | 'warning' | 'info';
/** A level that a user or a condition may set: a severity, or off. */
export type Level = Severity | 'off';
export type RuleId = string;

/** From the worst down. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
/** What is worse has the greater number. */
export const RANK: Readonly<Record<Level, number>> = { off: 0, info: 1, warning: 2, error: 3 };

export const CATEGORIES = [
  'threat',
  'insult',
  'misleading',
  'privacy',
  'harassment',
  'identity',
  'payment',
  'script',
  'obfuscation',
  'meta',
] as const;
export type Category = (typeof CATEGORIES)[number];

export type Profile =
  | 'bank'
  | 'consumer-finance'
  | 'micro-loan'
  | 'agency'
  | 'law-firm'
  | 'property-fee'
  | 'utility'
  | 'telecom'
  | 'court'
  | 'police';

/** How far a pattern or a condition looks. `over`: it overlaps the match itself. */
export type Scope = 'over' | 'clause' | 'sentence' | 'message';

/** How sure we are of a clause: original read, second-hand (据转述), unverified (待核实). */
export type Evidence = 'read' | 'second-hand' | 'unverified';

export type Jurisdiction = 'cn' | 'hk' | 'tw' | 'us';

export interface ClauseRef {
  readonly id: string;
  /** Name of the document and number of the article, in Chinese. */
  readonly title: string;
  /** ISO date, or '' where it is not known. */
  readonly inForceSince: string;
  /** ISO date of the last day, where the text has been replaced. */
  readonly inForceUntil?: string;
  readonly evidence: Evidence;
  /** What the clause asks of a message, paraphrased. */
  readonly text: string;
  readonly jurisdiction: Jurisdiction;
}

export type RuleStatus = 'preview' | 'stable' | 'retired';

/** Patterns by the reach within which one of them has to occur. */
export type ScopedPatterns = Readonly<Partial<Record<Scope, readonly string[]>>>;

/** An exception of a rule: any of its patterns, within its scope, suppresses the match. */
export interface RuleException extends ScopedPatterns {
  readonly id: string;
}

export interface RuleCondition extends ScopedPatterns {
  readonly profiles?: readonly Profile[];
  readonly kinds?: readonly Kind[];
}

export interface RuleAdjustment {
  readonly if: RuleCondition;
  readonly to: Level;
}

/**
 * `script`: a text or Markdown file with a title, stages or placeholders. `plain`: such a file with turns
 * alone, which may be the transcript of one call. `call`: a transcript within one record.
 */
export type DocumentKind = 'script' | 'plain' | 'call';

/** What a document has to say somewhere; `name` is how its lack is put in words. */
export interface DocumentStep {
  readonly id: string;
  readonly name: Message;
  /** `opening`: the opening stage, else the first two turns of the collector. `document`: headings too. */
  readonly where: 'opening' | 'document';
  readonly any: readonly string[];
  /** Level of a finding that lacks this step and none of a higher level; absent: the rule's. */
  readonly level?: Severity;
  /** Absent: every document that the rule judges. */
  readonly documents?: readonly DocumentKind[];
}

/** A branch, known by heading or cue or by who answers, and what must not be said in it. */
export interface DocumentBranch {
  readonly when: readonly string[];
  /** The collector's turns after one of this speaker belong to it, up to the next stage. */
  readonly speaker?: Speaker;
  readonly forbid: readonly string[];
}

/** kind document: what is asked of a whole script. */
export interface DocumentRule {
  readonly documents: readonly DocumentKind[];
  readonly require: readonly DocumentStep[];
  /**
   * `later`, said by the collector before anybody has said `first` or anybody else `answered`, is a finding.
   */
  readonly order?: {
    readonly first: readonly string[];
    readonly answered: readonly string[];
    readonly later: readonly string[];
  };
  readonly branches: readonly DocumentBranch[];
}

/** kind variables: names of placeholders, in lower case without `_`, `-`, `.` and digits at their end. */
export interface VariableRule {
  /** Can hold any text. */
  readonly free: readonly string[];
  /** Hold a name, an amount, a date: two side by side are none of our business. */
  readonly typed: readonly string[];
}

/** What a rule of conduct asks in one jurisdiction, and on what ground. */
export interface ConductGround {
  readonly jurisdiction: Jurisdiction;
  readonly clauses: readonly string[];
  /** The number, or the whole of it, is a limit of the house and stands in no law. */
  readonly isHouse: boolean;
  /** Most severe level there; absent: the rule's. */
  readonly severity?: Severity;
}

/** Hours in which people may be contacted: minutes of the day, `from` the first, `to` the first no longer. */
export interface ConductHours extends ConductGround {
  readonly from: number;
  readonly to: number;
}

/** What counts towards a limit. */
export interface CountedContacts {
  readonly channels: readonly ContactChannel[];
  /** Absent: any. */
  readonly outcomes?: readonly ContactOutcome[];
  /** Absent: any, third parties included. `debtor`: the debtor, and whoever is not known to be another. */
  readonly of?: 'debtor';
}

/** At most so many contacts in a window. */
export interface ConductLimit extends ConductGround {
  /** As the configuration names it. */
  readonly id: string;
  readonly counts: CountedContacts;
  readonly by: 'debtor' | 'recipient';
  /** `hour`: any sixty minutes. A number: so many days of the recipient's calendar, each contact's own the last. */
  readonly window: 'hour' | number;
  /**
   * `count`: `most` contacts in the window are allowed. `since-conversation`: none within `most` days after a
   * call that was answered, its own day the first.
   */
  readonly measure: 'count' | 'since-conversation';
  /** Null: no limit unless the configuration sets one. */
  readonly most: number | null;
  readonly severity: Severity;
  /** `{count}`, `{most}`, `{days}`. */
  readonly message: Message;
}

/** States after which nobody may be contacted any more. */
export interface ConductStates extends ConductGround {
  readonly states: readonly ContactState[];
}

/**
 * Third parties may be contacted once the debtor's number is invalid, or `attempts` calls in a row were not
 * answered, from the day after, or nobody was reached on `days` days in a row.
 */
export interface ConductThirdParty extends ConductGround {
  readonly attempts: number;
  readonly days: number;
}

/** What a rule of kind conduct asks; one of the four. */
export interface ConductDemand {
  readonly hours?: readonly ConductHours[];
  readonly limits?: readonly ConductLimit[];
  readonly states?: readonly ConductStates[];
  readonly thirdParty?: readonly ConductThirdParty[];
}

export interface BadExample {
  readonly text: string;
  /** The exact pieces flagged, in order. */
  readonly hits: readonly string[];
  readonly meta?: ExampleMeta;
}

export interface GoodExample {
  readonly text: string;
  /** Id of an exception of the rule, or of a context test, without which the text would be flagged. */
  readonly because?: string;
  readonly meta?: ExampleMeta;
}

export interface ExampleMeta {
  readonly kind?: Kind;
  readonly channel?: string;
  readonly speaker?: Speaker;
  readonly relation?: string;
  readonly profile?: Profile;
  readonly signature?: string;
  readonly jurisdiction?: Jurisdiction;
}

/** A rule as it is written in its file: patterns are still text. */
export interface Rule {
  readonly id: RuleId;
  readonly category: Category;
  readonly severity: Severity;
  readonly status: RuleStatus;
  readonly aliases: readonly RuleId[];
  readonly title: Message;
  /** `{match}` and `{name}` of a capture are replaced. */
  readonly message: Message;
  readonly rationale: Message;
  readonly rewrite: string;
  /** Words that may be replaced without asking (`--fix`), each with what may stand in its place. */
  readonly fix?: Readonly<Record<string, string>>;
  readonly clauses: readonly string[];
  readonly applies: {
    readonly kinds: readonly Kind[];
    readonly speaker: Speaker | 'any';
    /** Absent: every sender. */
    readonly profiles?: readonly Profile[];
    readonly notProfiles?: readonly Profile[];
  };
  /** weighed: what the message weighs as a whole decides (`Weights`); one such rule is asked. */
  readonly kind:
    | 'match'
    | 'absence'
    | 'disguise'
    | 'document'
    | 'variables'
    | 'conduct'
    | 'weighed';
  /** kind disguise: only what was written with one of these tricks counts. */
  readonly tricks?: readonly Trick[];
  /** How far `^`, `$` and `//` of its patterns see. */
  readonly scope: 'clause' | 'sentence' | 'message';
  readonly polarity: 'asserted' | 'any';
  readonly any: readonly string[];
  /** Each listed scope needs at least one of its patterns. */
  readonly with: ScopedPatterns;
  readonly unless: readonly RuleException[];
  /** kind absence: which messages are meant, and what at least one of must occur. */
  readonly when: readonly string[];
  readonly absent: readonly string[];
  readonly document?: DocumentRule;
  readonly variables?: VariableRule;
  readonly conduct?: ConductDemand;
  readonly adjust: readonly RuleAdjustment[];
  readonly examples: { readonly bad: readonly BadExample[]; readonly good: readonly GoodExample[] };
}

/** How a term is held against the word borders of the tokeniser (engine specification, section 6). */
export type Bound = 'check' | 'word' | 'free';

export interface LexiconTerm {
  readonly text: string;
  readonly bound?: Bound;
  /** Harmless words that contain or overlap the term. */
  readonly notIn?: readonly string[];
  /** A word of two characters that is also looked for in other characters of the same sound (N12). */
  readonly sound?: boolean;
}

/** A class of terms that patterns name as `<id>`; `includes` are classes whose terms it has too. */
export interface LexiconClass {
  readonly id: string;
  readonly note: string;
  readonly includes: readonly string[];
  readonly terms: readonly LexiconTerm[];
}

/** All that was parsed from dictionaries/, before it is compiled. */
export interface RuleSource {
  readonly rules: readonly Rule[];
  readonly classes: readonly LexiconClass[];
  readonly shields: readonly string[];
  readonly clauses: readonly ClauseRef[];
}
