import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRowJudge, type RowVerdict } from '../../src/engine/row-judge.ts';
import type { MessageMeta, Segment } from '../../src/model/segment.ts';
import { createRandom } from '../bench/generate.ts';
import { builtInRuleset, builtInTokenizer } from './ruleset-fixture.ts';

const judge = createRowJudge(builtInRuleset(), {
  lang: 'zh',
  mask: 'none',
  today: '2026-01-01',
  levels: new Map(),
  inactive: new Set(),
  key: 'k',
  tokenizer: builtInTokenizer,
});

function segmentOf(text: string, meta: MessageMeta): Segment {
  return {
    type: 'segment',
    source: 'a.csv',
    text,
    origin: { start: 0, end: text.length, line: 1, lineStart: 0, lineStarts: [] },
    meta,
  };
}

const METAS: readonly MessageMeta[] = [
  { kind: 'log', kindKnown: false, channel: 'sms', sentAt: '2026-01-01T10:00:00+08:00' },
  { kind: 'script', kindKnown: true },
];

type DigitHoles = NonNullable<ReturnType<typeof judge.holes>>;
type Questions = DigitHoles['numbers'][number]['questions'];

/** The text with other digits wherever others may stand. */
function otherDigits(text: string, { digits }: DigitHoles, random: () => number): string {
  return Array.from({ length: text.length }, (_, i) => {
    const allowed = '0123456789'.split('').filter((_, digit) => (digits[i]! >> digit) & 1);
    return allowed[Math.floor(random() * allowed.length)] ?? text[i]!;
  }).join('');
}

function answers(run: string, { heads, barred }: Questions): readonly boolean[] {
  return [
    ...heads.map((meant) =>
      [...run].every((digit, i) => meant[i] === undefined || (meant[i] & (1 << Number(digit))) > 0),
    ),
    ...barred.map((number) => run.includes(number)),
  ];
}

/** The text with other numbers that answer as its own do, of which many begin as one of their questions asks. */
function otherNumbers(text: string, { numbers }: DigitHoles, random: () => number): string {
  let other = text;
  const any = (of: readonly string[]): string => of[Math.floor(random() * of.length)]!;
  for (const { start, end, questions } of numbers) {
    const run = text.slice(start, end);
    const wanted = answers(run, questions).join();
    for (let tries = 0; tries < 8; tries += 1) {
      const { heads } = questions;
      const head = heads[Math.floor(random() * heads.length * 2)] ?? [];
      const made = [...run]
        .map((_, i) =>
          any([...'0123456789'].filter((digit) => ((head[i] ?? 0x3ff) >> Number(digit)) & 1)),
        )
        .join('');
      if (answers(made, questions).join() !== wanted) continue;
      other = other.slice(0, start) + made + other.slice(end);
      break;
    }
  }
  return other;
}

function expectSame(text: string, meta: MessageMeta, random: () => number): boolean {
  const segment = segmentOf(text, meta);
  const verdict = judge.judge(segment);
  const holes = judge.holes(segment, verdict);
  if (holes === null || holes.digits.every((bits) => bits === 0)) return false;
  for (const { start, end, questions } of holes.numbers)
    expect(answers(text.slice(start, end), questions).slice(questions.heads.length)).not.toContain(
      true,
    );
  for (let round = 0; round < 6; round += 1) {
    const change = round % 2 === 0 ? otherDigits : otherNumbers;
    const other = segmentOf(change(text, holes, random), meta);
    expect(judge.report(other, verdict), other.text).toEqual(
      judge.report(other, judge.judge(other)),
    );
    expect(judge.isExempt(other), other.text).toBe(judge.isExempt(segment));
    const suppressed = (of: RowVerdict): unknown =>
      of.verdict.matches.map(({ rule, start, end, suppressed: why }) => [rule.id, start, end, why]);
    expect(suppressed(judge.judge(other)), other.text).toEqual(suppressed(verdict));
  }
  return true;
}

function messages(): readonly string[] {
  return ['rounds', 'development'].flatMap((folder) =>
    readdirSync(`fixtures/messages/${folder}`)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) =>
        readFileSync(`fixtures/messages/${folder}/${name}`, 'utf8')
          .trim()
          .split('\n')
          // Each line of a labelled file has a text.
          .map((line) => (JSON.parse(line) as { readonly text: string }).text),
      ),
  );
}

/** Placeholders filled with figures, as what was sent has them. */
function filled(text: string, random: () => number): string {
  return text.replace(/[$#]?\{+[^{}]{1,12}\}+|#[^#]{1,8}#/g, () => {
    const length = 1 + Math.floor(random() * 6);
    return String(Math.floor(random() * 10 ** length)).padStart(length, '1');
  });
}

describe('digits in holes may be any without anything being judged otherwise', () => {
  test.each(METAS)('in every message of the corpus, a $kind', (meta) => {
    const random = createRandom(7);
    let held = 0;
    for (const text of messages()) if (expectSame(filled(text, random), meta, random)) held += 1;
    // Of some 3,800.
    expect(held).toBeGreaterThan(750);
  });
  test('in numbers in which a year of birth or the beginning of a card may come to stand', () => {
    const random = createRandom(3);
    let held = 0;
    for (const word of ['身份证号', '证件尾号', '银行卡号', '信用卡尾号', '合同YX'])
      for (const number of [
        '6657',
        '90827377',
        '22665717',
        '1234567890',
        '195',
        '3319499',
        '62129',
      ])
        for (const text of [`${word}${number}，请核对。`, `请核对${word}:${number}`])
          for (const meta of METAS) if (expectSame(text, meta, random)) held += 1;
    expect(held).toBeGreaterThan(100);
    for (const number of ['199001', '33199501234', '6222021'])
      for (const word of ['身份证号', '银行卡号'])
        for (const meta of METAS) expectSame(`${word}${number}，请核对。`, meta, random);
  });
  test('in texts put together from what reads digits', () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        ...'月,日,号,年,元,天,期,点,分,小时,小时内,个电话,通,周,星期,身份证,银行卡号,客服,电话,手机,尾号,回复,请按,扣,分,工作日,万,千,%,号楼,周末,热线,12368,96110,12345,95588,4008,021-,+86,今天还,不还就,打死你,上门,打,扣,傻,装,条短信,位数字,没有,诉,光,妈,您家住,栋,室,妻子,联系电话,父亲,附件,欠款,第,次,个,回复,全天,短信,@,%，,张某某,证件,证件号,尾号,编号,合同YX,x,银行卡'.split(
          ',',
        ),
      ),
      fc.constantFrom(
        '，',
        '。',
        ' ',
        '-',
        '.',
        ',',
        ':',
        '(',
        ')',
        '*',
        'x',
        '/',
        '：',
        '、',
        '=',
        '+',
      ),
      fc.stringMatching(/^[0-9]{1,13}$/),
      fc.stringMatching(/^[0-9]{0,3}(?:19[4-9]|20[01]|62[12][0-9]{3}|436742)[0-9]{0,9}$/),
    );
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 2, maxLength: 12 }), fc.nat(), (parts, seed) => {
        expectSame(parts.join(''), METAS[seed % 2]!, createRandom(seed));
      }),
      { numRuns: 3000 },
    );
  });
});
