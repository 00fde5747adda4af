import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStringTable } from '../../src/readers/string-table.ts';

test('gives back every text by its number, lone surrogates and NUL too, and nothing beyond', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'ÿ', 'Ā', '\ud83d', '\udc00x', '\u0000', '逾期35天'),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const table = createStringTable();
      for (const each of texts) table.add(each);
      expect(texts.map((_, index) => table.at(index))).toEqual(texts);
      for (const index of [-1, 0.5, texts.length, Number.NaN])
        expect(table.at(index)).toBeUndefined();
    }),
  );
});

test('goes on in further blocks, and keeps a text longer than one', () => {
  const texts = Array.from({ length: 5_000 }, (_, index) =>
    index % 1000 === 7 ? '长'.repeat(700_000) : `第${index}条${'短信'.repeat(200)}`,
  );
  const table = createStringTable();
  for (const each of texts) table.add(each);
  for (const [index, each] of texts.entries())
    if (table.at(index) !== each) expect.fail(`${index}`);
});
