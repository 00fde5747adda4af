import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntityKind } from '../../src/model/view.ts';
import { findEntities } from '../../src/text/entities.ts';
import { normalizer } from './normalize-fixture.ts';

/** Texts of the entities of a kind, as the source has them. */
function found(text: string, kind: EntityKind): string[] {
  const view = normalizer.fold(text);
  return findEntities(view)
    .filter((entity) => entity.kind === kind)
    .map((entity) => text.slice(view.from[entity.start]!, view.to[entity.end - 1]!));
}

describe('findEntities', () => {
  const cases: { kind: EntityKind; text: string; entities: string[] }[] = [
    { kind: 'num', text: '', entities: [] },
    { kind: 'num', text: '欠款1,234.56元，3期，两次', entities: ['1,234.56', '3', '两'] },
    { kind: 'num', text: '三十五户 20％ 3.5万', entities: ['三十五', '20％', '3.5万'] },
    { kind: 'money', text: '欠1,234.56元', entities: ['1,234.56元'] },
    {
      kind: 'money',
      text: '三万块 5w 2k 3万 ￥500 ¥1,000.00元',
      entities: ['三万块', '5w', '2k', '3万', '￥500', '¥1,000.00元'],
    },
    { kind: 'money', text: '欠${amt}元，罚息xx元', entities: ['${amt}元', 'xx元'] },
    { kind: 'money', text: '您好，500元，6.5元', entities: ['500元', '6.5元'] },
    { kind: 'date', text: '您好，6月8日，3天', entities: ['6月8日', '3天'] },
    { kind: 'money', text: '人民币5000元', entities: ['人民币5000元'] },
    { kind: 'money', text: '千万别万一3万人', entities: [] },
    { kind: 'money', text: '1元店', entities: ['1元'] },
    { kind: 'date', text: '请于6月8日还款', entities: ['6月8日'] },
    { kind: 'date', text: '6月8日前', entities: ['6月8日', '6月8日前'] },
    { kind: 'date', text: '3天内', entities: ['3天', '3天内'] },
    { kind: 'date', text: '2026-03-01，2026年3月1日', entities: ['2026-03-01', '2026年3月1日'] },
    { kind: 'date', text: '三个工作日之内', entities: ['三个工作日', '三个工作日之内'] },
    { kind: 'date', text: '本周五、明天、今日', entities: ['本周五', '明天', '今日'] },
    { kind: 'date', text: '{m}月{d}日，xx月xx日', entities: ['{m}月{d}日', 'xx月xx日'] },
    { kind: 'date', text: '请于4日前 5号楼 8号', entities: ['4日', '4日前', '8号'] },
    { kind: 'time', text: '今天12点前', entities: ['12点', '12点前'] },
    { kind: 'time', text: '18:00，下午3点半，晚八点', entities: ['18:00', '下午3点半', '晚八点'] },
    {
      kind: 'time',
      text: '半小时 两个小时内 30分钟',
      entities: ['半小时', '两个小时', '两个小时内', '30分钟'],
    },
    { kind: 'time', text: '快一点，一点都不，一点前', entities: ['一点', '一点前'] },
    {
      kind: 'night',
      text: '23:52又打，08:10、22:00、4:59、07:15:30，凌晨两点，半夜1点20分，晚上十点半，早上七点',
      entities: ['23:52', '22:00', '07:15:30', '凌晨两点', '半夜1点20分', '晚上十点半', '早上七点'],
    },
    {
      kind: 'night',
      text: '晚上八点，早上八点，上午10点，123:52，23：40：在吗',
      entities: ['23：40'],
    },
    { kind: 'tick', text: '14:59、14:58……14:57', entities: ['14:59', '14:58'] },
    { kind: 'tick', text: '9分12秒、9分11秒，三分钟，两分五十九', entities: ['9分12秒', '三分钟'] },
    { kind: 'tick', text: '00:03:12 …… 00:03:11', entities: ['00:03:12'] },
    { kind: 'tick', text: '60秒，现在是58秒', entities: ['60秒'] },
    {
      kind: 'tick',
      text: '10:00、14:30，8:30至8:29以外还有很久很久很久很久很久8:28',
      entities: ['8:30'],
    },
    {
      kind: 'phone',
      text: '13800000000 138-0000-0000 138****0000',
      entities: ['13800000000', '138-0000-0000', '138****0000'],
    },
    {
      kind: 'phone',
      text: '致电95555或400-000-0000、0571-00000000',
      entities: ['95555', '400-000-0000', '0571-00000000'],
    },
    {
      kind: 'phone',
      text: '400-XXX-XXXX 0571-XXXXXXXX',
      entities: ['400-XXX-XXXX', '0571-XXXXXXXX'],
    },
    { kind: 'phone', text: '95000元 2026-03-01 尾号0000 622200000000000000', entities: [] },
    { kind: 'ph', text: '{name}欠${x}', entities: ['{name}', '${x}'] },
    {
      kind: 'name',
      text: '王先生，李女士，张总，刘姐',
      entities: ['王先生', '李女士', '张总', '刘姐'],
    },
    {
      kind: 'name',
      text: '小王和老李，张某，张某某，欧阳女士',
      entities: ['小王', '老李', '张某', '张某某', '欧阳女士'],
    },
    { kind: 'name', text: '{name}先生，王**', entities: ['{name}先生', '王**'] },
    { kind: 'name', text: '张小明女士', entities: ['张小明女士'] },
    { kind: 'name', text: '先生您好，老赖，小于，总是，小时，王八', entities: [] },
    {
      kind: 'url',
      text: '点t.cn/Abc1或http://a.example/x?y=1，回T',
      entities: ['t.cn/Abc1', 'http://a.example/x?y=1'],
    },
    {
      kind: 'url',
      text: 'www.example.com dwz.cn/abc x.xyz/1',
      entities: ['www.example.com', 'dwz.cn/abc', 'x.xyz/1'],
    },
    { kind: 'url', text: '1.5万 e.g. a.b', entities: [] },
  ];
  test.each(cases)('$kind: $text', ({ kind, text, entities }) => {
    expect(found(text, kind)).toEqual(entities);
  });

  test('they lie in the text, are not empty, and rise', () => {
    const piece = fc.constantFrom(
      ...'0123456789,.-:/x*一二万元月日点号王先生某小:'.split(''),
      '{a}',
      'http://',
      '.com',
      '内',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const view = normalizer.fold(pieces.join(''));
        let last = 0;
        for (const { start, end } of findEntities(view)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(view.text.length);
          last = start;
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    '1',
    '1,',
    '1.',
    'a.',
    'a-',
    '一',
    'x',
    '*',
    '十万',
    '{a}',
    '1,111',
    '王',
    '0571-',
    'http://',
    '1:1',
  ])('costs linear time: %s', (unit) => {
    const view = normalizer.fold(unit.repeat(Math.ceil(200_000 / unit.length)));
    // Quadratic work would not end within the time limit of a test.
    for (const { start, end } of findEntities(view)) expect(start).toBeLessThan(end);
  });
});
