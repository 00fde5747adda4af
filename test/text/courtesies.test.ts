import { expect, test } from 'vitest';
import { courtesiesOf } from '../../src/text/courtesies.ts';

function courtesiesIn(text: string): readonly string[] {
  return courtesiesOf(text).map(({ start, end }) => text.slice(start, end));
}

test.each([
  { text: '尊敬的客户,请还款', is: ['尊敬的客户'] },
  { text: '【安信】尊敬的张三先生/女士:请还款', is: ['尊敬的张三先生/女士'] },
  { text: '尊敬的\uE000女士:请还款', is: ['尊敬的\uE000女士'] },
  { text: '请还款。谢谢。', is: ['谢谢'] },
  { text: '请还款,感谢您的理解与配合!', is: ['感谢您的理解与配合'] },
  { text: '请还款。感谢您一直以来对安信银行的支持。', is: ['感谢您一直以来对安信银行的支持'] },
  { text: '请还款。祝您生活愉快!', is: ['祝您生活愉快'] },
  { text: '请还款。谢谢!祝您及家人节日快乐。', is: ['谢谢', '祝您及家人节日快乐'] },
])('courtesies are clauses of their own: $text', ({ text, is }) => {
  expect(courtesiesIn(text)).toEqual(is);
});

test.each([
  { name: 'thanks for something told', text: '感谢您昨天还了两千元' },
  { name: 'thanks within a clause', text: '你该谢谢我没去你单位' },
  { name: 'a third person', text: '张先生的家属,请转告' },
  { name: 'a wish that is none', text: '祝你全家不得安宁' },
])('none: $name', ({ text }) => {
  expect(courtesiesIn(text)).toEqual([]);
});
