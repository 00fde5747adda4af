import { expect, test } from 'vitest';
import { readJson } from '../../src/readers/json.ts';
import { readYaml } from '../../src/readers/yaml.ts';

const OPTIONS = { timezone: 'Asia/Shanghai' };

function texts(items: Iterable<{ readonly type: string }>) {
  return [...items].flatMap((item) => {
    if (item.type !== 'segment') return [];
    const { text, meta } = item as unknown as {
      readonly text: string;
      readonly meta: { readonly variables?: unknown };
    };
    return [[text, meta.variables]];
  });
}

const BODY = '您好，{reason}，请还款。';

test.each([
  { name: 'a map of lists', yaml: 'vars: {reason: [甲方说明, 乙方说明]}' },
  { name: 'a list of maps', yaml: 'variables: [{name: reason, values: [甲方说明, 乙方说明]}]' },
  { name: 'maps with an enum', yaml: 'vars: {reason: {type: enum, enum: [甲方说明, 乙方说明]}}' },
  { name: 'in Chinese', yaml: '变量: {reason: {取值: [甲方说明, 乙方说明]}}' },
])('values beside a template, as $name, belong to it and are no messages', ({ yaml }) => {
  expect(texts(readYaml({ id: 'x', text: `text: "${BODY}"\n${yaml}\n` }, OPTIONS))).toEqual([
    [BODY, { reason: ['甲方说明', '乙方说明'] }],
  ]);
});

test('a bare list belongs to the only placeholder', () => {
  const text = JSON.stringify({ text: BODY, values: ['甲方说明'] });
  const [first] = texts(readJson({ id: 'x', text }, OPTIONS));
  expect(first).toEqual([BODY, { '': ['甲方说明'] }]);
});

test('values that no template uses are judged as they stand', () => {
  const text = JSON.stringify({ text: BODY, vars: { reazon: ['这是甲方说明'] } });
  expect(texts(readJson({ id: 'x', text }, OPTIONS)).map(([each]) => each)).toEqual([
    BODY,
    '这是甲方说明',
  ]);
});

test('lists hold for all templates below, and not beside', () => {
  const text = JSON.stringify([
    { vars: { reason: ['甲方说明'] }, templates: [BODY] },
    { templates: [BODY] },
  ]);
  expect(texts(readJson({ id: 'x', text }, OPTIONS)).map(([, lists]) => lists)).toEqual([
    { reason: ['甲方说明'] },
    undefined,
  ]);
});
