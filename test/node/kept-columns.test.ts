import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EncodingName } from '../../src/model/source.ts';
import { KEPT_COLUMNS, keepColumns, namesOf, parseKept } from '../../src/node/kept-columns.ts';
import { decode } from '../../src/text/decode.ts';
import { encode } from '../text/encode.ts';

const ENCODINGS: readonly EncodingName[] = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'];
const part = fc.array(
  fc.constantFrom('內', '容', '渠', 'B', 'x', '7', '"', '\n', ' ', '+', ',', '/', '=', '&'),
  {
    maxLength: 4,
  },
);
const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) =>
  parts
    .map((units) => units.join(''))
    .join(' + ')
    .trim(),
);
const columns = fc.record({
  text: fc.array(name, { maxLength: 3 }),
  roles: fc.dictionary(fc.constantFrom('channel', 'sentAt', 'recipient'), name),
});

test.each(ENCODINGS)(
  'columns come back as they were named, and no name is kept: %s',
  (encoding) => {
    fc.assert(
      fc.property(
        columns,
        fc.boolean(),
        fc.string({ unit: part.map((units) => units.join('')) }),
        (named, isWhole, other) => {
          const all = [...named.text, ...Object.values(named.roles)];
          const bytes = encode(
            `測試,${(isWhole ? all : all.slice(1)).join(',')},${other}\n`,
            encoding,
          );
          const kept = keepColumns(named, bytes, decode(bytes, { encoding }));
          if (isWhole) expect(kept).toBeDefined();
          if (kept === undefined) return;
          expect(namesOf(parseKept(kept), bytes, encoding)).toEqual(named);
          expect(kept).toMatch(new RegExp(`^${KEPT_COLUMNS}$`));
          expect(kept).toMatch(/^(?:\d+\+\d+|[A-Z]|channel=|sentAt=|recipient=|[&,/])*$/);
        },
      ),
    );
  },
);

test.each([
  { name: 'a name that has its quotes doubled', text: '"内容""新",渠道\n', column: '内容"新' },
  { name: 'more than one letter', text: '请还款\n', column: 'AB' },
])('nothing is kept of columns with $name', ({ text, column }) => {
  const decoded = { text, encoding: 'utf-8' as const };
  const named = { text: [column], roles: {} };
  expect(keepColumns(named, new TextEncoder().encode(text), decoded)).toBeUndefined();
});

test('nothing is kept of the columns of a workbook', () => {
  const decoded = { text: '', encoding: null };
  expect(keepColumns({ text: ['A'], roles: {} }, new Uint8Array(), decoded)).toBeUndefined();
});
