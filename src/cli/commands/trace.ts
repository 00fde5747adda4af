import { createRedactor, type MaskMode } from '../../engine/redact.ts';
import { type Trace, type TracedMatch, type TracedView, trace } from '../../engine/trace.ts';
import type { Kind } from '../../model/segment.ts';
import { SPEAKER_WORDS } from '../../reporters/speaker-words.ts';
import { visible } from '../../reporters/visible.ts';
import type { Io } from '../io.ts';
import type { Language } from '../phrases.ts';
import { suppressionText, TRACE } from '../phrases-rules.ts';
import { print } from '../print.ts';
import type { Services } from '../services.ts';

/** Of the rules that came near, those that came nearest. */
const MAX_NEAR = 5;
/** Of the pieces that were weighed, the heaviest. */
const MAX_WEIGHED = 8;

type Show = (text: string) => string;

function viewLines(view: TracedView, lang: Language, show: Show): string[] {
  const title = view.kind === 'fold' ? TRACE.folded : TRACE.squeezed;
  const lines = ['', title[lang], `  ${show(view.text)}`, `  ${TRACE.clauses[lang]}`];
  for (const clause of view.clauses) {
    const speaker = SPEAKER_WORDS[lang][clause.speaker];
    lines.push(`    [${speaker}] ${clause.tokens.map(show).join(' / ')}`);
  }
  lines.push(`  ${TRACE.candidates[lang]}`);
  if (view.terms.length === 0) lines.push(`    ${TRACE.noTerms[lang]}`);
  for (const term of view.terms) {
    const classes = term.classes.length === 0 ? TRACE.plainTerm[lang] : term.classes.join(' ');
    const dropped = term.dropped === null ? '' : `  ✗ ${TRACE.dropped[term.dropped][lang]}`;
    lines.push(`    ${show(term.text)}  ${classes}${dropped}`);
  }
  return lines;
}

function matchLines(match: TracedMatch, lang: Language, show: Show): string[] {
  const verdict =
    match.suppressed === null
      ? `✓ ${TRACE.isFinding[lang]} (${match.severity}, ${TRACE.confidence[lang]} ${match.confidence})`
      : `✗ ${TRACE.isDropped[lang]}: ${suppressionText(match.suppressed)[lang]}`;
  return [
    `  ${match.ruleId}  ${match.title[lang]}`,
    `    “${show(match.excerpt)}”  ${verdict}`,
    `    ${TRACE.pattern[lang]}  ${match.pattern}`,
  ];
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}

function render(text: string, traced: Trace, lang: Language, show: Show): string {
  const lines = [TRACE.text[lang], `  ${show(text)}`];
  for (const view of traced.views) lines.push(...viewLines(view, lang, show));
  lines.push('', TRACE.decisions[lang]);
  if (traced.matches.length === 0) lines.push(`  ${TRACE.noMatches[lang]}`);
  for (const match of traced.matches) lines.push(...matchLines(match, lang, show));
  const near = traced.nearMisses.slice(0, MAX_NEAR);
  if (near.length > 0) lines.push('', TRACE.near[lang]);
  for (const miss of near) {
    const lack =
      miss.missing.length === 0
        ? TRACE.order[lang]
        : `${TRACE.missing[lang]} ${miss.missing.join('  ')}`;
    lines.push(`  ${miss.ruleId}  ${miss.title[lang]}`);
    lines.push(`    ${TRACE.met[lang]} ${miss.met.join('  ')}; ${lack}`);
    lines.push(`    ${TRACE.pattern[lang]}  ${miss.pattern}`);
  }
  if (traced.weighed !== null) {
    const { score, pieces } = traced.weighed;
    const heaviest = pieces
      .slice(0, MAX_WEIGHED)
      .map((piece) => `${show(piece.text)} ${signed(piece.weight)}`);
    lines.push('', TRACE.weighed[lang], `  ${signed(score)}: ${heaviest.join('  ')}`);
  }
  const count = traced.matches.filter(({ suppressed }) => suppressed === null).length;
  return `${[...lines, '', TRACE.verdict(count)[lang]].join('\n')}\n`;
}

export interface TraceSettings {
  readonly lang: Language;
  readonly mask: MaskMode;
  readonly kind: Kind | undefined;
}

/** `trace`: what each step made of a sentence. Exit code 0 whatever the verdict: it is a question. */
export async function runTrace(
  text: string,
  settings: TraceSettings,
  io: Io,
  services: Services,
): Promise<number> {
  const ruleset = services.loadRuleset({ pages: true });
  const redact = createRedactor(settings.mask);
  const { kind } = settings;
  const traced = trace(
    ruleset,
    {
      levels: new Map(),
      inactive: new Set(
        ruleset.rules.filter(({ status }) => status === 'retired').map(({ id }) => id),
      ),
      tokenizer: services.tokenizer,
      ...(kind === undefined ? {} : { kind }),
    },
    text,
    { kind: kind ?? 'sms', kindKnown: kind !== undefined },
  );
  await print(
    io,
    render(text, traced, settings.lang, (part) => visible(redact(part))),
  );
  return 0;
}
