import { describe, expect, test } from 'vitest';
import { OP } from '../../src/model/view.ts';
import { normalizer } from './normalize-fixture.ts';

describe('a full stop of Latin text', () => {
  test.each([
    { name: 'between sentences', text: '请还款.谢谢', folded: '请还款。谢谢' },
    { name: 'of full width', text: '请还款．谢谢', folded: '请还款。谢谢' },
    { name: 'and a blank', text: '您好. 请还款', folded: '您好。 请还款' },
    { name: 'at the end of a line', text: '请还款.\n谢谢', folded: '请还款。\n谢谢' },
    { name: 'at the end', text: '请还款.', folded: '请还款。' },
    { name: 'before a number', text: '请还款.3天内', folded: '请还款。3天内' },
    { name: 'behind an amount', text: '应还500.请还款', folded: '应还500。请还款' },
    { name: 'behind Latin letters', text: '请登录App.谢谢', folded: '请登录app。谢谢' },
    { name: 'behind a bracket', text: '(已结清).谢谢', folded: '(已结清)。谢谢' },
    { name: 'before a signature', text: '请还款.【安信】', folded: '请还款。【安信】' },
    { name: 'behind what is dropped', text: '请还\u200b款.谢谢', folded: '请还款。谢谢' },
  ])('ends a sentence: $name', ({ text, folded }) => {
    const view = normalizer.fold(text);
    expect(view.text).toBe(folded);
    expect(view.ops[folded.indexOf('。')]! & OP.variant).toBe(OP.variant);
  });

  test.each([
    { name: 'an amount', text: '应还3.5元' },
    { name: 'a date', text: '2026.03.01前还款' },
    { name: 'a number in words', text: '三.八折' },
    { name: 'a list', text: '1.请还款' },
    { name: 'a later item of a list', text: '还款方式:2.请登录' },
    { name: 'a version', text: '版本v2.3' },
    { name: 'an address', text: '登录www.baidu.com' },
    { name: 'an address in Chinese', text: 'www.中国银行.com' },
    { name: 'a mail address', text: '发至a.b@example.com' },
    { name: 'a title', text: 'dr.王先生' },
    { name: 'an ellipsis', text: '再不还...后果自负' },
    { name: 'single characters', text: '业.主.群' },
    { name: 'placeholders', text: '{年}.{月}' },
  ])('ends none: $name', ({ text }) => {
    expect(normalizer.fold(text).text).not.toContain('。');
  });

  test('still parts the characters of a word', () => {
    expect(normalizer.squeeze(normalizer.fold('明天上.门找你'))?.text).toBe('明天上门找你');
  });
});
