import { createRedactor, type MaskMode } from '../../engine/redact.ts';
import { type Trace, type TracedMatch, type TracedView, trace } from '../../engine/trace.ts';
import type { Kind } from '../../model/segment.ts';
import { reportPhrases } from '../../reporters/phrases.ts';
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

/** A text as it may be shown: masked whole, since half a number is not known for one. Its length stays. */
type Mask = (text: string) => string;
type Piece = Readonly<Record<'start' | 'end', number>>;

function viewLines(view: TracedView, lang: Language, mask: Mask): string[] {
  const title = view.kind === 'fold' ? TRACE.folded : TRACE.squeezed;
  const masked = mask(view.text);
  const show = ({ start, end }: Piece): string => visible(masked.slice(start, end));
  const lines = ['', title[lang], `  ${visible(masked)}`, `  ${TRACE.clauses[lang]}`];
  for (const clause of view.clauses) {
    const speaker = SPEAKER_WORDS[lang][clause.speaker];
    lines.push(`    [${speaker}] ${clause.tokens.map(show).join(' / ')}`);
  }
  lines.push(`  ${TRACE.candidates[lang]}`);
  if (view.terms.length === 0) lines.push(`    ${TRACE.noTerms[lang]}`);
  for (const term of view.terms) {
    const classes = term.classes.length === 0 ? TRACE.plainTerm[lang] : term.classes.join(' ');
    const dropped = term.dropped === null ? '' : `  ✗ ${TRACE.dropped[term.dropped][lang]}`;
    lines.push(`    ${show(term)}  ${classes}${dropped}`);
  }
  return lines;
}

function matchLines(match: TracedMatch, lang: Language, masked: string): string[] {
  const severity = reportPhrases(lang).severity[match.severity];
  const verdict =
    match.suppressed === null
      ? `✓ ${TRACE.isFinding[lang]} (${severity}, ${TRACE.confidence[lang]} ${match.confidence})`
      : `✗ ${TRACE.isDropped[lang]}: ${suppressionText(match.suppressed)[lang]}`;
  return [
    `  ${match.ruleId}  ${match.title[lang]}`,
    `    “${visible(masked.slice(match.start, match.end))}”  ${verdict}`,
    `    ${TRACE.pattern[lang]}  ${match.pattern}`,
  ];
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}

/** What is weighed has 0 for any number. */
function withoutNumbers(text: string): string {
  return text.replace(/[\d*_]+/g, '0');
}

function render(text: string, traced: Trace, lang: Language, mask: Mask): string {
  const masked = mask(text);
  const lines = [TRACE.text[lang], `  ${visible(masked)}`];
  for (const view of traced.views) lines.push(...viewLines(view, lang, mask));
  lines.push('', TRACE.decisions[lang]);
  if (traced.matches.length === 0) lines.push(`  ${TRACE.noMatches[lang]}`);
  for (const match of traced.matches) lines.push(...matchLines(match, lang, masked));
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
    const shown = withoutNumbers(mask(traced.views[0]!.text));
    const heaviest = pieces
      // A piece of what is masked is none to show.
      .filter((piece) => shown.includes(withoutNumbers(piece.text).replace(/^0|0$/g, '')))
      .slice(0, MAX_WEIGHED)
      .map((piece) => `${visible(piece.text)} ${signed(piece.weight)}`);
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
    render(text, traced, settings.lang, (whole) => redact(whole)),
  );
  return 0;
}
