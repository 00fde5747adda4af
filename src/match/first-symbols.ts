import type { Program, Step } from './program.ts';

/**
 * The symbols with which a match may begin; null where it may begin at any place. Steps that may be left out
 * hand on to the next; a negated one consumes nothing.
 */
function firstSymbols(steps: readonly Step[]): ReadonlySet<number> | null {
  const first = new Set<number>();
  for (const { instruction, optional, negated } of steps) {
    if (negated) continue;
    if (instruction.op === 'symbol') first.add(instruction.symbol);
    else if (instruction.op === 'any') {
      for (const option of instruction.options) {
        const inner = firstSymbols(option);
        if (inner === null) return null;
        for (const symbol of inner) first.add(symbol);
      }
    } else return null;
    if (!optional) return first;
  }
  return null;
}

/** As a table: 1 for the symbols that are among them; null for null. */
function tableOf(symbols: ReadonlySet<number> | null, size: number): Uint8Array | null {
  if (symbols === null) return null;
  const table = new Uint8Array(size);
  for (const symbol of symbols) table[symbol] = 1;
  return table;
}

const firstOf = new WeakMap<Program | Step, Uint8Array | null>();

/** The symbols of which one begins any match of the pattern, as a table; null where it may begin at any place. */
export function firstOfProgram(program: Program, size: number): Uint8Array | null {
  let first = firstOf.get(program);
  if (first === undefined) {
    first = tableOf(firstSymbols(program.steps), size);
    firstOf.set(program, first);
  }
  return first;
}

/** The symbols without which nothing of a step can stand; null if it needs none. */
export function firstOfStep(step: Step, size: number): Uint8Array | null {
  let first = firstOf.get(step);
  if (first === undefined) {
    first = step.optional ? null : tableOf(firstSymbols([step]), size);
    firstOf.set(step, first);
  }
  return first;
}
