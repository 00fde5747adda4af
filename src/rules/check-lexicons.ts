import type { Message } from '../model/error.ts';
import type { LexiconClass, RuleSource } from '../model/rule.ts';
import type { Normalizer } from '../text/normalize.ts';
import type { Place } from './compile.ts';

/** Something in a lexicon that changes no verdict: whoever reads it next would wonder why it is there. */
export interface LexiconRemark {
  readonly what: 'unused-class' | 'same-term' | 'included-term';
  readonly class: string;
  readonly term?: string;
  readonly place?: Place;
  readonly message: Message;
}

/** The classes that rules name, and those that these include. */
function usedClasses({ rules, classes }: RuleSource): ReadonlySet<string> {
  const byId = new Map(classes.map((item) => [item.id, item]));
  const used = new Set<string>();
  const use = (id: string): void => {
    if (used.has(id)) return;
    used.add(id);
    for (const other of byId.get(id)?.includes ?? []) use(other);
  };
  // Patterns stand in many places of a rule; nothing else in one looks like a class.
  for (const [, id] of JSON.stringify(rules).matchAll(/<([a-z][a-z0-9-]*)>/g)) use(id!);
  return used;
}

/**
 * Classes that no rule uses, terms of one class that are the same once folded (上门, 上門), and terms that an
 * included class has too. In the order of the classes. `places` as `parseRules` gives them.
 */
export function checkLexicons(
  source: RuleSource,
  normalizer: Normalizer,
  places: ReadonlyMap<string, Place>,
): readonly LexiconRemark[] {
  const byId = new Map(source.classes.map((item) => [item.id, item]));
  const ownTerms = new Map<LexiconClass, ReadonlyMap<string, string>>();
  const foldedTerms = (item: LexiconClass): ReadonlyMap<string, string> => {
    let terms = ownTerms.get(item);
    if (terms === undefined) {
      // The first stands for all.
      terms = new Map(
        item.terms.toReversed().map(({ text }) => [normalizer.fold(text).text, text]),
      );
      ownTerms.set(item, terms);
    }
    return terms;
  };
  /** Folded term to the included class that has it. */
  const includedTerms = (item: LexiconClass, seen: Set<string>): Map<string, string> => {
    const found = new Map<string, string>();
    for (const id of item.includes) {
      const other = byId.get(id);
      if (other === undefined || seen.has(id)) continue;
      seen.add(id);
      for (const [folded, from] of includedTerms(other, seen)) found.set(folded, from);
      for (const folded of foldedTerms(other).keys()) found.set(folded, id);
    }
    return found;
  };
  const used = usedClasses(source);
  const remarks: LexiconRemark[] = [];
  for (const item of source.classes) {
    const { id } = item;
    const add = (what: LexiconRemark['what'], message: Message, term?: string): void => {
      const place = places.get(term === undefined ? `class ${id}` : `class ${id} ${term}`);
      remarks.push({
        what,
        class: id,
        message,
        ...(term !== undefined && { term }),
        ...(place && { place }),
      });
    };
    if (!used.has(id)) {
      add('unused-class', { zh: `没有规则使用词类 ${id}`, en: `no rule uses class ${id}` });
    }
    const included = includedTerms(item, new Set([id]));
    for (const { text } of item.terms) {
      const folded = normalizer.fold(text).text;
      const first = foldedTerms(item).get(folded);
      const from = included.get(folded);
      if (first !== undefined && first !== text) {
        add(
          'same-term',
          {
            zh: `词类 ${id} 的“${text}”归一后与“${first}”相同`,
            en: `in class ${id} “${text}” is “${first}” once folded`,
          },
          text,
        );
      } else if (from !== undefined) {
        add(
          'included-term',
          {
            zh: `词类 ${id} 的“${text}”已在它所包含的 ${from} 里`,
            en: `“${text}” of class ${id} is in ${from}, which it includes`,
          },
          text,
        );
      }
    }
  }
  return remarks;
}
