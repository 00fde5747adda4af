import { isScalar } from 'yaml';
import type { Jurisdiction } from '../model/rule.ts';
import {
  type RuleFile,
  readChoice,
  readMap,
  readText,
  report,
  type Value,
} from '../rules/parse-document.ts';
import { JURISDICTIONS } from '../rules/parse-names.ts';
import { entry, type Placed, placed } from './config-values.ts';

export interface Conduct {
  readonly jurisdiction?: Placed<Jurisdiction>;
  readonly timezone?: Placed<string>;
  readonly hours?: Placed<{ readonly from: string; readonly to: string }>;
  /** Null: off. */
  readonly limits?: Placed<Readonly<Record<string, number | null>>>;
}

/** Ids of the limits in dictionaries/conduct/. */
export const LIMITS: readonly string[] = [
  'connectedCallsPerDay',
  'attemptsPerDay',
  'visitsPerDay',
  'messagesPerDay',
  'messagesPerDayMost',
  'messagesPerHour',
  'callsPerWeek',
  'daysAfterConversation',
  'perDay',
  'perWeek',
  'perMonth',
];

/** A zone that the platform knows, by its canonical name. */
function zone(file: RuleFile, value: Value): string | undefined {
  const name = readText(file, value, 'conduct.timezone');
  if (name === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // Intl tells an unknown zone by a RangeError and nothing else.
    report(file, value.offset, {
      zh: '没有这个时区；写成 Asia/Shanghai 这样的名称',
      en: 'no such time zone; write a name such as Asia/Shanghai',
    });
    return undefined;
  }
}

function hours(file: RuleFile, value: Value): { from: string; to: string } | undefined {
  const text = readText(file, value, 'conduct.hours');
  if (text === undefined) return undefined;
  const parts = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text);
  // Texts of one form: their order is that of the clock.
  if (parts && parts[1]! < parts[2]!) return { from: parts[1]!, to: parts[2]! };
  report(file, value.offset, {
    zh: 'conduct.hours 写成 08:00-20:00，前早后晚',
    en: 'write conduct.hours as 08:00-20:00, the earlier first',
  });
  return undefined;
}

function limits(file: RuleFile, value: Value): Readonly<Record<string, number | null>> {
  const entries = readMap(file, value, 'conduct.limits', LIMITS);
  return Object.fromEntries(
    [...(entries ?? [])].flatMap(([key, { node, offset }]): [string, number | null][] => {
      const count = isScalar(node) ? node.value : undefined;
      if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return [[key, count]];
      // A bare off is text to our reader of YAML, and false to others.
      if (count === false || count === 'off') return [[key, null]];
      report(file, offset, {
        zh: `conduct.limits.${key} 应为非负整数或 off`,
        en: `conduct.limits.${key} must be a whole number, 0 or more, or off`,
      });
      return [];
    }),
  );
}

/** What `conduct` of a configuration says of the contacts that a house allows itself. */
export function readConduct(file: RuleFile, value: Value): Conduct {
  const entries = readMap(file, value, 'conduct', ['jurisdiction', 'hours', 'limits', 'timezone']);
  const read = <T>(key: string, parse: (value: Value) => T | undefined): Placed<T> | undefined => {
    const found = entries?.get(key);
    return found && placed(file, found, parse(found));
  };
  return {
    ...entry(
      'jurisdiction',
      read('jurisdiction', (item) =>
        readChoice(file, item, { zh: '法域', en: 'jurisdiction' }, JURISDICTIONS),
      ),
    ),
    ...entry(
      'timezone',
      read('timezone', (item) => zone(file, item)),
    ),
    ...entry(
      'hours',
      read('hours', (item) => hours(file, item)),
    ),
    ...entry(
      'limits',
      read('limits', (item) => limits(file, item)),
    ),
  };
}
