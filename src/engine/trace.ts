import type { Program } from '../match/program.ts';
import { createRespeller } from '../match/respell.ts';
import type { SuppressionReason } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import type { MessageMeta, Speaker } from '../model/segment.ts';
import type { Span } from '../model/span.ts';
import type { View } from '../model/view.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { createNormalizer } from '../text/normalize.ts';
import { createJudge, type JudgeOptions } from './judge.ts';
import { createScene, type Scene } from './scene.ts';
import { createSecondReading } from './second-reading.ts';
import { viewsOf } from './views.ts';

/** A term found in the text, with the classes it stands for. */
export interface TracedTerm {
  readonly text: string;
  /** In the view, half-open. */
  readonly start: number;
  readonly end: number;
  /** `<class>` names; empty for a term that only patterns spell out. */
  readonly classes: readonly string[];
  /** Why it does not count, if it does not. */
  readonly dropped: 'shield' | 'boundary' | null;
}

export interface TracedView {
  readonly kind: View['kind'];
  readonly text: string;
  readonly clauses: readonly {
    readonly text: string;
    readonly speaker: Speaker;
    /** In the view, half-open; they leave nothing of the clause out. */
    readonly tokens: readonly Span<'normalized'>[];
  }[];
  readonly terms: readonly TracedTerm[];
}

export interface TracedMatch {
  readonly ruleId: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly pattern: string;
  /** In the text, half-open. */
  readonly start: number;
  readonly end: number;
  readonly severity: Severity;
  readonly confidence: number;
  /** Null: it is a finding. */
  readonly suppressed: SuppressionReason | null;
}

/** A rule that came near: the classes and words it met, and those it missed. */
export interface NearMiss {
  readonly ruleId: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly pattern: string;
  readonly met: readonly string[];
  /** Empty: all were there, but not in the order or distance that the pattern asks for. */
  readonly missing: readonly string[];
}

/** What the heaviest stretch of the message weighs, whether or not that was asked. */
export interface TracedWeight {
  /** Above zero it reads like a violation. */
  readonly score: number;
  /** The heaviest first, of either sign; `text` as it is weighed. */
  readonly pieces: readonly { readonly text: string; readonly weight: number }[];
}

export interface Trace {
  readonly views: readonly TracedView[];
  readonly matches: readonly TracedMatch[];
  readonly nearMisses: readonly NearMiss[];
  /** Null: no rule asks for it. */
  readonly weighed: TracedWeight | null;
}

function symbolName(ruleset: Ruleset, symbol: number): string {
  const name = ruleset.compiled.symbols[symbol]!;
  return name.startsWith('<') ? `${name}>` : name.slice(1);
}

function tracedTerms(ruleset: Ruleset, scene: Scene): TracedTerm[] {
  const { hits, view } = scene;
  const { compiled } = ruleset;
  const terms: TracedTerm[] = [];
  for (let hit = 0; hit < hits.term.length; hit++) {
    const term = hits.term[hit]!;
    const classes: string[] = [];
    let accepted = false;
    for (let entry = compiled.entryStart[term]!; entry < compiled.entryStart[term + 1]!; entry++) {
      if (compiled.symbols[compiled.entrySymbol[entry]!]!.startsWith('<')) {
        classes.push(symbolName(ruleset, compiled.entrySymbol[entry]!));
      }
      if ((scene.strict.settle?.(hit, compiled.entryBound[entry]!) ?? 0) >= 0) accepted = true;
    }
    const start = hits.start[hit]!;
    const end = hits.end[hit]!;
    terms.push({
      text: view.text.slice(start, end),
      start,
      end,
      classes,
      dropped: accepted ? null : 'boundary',
    });
  }
  for (const { start, end } of hits.shielded) {
    terms.push({ text: view.text.slice(start, end), start, end, classes: [], dropped: 'shield' });
  }
  return terms.sort((a, b) => a.start - b.start || b.end - a.end);
}

function tracedView(ruleset: Ruleset, scene: Scene, options: JudgeOptions): TracedView {
  const tokenizer = options.tokenizer();
  const { text } = scene.view;
  return {
    kind: scene.view.kind,
    text,
    clauses: scene.structure.clauses.map((clause) => {
      const part = text.slice(clause.start, clause.end);
      const borders = tokenizer?.boundaries(part) ?? [0, part.length];
      const tokens = borders
        .slice(1)
        .map((end, i) => ({ start: clause.start + borders[i]!, end: clause.start + end }));
      return { text: part, speaker: clause.speaker, tokens };
    }),
    terms: tracedTerms(ruleset, scene),
  };
}

function nearMiss(
  ruleset: Ruleset,
  program: Program,
  seen: ReadonlySet<number>,
): Omit<NearMiss, 'ruleId' | 'title'> | null {
  const name = (group: readonly number[]): string => {
    const names = group.slice(0, 4).map((symbol) => symbolName(ruleset, symbol));
    return group.length > 4 ? `${names.join('|')}|…` : names.join('|');
  };
  const met = program.groups.filter((group) => group.some((symbol) => seen.has(symbol)));
  const missing = program.groups.filter((group) => !group.some((symbol) => seen.has(symbol)));
  // Near: all but one of several demands are met, and at least one of them is more than a little word.
  if (missing.length > 1 || met.length === 0 || (missing.length === 1 && met.length < 2))
    return null;
  return { pattern: program.source, met: met.map(name), missing: missing.map(name) };
}

function weighedIn(
  ruleset: Ruleset,
  options: JudgeOptions,
  view: View,
  text: string,
  meta: MessageMeta,
): TracedWeight | null {
  const isOn = (index: number): boolean => !options.inactive.has(ruleset.rules[index]!.id);
  const stretches = createSecondReading(ruleset, options, isOn)?.weigh(view, text, meta) ?? [];
  const [weighed] = [...stretches].sort((a, b) => b.score - a.score);
  if (weighed === undefined) return null;
  return {
    score: weighed.score,
    pieces: weighed
      .pieces()
      .map(({ piece, weight }) => ({ text: piece, weight }))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  };
}

/**
 * Why a text is or is not flagged: its views with clauses, tokens and terms, every match with the
 * decision on it, and the rules that came near with the classes they missed.
 */
export function trace(
  ruleset: Ruleset,
  options: JudgeOptions,
  text: string,
  meta: MessageMeta,
): Trace {
  const normalizer = createNormalizer(ruleset.variants);
  const views = viewsOf(text, normalizer, createRespeller(ruleset.compiled, options.tokenizer));
  const scenes = views.map((view) => createScene(ruleset.compiled, view, meta, options));
  const judgement = createJudge(ruleset, normalizer, { ...options, prefilter: false })(text, meta);
  const seen = new Set<number>();
  for (const scene of scenes) {
    for (const term of scene.hits.term) {
      const { entryStart, entrySymbol } = ruleset.compiled;
      for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++)
        seen.add(entrySymbol[entry]!);
    }
  }
  const matched = new Set(judgement.matches.map((match) => match.rule.id));
  const nearMisses: NearMiss[] = [];
  for (const [index, rule] of ruleset.rules.entries()) {
    if (matched.has(rule.id) || options.inactive.has(rule.id)) continue;
    for (const program of ruleset.compiled.rules[index]!.any) {
      const miss = nearMiss(ruleset, program, seen);
      if (miss) nearMisses.push({ ruleId: rule.id, title: rule.title, ...miss });
    }
  }
  return {
    views: scenes.map((scene) => tracedView(ruleset, scene, options)),
    matches: judgement.matches.map((match) => ({
      ruleId: match.rule.id,
      title: match.rule.title,
      pattern: match.pattern,
      start: match.start,
      end: match.end,
      severity: match.severity,
      confidence: match.confidence,
      suppressed: match.suppressed,
    })),
    nearMisses: nearMisses.sort(
      (a, b) => a.missing.length - b.missing.length || b.met.length - a.met.length,
    ),
    weighed: weighedIn(ruleset, options, views[0]!, text, meta),
  };
}
