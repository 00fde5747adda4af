import type { CompiledRules } from '../match/program.ts';
import { rememberLast } from '../match/remember.ts';
import { createRespeller, type Respeller } from '../match/respell.ts';
import type { Tokenizer } from '../model/token.ts';
import type { View } from '../model/view.ts';
import type { Normalizer } from '../text/normalize.ts';

/**
 * The views of a text that are judged, in this order: folded, squeezed, and with words in disguise written
 * as what they mean (where there is a respeller); those that would be the same as the one before are left out.
 */
export function viewsOf(
  text: string,
  normalizer: Normalizer,
  respeller: Respeller | null,
): readonly [View, ...View[]] {
  const folded = normalizer.fold(text);
  const squeezed = normalizer.squeeze(folded);
  const views: [View, ...View[]] = squeezed ? [folded, squeezed] : [folded];
  if (!respeller) return views;
  const respelled = respeller.respell(folded, text);
  if (respelled) {
    // What is left of separators and repetitions goes as well; the view stays one of sounds.
    const rest = normalizer.squeeze(respelled);
    views.push(rest ? { ...rest, kind: respelled.kind } : respelled);
  } else {
    const late = squeezed && respeller.respell(squeezed, text);
    if (late) views.push(late);
  }
  return views;
}

/** Makes views of texts: once for all who ask of the same text, one after the other. */
export interface Views {
  /** False: no word of the text is in disguise. */
  readonly mayRespell: (text: string) => boolean;
  /** As `viewsOf`, with a respeller where `respells`. */
  readonly of: (text: string, respells: boolean) => readonly [View, ...View[]];
}

export function createViews(
  rules: CompiledRules,
  normalizer: Normalizer,
  tokenizer: () => Tokenizer | null,
): Views {
  const respeller = createRespeller(rules, tokenizer);
  const respelled = rememberLast((text) => viewsOf(text, normalizer, respeller));
  const plain = rememberLast((text) => viewsOf(text, normalizer, null));
  return {
    mayRespell: rememberLast(respeller.mayHold),
    of: (text, respells) => (respells ? respelled(text) : plain(text)),
  };
}
