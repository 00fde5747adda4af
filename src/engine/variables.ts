import type { Rule } from '../model/rule.ts';
import type { MessageMeta } from '../model/segment.ts';
import type { View } from '../model/view.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import {
  type NamedPlaceholder,
  placeholdersOf,
  variableKey,
  wordsOfName,
} from '../text/template.ts';
import { grade } from './grade.ts';
import type { JudgedMatch, JudgeOptions } from './judge.ts';
import { speakerOf } from './scene.ts';

export interface VariableJudge {
  /** False for nearly every text without placeholders; cheap. */
  readonly mayHold: (text: string) => boolean;
  readonly judge: (
    text: string,
    view: View,
    meta: MessageMeta,
    applies: (rule: Rule) => boolean,
  ) => readonly JudgedMatch[];
}

type Content = 'free' | 'typed' | 'unknown';

/** One class of characters, since every plain message is held against it. */
const MAY_HOLD = /[{｛#＃[％%]/;
const SIGNED_ONLY = /^\s*(?:【[^【】]{2,20}】)?\s*$/;

function matchesName(name: string, names: ReadonlySet<string>): boolean {
  const words = wordsOfName(name);
  const whole = words.join('');
  if (names.has(whole)) return true;
  const last = words.at(-1) ?? '';
  if (names.has(last)) return true;
  // 还款说明 is called after its end.
  for (let i = 1; i <= last.length - 2; i++) {
    if (/[\u3400-\u9fff]/.test(last[i]!) && names.has(last.slice(i))) return true;
  }
  return false;
}

/** Builds the judge of rules of kind `variables`: what a template may be filled with. Null: there is none. */
export function createVariableJudge(
  ruleset: Ruleset,
  options: Pick<JudgeOptions, 'levels' | 'inactive' | 'listed'>,
): VariableJudge | null {
  const active = ruleset.rules.flatMap((rule) =>
    rule.variables !== undefined &&
    rule.status !== 'retired' &&
    !options.inactive.has(rule.id) &&
    options.levels.get(rule.id) !== 'off'
      ? [{ rule, free: new Set(rule.variables.free), typed: new Set(rule.variables.typed) }]
      : [],
  );
  if (active.length === 0) return null;
  return {
    mayHold: (text) => MAY_HOLD.test(text),
    judge: (text, view, meta, applies) => {
      const placeholders = placeholdersOf(text, view);
      if (placeholders.length === 0 || meta.forbidden === true) return [];
      const listed = new Set(Object.keys(meta.variables ?? {}).map(variableKey));
      return active.flatMap(({ rule, free, typed }) => {
        const speaker = speakerOf(meta);
        if (!applies(rule)) return [];
        if (rule.applies.speaker !== 'any' && rule.applies.speaker !== speaker) return [];
        const contentOf = ({ name, options: inside }: NamedPlaceholder): Content => {
          const key = variableKey(name);
          // Its values are known, and judged in its place.
          if (inside || listed.has(key) || listed.has('') || options.listed?.has(key))
            return 'typed';
          if (free.has(key)) return 'free';
          if (typed.has(key)) return 'typed';
          if (matchesName(name, typed)) return 'typed';
          return matchesName(name, free) ? 'free' : 'unknown';
        };
        const spans = openSpans(text, placeholders, contentOf);
        return spans.flatMap(({ start, end }): JudgedMatch[] => {
          const graded = grade(rule, options.levels.get(rule.id), undefined, 0);
          if (graded === null) return [];
          return [
            {
              rule,
              pattern: '',
              start,
              end,
              normalized: text.slice(start, end),
              captures: {},
              ...graded,
              speaker,
              view: 'fold',
              suppressed: null,
            },
          ];
        });
      });
    },
  };
}

/** Placeholders that can hold any text: by their name, or since nothing stands between two of them. */
function openSpans(
  text: string,
  placeholders: readonly NamedPlaceholder[],
  contentOf: (placeholder: NamedPlaceholder) => Content,
): readonly { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let rest = '';
  let before = 0;
  for (let at = 0; at < placeholders.length; at++) {
    const run = [placeholders[at]!];
    rest += text.slice(before, run[0]!.start);
    for (let next = placeholders[at + 1]; next; next = placeholders[at + 1]) {
      if (text.slice(run.at(-1)!.end, next.start).trim() !== '') break;
      run.push(next);
      at += 1;
    }
    before = run.at(-1)!.end;
    const contents = run.map(contentOf);
    if (contents.filter((content) => content !== 'typed').length >= 2) {
      const first = contents.findIndex((content) => content !== 'typed');
      const last = contents.findLastIndex((content) => content !== 'typed');
      spans.push({ start: run[first]!.start, end: run[last]!.end });
      continue;
    }
    for (const [i, content] of contents.entries()) {
      if (content === 'free') spans.push({ start: run[i]!.start, end: run[i]!.end });
    }
  }
  rest += text.slice(before);
  const [only] = placeholders;
  // 【某银行】{x}: the message is what the variable holds.
  const isAll = placeholders.length === 1 && rest.includes('【') && SIGNED_ONLY.test(rest);
  if (isAll && spans.length === 0 && contentOf(only!) === 'unknown') spans.push(only!);
  return spans;
}
