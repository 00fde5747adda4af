import { expect, test } from 'vitest';
import { ROLE_WORDS } from '../../src/model/role-words.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import { HIDDEN_SHEET } from '../../src/model/segment.ts';
import { ROLES } from '../../src/readers/meta.ts';
import { fileReport, render, runOf } from './events.ts';

const columns = {
  text: ['一!内容', `二${HIDDEN_SHEET}!内容`],
  roles: { recordId: `一!编号, 二${HIDDEN_SHEET}!编号` },
};
const told: readonly RunEvent[] = [
  runOf([])[0]!,
  fileReport('a.xlsx', { format: 'xlsx', encoding: null, columns }),
  runOf([]).at(-1)!,
];

test.each(['stylish', 'html'] as const)(
  '%s names hidden sheets in its language',
  async (format) => {
    expect(await render(format, told, { width: 200 })).toContain('一!内容、二（隐藏）!内容');
    expect(await render(format, told, { width: 200, lang: 'en' })).toContain(
      '一!内容, 二 (hidden)!内容',
    );
  },
);

test('so do the columns that are read as data; programs read one name, whatever the language', async () => {
  expect(await render('stylish', told, { width: 200 })).toContain(
    '记录号=一!编号, 二（隐藏）!编号',
  );
  expect(await render('stylish', told, { width: 200, lang: 'en' })).toContain(
    'recordId=一!编号, 二 (hidden)!编号',
  );
  for (const lang of ['zh', 'en'] as const)
    expect(JSON.parse(await render('json', told, { lang })).coverage.columns).toEqual([
      { file: 'a.xlsx', ...columns },
    ]);
});

test('every role that a reader knows has its Chinese word', () => {
  expect(Object.keys(ROLE_WORDS).sort()).toEqual([...ROLES].sort());
});
