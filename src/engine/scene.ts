import type { ChainGround } from '../match/chain.ts';
import { createSettle, findHits, type Hits } from '../match/hits.ts';
import type { CompiledRules, CompiledScopes, Program } from '../match/program.ts';
import { type Board, matchProgram, type PatternMatch, type Reach } from '../match/sequence.ts';
import type { Scope } from '../model/rule.ts';
import type { MessageMeta, Speaker } from '../model/segment.ts';
import type { Structure } from '../model/structure.ts';
import type { Tokenizer } from '../model/token.ts';
import type { Entity, EntityKind, View } from '../model/view.ts';
import { findEntities } from '../text/entities.ts';
import { analyse } from '../text/structure.ts';
import { clauseBit, mayMatchIn } from './ground.ts';

export interface SceneOptions {
  /** Called when a candidate has to be held against word borders; null: there is no tokeniser. */
  readonly tokenizer: () => Tokenizer | null;
  /** Context tests and exceptions to leave out, for the rules' own tests and the trace. */
  readonly without?: ReadonlySet<string>;
}

/** Everything about one view that patterns are held against. */
export interface Scene {
  readonly view: View;
  readonly structure: Structure;
  readonly hits: Hits;
  /** Every hit counts, whatever its word borders. */
  readonly loose: Board;
  readonly strict: Board;
  /** Clauses over 2,000 units that had to be cut. */
  readonly truncated: number;
  /** What has been found out about the scene so far. */
  readonly memo: SceneMemo;
}

interface SceneMemo {
  /** By symbol the clauses in which a term of it occurs, as bits (`clauseBit`); null: not asked for yet. */
  present: Int32Array | null;
  /** What chains are held against; null: not asked for yet. */
  ground: ChainGround | null;
  /** Of the patterns asked for: those that may match, null for none of them. */
  readonly occurring: Map<readonly Program[], PossiblePrograms | null>;
}

/** Patterns that may match, and the answers by the stretches of clauses asked for. */
interface PossiblePrograms {
  readonly programs: Possible[];
  readonly answers: Map<number, boolean>;
}

/** A pattern and the clauses in which it may match, as bits. */
interface Possible {
  readonly program: Program;
  readonly clauses: number;
}

/** Who speaks where no label says otherwise. */
export function speakerOf(meta: MessageMeta): Speaker {
  return meta.speaker ?? (meta.direction === 'inbound' ? 'customer' : 'collector');
}

/** Entities of one kind, looked for when they are first asked for. */
export type EntityFinder = (kind: EntityKind) => readonly Entity[];

export function createEntityFinder(view: View): EntityFinder {
  const found = new Map<EntityKind, readonly Entity[]>();
  return (kind) => {
    let list = found.get(kind);
    if (!list) {
      list = findEntities(view, kind);
      found.set(kind, list);
    }
    return list;
  };
}

/** Divides a view, finds all terms in it, and sets up the boards on which patterns are tried. */
export function createScene(
  compiled: CompiledRules,
  view: View,
  meta: MessageMeta,
  options: SceneOptions,
  entities: EntityFinder = createEntityFinder(view),
): Scene {
  const { truncated, ...structure } = analyse(view, {
    speaker: speakerOf(meta),
    forbidden: meta.forbidden ?? false,
  });
  const hits = findHits(compiled, view, options.without?.has('shield') ?? false);
  const tokenizer = options.without?.has('boundary') ? (): null => null : options.tokenizer;
  const settle = createSettle(hits, view, structure.clauses, tokenizer);
  const board = (chosen: Board['settle']): Board => ({
    rules: compiled,
    text: view.text,
    hits,
    entities,
    settle: chosen,
  });
  return {
    view,
    structure,
    hits,
    loose: board(null),
    strict: board(settle),
    truncated,
    memo: { present: null, ground: null, occurring: new Map() },
  };
}

/** Sets up scenes: one for all who ask of the same view and record, one after the other. */
export interface Stage {
  readonly entities: (view: View) => EntityFinder;
  readonly set: (view: View, meta: MessageMeta) => Scene;
}

/** Builds a stage on which the last scene of each kind of view is left standing. */
export function createStage(compiled: CompiledRules, options: SceneOptions): Stage {
  const finders = new Map<View['kind'], { readonly view: View; readonly entities: EntityFinder }>();
  const scenes = new Map<View['kind'], { readonly meta: MessageMeta; readonly scene: Scene }>();
  const entities = (view: View): EntityFinder => {
    const last = finders.get(view.kind);
    if (last?.view === view) return last.entities;
    const made = createEntityFinder(view);
    finders.set(view.kind, { view, entities: made });
    return made;
  };
  return {
    entities,
    set: (view, meta) => {
      const last = scenes.get(view.kind);
      if (last?.scene.view === view && last.meta === meta) return last.scene;
      const scene = createScene(compiled, view, meta, options, entities(view));
      scenes.set(view.kind, { meta, scene });
      return scene;
    },
  };
}

/** Places of the terms within a match that belong to what its pattern asks for. */
export function termsOf(
  compiled: CompiledRules,
  scene: Scene,
  program: Program,
  match: PatternMatch,
): { readonly start: number; readonly end: number }[] {
  const isAskedFor = (symbol: number): boolean =>
    program.chain.some((link) => link.symbols.includes(symbol));
  const found: { start: number; end: number }[] = [];
  const { hits } = scene;
  for (let hit = hits.first[match.start]!; hit < hits.first[match.end]!; hit++) {
    const term = hits.term[hit]!;
    for (let entry = compiled.entryStart[term]!; entry < compiled.entryStart[term + 1]!; entry++) {
      if (!isAskedFor(compiled.entrySymbol[entry]!)) continue;
      found.push({ start: hits.start[hit]!, end: hits.end[hit]! });
      break;
    }
  }
  return found;
}

/** The stretch in which a pattern moves that is tried at clause `index`. */
export function reachOf(scene: Scene, index: number, scope: Exclude<Scope, 'over'>): Reach {
  const { clauses, sentences } = scene.structure;
  const clause = clauses[index]!;
  const sentence = sentences[clause.sentence]!;
  const following = clauses.slice(index + 1, sentence.lastClause);
  const whole =
    scope === 'clause'
      ? clause
      : scope === 'sentence'
        ? {
            start: clauses[sentence.firstClause]!.start,
            end: clauses[sentence.lastClause - 1]!.end,
          }
        : { start: clauses[0]!.start, end: clauses.at(-1)!.end };
  return {
    start: clause.start,
    end: clause.end,
    scopeStart: whole.start,
    scopeEnd: whole.end,
    following,
  };
}

/** Indices of the clauses that a scope around clause `index` takes in. */
function clausesIn(
  scene: Scene,
  index: number,
  scope: Exclude<Scope, 'over'>,
): readonly [number, number] {
  if (scope === 'clause') return [index, index + 1];
  if (scope === 'message') return [0, scene.structure.clauses.length];
  const sentence = scene.structure.sentences[scene.structure.clauses[index]!.sentence]!;
  return [sentence.firstClause, sentence.lastClause];
}

function possibleOf(scene: Scene, programs: readonly Program[]): PossiblePrograms | null {
  let possible: PossiblePrograms | null = null;
  for (const program of programs) {
    const clauses = mayMatchIn(scene, program);
    if (clauses === 0) continue;
    possible ??= { programs: [], answers: new Map() };
    possible.programs.push({ program, clauses });
  }
  return possible;
}

/** True if one of the patterns matches within the scope around clause `index`. */
export function occursIn(
  scene: Scene,
  programs: readonly Program[],
  index: number,
  scope: Exclude<Scope, 'over'>,
): boolean {
  // Most exceptions speak of something that is nowhere in the message.
  let possible = scene.memo.occurring.get(programs);
  if (possible === undefined) {
    possible = possibleOf(scene, programs);
    scene.memo.occurring.set(programs, possible);
  }
  if (possible === null) return false;
  // Many matches of one message ask the same: the answer for a stretch of clauses is kept, whatever it is called.
  const [from, to] = clausesIn(scene, index, scope);
  const key = from * (scene.structure.clauses.length + 1) + to;
  let answer = possible.answers.get(key);
  if (answer === undefined) {
    answer = false;
    for (let i = from; i < to && !answer; i++) {
      const bit = clauseBit(i);
      let reach: Reach | undefined;
      for (const { program, clauses } of possible.programs) {
        if ((clauses & bit) === 0) continue;
        reach ??= reachOf(scene, i, scope);
        answer = matchProgram(scene.strict, program, reach).length > 0;
        if (answer) break;
      }
    }
    possible.answers.set(key, answer);
  }
  return answer;
}

function overlapsMatch(
  scene: Scene,
  programs: readonly Program[],
  index: number,
  match: PatternMatch,
): boolean {
  const reach = reachOf(scene, index, 'clause');
  return programs.some(
    (program) =>
      (mayMatchIn(scene, program) & clauseBit(index)) !== 0 &&
      matchProgram(scene.strict, program, reach).some(
        (other) => other.start < match.end && match.start < other.end,
      ),
  );
}

/** True if one of the listed scopes holds a match, those over a match left aside. */
export function holdsBeside(scene: Scene, scopes: CompiledScopes, index: number): boolean {
  for (const scope of BESIDE) {
    const programs = scopes[scope];
    if (programs !== undefined && occursIn(scene, programs, index, scope)) return true;
  }
  return false;
}

const BESIDE = ['clause', 'sentence', 'message'] as const;

/** True if every (`all`) or any of the listed scopes holds a match. */
export function scopesHold(
  scene: Scene,
  scopes: CompiledScopes,
  index: number,
  match: PatternMatch,
  need: 'all' | 'any',
): boolean {
  const isMet = (scope: Scope): boolean =>
    scope === 'over'
      ? overlapsMatch(scene, scopes.over!, index, match)
      : occursIn(scene, scopes[scope]!, index, scope);
  // Safe: the keys of CompiledScopes are scopes.
  const asked = Object.keys(scopes) as Scope[];
  return need === 'all' ? asked.every(isMet) : asked.some(isMet);
}
