import { expect, test } from 'vitest';
import { withWholeNumbers } from '../../src/match/whole-number.ts';

/** `[` and `]` stand around the span, in the text and in what comes of it. */
function grown(marked: string): string {
  const text = marked.replace(/[[\]]/g, '');
  const { start, end } = withWholeNumbers(text, marked.indexOf('['), marked.indexOf(']') - 1);
  return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
}

test.each([
  {
    name: 'a card in one piece',
    given: '[卡号622202]1234567890123应还',
    is: '[卡号6222021234567890123]应还',
  },
  {
    name: 'in groups',
    given: '[卡号6222] 0212 3456 7890 123,',
    is: '[卡号6222 0212 3456 7890 123],',
  },
  { name: 'an identity card', given: '[证11010119900]307123x的', is: '[证11010119900307123x]的' },
  { name: 'with hyphens', given: '[证110101-1990]-0307-1234', is: '[证110101-1990-0307-1234]' },
  { name: 'masked in part', given: '[证3301××198905]14××××的', is: '[证3301××19890514××××]的' },
  { name: 'a telephone', given: '[电话138]-0013-8000', is: '[电话138-0013-8000]' },
  { name: 'with the country', given: '[电话+86 138] 0013 8000', is: '[电话+86 138 0013 8000]' },
  { name: 'the start', given: '138 00[13 8000是你]', is: '[138 0013 8000是你]' },
  { name: 'a whole number', given: '[电话13800138000]是', is: '[电话13800138000]是' },
  { name: 'a date', given: '[在2026]-03-01前', is: '[在2026]-03-01前' },
  {
    name: 'a date behind a number',
    given: '[电话1380013]8000 2026-03-01',
    is: '[电话13800138000] 2026-03-01',
  },
  { name: 'an amount', given: '[还5]00000元', is: '[还5]00000元' },
  { name: 'words', given: '[电话]是', is: '[电话]是' },
  { name: 'the end of a text', given: '[电话]', is: '[电话]' },
])('$name', ({ given, is }) => {
  expect(grown(given)).toBe(is);
});
