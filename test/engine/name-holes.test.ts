import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NAME_CHARACTERS } from '../../src/engine/name-holes.ts';
import { createRowJudge } from '../../src/engine/row-judge.ts';
import type { Segment } from '../../src/model/segment.ts';
import { createRandom } from '../bench/generate.ts';
import { builtInRuleset, builtInTokenizer } from './ruleset-fixture.ts';

const judge = createRowJudge(builtInRuleset(), {
  lang: 'zh',
  mask: 'full',
  today: '2026-01-01',
  levels: new Map(),
  inactive: new Set(),
  key: 'k',
  tokenizer: builtInTokenizer,
});

function segmentOf(text: string, name: string): Segment {
  return {
    type: 'segment',
    source: 'a.csv',
    text,
    origin: { start: 0, end: text.length, line: 1, lineStart: 0, lineStarts: [] },
    meta: { kind: 'log', kindKnown: false, channel: 'sms', recipient: '13900000000', name },
  };
}

const VARIABLE =
  /[$#]?\{+(?:[^{}\n]*(?:name|姓名|称呼|客户|用户)[^{}\n]*)\}+|张某某|王某某|李某(?!某)/gi;
const MESSAGES: readonly string[] = ['rounds', 'development'].flatMap((folder) =>
  readdirSync(`fixtures/messages/${folder}`)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) =>
      readFileSync(`fixtures/messages/${folder}/${file}`, 'utf8')
        .trim()
        .split('\n')
        // Each line of a labelled file has a text.
        .map((line) => (JSON.parse(line) as { readonly text: string }).text),
    ),
);
/** Bad messages with a name in the middle of what is bad. */
const NAMED: readonly string[] = [
  ...MESSAGES.filter((text) => text.search(VARIABLE) >= 0),
  ...MESSAGES.slice(0, 600).map((text) => text.replace(/(?<=[，。,!])(?=.)/, '张某某，')),
  ...MESSAGES.slice(0, 600).map(
    (text, i) =>
      `${['', '尊敬的', '您好', '通知'][i % 4]}张某某${['先生', '', '的', '：', '您'][i % 5]}${text}`,
  ),
];

test('a name stands for others of its kind without anything being judged otherwise', () => {
  const random = createRandom(3);
  const character = (): string => NAME_CHARACTERS[Math.floor(random() * NAME_CHARACTERS.length)]!;
  const nameOf = (): string =>
    character() + (random() < 0.3 ? '某' : character()) + (random() < 0.5 ? character() : '');
  let held = 0;
  for (const message of NAMED) {
    const first = nameOf();
    const fill = (name: string): string => message.replace(VARIABLE, name);
    const segment = segmentOf(fill(first), first);
    const verdict = judge.judge(segment);
    const names = judge.holes(segment, verdict)?.names;
    if (!names) continue;
    const kind = judge.nameKind(first, names.context);
    if (kind === 0) continue;
    for (let round = 0; round < 6; round += 1) {
      const name = nameOf();
      const other = segmentOf(fill(name), name);
      if (judge.nameKind(name, names.context) !== kind) continue;
      expect(judge.report(other, verdict), other.text).toEqual(
        judge.report(other, judge.judge(other)),
      );
      expect(judge.isExempt(other), other.text).toBe(judge.isExempt(segment));
      held += 1;
    }
  }
  expect(held).toBeGreaterThan(1000);
});

test('in a record names stay: they are held against each other', () => {
  const segment = segmentOf('李某：您的贷款逾期了\n王某：再打我就报警\n李某：好\n王某：嗯', '王某');
  expect(judge.holes(segment, judge.judge(segment))).toBeNull();
});

describe('nothing but the lexicons reads the characters of names', () => {
  const files = ['match', 'engine', 'text'].flatMap((room) =>
    readdirSync(`src/${room}`).map((file) => `src/${room}/${file}`),
  );
  // Entities and terms are looked at for every name; who speaks in a record, of which names stay; courtesies would read
  // but 谢谢, which is a term as well; the others are no part of judging a message.
  const apart =
    /entities|name-holes|redact|common-han|decode|check\.ts|digit-holes|baseline|meta-rules|script|contacts|spelling-tables|examples|suppress|directives|template|placeholders|pattern\.ts|conduct|variables|tally|audit|chat|cast|roles|legend|turn-heads|courtesies/;
  test.each(files.filter((file) => !apart.test(file)))('%s', (file) => {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    for (const line of code.split('\n')) {
      // Surnames before a mask, and units of measure beside digits: a name has neither.
      if (/王李张刘陈|0123456789月/.test(line)) continue;
      for (const [at, unit] of [...line].entries()) {
        if (!NAME_CHARACTERS.includes(unit)) continue;
        // A part of a word that no name completes.
        const around = `${line[at - 1] ?? ''}${line[at + 1] ?? ''}`;
        const others = [...around].filter(
          (each) => /[\u4e00-\u9fff]/.test(each) && !NAME_CHARACTERS.includes(each),
        );
        expect(others.length, `${unit} in ${line.trim().slice(0, 80)}`).toBeGreaterThan(0);
      }
    }
  });
});
