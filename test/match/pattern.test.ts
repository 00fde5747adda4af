import { describe, expect, test } from 'vitest';
import { PatternError, parsePattern } from '../../src/match/pattern.ts';

describe('parsePattern', () => {
  test('reads every kind of item', () => {
    expect(parsePattern('^ <we>? ~2-6 $mark:(上门|<onsite> !(服务|取件)) // #money $')).toEqual([
      { node: { type: 'start' }, optional: false, negated: false },
      { node: { type: 'class', name: 'we' }, optional: true, negated: false },
      { node: { type: 'gap', min: 2, max: 6 }, optional: false, negated: false },
      {
        node: {
          type: 'any',
          options: [
            [{ node: { type: 'literal', text: '上门' }, optional: false, negated: false }],
            [
              { node: { type: 'class', name: 'onsite' }, optional: false, negated: false },
              {
                node: {
                  type: 'any',
                  options: [
                    [{ node: { type: 'literal', text: '服务' }, optional: false, negated: false }],
                    [{ node: { type: 'literal', text: '取件' }, optional: false, negated: false }],
                  ],
                },
                optional: false,
                negated: true,
              },
            ],
          ],
        },
        optional: false,
        negated: false,
        capture: 'mark',
      },
      { node: { type: 'cross' }, optional: false, negated: false },
      { node: { type: 'entity', kind: 'money' }, optional: false, negated: false },
      { node: { type: 'end' }, optional: false, negated: false },
    ]);
  });

  test.each([
    { name: 'empty', text: '', offset: 0 },
    { name: 'nothing that must occur', text: '~3 上门?', offset: 0 },
    { name: 'an option without a term', text: '(上门|~3)', offset: 0 },
    { name: 'only a negation', text: '!上门', offset: 0 },
    { name: 'unclosed parenthesis', text: '(上门|外访', offset: 6 },
    { name: 'a parenthesis too many', text: '上门)', offset: 2 },
    { name: 'an empty alternative', text: '(上门|)', offset: 4 },
    { name: 'nested three deep', text: '(a(b(c)))', offset: 4 },
    { name: 'a class in capitals', text: '<We>', offset: 0 },
    { name: 'a class that is not closed', text: '<we', offset: 0 },
    { name: 'a gap without a number', text: '上 ~ 门', offset: 2 },
    { name: 'a gap over 20', text: '上 ~21 门', offset: 2 },
    { name: 'a gap whose minimum is above its maximum', text: '上 ~5-2 门', offset: 2 },
    { name: 'an unknown entity', text: '上门 #foo', offset: 3 },
    { name: 'a negated gap', text: '上门 !~3', offset: 3 },
    { name: 'five gaps', text: 'a ~1 b ~1 c ~1 d ~1 e ~1 f', offset: 0 },
    { name: 'thirteen items', text: 'a b c d e f g h i j k l m', offset: 0 },
    { name: 'a capture of nothing', text: '上门 $x:', offset: 3 },
    { name: 'a lone slash', text: '上门/外访', offset: 2 },
  ])('refuses $name at its place', ({ text, offset }) => {
    let caught: unknown;
    try {
      parsePattern(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(PatternError);
    // Safe: checked in the line above.
    expect((caught as PatternError).offset).toBe(offset);
  });
});
