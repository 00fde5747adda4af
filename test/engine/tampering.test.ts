import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findTampering, type SyllableTable, suspectTampering } from '../../src/engine/tampering.ts';
import { splitRun } from '../../src/match/spelling.ts';
import { normalizer } from '../text/normalize-fixture.ts';
import { builtInRuleset, builtInTokenizer } from './ruleset-fixture.ts';

const ruleset = builtInRuleset();
const spelling = ruleset.compiled.spelling!;
const table: SyllableTable = {
  split: (run) => splitRun(spelling.syllables, run),
  charsOf: (syllable) => spelling.chars[syllable] ?? '',
  isRisk: (word) => ['催收', '老赖', '贷款', '账单', '还款', '欠款', '借款', '款项'].includes(word),
  holdsRisk: (text) => /催收|老赖|贷款|通讯录/.test(text),
};
const tricks = (text: string): readonly string[] =>
  findTampering(normalizer.fold(text), text, table, builtInTokenizer).map(({ trick }) => trick);

test.each([
  { name: 'a bare part', text: '讠斥讼在即', trick: 'parts' },
  { name: 'bopomofo', text: '不還就ㄎㄢˇ你手', trick: 'pinyin' },
  { name: 'a syllable of a word', text: '这个月的fen期款', trick: 'pinyin' },
  { name: 'a sentence in letters', text: 'wo men zai ni jia men kou', trick: 'pinyin' },
  { name: 'letters and signs', text: '你跟1@i有什么区别', trick: 'pinyin' },
  { name: 'encoded', text: '%E8%B5%B7%E8%AF%89书盖完章了', trick: 'pinyin' },
  { name: 'every second character', text: 'w们z你l下', trick: 'initial' },
  { name: 'one character to a line', text: '通知\n老\n赖\n不好听', trick: 'separator' },
  { name: 'a sign within a word', text: '您的利◇息可减', trick: 'separator' },
  { name: 'signs all over', text: '结_清_证_明已开好', trick: 'separator' },
  { name: 'blanks all over', text: '您的贷 款 还 剩 三 天', trick: 'separator' },
  { name: 'a dot within a word', text: '您的账-单已出', trick: 'separator' },
  { name: 'an emoji within a word', text: '您的贷😊款到期', trick: 'separator' },
  { name: 'brackets within a word', text: '您的欠（款）到期', trick: 'separator' },
  { name: 'initials each apart', text: '您的Z.D已出', trick: 'initial' },
  { name: 'invisible ones in two words', text: '贷\u200b款已逾\u200b期', trick: 'invisible' },
  { name: 'a ring for a character', text: '你这属于诈○，等着', trick: 'masked' },
  { name: 'digits on keys', text: '加我1️⃣3️⃣6️⃣0️⃣0️⃣', trick: 'emoji' },
  { name: 'things for words', text: '接待你的是 👮⛓️🏛️', trick: 'emoji' },
  { name: 'turned round', text: '倒过来念：赖老', trick: 'sound' },
  { name: 'written from the right', text: '\u202e着等你', trick: 'invisible' },
])('$name', ({ text, trick }) => {
  expect(tricks(text)).toContain(trick);
});

test.each([
  { name: 'nothing', text: '' },
  { name: 'products', text: '请登录App还款，VIP客户加微信号ok' },
  { name: 'a list', text: '省/市/区' },
  { name: 'a list of words', text: '已还-款项，归还/款项，借（贷）款合同，存(贷)款' },
  { name: 'blanks between columns', text: '借　款　人：王某某' },
  { name: 'abbreviations', text: '请问A.I.客服，U.S.地区' },
  { name: 'one invisible character', text: '您的贷\u200b款' },
  { name: 'names', text: '王○明先生、张*女士' },
  { name: 'laid out', text: '姓 名：王某某\n电 话：95555' },
  { name: 'ornaments', text: '🎉🎉感谢您😊' },
  { name: 'numbers', text: '第4期账单2025-08-01，1,234.56元' },
  { name: 'an address', text: 'https://bank.example/wode/zhangdan' },
  { name: 'dates with letters', text: 'x月x日至x月x日' },
])('no tampering: $name', ({ text }) => {
  expect(tricks(text)).toEqual([]);
});

const fixtures = ['disguise.tsv', 'not-disguised.txt'].flatMap((name) =>
  readFileSync(new URL(`../../fixtures/messages/${name}`, import.meta.url), 'utf8').split('\n'),
);
const examples = ruleset.rules.flatMap(({ examples: { bad, good } }) =>
  [...bad, ...good].map(({ text }) => text),
);
/** As the judge looks for it. */
const suspected = (text: string): ReturnType<typeof findTampering> => {
  const suspicion = suspectTampering(text, table);
  return findTampering(normalizer.fold(text), text, table, builtInTokenizer, suspicion);
};
const all = (text: string): ReturnType<typeof findTampering> =>
  findTampering(normalizer.fold(text), text, table, builtInTokenizer);

test('nothing is found beyond what is suspected', () => {
  expect(examples.length).toBeGreaterThan(1000);
  expect(
    [...fixtures, ...examples].filter(
      (text) => JSON.stringify(suspected(text)) !== JSON.stringify(all(text)),
    ),
  ).toEqual([]);
});

test('what letters between characters are suspected of is all that is found there', () => {
  const pieces = [
    ...'fen qi lose cao si wo men zai lin k v 分 期 您 的 款 倒 过来念 自 己 补上 从 后往前 看 加'.split(
      ' ',
    ),
    ...'1 62251 ， 。 ： 【 】 $ @ .'.split(' '),
    ' ',
    '\n',
  ];
  const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('');
      // Words about reading alone do not make a text suspect.
      if (/[a-z]/.test(text)) expect(suspected(text)).toEqual(all(text));
    }),
    { numRuns: 3000 },
  );
  expect(suspectTampering('您分62251期lose款', table)).toBe('none');
  expect(suspectTampering('这个月的fen期款', table)).toBe('typed');
});
