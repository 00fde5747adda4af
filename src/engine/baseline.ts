import type { Message } from '../model/error.ts';
import type { RuleId } from '../model/rule.ts';

/** Old findings that are known and do not count. Holds no text of any message. */
export interface Baseline {
  /** Key of the fingerprints, random, as hexadecimal digits. */
  readonly key: string;
  /** What was judged when it was written: paths relative to the folder of the file, or globs. */
  readonly paths: readonly string[];
  /** Fingerprint to rule. */
  readonly entries: ReadonlyMap<string, RuleId>;
}

/** Why a text is no baseline. `line` is 1-based. */
export interface BaselineFault {
  readonly line: number;
  readonly reason: Message;
}

const VERSION = 1;
const KEY = /^[0-9a-f]{32}$/;
const FINGERPRINT = /^[0-9a-f]{16}$/;
const RULE = /^[a-z]+\/[a-z][a-z0-9-]*$/;
/** Longest line, in UTF-16 units: an entry has some eighty. */
const MAX_LINE = 10_000;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  if (line.length > MAX_LINE) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    // What is no JSON is told by the caller, with its line.
    return undefined;
  }
}

/**
 * Reads what `serializeBaseline` wrote. Order and doubled lines do not matter, so that git may merge two
 * of one key; two heads that differ, conflict marks and anything else that is no entry are a fault.
 */
export function parseBaseline(text: string): Baseline | BaselineFault {
  const fault = (line: number, zh: string, en: string): BaselineFault => ({
    line,
    reason: { zh, en },
  });
  let key: string | undefined;
  const paths = new Set<string>();
  const entries = new Map<string, RuleId>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const value = parseLine(line);
    if (value === undefined)
      return fault(index + 1, '不是有效的基线记录', 'this is no entry of a baseline');
    if ('version' in value) {
      if (value['version'] !== VERSION)
        return fault(index + 1, '不认识的基线版本', 'a version of baselines that is not known');
      const own = value['key'];
      if (typeof own !== 'string' || !KEY.test(own))
        return fault(index + 1, '基线的 key 无效', 'the key of the baseline is not valid');
      if (key !== undefined && key !== own)
        return fault(
          index + 1,
          '合并后有两个不同的 key',
          'merged from two baselines with different keys',
        );
      key = own;
      const judged = value['paths'];
      if (!Array.isArray(judged) || !judged.every((path) => typeof path === 'string'))
        return fault(index + 1, '基线的 paths 无效', 'the paths of the baseline are not valid');
      for (const path of judged) paths.add(path);
      continue;
    }
    const { fingerprint, rule } = value;
    if (key === undefined)
      return fault(index + 1, '第一行不是基线的头', 'the first line is no head of a baseline');
    if (
      typeof fingerprint !== 'string' ||
      !FINGERPRINT.test(fingerprint) ||
      typeof rule !== 'string' ||
      !RULE.test(rule)
    )
      return fault(index + 1, '不是有效的基线记录', 'this is no entry of a baseline');
    entries.set(fingerprint, rule);
  }
  if (key === undefined) return fault(1, '不是基线文件', 'this is no baseline');
  return { key, paths: [...paths], entries };
}

/** One head, then an entry a line, sorted, so that a merge of two changes meets no conflict of its own making. */
export function serializeBaseline({ key, paths, entries }: Baseline): string {
  const head = JSON.stringify({ version: VERSION, tool: 'cuilint', key, paths });
  const lines = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([fingerprint, rule]) => JSON.stringify({ fingerprint, rule }));
  return `${[head, ...lines].join('\n')}\n`;
}
