import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScene, reachOf } from '../../src/engine/scene.ts';
import { matchProgram } from '../../src/match/sequence.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { makeRuleset } from '../engine/ruleset-fixture.ts';

const CLASSES = {
  we: ['我们', '我'],
  visit: ['上门', '上门走访', '外访'],
  police: ['警察'],
  arrest: ['抓', '抓人'],
};

/** All matches in all clauses, as text, captures behind a colon. Word borders are not asked for. */
function matches(
  pattern: string,
  text: string,
  scope: 'clause' | 'sentence' | 'message' = 'clause',
): string[] {
  const ruleset = makeRuleset([{ any: [pattern], scope }], CLASSES);
  const view = createNormalizer(ruleset.variants).fold(text);
  const scene = createScene(ruleset.compiled, view, {}, { tokenizer: () => null });
  return scene.structure.clauses.flatMap((_, clause) =>
    matchProgram(
      scene.strict,
      ruleset.compiled.rules[0]!.any[0]!,
      reachOf(scene, clause, scope),
    ).map((match) => {
      const captures = match.captures.map(
        ({ name, start, end }) => `:${name}=${view.text.slice(start, end)}`,
      );
      return view.text.slice(match.start, match.end) + captures.join('');
    }),
  );
}

describe('matchProgram', () => {
  test.each([
    {
      name: 'items beside each other',
      pattern: '<we> <visit>',
      text: '我们上门',
      expected: ['我们上门'],
    },
    {
      name: 'not with a character between',
      pattern: '<we> <visit>',
      text: '我们会上门',
      expected: [],
    },
    {
      name: 'a gap at its limit',
      pattern: '<we> ~3 <visit>',
      text: '我们明天会上门',
      expected: ['我们明天会上门'],
    },
    {
      name: 'a gap over its limit',
      pattern: '<we> ~2 <visit>',
      text: '我们明天会上门',
      expected: [],
    },
    { name: 'a gap with a minimum', pattern: '<we> ~1-3 <visit>', text: '我们上门', expected: [] },
    {
      name: 'no gap over a clause border',
      pattern: '<we> ~10 <visit>',
      text: '我们来了，明天上门',
      expected: [],
    },
    {
      name: 'quotes and blanks between items',
      pattern: '<we> <visit>',
      text: '我们 “上门”',
      expected: ['我们 “上门'],
    },
    {
      name: 'the longest term of a class',
      pattern: '<visit> ~2 我',
      text: '上门走访我',
      expected: ['上门走访我'],
    },
    {
      name: 'the innermost of two starts',
      pattern: '<we> ~9 <visit>',
      text: '我们说我会上门',
      expected: ['我会上门'],
    },
    {
      name: 'two matches in one clause',
      pattern: '<we> ~2 <visit>',
      text: '我上门我们外访',
      expected: ['我上门', '我们外访'],
    },
    {
      name: 'an optional item present',
      pattern: '<we> 会? <visit>',
      text: '我会上门',
      expected: ['我会上门'],
    },
    {
      name: 'an optional item absent',
      pattern: '<we> 会? <visit>',
      text: '我上门',
      expected: ['我上门'],
    },
    {
      name: 'alternatives of different length',
      pattern: '<we> (会 <visit>|抓 ~2 人)',
      text: '我抓了人',
      expected: ['我抓了人'],
    },
    {
      name: 'a negation that holds',
      pattern: '<visit> !(服务|取件)',
      text: '上门催',
      expected: ['上门'],
    },
    {
      name: 'a negation that forbids',
      pattern: '<visit> !(服务|取件)',
      text: '上门取件',
      expected: [],
    },
    { name: 'the start anchor', pattern: '^ <visit>', text: '上门，我上门', expected: ['上门'] },
    {
      name: 'the start anchor, not at the start',
      pattern: '^ <visit>',
      text: '会上门',
      expected: [],
    },
    { name: 'the end anchor', pattern: '<visit> $', text: '上门！上门催', expected: ['上门'] },
    {
      name: 'a capture',
      pattern: '<we> ~4 $v:<visit>',
      text: '我们要外访',
      expected: ['我们要外访:v=外访'],
    },
    {
      name: 'a capture of a choice',
      pattern: '$mark:(<we> 会|他) <visit>',
      text: '我会上门',
      expected: ['我会上门:mark=我会'],
    },
    {
      name: 'an entity',
      pattern: '上门 #phone',
      text: '上门13900000000',
      expected: ['上门13900000000'],
    },
    {
      name: 'a placeholder as entity',
      pattern: '通知 #ph',
      text: '通知{name}',
      expected: ['通知\ue000'],
    },
    {
      name: 'traditional and full-width text',
      pattern: '<we> ~2 <visit>',
      text: '我們會上門',
      expected: ['我们会上门'],
    },
    { name: 'nothing in an empty text', pattern: '<visit>', text: '', expected: [] },
  ])('$name', ({ pattern, text, expected }) => {
    expect(matches(pattern, text)).toEqual(expected);
  });

  test.each([
    {
      name: 'crosses one border',
      text: '警察来了，请在家，抓人',
      pattern: '<police> ~4 // 请',
      expected: ['警察来了,请'],
    },
    {
      name: 'crosses two borders',
      text: '警察来了，真的，抓人',
      pattern: '<police> ~4 // <arrest>',
      expected: ['警察来了,真的,抓人'],
    },
    {
      name: 'does not cross three',
      text: '警察来了，真的，快走，抓人',
      pattern: '<police> ~4 // <arrest>',
      expected: [],
    },
    {
      name: 'does not leave the sentence',
      text: '警察来了。抓人',
      pattern: '<police> ~4 // <arrest>',
      expected: [],
    },
    {
      name: 'only from the end of a clause',
      text: '警察明天就会来了，抓人',
      pattern: '<police> ~4 // <arrest>',
      expected: [],
    },
  ])('// $name', ({ text, pattern, expected }) => {
    expect(matches(pattern, text, 'sentence')).toEqual(expected);
  });

  test('of many ways to get to an end the shortest is taken', () => {
    const reach = 20;
    const words = fc.array(fc.constantFrom('我', '我', '警察', '抓', '天'), { maxLength: 90 });
    /** The last beginning of what ends with each 抓; of matches that hold one another the inner alone. */
    const plainly = (text: string): string[] => {
      const found: { start: number; end: number }[] = [];
      const near = (from: number, to: number): boolean => from <= to && to - from <= reach;
      for (let end = 0; end < text.length; end++) {
        if (text[end] !== '抓') continue;
        let start = -1;
        for (let middle = 0; middle < end; middle++) {
          if (text[middle] !== '警' || !near(middle + 2, end)) continue;
          for (let at = start + 1; at < middle; at++)
            if (text[at] === '我' && near(at + 1, middle)) start = at;
        }
        if (start >= 0 && !found.some((other) => start <= other.start)) found.push({ start, end });
      }
      return found.map(({ start, end }) => text.slice(start, end + 1));
    };
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join('');
        expect(matches(`<we> ~${reach} <police> ~${reach} <arrest>`, text)).toEqual(plainly(text));
      }),
      { numRuns: 100 },
    );
  });
  test('anchors see the scope of the rule', () => {
    expect(matches('^ <visit>', '上门，外访。外访', 'clause')).toEqual(['上门', '外访', '外访']);
    expect(matches('^ <visit>', '上门，外访。外访', 'sentence')).toEqual(['上门', '外访']);
    expect(matches('^ <visit>', '上门，外访。外访', 'message')).toEqual(['上门']);
  });

  test('time grows no faster than the text', () => {
    const ruleset = makeRuleset([{ any: ['<we> ~20 <police> ~20 <arrest> ~20 <visit>'] }], CLASSES);
    const count = (repeat: number): number => {
      const view = createNormalizer(ruleset.variants).fold('我们警察抓'.repeat(repeat));
      const scene = createScene(ruleset.compiled, view, {}, { tokenizer: () => null });
      let clauses = 0;
      for (let clause = 0; clause < scene.structure.clauses.length; clause++) {
        matchProgram(
          scene.strict,
          ruleset.compiled.rules[0]!.any[0]!,
          reachOf(scene, clause, 'clause'),
        );
        clauses++;
      }
      return clauses;
    };
    // A clause is at most 2,000 units long: ten times the text is ten times the clauses, each bounded.
    expect(count(400)).toBe(1);
    expect(count(4000)).toBe(11);
  });
});
