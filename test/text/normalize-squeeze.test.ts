import { describe, expect, test } from 'vitest';
import { OP, PLACEHOLDER, type View } from '../../src/model/view.ts';
import { normalizer, offsetFaults, toSegment } from './normalize-fixture.ts';

const squeezeText = (text: string): View | null => normalizer.squeeze(normalizer.fold(text));

describe('squeeze', () => {
  test.each([
    { name: 'blank', text: '我们会上 门', squeezed: '我们会上门' },
    { name: 'hyphen', text: '我们会上-门找你', squeezed: '我们会上门找你' },
    { name: 'dots', text: '上·门催·收', squeezed: '上门催收' },
    { name: 'asterisks', text: '强*制曝**光', squeezed: '强制曝光' },
    { name: 'blanks between all', text: '通 讯 录', squeezed: '通讯录' },
    { name: 'ideographic blank', text: '坐　牢', squeezed: '坐牢' },
    { name: 'slash, plus, equals, tilde', text: '上／门＋催=收～吧', squeezed: '上门催收吧' },
    { name: 'shapes', text: '最▇▇▇后○通牒', squeezed: '最后通牒' },
    { name: 'three are the most', text: '上...门----收', squeezed: '上门----收' },
    { name: 'beside a placeholder', text: '{name} 先生', squeezed: `${PLACEHOLDER}先生` },
    { name: 'spelled out', text: '上，门，催，收', squeezed: '上门催收' },
    { name: 'spelled out, three', text: '我说“上、门、吧”', squeezed: '我说“上门吧”' },
    { name: 'spelled out inside', text: '我们会上，门，催，收吧', squeezed: '我们会上门催收吧' },
    { name: 'repeated', text: '打死死死你', squeezed: '打死你' },
    { name: 'doubled twice', text: '上上门门找你', squeezed: '上门找你' },
    { name: 'repeated across blanks', text: '死 死 死', squeezed: '死' },
    { name: 'tripled beside doubled', text: '上上上门门', squeezed: '上门' },
  ])('$name', ({ text, squeezed }) => {
    const view = squeezeText(text);
    expect(view?.text).toBe(squeezed);
    expect(view && offsetFaults(view, text)).toEqual([]);
  });

  test.each([
    { name: 'empty', text: '' },
    { name: 'plain', text: '请按时还款。' },
    { name: 'doubled once', text: '天天爱爸爸' },
    { name: 'clause marks', text: '请您于6月8日还款，谢谢，如已还请忽略' },
    { name: 'line end', text: '上\n门' },
    { name: 'four separators', text: '上----门' },
    { name: 'at the ends', text: ' 上门 ' },
    { name: 'between letters', text: 'wo men a-b 1 2' },
    { name: 'repeated digits and letters', text: '0000 aaaa' },
  ])('nothing to do: $name', ({ text }) => {
    expect(squeezeText(text)).toBeNull();
  });

  test('positions and transformations are those of the text', () => {
    const text = '会上\u200b - 门門门找';
    const view = squeezeText(text);
    expect(view?.text).toBe('会上门找');
    expect(view && toSegment(view, 1, 3)).toEqual({ start: 1, end: 9 });
    expect(view && [...view.ops]).toEqual([
      0,
      0,
      OP.invisible | OP.separator | OP.repeat | OP.variant,
      0,
    ]);
  });
});

test.each([
  { name: 'single letters', text: 'C N M还钱', expected: 'cnm还钱' },
  { name: 'single letters with dots', text: 'n.m.s.l', expected: 'nmsl' },
  { name: 'two letters stay', text: 'A B还钱', expected: null },
  { name: 'words stay', text: 'we can pay', expected: null },
  { name: 'a word at the end stays', text: 'a b can', expected: null },
])('letters written apart: $name', ({ text, expected }) => {
  expect(normalizer.squeeze(normalizer.fold(text))?.text ?? null).toBe(expected);
});
