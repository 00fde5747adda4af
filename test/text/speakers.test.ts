import { describe, expect, test } from 'vitest';
import {
  endsForbidden,
  forbiddenHeading,
  isCustomerSender,
  parseSpeaker,
  speakerLabel,
} from '../../src/text/speakers.ts';

describe('speakerLabel', () => {
  test.each([
    { line: '坐席：你好', speaker: 'collector', rest: '你好' },
    { line: '坐席09:你好', speaker: 'collector', rest: '你好' },
    { line: '[左声道]坐席：你好', speaker: 'collector', rest: '你好' },
    { line: '【坐席】你好', speaker: 'collector', rest: '你好' },
    { line: '　催收專員： 你好', speaker: 'collector', rest: '你好' },
    { line: '客服(女)：您好', speaker: 'collector', rest: '您好' },
    { line: '乙(催收岗)：您好', speaker: 'collector', rest: '您好' },
    { line: 'Agent: 您好', speaker: 'collector', rest: '您好' },
    { line: 'A：您好', speaker: 'collector', rest: '您好' },
    { line: 'ai客服：您好', speaker: 'collector', rest: '您好' },
    { line: '[10:02:33] 客户: 没钱', speaker: 'customer', rest: '没钱' },
    { line: '2024-05-01 10:02:33 客户：没钱', speaker: 'customer', rest: '没钱' },
    { line: '客户 10:02：没钱', speaker: 'customer', rest: '没钱' },
    { line: '债务人说：没钱', speaker: 'customer', rest: '没钱' },
    { line: 'b:没钱', speaker: 'customer', rest: '没钱' },
    { line: '家属：他不在', speaker: 'third-party', rest: '他不在' },
    { line: '村支书（第三人）：他不在', speaker: 'third-party', rest: '他不在' },
    { line: '**坐席：** 您好', speaker: 'collector', rest: '您好' },
    { line: '**客户**：没钱', speaker: 'customer', rest: '没钱' },
    { line: '- 客户：没钱', speaker: 'customer', rest: '没钱' },
    { line: '备注：语速放慢', speaker: 'narrator', rest: '语速放慢' },
    { line: '系统：已挂断', speaker: 'system', rest: '已挂断' },
    { line: '客户：', speaker: 'customer', rest: '' },
  ])('$line', ({ line, speaker, rest }) => {
    const label = speakerLabel(line);
    expect(label?.speaker).toBe(speaker);
    expect(line.slice(label?.end)).toBe(rest);
    // What folding does to it: NFKC and lower case.
    expect(speakerLabel(line.normalize('NFKC').toLowerCase())?.speaker).toBe(speaker);
  });

  test.each([
    { line: '' },
    { line: '还款时间：今天' },
    { line: '客服电话：955' },
    { line: '客服：400-800-0000' },
    { line: '尊敬的客户：您好' },
    { line: '客户说失业：请其提供证明' },
    { line: '坐席不得说：我们会通知你家人' },
    { line: '如客户哭泣，则回复：您先别急' },
    { line: '甲方：某某公司' },
    { line: 'A 选项正确' },
    { line: '[A] 选项' },
    { line: '客户已还款' },
    { line: '10:02' },
    { line: '【某某金融】您好：请还款' },
    { line: '用户张三：请还款' },
  ])('no label: $line', ({ line }) => {
    expect(speakerLabel(line)).toBeNull();
  });

  test('a line of ten million blanks or digits costs no more than its head', () => {
    // Quadratic work would not end within the time limit of a test.
    expect(speakerLabel(`${' '.repeat(5_000_000)}坐席：好`)?.speaker).toBe('collector');
    expect(speakerLabel(`${'1:'.repeat(5_000_000)}坐席：好`)).toBeNull();
  });
});

describe('parseSpeaker', () => {
  test.each([
    { value: '坐席09', speaker: 'collector' },
    { value: 'AGENT', speaker: 'collector' },
    { value: 'agent_1', speaker: 'collector' },
    { value: '客户', speaker: 'customer' },
    { value: 'third_party', speaker: 'third-party' },
    { value: 'system', speaker: 'system' },
    { value: '13900000000', speaker: undefined },
    { value: '张某某', speaker: undefined },
    { value: 'B', speaker: 'customer' },
    { value: '客户2', speaker: 'customer' },
    // Somebody of the staff, as A09 is.
    { value: 'B09', speaker: undefined },
    { value: '乙3', speaker: undefined },
  ])('$value', ({ value, speaker }) => {
    expect(parseSpeaker(value)).toBe(speaker);
  });
});

describe('isCustomerSender', () => {
  test.each([
    { value: '客户', isCustomer: true },
    { value: ' Customer ', isCustomer: true },
    { value: 'B', isCustomer: false },
    { value: 'B09', isCustomer: false },
    { value: '乙', isCustomer: false },
    { value: 'user07', isCustomer: false },
    { value: 'A07', isCustomer: false },
    { value: '', isCustomer: false },
  ])('$value', ({ value, isCustomer }) => {
    expect(isCustomerSender(value)).toBe(isCustomer);
  });
});

describe('forbiddenHeading', () => {
  test.each([
    { line: '禁用语：', found: 'block' },
    { line: '## 禁用语', found: 'block' },
    { line: '**禁用语清单：**', found: 'block' },
    { line: '【禁用语】', found: 'block' },
    { line: '3.2 违规话术示例', found: 'block' },
    { line: '以下文本一律不得使用：', found: 'block' },
    { line: '坐席不得说：我们会通知你家人', found: 'line' },
    { line: '- 反面示例：再不还钱就上门', found: 'line' },
    { line: '这是我们的红线', found: null },
    { line: '你触碰了我的红线：后果自负', found: null },
    { line: '有些话我不能说', found: null },
    { line: '再不还款就上门', found: null },
    { line: '', found: null },
  ])('$line', ({ line, found }) => {
    expect(forbiddenHeading(line)).toBe(found);
  });

  test.each([
    { line: '正确示例：请您尽快还款', ends: true },
    { line: '## 推荐话术', ends: true },
    { line: '- **标准用语**：', ends: true },
    { line: '标准还款流程', ends: false },
    { line: '', ends: false },
  ])('endsForbidden $line', ({ line, ends }) => {
    expect(endsForbidden(line)).toBe(ends);
  });
});
