import { describe, expect, test } from 'vitest';
import type { ReadBytes } from '../../src/rules/block.ts';
import { deserializeRuleset, serializeRuleset } from '../../src/rules/serialize.ts';
import { createFoldTable, kindOf } from '../../src/text/fold-table.ts';
import { builtInRuleset, makeRuleset } from '../engine/ruleset-fixture.ts';

function partsOf(bytes: Uint8Array): ReadBytes {
  return (offset, length) => bytes.subarray(offset, offset + length);
}

describe('a ruleset written and read again', () => {
  test.each([
    { name: 'the built-in one', ruleset: builtInRuleset() },
    {
      name: 'one without sounds',
      ruleset: makeRuleset([{ any: ['上门 ~3 <who>'] }], { who: ['家人'] }),
    },
    { name: 'one without rules', ruleset: makeRuleset([]) },
  ])('is equal: $name', ({ ruleset }) => {
    const { json, arrays, pages } = serializeRuleset(ruleset);
    const read = deserializeRuleset(json, partsOf(arrays), pages);
    const { triggers, ...compiled } = read.compiled;
    expect({ ...read, compiled }).toEqual(ruleset);
    // What is made at every start from the rules, or once by the build.
    const again = serializeRuleset({ ...ruleset, compiled: { ...compiled, triggers: triggers! } });
    expect(again.json).toBe(json);
    expect(Buffer.compare(again.arrays, arrays)).toBe(0);
  });

  test('may stand anywhere in a buffer', () => {
    const ruleset = makeRuleset([{ any: ['上门'] }]);
    const { json, arrays, pages } = serializeRuleset(ruleset);
    const shifted = new Uint8Array(arrays.length + 3);
    shifted.set(arrays, 3);
    const { triggers: _, ...compiled } = deserializeRuleset(
      json,
      partsOf(shifted.subarray(3)),
      pages,
    ).compiled;
    expect(compiled).toEqual(ruleset.compiled);
  });

  test('folds as the tables do that it was made of', () => {
    const { variants } = builtInRuleset();
    const { json, arrays } = serializeRuleset(builtInRuleset());
    const read = deserializeRuleset(json, partsOf(arrays)).variants;
    expect(read.packed).toBeDefined();
    const [made, opened] = [createFoldTable(variants), createFoldTable(read)];
    // Units that the table did not know when it was packed as well.
    for (let unit = 0; unit < 65_536; unit += 1)
      if (kindOf(opened, unit) !== kindOf(made, unit)) expect.fail(`U+${unit.toString(16)}`);
    const { resolve: _, ...expected } = made;
    expect(opened).toMatchObject(expected);
  });

  test('survives structuredClone', () => {
    const { json, arrays, pages } = serializeRuleset(builtInRuleset());
    const read = deserializeRuleset(json, partsOf(arrays), pages);
    expect(structuredClone(read)).toEqual(read);
  });

  test('what every run parses holds no word, term or pattern', () => {
    const { json } = serializeRuleset(
      makeRuleset([{ any: ['上门 ~3 <who>'] }], { who: ['家里人'] }),
    );
    expect(json).not.toMatch(/上门|家里人/);
  });
});
