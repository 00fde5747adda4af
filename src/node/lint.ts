import type { Checker } from '../engine/check.ts';
import { numberFingerprints } from '../engine/fingerprint.ts';
import { createRedactor, type MaskMode } from '../engine/redact.ts';
import { type DocumentChecker, mayBeScript } from '../engine/script.ts';
import { CuilintError, type Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import type { FileReport, RunEvent, RunStart, Summary } from '../model/run-event.ts';
import type { Kind, Segment } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import type { Reader } from '../readers/reader.ts';
import { type Format, formatOf, loadReader } from '../readers/registry.ts';
import { decode } from '../text/decode.ts';
import type { FileSource, FoundFiles } from './files.ts';

export interface LintOptions {
  readonly start: RunStart;
  readonly lang: 'zh' | 'en';
  readonly mask: MaskMode;
  /** Key of the fingerprints: the one given to the checker. */
  readonly key: string;
  readonly kind?: Kind;
  readonly fields?: readonly string[];
  readonly encoding?: EncodingName;
  /** IANA zone of times without an offset. */
  readonly timezone: string;
  /** Judges whole scripts; absent: single messages only. */
  readonly documents?: DocumentChecker;
  /** Is shown every text, and says in the end which variables of `--vars` none of them has. */
  readonly variables?: {
    readonly see: (text: string) => void;
    readonly unknown: () => readonly Problem[];
  };
}

const JSON_REPORT = '{"version":1,"tool":{"name":"cuilint"';
const OWN_REPORT =
  /^(?:\uFEFF)?(?:\{"version":1,"tool":\{"name":"cuilint"|\{"type":"finding","ruleId":"|\{"type":"problem","file":|\{"type":"summary","version":1,|cuilint \d+\.\d+\.\d+ · )/;

/** A report that an earlier run left in the folder: its excerpts would be found all over again. */
function isOwnReport(text: string): boolean {
  const first = text.charCodeAt(0);
  // `{`, `c` or a byte-order mark.
  if (first !== 0x7b && first !== 0x63 && first !== 0xfeff) return false;
  return text.startsWith(JSON_REPORT) || OWN_REPORT.test(text.slice(0, 80));
}

/** SMS parts: 70 UTF-16 units, 67 in longer messages (product.md). Empty text has none. */
function smsPartsOf(length: number): number {
  return length <= 70 ? Math.min(1, length) : Math.ceil(length / 67);
}

interface Tally {
  files: number;
  segments: number;
  bytes: number;
  smsParts: number;
  readonly skipped: { file: string; reason: string }[];
  readonly ignored: Record<string, number>;
  readonly encodings: Partial<Record<EncodingName, number>>;
  readonly counts: Record<Severity, number>;
  readonly byRule: Record<string, number>;
  readonly byCategory: Record<string, number>;
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}

function summarize(tally: Tally): Summary {
  return {
    type: 'summary',
    coverage: {
      files: tally.files,
      segments: tally.segments,
      bytes: tally.bytes,
      skipped: tally.skipped,
      ignored: sorted(tally.ignored),
      encodings: sorted(tally.encodings),
    },
    counts: { ...tally.counts, baselined: 0, suppressed: 0 },
    byRule: sorted(tally.byRule),
    byCategory: sorted(tally.byCategory),
    smsParts: tally.smsParts,
  };
}

function damageProblem(
  file: string,
  damaged: number,
  first: { line: number; column: number },
): Problem {
  return {
    type: 'problem',
    code: 'INPUT_ENCODING',
    file,
    line: first.line,
    column: first.column,
    reason: {
      zh: `有 ${damaged} 处字节无法解码，首处在此；其余文字已检查`,
      en: `${damaged} place(s) could not be decoded, the first one here; the rest has been judged`,
    },
    hint: {
      zh: '用正确的编码重新导出，或用 --encoding 指定编码',
      en: 'export it again in a sound encoding, or name the encoding with --encoding',
    },
  };
}

function problemFrom(error: CuilintError, file: string): Problem {
  return {
    type: 'problem',
    code: error.code,
    file,
    ...(error.at?.line === undefined ? {} : { line: error.at.line }),
    ...(error.at?.column === undefined ? {} : { column: error.at.column }),
    reason: error.reason,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

/**
 * Judges the files one after the other: start; for each file its findings and problems in the order of
 * their places, then its report; the summary last. An unreadable file is a problem and the others go on;
 * anything thrown but a CuilintError is our bug and passes through. Same input, same events.
 */
export async function* lint(
  found: FoundFiles,
  checker: Checker,
  options: LintOptions,
): AsyncGenerator<RunEvent, void, undefined> {
  const tally: Tally = {
    files: 0,
    segments: 0,
    bytes: 0,
    smsParts: 0,
    skipped: [],
    ignored: { ...found.ignored },
    encodings: {},
    counts: { error: 0, warning: 0, info: 0 },
    byRule: {},
    byCategory: {},
  };
  yield options.start;
  for (const problem of found.problems) {
    tally.skipped.push({ file: problem.file ?? '', reason: problem.reason[options.lang] });
    yield problem;
  }
  const numberOf = numberFingerprints(options.key);
  const redact = createRedactor(options.mask);
  const readers = new Map<Format, Reader>();
  const finish = (finding: Finding): Finding => {
    tally.counts[finding.severity] += 1;
    tally.byRule[finding.ruleId] = (tally.byRule[finding.ruleId] ?? 0) + 1;
    tally.byCategory[finding.category] = (tally.byCategory[finding.category] ?? 0) + 1;
    return {
      ...finding,
      // Record ids and key paths come from the data: a telephone number may serve as either.
      ...(finding.recordId === undefined ? {} : { recordId: redact(finding.recordId) }),
      ...(finding.keyPath === undefined ? {} : { keyPath: redact(finding.keyPath) }),
      fingerprint: numberOf(finding.fingerprint),
    };
  };
  for (const source of found.sources) {
    // A generator of its own for each file would cost 2,000 of them a sixth of the run.
    let text: ReturnType<typeof decode>;
    let bytes: Uint8Array;
    try {
      const read = source.read();
      bytes = read instanceof Uint8Array ? read : await read;
      text = decode(bytes, options.encoding === undefined ? {} : { encoding: options.encoding });
    } catch (error) {
      if (!(error instanceof CuilintError)) throw error;
      tally.skipped.push({ file: source.id, reason: error.reason[options.lang] });
      yield problemFrom(error, source.id);
      continue;
    }
    if (!source.isNamed && isOwnReport(text.text)) {
      tally.ignored['report'] = (tally.ignored['report'] ?? 0) + 1;
      continue;
    }
    const format = formatFor(source);
    let reader = readers.get(format);
    if (reader === undefined) {
      reader = await loadReader(format);
      readers.set(format, reader);
    }
    tally.files += 1;
    tally.bytes += bytes.length;
    tally.encodings[text.encoding] = (tally.encodings[text.encoding] ?? 0) + 1;
    const first = text.damage[0];
    if (first !== undefined) yield damageProblem(source.id, text.damaged, first);
    let segments = 0;
    // While a script may be going on, findings wait for those of the whole of it.
    const script = { segments: [] as Segment[], findings: [] as Finding[] };
    const closeScript = (): readonly Finding[] => {
      const whole = options.documents?.(script.segments.splice(0)) ?? [];
      const waiting = script.findings.splice(0);
      return whole.length === 0 ? waiting : [...waiting, ...whole].sort(byPlace);
    };
    let columns: FileReport['columns'];
    for (const item of reader({ id: source.id, text: text.text }, readerOptions(options))) {
      switch (item.type) {
        case 'columns':
          columns = { text: item.text, roles: item.roles };
          break;
        case 'problem':
          yield item;
          break;
        case 'segment': {
          segments += 1;
          options.variables?.see(item.text);
          if (script.segments[0]?.record !== item.record)
            for (const finding of closeScript()) yield finish(finding);
          if (options.documents !== undefined && mayBeScript(item)) script.segments.push(item);
          if (isMessage(item)) tally.smsParts += smsPartsOf(item.text.length);
          const result = checker(item);
          for (const problem of result.problems) yield problem;
          if (script.segments.length > 0) script.findings.push(...result.findings);
          else for (const finding of result.findings) yield finish(finding);
          break;
        }
        default:
          item satisfies never;
      }
    }
    for (const finding of closeScript()) yield finish(finding);
    tally.segments += segments;
    yield {
      type: 'file',
      file: source.id,
      format,
      encoding: text.encoding,
      bytes: bytes.length,
      segments,
      ...(columns === undefined ? {} : { columns }),
    };
  }
  for (const problem of options.variables?.unknown() ?? []) yield problem;
  yield summarize(tally);
}

function byPlace(a: Finding, b: Finding): number {
  return a.location.line - b.location.line || a.location.column - b.location.column;
}

function formatFor(source: FileSource): Format {
  return formatOf(source.name) ?? 'text';
}

function isMessage(segment: Segment): boolean {
  return segment.meta.kind === undefined || segment.meta.kind === 'sms';
}

function readerOptions(options: LintOptions): Parameters<Reader>[1] {
  return {
    timezone: options.timezone,
    ...(options.fields === undefined ? {} : { fields: options.fields }),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
  };
}
