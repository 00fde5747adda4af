import type { Entity } from '../model/view.ts';
import { firstOfProgram, firstOfStep } from './first-symbols.ts';
import type { Hits, Settle } from './hits.ts';
import type { CompiledRules, Program, Step } from './program.ts';

export interface Capture {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A match of a pattern, half-open in units of the view. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  /** Sum of the costs of accepted crossings. */
  readonly cost: number;
  readonly captures: readonly Capture[];
}

interface State {
  readonly position: number;
  /** Where the first consumed item begins; -1 before it. */
  readonly start: number;
  readonly cost: number;
  readonly captures: CaptureList | null;
}

interface CaptureList {
  readonly capture: Capture;
  readonly previous: CaptureList | null;
}

/** What a pattern is held against. */
export interface Board {
  readonly rules: CompiledRules;
  readonly text: string;
  readonly hits: Hits;
  /** Entities of one kind, by rising start; looked for when they are first asked for. */
  readonly entities: (kind: Entity['kind']) => readonly Entity[];
  /** Null: every hit counts, whatever its word borders. */
  readonly settle: Settle | null;
}

/** The stretch in which one run of the verifier moves; units of the view. */
export interface Reach {
  /** The clause: gaps never leave it. */
  readonly start: number;
  readonly end: number;
  /** Borders for ^ and $. */
  readonly scopeStart: number;
  readonly scopeEnd: number;
  /** Clauses that follow in the same sentence, for `//`. */
  readonly following: readonly { readonly start: number; readonly end: number }[];
}

const TRANSPARENT = new Uint8Array(0x3010);
for (const unit of ' “”"‘’「」『』《》') TRANSPARENT[unit.charCodeAt(0)] = 1;

/** Quote marks and blanks between two items are passed over. NaN, behind the end of a text, is none. */
export function isTransparent(unit: number): boolean {
  return TRANSPARENT[unit] === 1;
}

function skipTransparent(text: string, from: number, end: number): number {
  let position = from;
  while (position < end && isTransparent(text.charCodeAt(position))) position++;
  return position;
}

/** Marks of lists, emoji and flourishes: at the edge of a clause they are no words of it. */
const ORNAMENT = /[-*+•·>#~_=|\uE001\u2190-\u2bff\ufe0f]/;

function isOrnament(unit: string): boolean {
  return isTransparent(unit.charCodeAt(0)) || ORNAMENT.test(unit);
}

/** Nothing stands between two places but blanks, quote marks and ornaments. */
function isEdge(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isOrnament(text[at]!)) return false;
  return true;
}

/**
 * States in the order in which their positions were reached first, one for each. Mostly there are two or three, which
 * are looked through; where there are many, `places` says where each stands. A map for each step costs a fifth of
 * all that is allocated to judge a text.
 */
interface StateSet {
  readonly list: State[];
  places: Map<number, number> | null;
}

const FEW_STATES = 16;

function createStates(): StateSet {
  return { list: [], places: null };
}

function placeOf({ list, places }: StateSet, position: number): number {
  if (places !== null) return places.get(position) ?? -1;
  for (let i = 0; i < list.length; i++) if (list[i]!.position === position) return i;
  return -1;
}

/** Keeps, for each position, the state that began last (the shortest match), then the cheapest. */
function addState(states: StateSet, state: State): void {
  const { list } = states;
  const place = placeOf(states, state.position);
  if (place >= 0) {
    const other = list[place]!;
    if (other.start < state.start || (other.start === state.start && other.cost > state.cost))
      list[place] = state;
    return;
  }
  list.push(state);
  if (states.places !== null) states.places.set(state.position, list.length - 1);
  else if (list.length > FEW_STATES)
    states.places = new Map(list.map(({ position }, i) => [position, i]));
}

function clauseEnd(reach: Reach, position: number): number {
  if (position <= reach.end) return reach.end;
  for (const clause of reach.following) if (position <= clause.end) return clause.end;
  return position;
}

function consume(states: StateSet, from: State, start: number, end: number, cost: number): void {
  addState(states, {
    position: end,
    start: from.start < 0 ? start : from.start,
    cost: from.cost + cost,
    captures: from.captures,
  });
}

function stepSymbol(board: Board, reach: Reach, symbol: number, from: State, to: StateSet): void {
  const { rules, hits, settle, text } = board;
  const limit = clauseEnd(reach, from.position);
  const position = skipTransparent(text, from.position, limit);
  for (let hit = hits.first[position]!; hit < hits.first[position + 1]!; hit++) {
    const end = hits.end[hit]!;
    if (end > limit) continue;
    const term = hits.term[hit]!;
    for (let entry = rules.entryStart[term]!; entry < rules.entryStart[term + 1]!; entry++) {
      if (rules.entrySymbol[entry] !== symbol) continue;
      const cost = settle ? settle(hit, rules.entryBound[entry]!) : 0;
      if (cost < 0) continue;
      consume(to, from, position, end, cost);
      // Hits come longest first: within one class the longest accepted term stands for all.
      return;
    }
  }
}

function stepEntity(
  board: Board,
  reach: Reach,
  kind: Entity['kind'],
  from: State,
  to: StateSet,
): void {
  const limit = clauseEnd(reach, from.position);
  const position = skipTransparent(board.text, from.position, limit);
  for (const entity of board.entities(kind)) {
    if (entity.start === position && entity.end <= limit) {
      consume(to, from, position, entity.end, 0);
    }
  }
}

/** True if a term of one of the symbols begins behind what is passed over there. */
function landsOn(board: Board, first: Uint8Array, from: number, limit: number): boolean {
  const { hits, rules, text } = board;
  const { entryStart, entrySymbol } = rules;
  const position = skipTransparent(text, from, limit);
  for (let hit = hits.first[position]!; hit < hits.first[position + 1]!; hit++) {
    const term = hits.term[hit]!;
    for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++)
      if (first[entrySymbol[entry]!] === 1) return true;
  }
  return false;
}

/** `next` stands behind the gap: only where it may begin is there any use in going on. */
function stepGap(
  board: Board,
  reach: Reach,
  { min, max }: { readonly min: number; readonly max: number },
  next: Step | undefined,
  from: State,
  to: StateSet,
): void {
  const limit = clauseEnd(reach, from.position);
  const last = Math.min(from.position + max, limit);
  const first = next === undefined ? null : firstOfStep(next, board.rules.symbols.length);
  const { start, cost, captures } = from;
  for (let position = from.position + min; position <= last; position++) {
    if (first !== null && !landsOn(board, first, position, limit)) continue;
    addState(to, { position, start, cost, captures });
  }
}

function stepCross(board: Board, reach: Reach, from: State, to: StateSet): void {
  const limit = clauseEnd(reach, from.position);
  if (skipTransparent(board.text, from.position, limit) !== limit) return;
  const index =
    reach.end === limit ? 0 : reach.following.findIndex((clause) => clause.end === limit) + 1;
  for (const clause of reach.following.slice(index, index + 2))
    addState(to, { ...from, position: clause.start });
}

function begins(board: Board, reach: Reach, step: Step, from: State): boolean {
  const probe = createStates();
  // Without settling: a word that may stand here is enough to forbid.
  const loose = { ...board, settle: null };
  stepInstruction(loose, reach, step, undefined, [from], probe);
  return probe.list.length > 0;
}

function stepInstruction(
  board: Board,
  reach: Reach,
  step: Step,
  next: Step | undefined,
  from: readonly State[],
  to: StateSet,
): void {
  const { instruction } = step;
  for (let i = 0; i < from.length; i++) {
    const state = from[i]!;
    switch (instruction.op) {
      case 'symbol':
        stepSymbol(board, reach, instruction.symbol, state, to);
        break;
      case 'entity':
        stepEntity(board, reach, instruction.kind, state, to);
        break;
      case 'gap':
        stepGap(board, reach, instruction, next, state, to);
        break;
      case 'start':
        if (isEdge(board.text, reach.scopeStart, state.position)) addState(to, state);
        break;
      case 'end':
        if (isEdge(board.text, state.position, reach.scopeEnd)) addState(to, state);
        break;
      case 'cross':
        stepCross(board, reach, state, to);
        break;
      case 'any':
        break;
      default:
        instruction satisfies never;
    }
  }
  if (instruction.op === 'any') {
    for (const option of instruction.options) {
      for (const state of runSteps(board, reach, option, from)) addState(to, state);
    }
  }
}

function withCapture(name: string, from: State, position: number): CaptureList {
  return { capture: { name, start: from.position, end: position }, previous: from.captures };
}

function runSteps(
  board: Board,
  reach: Reach,
  steps: readonly Step[],
  initial: readonly State[],
): readonly State[] {
  let states = initial;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]!;
    if (states.length === 0) return states;
    const next = createStates();
    if (step.negated) {
      for (const state of states) if (!begins(board, reach, step, state)) addState(next, state);
    } else if (step.capture !== undefined) {
      // One by one: a capture has to know the state it began in.
      for (const state of states) {
        const reached = createStates();
        stepInstruction(board, reach, step, undefined, [state], reached);
        if (reached.list.length === 0) continue;
        const begin = skipTransparent(board.text, state.position, clauseEnd(reach, state.position));
        for (const end of reached.list) {
          const captured = { ...state, position: Math.min(begin, end.position) };
          addState(next, { ...end, captures: withCapture(step.capture, captured, end.position) });
        }
      }
    } else {
      stepInstruction(board, reach, step, steps[at + 1], states, next);
    }
    if (step.optional) for (const state of states) addState(next, state);
    states = next.list;
  }
  return states;
}

function listCaptures(list: CaptureList | null): Capture[] {
  const captures: Capture[] = [];
  for (let item = list; item; item = item.previous) captures.unshift(item.capture);
  return captures;
}

const NO_MATCHES: readonly PatternMatch[] = [];
const NOWHERE: readonly number[] = [];

/** Positions at which a match may begin. */
function beginnings(board: Board, program: Program, reach: Reach): readonly number[] {
  const { hits, rules } = board;
  const { entryStart, entrySymbol } = rules;
  let found: number[] | undefined;
  if (program.startsAnywhere) {
    found = [];
    for (let position = reach.start; position <= reach.end; position++) found.push(position);
    return found;
  }
  const first = firstOfProgram(program, rules.symbols.length);
  const last = hits.first[reach.end + 1]!;
  let before = -1;
  // Hits come by their starts.
  for (let hit = hits.first[reach.start]!; hit < last; hit++) {
    const position = hits.start[hit]!;
    if (position === before) continue;
    const term = hits.term[hit]!;
    let begins = first === null;
    for (let entry = entryStart[term]!; !begins && entry < entryStart[term + 1]!; entry++)
      begins = first![entrySymbol[entry]!] === 1;
    if (!begins) continue;
    if (found === undefined) found = [position];
    else found.push(position);
    before = position;
  }
  return found ?? NOWHERE;
}

/**
 * All matches of a pattern that begin in the reach, by rising start; of overlapping ones the innermost
 * alone. Dynamic programming over positions: O(steps × positions × gap width), no backtracking. What
 * `accept` turns down is no match, and hides none that holds it.
 */
export function matchProgram(
  board: Board,
  program: Program,
  reach: Reach,
  accept?: (match: PatternMatch) => boolean,
): readonly PatternMatch[] {
  const begins = beginnings(board, program, reach);
  // Nearly all that is tried ends here.
  if (begins.length === 0) return NO_MATCHES;
  const initial = begins.map(
    (position): State => ({ position, start: -1, cost: 0, captures: null }),
  );
  // Where some matches are turned down, the one that began last must not stand for all that end with it.
  const ends = accept
    ? initial.flatMap((state) => runSteps(board, reach, program.steps, [state]))
    : runSteps(board, reach, program.steps, initial);
  if (ends.length === 0) return NO_MATCHES;
  const matches = ends
    .filter((state) => state.start >= 0 && state.position > state.start)
    .map((state) => ({
      start: state.start,
      end: state.position,
      cost: state.cost,
      captures: listCaptures(state.captures),
    }))
    .filter((match) => accept?.(match) ?? true)
    .sort((a, b) => a.end - b.end || b.start - a.start);
  const kept: PatternMatch[] = [];
  for (const match of matches) {
    // Sorted by end: a later match that begins at or before a kept one which it overlaps holds it.
    const last = kept.at(-1);
    if (last && match.start <= last.start && last.end <= match.end) continue;
    kept.push(match);
  }
  return kept;
}
