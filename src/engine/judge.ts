import { createPrefilter, type Looked } from '../match/prefilter.ts';
import type { Trigger } from '../match/program.ts';
import { matchProgram, type PatternMatch } from '../match/sequence.ts';
import { createSelection, indexTriggers } from '../match/trigger.ts';
import type { Message } from '../model/error.ts';
import type { SuppressionReason } from '../model/finding.ts';
import {
  type Level,
  type Profile,
  RANK,
  type Rule,
  type RuleId,
  type Severity,
} from '../model/rule.ts';
import type { Kind, MessageMeta, Speaker } from '../model/segment.ts';
import type { View } from '../model/view.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import type { Normalizer } from '../text/normalize.ts';

import { createAbsenceJudge } from './absence.ts';
import { createTamperJudge, holdsTrick, isDisguised } from './disguise.ts';
import { clausesFor } from './ground.ts';
import { resolveOverlaps } from './overlap.ts';
import { piecesOf } from './pieces.ts';
import { createStage, reachOf, type SceneOptions, type Stage } from './scene.ts';
import { createSecondReading, isFlagging, isKnown } from './second-reading.ts';
import { createSettler } from './settle.ts';
import { createVariableJudge } from './variables.ts';
import { createViews, type Views } from './views.ts';

export interface JudgeOptions extends SceneOptions {
  readonly profile?: Profile;
  /** Kind from the command line: below a kind in the data, above a guessed one. */
  readonly kind?: Kind;
  readonly levels: ReadonlyMap<RuleId, Level>;
  readonly inactive: ReadonlySet<RuleId>;
  /** Rules are inactive so that one is seen by itself; nobody lets pass what they would have found. */
  readonly alone?: boolean;
  /** Templates carry their signature themselves: rules of absence judge them too. */
  readonly signatureInText?: boolean;
  /** Variables whose values are given (`variableKey`): their placeholders hold nothing else. */
  readonly listed?: ReadonlyMap<string, readonly string[]>;
  /** What an exception suppresses may be left out of a judgement: nobody is told of it. */
  readonly onlyFlagged?: boolean;
  /** False: every message takes the long way (for the test that holds the two equal). */
  readonly prefilter?: boolean;
}

/** A match with everything that was decided about it. Offsets in the segment's text, UTF-16 units. */
export interface JudgedMatch {
  readonly rule: Rule;
  readonly pattern: string;
  /** What the reader is shown: the `mark` capture, else the whole match. */
  readonly start: number;
  readonly end: number;
  /** The same in the view's folded text. */
  readonly normalized: string;
  readonly captures: Readonly<Record<string, string>>;
  readonly severity: Severity;
  readonly confidence: number;
  readonly suspected: boolean;
  readonly speaker: Speaker;
  readonly view: View['kind'];
  readonly suppressed: SuppressionReason | null;
  /** Where `normalized` and `captures` stand in the view, in its units; absent where they come from elsewhere. */
  readonly inView?: {
    readonly start: number;
    readonly end: number;
    readonly captures: readonly {
      readonly name: string;
      readonly start: number;
      readonly end: number;
    }[];
  };
  /** Values of variables without which there would be no match, as the reader is told of them. */
  readonly values?: { readonly name: string; readonly values: readonly string[] };
  /** Said after the message of the rule. */
  readonly note?: Message;
  /** In the place of the rule's, where only some of them hold. */
  readonly clauses?: readonly string[];
}

export interface Judgement {
  /** By place; suppressed ones among them. */
  readonly matches: readonly JudgedMatch[];
  /** Folded text of the message, for the fingerprint. Empty where the prefilter has let it pass. */
  readonly folded: string;
  /** Clauses over 2,000 units that had to be cut. */
  readonly truncated: number;
}

export type Judge = (text: string, meta: MessageMeta) => Judgement;

const UNKNOWN: Looked = { left: null, holdsWords: true };
const NOTHING: Judgement = { matches: [], folded: '', truncated: 0 };

/** A message that went out, not a template: of a template the provider may add the signature. */
function isSent(meta: MessageMeta): boolean {
  return meta.sentAt !== undefined || meta.recipient !== undefined || meta.kind === 'log';
}

function isKnownSms(meta: MessageMeta): boolean {
  return meta.channel !== undefined && /sms|短信|彩信|mms/i.test(meta.channel);
}

function isSameFinding(a: JudgedMatch, b: JudgedMatch): boolean {
  return a.rule === b.rule && a.start < b.end && b.start < a.end;
}

function needsEntity({ program }: Trigger): boolean {
  return program.chain.some(({ entities }) => entities.length > 0);
}

/** What is made of texts, for all who look at the same ones. */
export interface Workshop {
  readonly views: Views;
  readonly stage: Stage;
}

export function createWorkshop(
  { compiled }: Ruleset,
  normalizer: Normalizer,
  options: SceneOptions,
): Workshop {
  return {
    views: createViews(compiled, normalizer, options.tokenizer),
    stage: createStage(compiled, options),
  };
}

/** Builds the judge of one ruleset. Pure: the same text, meta and options give the same judgement. */
export function createJudge(
  ruleset: Ruleset,
  normalizer: Normalizer,
  options: JudgeOptions,
  { views, stage }: Workshop = createWorkshop(ruleset, normalizer, options),
): Judge {
  const { rules, compiled } = ruleset;
  const without = options.without ?? new Set<string>();
  const isActive = (index: number): boolean => {
    const rule = rules[index]!;
    return (
      rule.status !== 'retired' &&
      !options.inactive.has(rule.id) &&
      options.levels.get(rule.id) !== 'off'
    );
  };
  const heedsShields = !without.has('shield');
  /** What is asked for the matches of some of the rules. */
  const createFinder = (isMeant: (rule: number) => boolean, settled: JudgeOptions) => {
    const index = indexTriggers(
      compiled,
      (rule) => isMeant(rule) && rules[rule]!.kind !== 'disguise',
    );
    const disguised = indexTriggers(
      compiled,
      (rule) => isMeant(rule) && rules[rule]!.kind === 'disguise',
    );
    return {
      index,
      select: createSelection(compiled, index, heedsShields),
      // Apart: words that are fine when written plainly must not send a message the long way.
      selectDisguised: createSelection(compiled, disguised, heedsShields),
      ...createSettler(ruleset, settled),
    };
  };
  const active = createFinder(isActive, options);
  const { index } = active;
  const second = createSecondReading(ruleset, options, isActive);
  const absencePrefilter = createPrefilter(
    compiled,
    indexTriggers(compiled, isActive, 'when'),
    heedsShields,
  );
  const prefilter =
    options.prefilter === false
      ? (): Looked => UNKNOWN
      : createPrefilter(compiled, index, heedsShields);

  // Asked where the words of any pattern stand, be its rule on or off.
  const isAllOn = rules.every(({ status }, i) => status === 'retired' || isActive(i));
  const asksPrefilter =
    second === null || (isAllOn && options.prefilter !== false)
      ? null
      : createPrefilter(
          compiled,
          indexTriggers(
            compiled,
            (rule) => rules[rule]!.status !== 'retired' && rules[rule]!.kind !== 'disguise',
          ),
          heedsShields,
        );

  const applies = (rule: Rule, kind: Kind, profile: Profile | undefined): boolean => {
    if (!rule.applies.kinds.includes(kind)) return false;
    if (
      rule.applies.profiles &&
      (profile === undefined || !rule.applies.profiles.includes(profile))
    )
      return false;
    return !(profile !== undefined && rule.applies.notProfiles?.includes(profile));
  };

  /** The user has switched it off, or takes what it finds for a hint. */
  const isLetPass = (rule: number): boolean => {
    const { id, status } = rules[rule]!;
    const level = options.levels.get(id);
    const isHint = level !== undefined && RANK[level] < RANK.warning;
    const isOff = options.alone !== true && !isActive(rule);
    return status !== 'retired' && (isHint || isOff);
  };
  const hasPassing = second !== null && rules.some((_, rule) => isLetPass(rule));
  let passing: ReturnType<typeof createFinder> | undefined;

  const matchesIn = (
    { select, selectDisguised, settle, isExcepted }: ReturnType<typeof createFinder>,
    view: View,
    text: string,
    among: readonly Trigger[] | null,
    maySpell: boolean,
    mayDrop: boolean,
    meta: MessageMeta,
    kind: Kind,
    profile: Profile | undefined,
  ): { readonly matches: JudgedMatch[]; readonly truncated: number } => {
    const entities = stage.entities(view);
    // Few that need no entity are as quickly tried as looked at once more.
    const isFew = among !== null && among.length < 4 && !among.some(needsEntity);
    const selected = [
      ...(isFew ? among : select(view.text, among, entities)),
      ...(maySpell && holdsTrick(view) ? selectDisguised(view.text, null, entities) : []),
    ];
    const triggers = selected.filter(
      (trigger) =>
        rules[trigger.rule]!.kind !== 'absence' && applies(rules[trigger.rule]!, kind, profile),
    );
    const found: JudgedMatch[] = [];
    if (triggers.length === 0) return { matches: found, truncated: 0 };
    const scene = stage.set(view, meta);
    for (const trigger of triggers) {
      const rule = rules[trigger.rule]!;
      const { program } = trigger;
      const accept =
        rule.kind === 'disguise'
          ? (match: PatternMatch): boolean =>
              isDisguised(view, text, match, rule.tricks ?? [], options.tokenizer)
          : undefined;
      for (const clause of clausesFor(scene, program)) {
        // Asked first: to find what is dropped then takes longer than to learn that it is.
        if (mayDrop && isExcepted(scene, trigger.rule, clause)) continue;
        const reach = reachOf(scene, clause, rule.scope);
        if (matchProgram(scene.loose, program, reach).length === 0) continue;
        for (const match of matchProgram(scene.strict, program, reach, accept)) {
          const judged = settle(scene, kind, profile, trigger, clause, match);
          if (judged) found.push(judged);
        }
      }
    }
    return { matches: found, truncated: scene.truncated };
  };

  const variables = createVariableJudge(ruleset, options);
  const absences = createAbsenceJudge(ruleset, normalizer, options, isActive);
  const tampering = createTamperJudge(ruleset, options, isActive);

  /** What the raw text does not tell (an emoji stands in it) its views do. */
  const holdsWords = (text: string, looked: Looked, maySpell: boolean): boolean => {
    const look = asksPrefilter ?? prefilter;
    const raw = asksPrefilter === null ? looked : look(text);
    return raw.left !== null
      ? raw.holdsWords
      : views.of(text, maySpell).some((view) => look(view.text).holdsWords);
  };

  const judgePiece: Judge = (text, meta) => {
    const looked = prefilter(text);
    const among = looked.left;
    const mayLack =
      isKnownSms(meta) &&
      (options.signatureInText === true || isSent(meta)) &&
      absencePrefilter(text).left?.length !== 0;
    const maySpell = among === null || views.mayRespell(text);
    const suspicion = tampering?.suspect(text) ?? 'none';
    const isTampered = suspicion !== 'none';
    // Of what is known to be the lender's, all is read a second time; else what holds the words of a pattern.
    const asks = second !== null && (isKnown(text, meta) || holdsWords(text, looked, maySpell));
    const isPlain = among?.length === 0 && !asks && !maySpell && !mayLack && !isTampered;
    const isTemplate = variables?.mayHold(text) ?? false;
    if (isPlain && !isTemplate) return NOTHING;
    const kind = meta.kindKnown ? (meta.kind ?? 'sms') : (options.kind ?? meta.kind ?? 'sms');
    // Safe: a profile in the data that is none of ours matches no list of profiles.
    const profile = (meta.profile as Profile | undefined) ?? options.profile;
    const [folded, ...others] = views.of(text, maySpell);
    const open = isTemplate
      ? variables!.judge(text, folded, meta, (rule) => applies(rule, kind, profile))
      : [];
    if (isPlain) {
      return open.length === 0 ? NOTHING : { matches: open, folded: folded.text, truncated: 0 };
    }
    // Several views overrule each other, also where one of them says that nothing is wrong.
    const mayDrop = options.onlyFlagged === true && others.length === 0 && !isTampered;
    const { matches, truncated } = matchesIn(
      active,
      folded,
      text,
      among,
      maySpell,
      mayDrop,
      meta,
      kind,
      profile,
    );
    matches.push(...open);
    if (mayLack)
      matches.push(
        ...absences(stage.set(folded, meta), meta, (rule) => applies(rule, kind, profile)),
      );
    for (const view of others) {
      // What raw text says holds for what is taken out of it, not for what is read into it.
      const left = view.kind === 'squeeze' ? among : null;
      const here = matchesIn(
        active,
        view,
        text,
        left,
        maySpell,
        false,
        meta,
        kind,
        profile,
      ).matches;
      for (const [i, earlier] of matches.entries()) {
        // Only here does 严·禁 or 严jin forbid, and 客·户 say who speaks; 别🏠 (别家) does not forbid here.
        const again = here.filter((match) => isSameFinding(match, earlier));
        if (again.every((match) => (match.suppressed === null) !== (earlier.suppressed === null)))
          matches[i] = again[0] ?? earlier;
      }
      // What an earlier view has found already is not found again.
      for (const match of here)
        if (!matches.some((other) => isSameFinding(match, other))) matches.push(match);
    }
    if (isTampered) {
      const found = tampering!.judge(
        text,
        folded,
        suspicion,
        () => stage.set(folded, meta),
        (rule) => applies(rule, kind, profile),
      );
      for (const match of found)
        if (!matches.some((other) => isSameFinding(match, other))) matches.push(match);
    }
    const decided =
      second !== null && asks
        ? second.read(matches, folded, text, meta, {
            applies: (rule) => applies(rule, kind, profile),
            setScene: () => stage.set(folded, meta),
            letPass: () => {
              if (!hasPassing) return [];
              passing ??= createFinder(isLetPass, { ...options, levels: new Map() });
              const finder = passing;
              return [folded, ...others].flatMap((view) =>
                matchesIn(
                  finder,
                  view,
                  text,
                  null,
                  maySpell,
                  false,
                  meta,
                  kind,
                  profile,
                ).matches.filter(isFlagging),
              );
            },
          })
        : matches;
    return { matches: resolveOverlaps(decided), folded: folded.text, truncated };
  };

  return (text, meta) => {
    const pieces = piecesOf(text, meta);
    if (pieces.length === 1) return judgePiece(text, meta);
    let truncated = 0;
    const matches: JudgedMatch[] = [];
    const folded: string[] = [];
    for (const piece of pieces) {
      const judgement = judgePiece(text.slice(piece.start, piece.end), piece.meta);
      truncated += judgement.truncated;
      folded.push(judgement.folded);
      for (const match of judgement.matches) {
        matches.push({ ...match, start: match.start + piece.start, end: match.end + piece.start });
      }
    }
    return { matches, folded: folded.join(''), truncated };
  };
}
