import { Writable } from 'node:stream';
import type { Io, Terminal } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import type { Services } from '../../src/cli/services.ts';
import type { Checker } from '../../src/engine/check.ts';
import { baseFingerprint, messageForFingerprints } from '../../src/engine/fingerprint.ts';
import { createRedactor } from '../../src/engine/redact.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { ClauseRef, Rule } from '../../src/model/rule.ts';
import type { Ruleset } from '../../src/rules/ruleset.ts';
import { locate } from '../../src/text/lines.ts';

const CLAUSE: ClauseRef = {
  id: 'TEST-1',
  title: '《测试办法》第一条',
  inForceSince: '2026-01-01',
  evidence: 'second-hand',
  text: '不得恐吓。',
  jurisdiction: 'cn',
};

function rule(
  id: string,
  severity: Rule['severity'],
  word: string,
  more: Partial<Rule> = {},
): Rule {
  return {
    id,
    // Safe: every id below begins with a category.
    category: id.split('/')[0] as Rule['category'],
    severity,
    status: 'stable',
    aliases: [],
    title: { zh: `含有${word}`, en: `Says ${word}` },
    message: { zh: `“${word}”不可使用。`, en: `“${word}” must not be used.` },
    rationale: { zh: '测试', en: 'test' },
    rewrite: '请与我司联系。',
    clauses: ['TEST-1'],
    applies: { kinds: ['sms', 'script', 'log'], speaker: 'any' },
    kind: 'match',
    scope: 'clause',
    polarity: 'any',
    any: [word],
    with: {},
    unless: [],
    when: [],
    absent: [],
    adjust: [],
    examples: { bad: [], good: [] },
    ...more,
  };
}

/** Rules that never change, so that what the terminal shows can be held to the letter. */
export const RULES: readonly Rule[] = [
  rule('insult/word', 'warning', '老赖'),
  rule('misleading/word', 'info', '立案'),
  rule('privacy/word', 'error', '通讯录', { status: 'preview' }),
  rule('threat/word', 'error', '上门', { aliases: ['threat/old-word'] }),
];

/** Finds the word of each rule, as it stands, and nothing else. */
const createWordChecker: Services['createChecker'] = (_ruleset, options): Checker => {
  const redact = createRedactor(options.mask);
  return (segment) => {
    const { text } = segment;
    const masked = redact(text, segment.meta.name === undefined ? [] : [segment.meta.name]);
    const findings: Finding[] = [];
    for (const { id, category, severity, title, message, rewrite, any } of RULES) {
      if (options.inactive.has(id)) continue;
      const word = any[0]!;
      const level = options.levels.get(id) ?? severity;
      if (level === 'off') continue;
      for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1)) {
        const end = start + word.length;
        findings.push({
          type: 'finding',
          ruleId: id,
          category,
          severity: level,
          title: title[options.lang],
          message: message[options.lang],
          rewrite,
          confidence: 0.95,
          suspected: false,
          file: segment.source,
          location: locate(segment.origin, start, end, text.length),
          ...(segment.record === undefined ? {} : { record: segment.record }),
          ...(segment.meta.recordId === undefined ? {} : { recordId: segment.meta.recordId }),
          ...(segment.field === undefined ? {} : { field: segment.field }),
          ...(segment.keyPath === undefined ? {} : { keyPath: segment.keyPath }),
          ...(segment.place === undefined ? {} : { place: segment.place }),
          segmentStart: start,
          segmentEnd: end,
          excerpt: masked.slice(start, end),
          context: masked,
          normalized: word,
          speaker: segment.meta.speaker ?? 'collector',
          clauses: [CLAUSE],
          fingerprint: baseFingerprint(options.key, id, word, messageForFingerprints(text)),
          state: 'new',
        });
      }
    }
    findings.sort((a, b) => a.segmentStart - b.segmentStart);
    return { findings, problems: [] };
  };
};

export const WORD_SERVICES: Services = {
  // Safe: nothing here asks for what was compiled.
  loadRuleset: () =>
    ({
      hash: `sha256:${'0'.repeat(64)}`,
      rules: RULES,
      clauses: { 'TEST-1': CLAUSE },
    }) as unknown as Ruleset,
  createChecker: createWordChecker,
  tokenizer: () => null,
};

export interface RunInput {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdout?: Writable;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly services?: Services;
}

export interface RunOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function recording(parts: string[]): Writable {
  return new Writable({
    write: (chunk, _encoding, done) => {
      parts.push(String(chunk));
      done();
    },
  });
}

/** The command line in this process, on 1 March 2026, over the rules above. */
export async function run(argv: readonly string[], input: RunInput): Promise<RunOutput> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = (stream: Writable): Terminal => ({
    stream,
    isTerminal: input.isTerminal ?? false,
    columns: input.columns,
  });
  const io: Io = {
    stdin: {
      isTerminal: false,
      read: () =>
        typeof input.stdin === 'string'
          ? Buffer.from(input.stdin)
          : (input.stdin ?? new Uint8Array()),
    },
    stdout: terminal(input.stdout ?? recording(out)),
    stderr: terminal(recording(err)),
    env: input.env ?? {},
    cwd: input.cwd,
    now: () => new Date('2026-03-01T10:00:00+08:00'),
  };
  const code = await main(argv, io, input.services ?? WORD_SERVICES);
  return { code, stdout: out.join(''), stderr: err.join('') };
}
