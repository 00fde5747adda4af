import type { BadExample, ExampleMeta, GoodExample, Rule, RuleException } from '../model/rule.ts';
import {
  placeOf,
  type RuleFile,
  readChoice,
  readList,
  readMap,
  readText,
  report,
  type Value,
} from './parse-document.ts';
import {
  CONTEXTS,
  JURISDICTIONS,
  KINDS,
  PROFILES,
  type RuleDraft,
  SPEAKERS,
} from './parse-names.ts';

/**
 * The examples of a rule. Each hit must occur in its text, in the order listed; `because` names an
 * exception of `unless` or a context test of the engine.
 */
export function parseExamples(
  draft: RuleDraft,
  value: Value | undefined,
  unless: readonly RuleException[],
): Rule['examples'] {
  const { file } = draft;
  const entries = value && readMap(file, value, 'examples', ['bad', 'good'], ['bad']);
  const badList = entries?.get('bad');
  const goodList = entries?.get('good');
  const bad = badList ? (readList(file, badList, 'examples.bad', true) ?? []) : [];
  const good = goodList ? (readList(file, goodList, 'examples.good') ?? []) : [];
  return {
    bad: bad.flatMap((item, index) => parseBad(draft, item, `examples.bad[${index}]`) ?? []),
    good: good.flatMap(
      (item, index) => parseGood(draft, item, `examples.good[${index}]`, unless) ?? [],
    ),
  };
}

function parseBad(draft: RuleDraft, item: Value, label: string): BadExample | undefined {
  const { file } = draft;
  const entries = readMap(file, item, label, ['text', 'hits', 'meta'], ['text', 'hits']);
  const textValue = entries?.get('text');
  const hitsValue = entries?.get('hits');
  const metaValue = entries?.get('meta');
  const text = textValue && readText(file, textValue, `${label}.text`, { verbatim: true });
  const items = hitsValue && readList(file, hitsValue, `${label}.hits`, true);
  if (text === undefined || !items) return undefined;
  draft.places.set(`${draft.id} ${label}`, placeOf(file, item.offset));
  let from = 0;
  const hits = items.flatMap((hit) => {
    const piece = readText(file, hit, `${label}.hits`, { verbatim: true });
    if (piece === undefined) return [];
    const at = text.indexOf(piece, from);
    if (at < 0) {
      report(file, hit.offset, {
        zh: 'hits 的这一段不在 text 里（或次序不对）',
        en: 'this piece of hits does not occur in the text (or not in this order)',
      });
    } else from = at + 1;
    return [piece];
  });
  return { text, hits, ...(metaValue && { meta: parseMeta(file, metaValue) }) };
}

function parseGood(
  draft: RuleDraft,
  item: Value,
  label: string,
  unless: readonly RuleException[],
): GoodExample | undefined {
  const { file } = draft;
  const entries = readMap(file, item, label, ['text', 'because', 'meta'], ['text']);
  const textValue = entries?.get('text');
  const becauseValue = entries?.get('because');
  const metaValue = entries?.get('meta');
  const text = textValue && readText(file, textValue, `${label}.text`, { verbatim: true });
  const because =
    becauseValue &&
    readChoice(file, becauseValue, { zh: '例外或语境', en: 'exception or context' }, [
      ...unless.map((exception) => exception.id),
      ...CONTEXTS,
    ]);
  if (text === undefined) return undefined;
  draft.places.set(`${draft.id} ${label}`, placeOf(file, item.offset));
  return {
    text,
    ...(because && { because }),
    ...(metaValue && { meta: parseMeta(file, metaValue) }),
  };
}

function parseMeta(file: RuleFile, value: Value): ExampleMeta {
  const texts = ['channel', 'relation', 'signature'] as const;
  const entries = readMap(file, value, 'meta', [
    ...texts,
    'kind',
    'speaker',
    'profile',
    'jurisdiction',
  ]);
  const kindValue = entries?.get('kind');
  const speakerValue = entries?.get('speaker');
  const profileValue = entries?.get('profile');
  const kind = kindValue && readChoice(file, kindValue, { zh: '文本种类', en: 'kind' }, KINDS);
  const speaker =
    speakerValue && readChoice(file, speakerValue, { zh: '说话人', en: 'speaker' }, SPEAKERS);
  const profile =
    profileValue && readChoice(file, profileValue, { zh: '机构类型', en: 'profile' }, PROFILES);
  const where = entries?.get('jurisdiction');
  const jurisdiction =
    where && readChoice(file, where, { zh: '法域', en: 'jurisdiction' }, JURISDICTIONS);
  const plain = texts.flatMap((key) => {
    const each = entries?.get(key);
    const text = each && readText(file, each, `meta.${key}`);
    return text === undefined ? [] : [[key, text] as const];
  });
  return {
    ...Object.fromEntries(plain),
    ...(kind && { kind }),
    ...(speaker && { speaker }),
    ...(profile && { profile }),
    ...(jurisdiction && { jurisdiction }),
  };
}
