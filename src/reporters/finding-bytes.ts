import type { AuditFinding } from '../model/audit.ts';
import { createSeen } from '../text/seen.ts';
import { findingToJson } from './json-shape.ts';
import { safeJson } from './safe-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** A finding as `check` writes it, with what its record says under `log`. */
export function auditFindingToJson(finding: AuditFinding): Json {
  const { recipient, channel, overdue, template } = finding.log;
  return {
    ...findingToJson(finding),
    log: {
      recipient: recipient ?? null,
      channel: channel ?? null,
      overdue: overdue ?? null,
      template,
    },
  };
}

/** All that the findings of equal texts have in common: what stands before their place, and behind it. */
interface Common {
  readonly of: AuditFinding;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

/** Texts of which the JSON is kept, with what their findings have in common: few of them stand in very many findings. */
const MAX_TEXTS = 1024;
const MAX_WORDS = 4096;
const START_BYTES = 1 << 14;

const QUOTE = 34;
/** 1 at the units that JSON writes as they are. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, unit) =>
  /[0-9A-Za-z:+.-]/.test(String.fromCharCode(unit)) ? 1 : 0,
);

const NULL = new TextEncoder().encode('null');

/**
 * Builds what writes findings as `safeJson(auditFindingToJson(…))` does, in UTF-8 (a test holds the two together),
 * with `before` and `after` (of ASCII) around them. What it returns is good until the next one. Of 60,000 findings of
 * a log nearly all are those of texts that came before: to make a string of each and encode it takes 0.7 s, to put
 * together the bytes of what is known 0.1 s.
 */
export function createFindingBytes(): (
  finding: AuditFinding,
  before: string,
  after: string,
) => Uint8Array {
  const encoder = new TextEncoder();
  let out = new Uint8Array(START_BYTES);
  let length = 0;
  const ensure = (more: number): void => {
    if (length + more <= out.length) return;
    const wider = new Uint8Array((length + more) * 2);
    wider.set(out.subarray(0, length));
    out = wider;
  };
  const put = (bytes: Uint8Array): void => {
    ensure(bytes.length);
    out.set(bytes, length);
    length += bytes.length;
  };
  const any = (text: string): void => {
    ensure(text.length * 3);
    length += encoder.encodeInto(text, out.subarray(length)).written;
  };
  /** Of ASCII. */
  const ascii = (text: string): void => {
    ensure(text.length);
    for (let i = 0; i < text.length; i += 1) out[length + i] = text.charCodeAt(i);
    length += text.length;
  };
  /** Of a line, a column or a record. */
  const number = (value: number): void => {
    if (!(value >= 0 && value < 1e9)) {
      ascii(String(value));
      return;
    }
    let size = 1;
    for (let least = 10; least <= value; least *= 10) size += 1;
    ensure(size);
    let rest = value;
    for (let at = length + size - 1; at >= length; at -= 1) {
      const left = (rest / 10) | 0;
      out[at] = 48 + rest - left * 10;
      rest = left;
    }
    length += size;
  };
  let words = new Map<string, Uint8Array>();
  /** Of values that stand in many findings. */
  const word = (value: string | undefined): Uint8Array => {
    if (value === undefined) return NULL;
    let bytes = words.get(value);
    if (bytes === undefined) {
      bytes = encoder.encode(safeJson(value));
      if (words.size >= MAX_WORDS) words = new Map();
      words.set(value, bytes);
    }
    return bytes;
  };
  /** Of values of which hardly two are equal: times, pseudonyms. */
  const once = (value: string | undefined): void => {
    if (value === undefined) {
      put(NULL);
      return;
    }
    ensure(value.length + 2);
    out[length] = QUOTE;
    for (let i = 0; i < value.length; i += 1) {
      const unit = value.charCodeAt(i);
      if (unit >= PLAIN.length || PLAIN[unit] === 0) {
        any(safeJson(value));
        return;
      }
      out[length + 1 + i] = unit;
    }
    length += value.length + 2;
    out[length - 1] = QUOTE;
  };
  const lists = new WeakMap<readonly unknown[], Uint8Array>();
  const clauses = (finding: AuditFinding): Uint8Array => {
    let bytes = lists.get(finding.clauses);
    if (bytes === undefined) {
      bytes = encoder.encode(safeJson(findingToJson(finding)['clauses']));
      lists.set(finding.clauses, bytes);
    }
    return bytes;
  };
  let texts = new Map<string, Common[]>();
  const seen = createSeen();
  /** Undefined where no such finding was asked for before: nothing is kept of what may never come back. */
  const commonOf = (finding: AuditFinding): Common | undefined => {
    const { context, segmentStart, file } = finding;
    let all = texts.get(context);
    for (const each of all ?? []) if (hasInCommon(each.of, finding)) return each;
    if (!seen(context, segmentStart + file.length)) return undefined;
    if (all === undefined) {
      if (texts.size >= MAX_TEXTS) texts = new Map();
      all = [];
      texts.set(context, all);
    }
    const made = {
      of: finding,
      head: encoder.encode(headOf(finding)),
      tail: encoder.encode(tailOf(finding)),
    };
    if (all.length >= MAX_WORDS) all.length = 0;
    all.push(made);
    return made;
  };
  return (finding, before, after) => {
    length = 0;
    ascii(before);
    const { location, log, record } = finding;
    if ((finding.related ?? finding.change ?? finding.place) !== undefined)
      any(safeJson(auditFindingToJson(finding)));
    else {
      const common = commonOf(finding);
      if (common === undefined) any(headOf(finding));
      else put(common.head);
      number(location.line);
      ascii(',"column":');
      number(location.column);
      ascii(',"endLine":');
      number(location.endLine);
      ascii(',"endColumn":');
      number(location.endColumn);
      ascii(',"record":');
      if (record === undefined) put(NULL);
      else number(record);
      ascii(',"recordId":');
      once(finding.recordId);
      if (common === undefined) any(tailOf(finding));
      else put(common.tail);
      once(finding.sentAt);
      ascii(',"agency":');
      put(word(finding.agency));
      ascii(',"collector":');
      put(word(finding.collector));
      ascii(',"related":[],"clauses":');
      put(clauses(finding));
      ascii(',"fingerprint":');
      once(finding.fingerprint);
      ascii(',"state":');
      once(finding.state);
      ascii(',"log":{"recipient":');
      once(log.recipient);
      ascii(',"channel":');
      put(word(log.channel));
      ascii(',"overdue":');
      put(word(log.overdue));
      ascii(',"template":');
      once(log.template);
      ascii('}}');
    }
    ascii(after);
    return out.subarray(0, length);
  };
}

/** What stands before the place of a finding. */
function headOf(finding: AuditFinding): string {
  const { ruleId, title, category, confidence, suspected, severity, message } = finding;
  const { rewrite, replacement, file } = finding;
  const open = safeJson({
    type: 'finding',
    ruleId,
    title,
    category,
    confidence,
    suspected,
    severity,
    message,
    rewrite,
    ...(replacement === undefined ? {} : { replacement }),
    file,
  });
  return `${open.slice(0, -1)},"line":`;
}

/** What stands behind its place, up to its time. */
function tailOf(finding: AuditFinding): string {
  const { field, keyPath, speaker } = finding;
  const { segmentStart, segmentEnd, excerpt, context, contextStart } = finding;
  const close = safeJson({
    field: field ?? null,
    keyPath: keyPath ?? null,
    sheet: null,
    cell: null,
    part: null,
    paragraph: null,
    member: null,
    segmentStart,
    segmentEnd,
    excerpt,
    context,
    contextStart: contextStart ?? 0,
    speaker,
  });
  return `,${close.slice(1, -1)},"sentAt":`;
}

function hasInCommon(a: AuditFinding, b: AuditFinding): boolean {
  return (
    a.segmentStart === b.segmentStart &&
    a.segmentEnd === b.segmentEnd &&
    a.message === b.message &&
    a.ruleId === b.ruleId &&
    a.title === b.title &&
    a.category === b.category &&
    a.confidence === b.confidence &&
    a.suspected === b.suspected &&
    a.severity === b.severity &&
    a.rewrite === b.rewrite &&
    a.replacement === b.replacement &&
    a.file === b.file &&
    a.field === b.field &&
    a.keyPath === b.keyPath &&
    a.excerpt === b.excerpt &&
    a.context === b.context &&
    a.contextStart === b.contextStart &&
    a.speaker === b.speaker
  );
}
