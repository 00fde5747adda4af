import type { ChainLink, Program, Step } from '../match/program.ts';
import type { EntityKind } from '../model/view.ts';

/** What is known of the terms of each symbol. */
export interface Measures {
  /** Rough number of occurrences of its terms in a thousand messages. */
  readonly weight: readonly number[];
  /** How many messages in a thousand hold one of its terms, by what was measured of each. */
  readonly share: readonly number[];
  /** Length of its longest term in units. */
  readonly longest: readonly number[];
}

/** Entities are short but for addresses of pages. */
export const MAX_ENTITY = 60;
/** Weights of entities beside those of terms. */
const ENTITY_WEIGHT: Readonly<Record<EntityKind, number>> = {
  num: 900,
  money: 300,
  date: 300,
  time: 150,
  phone: 200,
  ph: 300,
  name: 150,
  url: 20,
  night: 40,
  tick: 1,
};

interface Walk {
  readonly links: readonly ChainLink[];
  /** Most units behind the last link. */
  readonly tail: number;
  /** The tail leaves the clause. */
  readonly crosses: boolean;
}

/** How often one of the symbols occurs, roughly. */
function weigh(measures: Measures, symbols: readonly number[]): number {
  return symbols.reduce((sum, symbol) => sum + measures.weight[symbol]!, 0);
}

function shareIn(measures: Measures, symbols: readonly number[]): number {
  return symbols.reduce((sum, symbol) => sum + measures.share[symbol]!, 0);
}

function longest(measures: Measures, link: Pick<ChainLink, 'symbols' | 'entities'>): number {
  const term = link.symbols.reduce((most, symbol) => Math.max(most, measures.longest[symbol]!), 0);
  if (link.entities.length === 0) return term;
  return link.entities.includes('url') ? Number.MAX_SAFE_INTEGER / 8 : Math.max(term, MAX_ENTITY);
}

function weighLink(measures: Measures, link: ChainLink): number {
  return link.entities.reduce(
    (sum, kind) => sum + ENTITY_WEIGHT[kind],
    weigh(measures, link.symbols),
  );
}

/** One link for a choice: of each option the rarest link, with what may stand before and behind it. */
function walkChoice(
  measures: Measures,
  options: readonly Walk[],
): (ChainLink & { readonly tail: number; readonly tailCrosses: boolean }) | null {
  const symbols = new Set<number>();
  const entities = new Set<EntityKind>();
  let reach = 0;
  let tail = 0;
  let crosses = false;
  let tailCrosses = false;
  for (const { links, tail: optionTail, crosses: optionCrosses } of options) {
    if (links.length === 0) return null;
    // A term rather than an entity, where there is one: only terms trigger.
    const hasTerm = links.some((link) => link.entities.length === 0);
    const weights = links.map((link) =>
      hasTerm && link.entities.length > 0 ? Number.POSITIVE_INFINITY : weighLink(measures, link),
    );
    const chosen = weights.indexOf(Math.min(...weights));
    let before = 0;
    let behind = optionTail;
    for (const [i, link] of links.entries()) {
      const length = longest(measures, link);
      if (i <= chosen) before += link.reach + (i < chosen ? length : 0);
      else behind += link.reach + length;
      if (link.crosses && i <= chosen) crosses = true;
      if (link.crosses && i > chosen) tailCrosses = true;
    }
    for (const symbol of links[chosen]!.symbols) symbols.add(symbol);
    for (const kind of links[chosen]!.entities) entities.add(kind);
    reach = Math.max(reach, before);
    tail = Math.max(tail, behind);
    if (optionCrosses) tailCrosses = true;
  }
  return { symbols: [...symbols], entities: [...entities], reach, crosses, tail, tailCrosses };
}

function widthOf(measures: Measures, walk: Walk): number {
  return walk.links.reduce((sum, link) => sum + link.reach + longest(measures, link), walk.tail);
}

/** What must occur for the steps to match, in order, and how far apart it may stand. */
function walkSteps(measures: Measures, steps: readonly Step[]): Walk {
  const links: ChainLink[] = [];
  let pending = 0;
  let crosses = false;
  for (const { instruction, optional, negated } of steps) {
    if (negated) continue;
    switch (instruction.op) {
      case 'gap':
        pending += instruction.max;
        break;
      case 'cross':
        pending = Number.MAX_SAFE_INTEGER;
        crosses = true;
        break;
      case 'entity':
      case 'symbol': {
        const own: Pick<ChainLink, 'symbols' | 'entities'> =
          instruction.op === 'symbol'
            ? { symbols: [instruction.symbol], entities: [] }
            : { symbols: [], entities: [instruction.kind] };
        if (optional) pending += longest(measures, own);
        else {
          links.push({ ...own, reach: pending, crosses });
          pending = 0;
          crosses = false;
        }
        break;
      }
      case 'any': {
        const options = instruction.options.map((option) => walkSteps(measures, option));
        const only = options.length === 1 && !optional ? options[0]! : undefined;
        if (only && only.links.length > 0) {
          const [first, ...others] = only.links;
          links.push(
            { ...first!, reach: pending + first!.reach, crosses: crosses || first!.crosses },
            ...others,
          );
          pending = only.tail;
          crosses = only.crosses;
          break;
        }
        const choice = optional ? null : walkChoice(measures, options);
        if (choice) {
          links.push({
            symbols: choice.symbols,
            entities: choice.entities,
            reach: pending + choice.reach,
            crosses: crosses || choice.crosses,
          });
          pending = choice.tail;
          crosses = choice.tailCrosses;
        } else {
          pending += Math.max(...options.map((option) => widthOf(measures, option)));
          if (options.some((option) => option.crosses || option.links.some((link) => link.crosses)))
            crosses = true;
        }
        break;
      }
      case 'start':
      case 'end':
        break;
      default:
        instruction satisfies never;
    }
  }
  return { links, tail: pending, crosses };
}

/** What must occur for a pattern to match: in its order, and as groups, the rarest first. */
export function requirements(
  measures: Measures,
  { steps }: Pick<Program, 'steps'>,
): Pick<Program, 'chain' | 'groups'> {
  const chain = walkSteps(measures, steps).links;
  const groups = chain
    .filter((link) => link.entities.length === 0)
    .map((link) => link.symbols)
    .sort((a, b) => shareIn(measures, a) - shareIn(measures, b));
  return { chain, groups };
}
