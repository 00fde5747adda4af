import type { Rule } from '../model/rule.ts';
import { type RuleFile, readMap, readText, report, type Value } from './parse-document.ts';

/** Longer is no word any more, but a sentence that may say something else in its place. */
const MAX_UNITS = 20;
/** What every format writes as it stands, and no rule of escaping touches. */
const PLAIN = /^[\p{Script=Han}A-Za-z0-9]+$/u;

/**
 * `fix` of a rule: words, each with the word that may stand in its place wherever the rule flags it. Both are
 * plain (Han, Latin letters, digits), and no word occurs in a replacement, so that nothing is replaced twice.
 */
export function parseFix(
  file: RuleFile,
  value: Value,
  kind: Rule['kind'],
): NonNullable<Rule['fix']> {
  const fix: Record<string, string> = Object.create(null);
  if (kind !== 'match') {
    report(file, value.offset, {
      zh: `kind 为 ${kind} 的规则不用“fix”`,
      en: `a rule of kind ${kind} does not use “fix”`,
    });
  }
  const entries = readMap(file, value, 'fix', undefined) ?? new Map();
  if (entries.size === 0) report(file, value.offset, { zh: 'fix 是空的', en: 'fix is empty' });
  for (const [word, entry] of entries) {
    const replacement = readText(file, entry, `fix.${word}`);
    if (replacement === undefined) continue;
    for (const [text, offset] of [
      [word, entry.keyOffset],
      [replacement, entry.offset],
    ] as const) {
      if (PLAIN.test(text) && text.length <= MAX_UNITS) continue;
      report(
        file,
        offset,
        { zh: 'fix 里只能写词', en: 'fix holds words only' },
        {
          zh: `汉字、字母和数字，最多 ${MAX_UNITS} 个，不含标点和占位符`,
          en: `Han, letters and digits, at most ${MAX_UNITS}, no punctuation and no placeholder`,
        },
      );
    }
    const again = [...entries.keys()].find((other) => replacement.includes(other));
    if (again !== undefined) {
      report(file, entry.offset, {
        zh: '替换后的词又含有要替换的词',
        en: 'the replacement holds a word that is replaced itself',
      });
    }
    fix[word] = replacement;
  }
  return { ...fix };
}
