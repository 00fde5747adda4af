import { FACT_OF } from '../model/contact.ts';
import type { Finding } from '../model/finding.ts';
import type { Replacement } from '../model/replacement.ts';
import type { RuleId } from '../model/rule.ts';
import type { Kind, MessageMeta } from '../model/segment.ts';
import { relationFacts } from '../text/contacts.ts';
import { fillRewrite } from '../text/fill-rewrite.ts';
import type { JudgedMatch } from './judge.ts';

/** From this many rules on a message is not mended word by word. */
const BEYOND_REPAIR = 3;
const SIGNATURE = /^【[^】]*】/;

/** A whole message as it is sent or said. */
export function replacementText({ text }: Pick<Replacement, 'text'>, kind: Kind): string {
  return kind === 'script' ? text.replace(SIGNATURE, '') : text;
}

interface Broken {
  readonly rules: ReadonlySet<RuleId>;
  readonly meta: MessageMeta;
  /** The message as the engine read it. */
  readonly folded: string;
}

/** The stage that a message is about: the first of `all` whose conditions hold. */
export function stageOf(
  all: readonly Replacement[],
  { rules, meta, folded }: Broken,
): Replacement | undefined {
  const kind = meta.kind ?? 'sms';
  const isToOther =
    meta.relation !== undefined && relationFacts(meta.relation) === FACT_OF.relation['third-party'];
  return all.find(({ to, kinds, words, rules: own, unless }) => {
    if (kinds !== undefined && !kinds.includes(kind)) return false;
    if (unless.some((word) => folded.includes(word))) return false;
    if (to === undefined && words.length === 0 && own.length === 0) return true;
    return (
      (to === 'third-party' && isToOther) ||
      own.some((id) => rules.has(id)) ||
      words.some((word) => folded.includes(word) || meta.stage?.includes(word) === true)
    );
  });
}

/**
 * Builds the function that finds a whole message for one that breaks three rules or more (what is only a hint and
 * rules about when and how often do not count), with its own placeholders and amounts; undefined where it breaks
 * fewer. `fold` makes words comparable with `folded`; `masked` is the text with personal data masked.
 */
export function createReplacer(
  replacements: () => readonly Replacement[],
  fold: (text: string) => string,
  lang: 'zh' | 'en',
): (
  matches: readonly JudgedMatch[],
  meta: MessageMeta,
  folded: string,
  masked: string,
) => Finding['replacement'] {
  let all: readonly Replacement[] | undefined;
  return (matches, meta, folded, masked) => {
    if (matches.length < BEYOND_REPAIR) return undefined;
    const counted = matches.filter(
      ({ rule, severity }) => rule.kind !== 'conduct' && severity !== 'info',
    );
    const rules = new Set(counted.map(({ rule }) => rule.id));
    if (rules.size < BEYOND_REPAIR) return undefined;
    all ??= replacements().map((each) => ({
      ...each,
      words: each.words.map(fold),
      unless: each.unless.map(fold),
    }));
    const stage = stageOf(all, { rules, meta, folded });
    if (stage === undefined) return undefined;
    const text = fillRewrite(replacementText(stage, meta.kind ?? 'sms'), masked);
    return { stage: stage.id, title: stage.title[lang], text };
  };
}
