import type { MessageMeta } from '../model/segment.ts';
import type { Normalizer } from '../text/normalize.ts';
import { branchesOf, mayListInside, placeholdersOf, variableKey } from '../text/template.ts';
import type { Judge, JudgedMatch, Judgement } from './judge.ts';
import { resolveOverlaps } from './overlap.ts';

/** Most messages that are made of one template. */
export const MAX_RENDERED = 200;

/** Every branch, and every placeholder that can take a value, has one of these. */
const MAY_BE_TEMPLATE = /[{｛#＃[［%％]/;

/** A stretch of a rendered message: [at, next at) came from [from, to) of the template, or is a value. */
interface Stretch {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly name?: string;
  readonly value?: string;
}

interface Rendered {
  readonly text: string;
  readonly stretches: readonly Stretch[];
}

interface Slot {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly values: readonly string[];
}

/** Put together from stretches of the template and values in the place of some of its placeholders. */
function render(
  template: string,
  kept: readonly { readonly start: number; readonly end: number }[],
  slots: readonly Slot[],
  chosen: readonly (string | null)[],
): Rendered {
  let text = '';
  const stretches: Stretch[] = [];
  const add = (from: number, to: number): void => {
    if (to <= from) return;
    stretches.push({ at: text.length, from, to });
    text += template.slice(from, to);
  };
  for (const { start, end } of kept) {
    let from = start;
    for (const [at, slot] of slots.entries()) {
      const value = chosen[at];
      if (value === null || value === undefined || slot.start < from || slot.end > end) continue;
      add(from, slot.start);
      if (value !== '') {
        stretches.push({ at: text.length, from: slot.start, to: slot.end, name: slot.name, value });
        text += value;
      }
      from = slot.end;
    }
    add(from, end);
  }
  return { text, stretches };
}

/**
 * Which value each slot takes, message by message: each value once with the others left open, then all
 * together. `cut` is true where there are more than `MAX_RENDERED`.
 */
function choices(slots: readonly Slot[]): {
  readonly chosen: readonly (readonly (string | null)[])[];
  readonly cut: boolean;
} {
  // A variable that occurs twice holds the same value in both places.
  const names = [...new Set(slots.map(({ name }) => name))];
  const valuesOf = names.map((name) => slots.find((slot) => slot.name === name)!.values);
  const spread = (picked: readonly (string | null)[]): (string | null)[] =>
    slots.map(({ name }) => picked[names.indexOf(name)] ?? null);
  const chosen: (string | null)[][] = [];
  let total = 0;
  const take = (picked: readonly (string | null)[]): void => {
    total += 1;
    if (chosen.length < MAX_RENDERED) chosen.push(spread(picked));
  };
  for (const [at, values] of valuesOf.entries())
    for (const value of values) take(names.map((_, i) => (i === at ? value : null)));
  if (names.length > 1) {
    const product = valuesOf.reduce((count, values) => count * values.length, 1);
    for (let n = 0; n < product && chosen.length < MAX_RENDERED; n++) {
      let rest = n;
      take(
        valuesOf.map((values) => {
          const value = values[rest % values.length]!;
          rest = Math.floor(rest / values.length);
          return value;
        }),
      );
    }
    total = valuesOf.reduce((count, values) => count + values.length, 0) + product;
  }
  return { chosen, cut: total > chosen.length };
}

/** The match as one of the template: at its words, or at the first placeholder whose value it touches. */
function toTemplate(match: JudgedMatch, { text, stretches }: Rendered): JudgedMatch {
  const touched = stretches.filter(
    ({ at }, i) => at < match.end && (stretches[i + 1]?.at ?? text.length) > match.start,
  );
  const value = touched.find((stretch) => stretch.value !== undefined);
  if (value?.name !== undefined) {
    const values = touched.flatMap((stretch) => stretch.value ?? []);
    const named = { name: value.name, values: [values.join('+')] };
    return { ...match, start: value.from, end: value.to, values: named };
  }
  const first = touched[0]!;
  const last = touched.at(-1)!;
  return {
    ...match,
    start: first.from + match.start - first.at,
    end: last.from + match.end - last.at,
  };
}

function sameMatch(a: JudgedMatch, b: JudgedMatch): boolean {
  return a.rule === b.rule && a.start < b.end && b.start < a.end;
}

/**
 * Builds a judge for templates over the judge of messages: branches are judged one by one, and so are the
 * messages which the listed values make. `listed` holds values by `variableKey`; those of the message's own
 * metadata come first. Texts without branches and values go straight to `judge`.
 */
export function createTemplateJudge(
  judge: Judge,
  normalizer: Normalizer,
  listed: ReadonlyMap<string, readonly string[]>,
): (text: string, meta: MessageMeta) => Judgement & { readonly cut?: boolean } {
  return (text, meta) => {
    if (!MAY_BE_TEMPLATE.test(text)) return judge(text, meta);
    const hasValues = listed.size > 0 || meta.variables !== undefined || mayListInside(text);
    const branches = branchesOf(text);
    if (branches === null && !hasValues) return judge(text, meta);
    const slots = hasValues ? slotsOf(text, meta, normalizer, listed) : [];
    if (branches === null && slots.length === 0) return judge(text, meta);
    const kept = branches ?? [[{ start: 0, end: text.length }]];
    const found: JudgedMatch[] = [];
    const made: JudgedMatch[] = [];
    let truncated = 0;
    let folded = '';
    let cut = false;
    for (const stretch of kept) {
      const own = slots.filter(({ start, end }) =>
        stretch.some((each) => each.start <= start && end <= each.end),
      );
      const { chosen, cut: isCut } = choices(own);
      cut ||= isCut;
      const plain = render(text, stretch, [], []);
      const judgement = judge(plain.text, meta);
      truncated += judgement.truncated;
      folded ||= judgement.folded;
      for (const match of judgement.matches) add(found, toTemplate(match, plain));
      for (const values of chosen) {
        const rendered = render(text, stretch, own, values);
        const made1 = judge(rendered.text, meta);
        truncated += made1.truncated;
        folded ||= made1.folded;
        for (const match of made1.matches) {
          const told = toTemplate(match, rendered);
          if (match.suppressed === null) addMade(made, told, values, own);
        }
      }
    }
    const isNew = (match: JudgedMatch): boolean =>
      !found.some((other) => other.suppressed === null && sameMatch(other, match));
    const matches = [...found, ...made.filter(isNew)];
    return { matches: resolveOverlaps(matches), folded, truncated, cut };
  };
}

function add(found: JudgedMatch[], match: JudgedMatch): void {
  const same = found.findIndex(
    (other) => other.rule === match.rule && other.start === match.start && other.end === match.end,
  );
  if (same < 0) found.push(match);
  // Suppressed in one branch, meant in another.
  else if (found[same]!.suppressed !== null && match.suppressed === null) found[same] = match;
}

/** One finding for a rule at a place, with all the values that make it. */
function addMade(
  made: JudgedMatch[],
  match: JudgedMatch,
  chosen: readonly (string | null)[],
  slots: readonly Slot[],
): void {
  // A value that is not touched may still have made the match: it names what was chosen.
  const at = chosen.findIndex((value) => value !== null);
  const told = match.values ?? { name: slots[at]?.name ?? '', values: [chosen[at] ?? ''] };
  const same = made.findIndex(
    (other) => other.rule === match.rule && other.start === match.start && other.end === match.end,
  );
  const known = made[same];
  if (known?.values === undefined) {
    made.push({ ...match, values: told });
    return;
  }
  const values = [...new Set([...known.values.values, ...told.values])];
  made[same] = { ...known, values: { ...known.values, values } };
}

function slotsOf(
  text: string,
  meta: MessageMeta,
  normalizer: Normalizer,
  listed: ReadonlyMap<string, readonly string[]>,
): readonly Slot[] {
  const placeholders = placeholdersOf(text, normalizer.fold(text));
  const beside = new Map(
    Object.entries(meta.variables ?? {}).map(([name, values]) => [variableKey(name), values]),
  );
  return placeholders.flatMap(({ start, end, name, options }) => {
    const key = variableKey(name);
    const only = placeholders.length === 1 ? beside.get('') : undefined;
    const values = options ?? beside.get(key) ?? listed.get(key) ?? only;
    return values === undefined || values.length === 0 ? [] : [{ start, end, name, values }];
  });
}

/** Builds the function that names the placeholders of a text, for telling which variables there are. */
export function createNameReader(normalizer: Normalizer): (text: string) => readonly string[] {
  return (text) =>
    /[{｛#＃[［%％]/.test(text)
      ? placeholdersOf(text, normalizer.fold(text)).flatMap(({ name }) =>
          name === '' ? [] : [name],
        )
      : [];
}
