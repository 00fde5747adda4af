import { MENTION_CUES } from '../match/mentions.ts';
import { POLARITY_CUES } from '../match/polarity.ts';
import type { CompiledRule, Step } from '../match/program.ts';
import type { Bound, RuleSource } from '../model/rule.ts';
import { SPEAKER_LABELS } from '../text/speakers.ts';
import type { SpellableTerm } from './spelling-index.ts';

/**
 * Who speaks, and what denies: written by its sound (客hu：…, 严jin…) it must take away what it takes away
 * when written plainly.
 */
const CUES: readonly string[] = [
  ...SPEAKER_LABELS,
  ...POLARITY_CUES,
  ...'反映 询问 投诉 举报 称曾 冒充 假冒 谎称 自称 遭遇 禁用语 记得 经您 您问 您骂 您别 如有 若有 作为 各组 本组 组员'.split(
    ' ',
  ),
  ...MENTION_CUES,
];

/** What the compiler knows of its terms. */
interface Spellable {
  readonly terms: readonly string[];
  readonly symbols: readonly string[];
  /** Per term: symbol to bound. */
  readonly entries: readonly ReadonlyMap<number, Bound>[];
  /** Terms looked for by their sound although they have two characters. */
  readonly sound: ReadonlySet<number>;
}

/** 1 for the terms that rules of kind `disguise` name. */
export function riskyTerms(
  builder: Pick<Spellable, 'entries'>,
  source: RuleSource,
  rules: readonly CompiledRule[],
): Uint8Array {
  const symbols = new Set<number>();
  const collect = (steps: readonly Step[]): void => {
    for (const { instruction } of steps) {
      if (instruction.op === 'symbol') symbols.add(instruction.symbol);
      else if (instruction.op === 'any') instruction.options.forEach(collect);
    }
  };
  for (const [index, rule] of source.rules.entries()) {
    if (rule.kind === 'disguise') for (const { steps } of rules[index]!.any) collect(steps);
  }
  return Uint8Array.from(builder.entries, (entries) =>
    [...entries.keys()].some((symbol) => symbols.has(symbol)) ? 1 : 0,
  );
}

/** Terms that patterns or classes have, and how they may be looked for by their sound. */
export function spellableTerms(builder: Spellable, risky: Uint8Array): SpellableTerm[] {
  // Patterns spell out everyday words: other characters of the same sound are everywhere.
  const isOfClass = (id: number): boolean =>
    [...builder.entries[id]!.keys()].some((symbol) => builder.symbols[symbol]!.startsWith('<'));
  const known = new Set(builder.terms.filter((_, id) => builder.entries[id]!.size > 0));
  const cues = CUES.filter((text) => !known.has(text)).map((text) => ({
    text,
    sound: false,
    risk: false,
    typed: true,
    cue: true,
  }));
  const terms = builder.terms.flatMap((text, id) =>
    builder.entries[id]!.size === 0
      ? []
      : {
          text,
          sound: builder.sound.has(id) || (text.length > 2 && isOfClass(id)),
          risk: risky[id] === 1,
          typed: isOfClass(id),
        },
  );
  return [...terms, ...cues];
}
