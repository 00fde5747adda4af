import { settleContext } from '../match/context.ts';
import type { CompiledDocument, CompiledRule, Program } from '../match/program.ts';
import { matchProgram, type PatternMatch } from '../match/sequence.ts';
import type { Finding } from '../model/finding.ts';
import type { DocumentStep, Level, Profile, Rule } from '../model/rule.ts';
import type { Segment } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { createNormalizer } from '../text/normalize.ts';
import type { CheckOptions } from './check.ts';
import { createFindingMaker } from './finding-maker.ts';
import { compareLevels, grade } from './grade.ts';
import type { JudgedMatch, JudgeOptions } from './judge.ts';
import { createRedactor } from './redact.ts';
import { createScene, occursIn, reachOf, type Scene, scopesHold, termsOf } from './scene.ts';
import { findDocuments, type Piece, type ScriptDocument } from './script-pieces.ts';

/** A match in a document; its offsets are those of the text of `segment`. */
export interface DocumentMatch {
  readonly segment: Segment;
  readonly match: JudgedMatch;
}

export type DocumentJudge = (segments: readonly Segment[]) => readonly DocumentMatch[];
/** Findings in the order of their rules; the caller puts them into the order of places. */
export type DocumentChecker = (segments: readonly Segment[]) => readonly Finding[];

/** True for a segment that may belong to a script: the others need not be kept for the checker. */
export function mayBeScript({ meta }: Segment): boolean {
  if (meta.kind === 'script') return true;
  return meta.stage !== undefined && meta.kindKnown !== true;
}

/** Anything that may be said in a branch is said after its cue: by what place in the text, per piece. */
type Reached = ReadonlyMap<number, number>;

interface Held {
  readonly document: ScriptDocument;
  /** By index of the piece; made when first asked for. */
  readonly sceneAt: (index: number) => Scene;
  readonly lang: 'zh' | 'en';
}

interface Hit {
  readonly clause: number;
  readonly program: Program;
  readonly match: PatternMatch;
}

function matchesIn(scene: Scene, programs: readonly Program[]): readonly Hit[] {
  return [...scene.structure.clauses.keys()].flatMap((clause) =>
    programs.flatMap((program) =>
      matchProgram(scene.strict, program, reachOf(scene, clause, 'clause')).map(
        (match): Hit => ({ clause, program, match }),
      ),
    ),
  );
}

function firstIn(scene: Scene, programs: readonly Program[]): PatternMatch | undefined {
  return matchesIn(scene, programs)
    .map(({ match }) => match)
    .sort((a, b) => a.start - b.start)[0];
}

function occurs(scene: Scene, programs: readonly Program[]): boolean {
  return scene.structure.clauses.some((_, clause) => occursIn(scene, programs, clause, 'clause'));
}

/** Where `first` has been said: piece and unit of its view behind the match; null if it never is. */
function saidFirst(held: Held, compiled: CompiledDocument): readonly [number, number] | null {
  const { first, answered } = compiled;
  for (const [index, { role }] of held.document.pieces.entries()) {
    if (role === 'note') continue;
    const isAnswer = role === 'customer' || role === 'third-party';
    const match = firstIn(held.sceneAt(index), isAnswer ? [...first, ...answered] : first);
    if (match) return [index, match.start];
  }
  return null;
}

/**
 * The collector's pieces that belong to a branch, with the unit of the view from which on they do: those
 * under a heading that names it, those behind a note or an own clause that does (up to the next note,
 * stage or other speaker), and those that answer the speaker of the branch.
 */
function branchOf(
  held: Held,
  branch: CompiledDocument['branches'][number],
  speaker: string | undefined,
): Reached {
  const reached = new Map<number, number>();
  const { pieces } = held.document;
  let stage = '';
  let inStage = false;
  let inCue = false;
  let answers = false;
  for (const [index, piece] of pieces.entries()) {
    if (piece.stage !== stage) {
      ({ stage } = piece);
      inCue = false;
      answers = false;
      if (piece.role !== 'heading') inStage = false;
    }
    if (piece.role === 'heading') {
      inStage = occurs(held.sceneAt(index), branch.when);
      continue;
    }
    if (piece.role === 'note') {
      inCue = occurs(held.sceneAt(index), branch.when);
      continue;
    }
    if (piece.role !== 'collector') {
      answers = piece.role === speaker;
      if (piece.role === 'customer') inCue = false;
      continue;
    }
    if (inStage || inCue || answers) reached.set(index, 0);
    else {
      const cue = firstIn(held.sceneAt(index), branch.when);
      if (cue) reached.set(index, cue.end);
    }
  }
  return reached;
}

function worst(steps: readonly DocumentStep[], rule: Rule): Level {
  return steps
    .map((step) => step.level ?? rule.severity)
    .reduce((a, b) => (compareLevels(a, b) >= 0 ? a : b));
}

/** Builds the judge of whole scripts. Pure, as the judge of messages is. */
export function createDocumentJudge(
  ruleset: Ruleset,
  options: JudgeOptions & { readonly lang: 'zh' | 'en' },
): DocumentJudge {
  const normalizer = createNormalizer(ruleset.variants);
  const without = options.without ?? new Set<string>();
  const active = ruleset.rules.flatMap((rule, index) =>
    rule.kind === 'document' &&
    rule.document !== undefined &&
    rule.status !== 'retired' &&
    rule.applies.kinds.includes('script') &&
    !options.inactive.has(rule.id) &&
    options.levels.get(rule.id) !== 'off'
      ? [{ rule, asked: rule.document, compiled: ruleset.compiled.rules[index]! }]
      : [],
  );

  const applies = (rule: Rule, profile: Profile | undefined): boolean => {
    const { profiles, notProfiles } = rule.applies;
    if (profiles && (profile === undefined || !profiles.includes(profile))) return false;
    return !(profile !== undefined && notProfiles?.includes(profile));
  };

  const toMatch = (
    rule: Rule,
    piece: Piece,
    scene: Scene,
    span: { readonly start: number; readonly end: number; readonly cost: number },
    pattern: string,
    level: Level | undefined,
    captures: Readonly<Record<string, string>>,
  ): DocumentMatch[] => {
    const graded = grade(rule, options.levels.get(rule.id), level, span.cost);
    if (graded === null) return [];
    const { view } = scene;
    return [
      {
        segment: piece.segment,
        match: {
          rule,
          pattern,
          start: piece.start + view.from[span.start]!,
          end: piece.start + view.to[span.end - 1]!,
          normalized: view.text.slice(span.start, span.end),
          captures,
          ...graded,
          speaker: 'collector',
          view: view.kind,
          suppressed: null,
        },
      },
    ];
  };

  const missing = (held: Held, rule: Rule, compiled: CompiledDocument): DocumentMatch[] => {
    const { pieces, opening, first } = held.document;
    const lacking = (rule.document?.require ?? []).filter(
      (step, at) =>
        (step.documents?.includes(held.document.kind) ?? true) &&
        !pieces.some(
          ({ role }, index) =>
            (step.where === 'opening'
              ? opening.has(index)
              : role === 'collector' || role === 'heading') &&
            occurs(held.sceneAt(index), compiled.require[at]!),
        ),
    );
    if (lacking.length === 0) return [];
    const names = lacking.map(({ name }) => name[held.lang]).join(held.lang === 'zh' ? '、' : ', ');
    const scene = held.sceneAt(first);
    const last = scene.structure.sentences[0]?.end ?? scene.view.text.length;
    const span = { start: 0, end: Math.max(1, last), cost: 0 };
    const level = worst(lacking, rule);
    return toMatch(rule, pieces[first]!, scene, span, '', level, { missing: names });
  };

  /** Hits of what must not be said here, each settled as a match of a message is. */
  const forbidden = (
    held: Held,
    rule: Rule,
    compiled: CompiledRule,
    index: number,
    programs: readonly Program[],
    from: number,
    to: number,
  ): DocumentMatch[] => {
    const piece = held.document.pieces[index]!;
    const scene = held.sceneAt(index);
    const found: DocumentMatch[] = [];
    for (const { clause: clauseIndex, program, match } of matchesIn(scene, programs)) {
      if (match.start < from || match.end > to) continue;
      const clause = scene.structure.clauses[clauseIndex]!;
      const isExcepted = compiled.unless.some(({ id, scopes }) => {
        if (without.has(id)) return false;
        const { message: _whole, ...near } = scopes;
        return scopesHold(scene, near, clauseIndex, match, 'any');
      });
      if (isExcepted) continue;
      const { start, end } = match;
      const settled = settleContext(
        {
          text: scene.view.text,
          structure: scene.structure,
          clause,
          start,
          end,
          ownTerms: termsOf(ruleset.compiled, scene, program, match),
          speaker: rule.applies.speaker,
          polarity: rule.polarity,
        },
        without,
      );
      if (settled !== null) continue;
      found.push(...toMatch(rule, piece, scene, match, program.source, undefined, {}));
    }
    return found;
  };

  const early = (held: Held, rule: Rule, compiled: CompiledRule): DocumentMatch[] => {
    const { later } = compiled.document!;
    if (later.length === 0) return [];
    const { pieces, first } = held.document;
    const said = saidFirst(held, compiled.document!);
    // Never said: the first turn alone, or every line of the script would be marked for one lack.
    const [end, unit] = said ?? [first, Number.POSITIVE_INFINITY];
    for (let index = first; index <= end; index++) {
      if (pieces[index]!.role !== 'collector') continue;
      const to = index === end ? unit : Number.POSITIVE_INFINITY;
      const hits = forbidden(held, rule, compiled, index, later, 0, to);
      // One is enough to show where the order breaks.
      if (hits.length > 0) return hits.slice(0, 1);
    }
    return [];
  };

  const branched = (held: Held, rule: Rule, compiled: CompiledRule): DocumentMatch[] =>
    (rule.document?.branches ?? []).flatMap(({ speaker }, at) => {
      const branch = compiled.document!.branches[at]!;
      return [...branchOf(held, branch, speaker)].flatMap(([index, from]) =>
        forbidden(held, rule, compiled, index, branch.forbid, from, Number.POSITIVE_INFINITY),
      );
    });

  const judgeDocument = (document: ScriptDocument): DocumentMatch[] => {
    const scenes = new Map<number, Scene>();
    const sceneAt = (index: number): Scene => {
      const known = scenes.get(index);
      if (known) return known;
      const { text, role } = document.pieces[index]!;
      const speaker = role === 'heading' || role === 'note' ? 'narrator' : role;
      const scene = createScene(ruleset.compiled, normalizer.fold(text), { speaker }, options);
      scenes.set(index, scene);
      return scene;
    };
    const held: Held = { document, sceneAt, lang: options.lang };
    const { meta } = document.pieces[document.first]!.segment;
    // Safe: a profile in the data that is none of ours matches no list of profiles.
    const profile = (meta.profile as Profile | undefined) ?? options.profile;
    const anywhere = (programs: readonly Program[]): boolean =>
      document.pieces.some((_, index) => occurs(sceneAt(index), programs));
    return active.flatMap(({ rule, asked, compiled }) => {
      if (!asked.documents.includes(document.kind) || !applies(rule, profile)) return [];
      if (compiled.when.length > 0 && !anywhere(compiled.when)) return [];
      const isExcepted = compiled.unless.some(
        ({ id, scopes }) => !without.has(id) && scopes.message && anywhere(scopes.message),
      );
      if (isExcepted) return [];
      return distinct([
        ...missing(held, rule, compiled.document!),
        ...early(held, rule, compiled),
        ...branched(held, rule, compiled),
      ]);
    });
  };

  return (segments) => (active.length === 0 ? [] : findDocuments(segments).flatMap(judgeDocument));
}

/** Two patterns may find the same words: of overlapping hits the first stands for all. */
function distinct(matches: readonly DocumentMatch[]): DocumentMatch[] {
  const kept: DocumentMatch[] = [];
  for (const each of matches) {
    const isKnown = kept.some(
      ({ segment, match }) =>
        segment === each.segment && match.start < each.match.end && each.match.start < match.end,
    );
    if (!isKnown) kept.push(each);
  }
  return kept;
}

/**
 * Builds the function that judges whole scripts: the rules of kind `document` over the segments of one
 * file. No segments, or none that make a script with an opening and two turns: no findings.
 */
export function createDocumentChecker(ruleset: Ruleset, options: CheckOptions): DocumentChecker {
  const judge = createDocumentJudge(ruleset, options);
  const { word, place } = createFindingMaker(ruleset, options);
  const redact = createRedactor(options.mask);
  return (segments) =>
    judge(segments).map(({ segment, match }) => {
      const { text, meta } = segment;
      const masked = redact(text, meta.name === undefined ? [] : [meta.name]);
      return place(word(segment, match.normalized, masked, match), segment);
    });
}
