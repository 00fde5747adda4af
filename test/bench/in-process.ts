import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AhoCorasick } from '@monyone/aho-corasick/fast';
import { type CheckResult, createChecker } from '../../src/engine/check.ts';
import { createHitList } from '../../src/match/automaton.ts';
import type { CompiledRules } from '../../src/match/program.ts';
import { scanRaw } from '../../src/match/raw-scan.ts';
import type { Segment } from '../../src/model/segment.ts';
import type { Tokenizer } from '../../src/model/token.ts';
import { packageRoot } from '../../src/node/built-in.ts';
import { loadNodejieba } from '../../src/node/jieba.ts';
import { loadTokenizer, packSegmentation } from '../../src/node/tokenizer.ts';
import { compileRules } from '../../src/rules/compile.ts';
import type { Ruleset } from '../../src/rules/ruleset.ts';
import { openDictionary } from '../../src/text/dictionary-pack.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { parseVariants } from '../../src/text/normalize-variants.ts';
import { createSegmenter } from '../../src/text/segmenter.ts';
import { rawStart } from '../match/raw-start.ts';
import { compileTwice } from './doubled.ts';
import { createMessages, generatePhrases } from './generate.ts';
import { formatLimit, interleave, type Timing } from './measure.ts';

const root = packageRoot();
const segmentationDirectory = join(root, 'dictionaries/segmentation');

/** The phrases as one class of a rule set, so that the table which folds is the one that checks use. */
function compilePhrases(phrases: readonly string[]): CompiledRules {
  const folder = join(root, 'dictionaries/variants');
  const tables = readdirSync(folder).filter((name) => name.endsWith('.tsv'));
  const normalizer = createNormalizer(
    parseVariants(
      Object.fromEntries(tables.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    ),
  );
  const terms = phrases.map((text) => ({ text, bound: 'free' as const }));
  return compileRules(
    {
      rules: [
        {
          id: 'bench/phrase',
          category: 'threat',
          severity: 'error',
          status: 'stable',
          aliases: [],
          title: { zh: '', en: '' },
          message: { zh: '', en: '' },
          rationale: { zh: '', en: '' },
          rewrite: '',
          clauses: [],
          applies: { kinds: ['sms'], speaker: 'any' },
          kind: 'match',
          scope: 'clause',
          polarity: 'any',
          any: ['<phrase>'],
          with: {},
          unless: [],
          when: [],
          absent: [],
          adjust: [],
          examples: { bad: [], good: [] },
        },
      ],
      classes: [{ id: 'phrase', note: '', includes: [], terms }],
      shields: [],
      clauses: [],
    },
    normalizer,
    new Map(),
  ).compiled;
}

/** How often as fast the first side is as another. */
function speedUp(timings: readonly Timing[], other: number): number {
  return timings[other]!.medianMs / timings[0]!.medianMs;
}

/** Finding 2,000 phrases with their places in 200,000 messages, ours with folding, the others without. */
export function benchMatch(rounds: number): readonly string[] {
  const phrases = generatePhrases();
  const texts = createMessages(1).mixed(200_000, phrases, 0.02);
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  const { automaton, raw } = compilePhrases(phrases);
  const library = new AhoCorasick([...phrases]);
  const union = new RegExp(phrases.toSorted((a, b) => b.length - a.length).join('|'), 'g');
  const list = createHitList();
  const hits = [0, 0, 0];
  const timings = interleave(
    [
      {
        name: 'cuilint, with folding',
        run: () => {
          const found: number[] = [];
          for (const text of texts) {
            scanRaw(automaton, raw, text, list);
            for (let i = 0; i < list.count; i++) {
              const term = list.term[i]!;
              const end = list.rawEnd[i]!;
              found.push(term, rawStart(raw, text, end, automaton.termLength[term]!), end);
            }
          }
          hits[0] = found.length / 3;
        },
      },
      {
        name: '@monyone/aho-corasick/fast',
        run: () => {
          const found: { begin: number; end: number; keyword: string }[] = [];
          for (const text of texts) found.push(...library.matchInText(text));
          hits[1] = found.length;
        },
      },
      {
        name: 'RegExp union',
        run: () => {
          // exec on one object: matchAll compiles a copy of the expression for each text, 250 times slower.
          const found: RegExpExecArray[] = [];
          for (const text of texts) {
            union.lastIndex = 0;
            for (let hit = union.exec(text); hit !== null; hit = union.exec(text)) found.push(hit);
          }
          hits[2] = found.length;
        },
      },
    ],
    rounds,
  );
  return [
    `match stage: ${phrases.length} phrases in ${texts.length} messages of ${(units / texts.length).toFixed(0)} units`,
    ...timings.map(
      ({ name, medianMs }, index) =>
        `  ${name}: ${medianMs.toFixed(0)} ms, ${(units / medianMs / 1000).toFixed(0)} M units/s, ${hits[index]} hits`,
    ),
    formatLimit({
      what: 'times @monyone/aho-corasick/fast',
      value: speedUp(timings, 1),
      unit: '',
      atLeast: 5,
    }),
    formatLimit({ what: 'times the RegExp union', value: speedUp(timings, 2), unit: '' }),
    ...(new Set(hits).size === 1 ? [] : ['  the three do not find the same: MISSED']),
  ];
}

function toSegment(text: string): Segment {
  return {
    type: 'segment',
    source: 'bench.txt',
    text,
    origin: { start: 0, end: text.length, line: 1, lineStart: 0, lineStarts: [] },
    meta: { kind: 'sms', kindKnown: true },
  };
}

function createBenchChecker(ruleset: Ruleset): (segment: Segment) => CheckResult {
  let tokenizer: Tokenizer | null | undefined;
  return createChecker(ruleset, {
    lang: 'zh',
    mask: 'full',
    today: '2026-01-01',
    levels: new Map(),
    inactive: new Set(),
    key: '',
    tokenizer: () => {
      tokenizer ??= loadTokenizer({
        packPath: join(root, 'dist/segmentation.bin'),
        segmentationDirectory,
      });
      return tokenizer;
    },
  });
}

/** The whole engine on one thread, from a message to its findings. */
export function benchEngine(rounds: number): readonly string[] {
  const { plain, doubled } = compileTwice(join(root, 'dictionaries'));
  const check = createBenchChecker(plain);
  const messages = createMessages(2);
  const sets = [
    { name: 'plain', segments: messages.plain(20_000).map(toSegment), atLeast: 50_000 },
    { name: 'dense', segments: messages.dense(4000).map(toSegment), atLeast: 20_000 },
  ];
  const flagged = sets.map(() => 0);
  // One after the other: no ratio is taken, and the garbage of one must not be collected in the time of the other.
  const timings = sets.flatMap(({ name, segments }, index) =>
    interleave(
      [
        {
          name,
          run: () => {
            flagged[index] = segments.filter(
              (segment) => check(segment).findings.length > 0,
            ).length;
          },
        },
      ],
      rounds,
    ),
  );
  const { segments } = sets[0]!;
  const ofRules = [plain, doubled].map((ruleset) => ({
    rules: ruleset.rules.length,
    check: createBenchChecker(ruleset),
  }));
  const byRules = interleave(
    ofRules.map((of) => ({
      name: `${of.rules} rules`,
      run: () => {
        for (const segment of segments) of.check(segment);
      },
    })),
    rounds,
  );
  return [
    `whole engine: ${plain.rules.length} rules, one thread`,
    ...sets.map((set, index) =>
      formatLimit({
        what: `${set.name} messages, ${((100 * flagged[index]!) / set.segments.length).toFixed(1)}% with a finding`,
        value: (1000 * set.segments.length) / timings[index]!.medianMs,
        unit: 'messages/s',
        atLeast: set.atLeast,
      }),
    ),
    formatLimit({
      what: `plain messages, of the speed with ${ofRules[0]!.rules} rules that with ${ofRules[1]!.rules}`,
      value: byRules[0]!.medianMs / byRules[1]!.medianMs,
      unit: '',
      atLeast: 0.75,
    }),
  ];
}

/** Both word cutters on the same texts: which one answers is a question of speed alone. */
export function benchTokenizers(rounds: number): readonly string[] {
  const packPath = join(root, 'dist/segmentation.bin');
  const pack = existsSync(packPath)
    ? readFileSync(packPath)
    : packSegmentation(segmentationDirectory);
  if (pack === null) return ['word cutters: the word list of nodejieba is missing'];
  const texts = createMessages(3)
    .plain(3000)
    .flatMap((text) => text.split(/[，。]/));
  const opening = interleave(
    [
      {
        name: 'open',
        run: () => {
          createSegmenter(openDictionary(pack)).boundaries(texts[0]!);
        },
      },
    ],
    rounds,
  );
  const builtin = createSegmenter(openDictionary(pack));
  const begin = performance.now();
  const native = loadNodejieba({ segmentationDirectory, ownWords: [], builtin: () => builtin });
  const loadMs = performance.now() - begin;
  const cutters = native === null ? [builtin] : [builtin, native];
  const timings = interleave(
    cutters.map((cutter) => ({
      name: cutter.name,
      run: () => {
        for (const text of texts) cutter.boundaries(text);
      },
    })),
    rounds,
  );
  return [
    `word cutters: ${texts.length} clauses`,
    `  from bytes to the first cut: builtin ${opening[0]!.medianMs.toFixed(1)} ms` +
      (native === null ? '; nodejieba is not built' : `; nodejieba ${loadMs.toFixed(0)} ms, once`),
    ...timings.map(({ name, medianMs }) =>
      formatLimit({ what: name, value: (1000 * texts.length) / medianMs, unit: 'clauses/s' }),
    ),
  ];
}
