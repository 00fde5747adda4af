import { describe, expect, test } from 'vitest';
import type { Speaker } from '../../src/model/segment.ts';
import { analyse } from '../../src/text/structure.ts';
import { normalizer } from './normalize-fixture.ts';

function turnsOf(text: string): readonly (readonly [Speaker, string])[] {
  const view = normalizer.fold(text);
  const { sentences, clauses } = analyse(view, { speaker: 'collector', forbidden: false });
  return sentences.map((sentence) => [
    clauses[sentence.firstClause]!.speaker,
    view.text.slice(sentence.start, sentence.end),
  ]);
}

describe('a transcript in one line', () => {
  const cases: readonly {
    readonly name: string;
    readonly text: string;
    readonly turns: readonly (readonly [Speaker, string])[];
  }[] = [
    {
      name: 'labels behind the ends of sentences',
      text: '坐席：请问是王先生吗？客户：没钱。坐席：好的',
      turns: [
        ['collector', '请问是王先生吗'],
        ['customer', '没钱'],
        ['collector', '好的'],
      ],
    },
    {
      name: 'labels behind blanks, a head before them',
      text: '外呼记录 客服：您好 客户：你们要上门吗',
      turns: [
        ['collector', '外呼记录 '],
        ['collector', '您好 '],
        ['customer', '你们要上门吗'],
      ],
    },
    {
      name: 'one label alone addresses somebody',
      text: '请尽快还款。客户：王先生',
      turns: [
        ['collector', '请尽快还款'],
        ['collector', '客户:王先生'],
      ],
    },
    {
      name: 'fields of a form are no turns',
      text: '催收：李四。借款人：王五。我们会上门',
      turns: [
        ['collector', '李四'],
        ['collector', '借款人:王五'],
        ['collector', '我们会上门'],
      ],
    },
  ];
  test.each(cases)('$name', ({ text, turns }) => {
    expect(turnsOf(text)).toEqual(turns);
  });
});

test('a copied chat: what stands in the head line is said by nobody', () => {
  expect(turnsOf('小李 10:22:15\n您的借款已逾期\n张某某 10:23:40\n再打我就死给你看')).toEqual([
    ['collector', '您的借款已逾期'],
    ['customer', '再打我就死给你看'],
  ]);
});

describe('labels of letters and of scenes', () => {
  const cases: readonly {
    readonly name: string;
    readonly text: string;
    readonly turns: readonly (readonly [Speaker, string])[];
  }[] = [
    {
      name: 'what stands under the explanation of a letter is the sender’s',
      text: '主旨：请缴款\n說明：\n一、台端尚未缴款',
      turns: [
        ['collector', '主旨:请缴款'],
        ['collector', '台端尚未缴款'],
      ],
    },
    {
      name: 'an explanation without a letter is a narrator’s',
      text: '坐席：您好\n说明：\n一、语气平和',
      turns: [
        ['collector', '您好'],
        ['narrator', '语气平和'],
      ],
    },
    {
      name: 'a scene tells of its own line alone',
      text: '【异议处理】\n场景：客户住院\n后续处理：照常外呼',
      turns: [
        ['collector', '【异议处理】'],
        ['narrator', '客户住院'],
        ['collector', '后续处理:照常外呼'],
      ],
    },
    {
      name: 'a scene that only heads its lines goes on',
      text: '场景：\n客户住院',
      turns: [['narrator', '客户住院']],
    },
    {
      name: 'an answer of the staff',
      text: '说明：客户住院\n坐席应答：祝您康复',
      turns: [
        ['narrator', '客户住院'],
        ['collector', '祝您康复'],
      ],
    },
  ];
  test.each(cases)('$name', ({ text, turns }) => {
    expect(turnsOf(text)).toEqual(turns);
  });
});
