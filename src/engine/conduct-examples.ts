import type { Contact } from '../model/contact.ts';
import type { ExampleMeta, Rule } from '../model/rule.ts';
import type { MessageMeta } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { contactOf } from '../text/contacts.ts';
import { createNormalizer } from '../text/normalize.ts';
import { instantOf, zoneOffset } from '../text/zones.ts';
import { createConductCounter } from './conduct-counter.ts';
import { type ConductSettings, HOME, planConduct } from './conduct-plan.ts';
import { createExemption, createRecordJudge } from './conduct-record.ts';
import type { JudgeOptions } from './judge.ts';

/** Enough for any example. */
const MEMORY = 1 << 20;

/** `案件=A`: what a word of an example says. */
const FIELDS: Readonly<
  Record<
    string,
    | 'case'
    | 'recipient'
    | 'relation'
    | 'status'
    | 'caseStatus'
    | 'consent'
    | 'agency'
    | 'settledAt'
    | 'stoppedAt'
    | 'disputedAt'
  >
> = {
  案件: 'case',
  号码: 'recipient',
  关系: 'relation',
  结果: 'status',
  案件状态: 'caseStatus',
  同意: 'consent',
  机构: 'agency',
  结清: 'settledAt',
  停催: 'stoppedAt',
  投诉: 'disputedAt',
};

/**
 * The record that a line of an example describes: the time on the recipient's clock (or with an offset), the
 * channel, then in any order 呼入, the outcome of a call, and fields as `案件=A`; behind `：` the text. Without a
 * number it is 1; `结清`, `停催` and `投诉` take a day, which counts from the next, or a time.
 */
function recordOf(
  line: string,
  toIso: (wall: string) => string,
): { readonly text: string; readonly meta: MessageMeta } {
  const [head = '', ...rest] = line.split('：');
  const words = head.split(' ').filter((word) => word !== '');
  const first = words.shift() ?? '';
  const sentAt = toIso(first.includes('T') ? first : `${first}T${words.shift() ?? ''}`);
  const meta: Record<string, string> = {
    kind: 'log',
    sentAt,
    recipient: '1',
    channel: words.shift() ?? '',
  };
  for (const word of words) {
    const [name = '', value] = word.split('=');
    const field = FIELDS[name];
    if (value === undefined || field === undefined) {
      if (name === '呼入') meta['direction'] = 'inbound';
      else meta['connected'] = name;
    } else if (field === 'settledAt' || field === 'stoppedAt' || field === 'disputedAt')
      meta[field] = toIso(value.includes('T') ? value : `${value}T23:59:59`);
    else meta[field] = value;
  }
  // Every key above is one of MessageMeta with a text as its value.
  return { text: rest.join('：'), meta: { ...(meta as MessageMeta), kindKnown: true } };
}

/**
 * The lines of an example of a conduct rule that are flagged: those that break the rule by their own fields,
 * and those with which several together break it.
 */
export function flaggedLines(
  ruleset: Ruleset,
  rule: Rule,
  options: JudgeOptions,
  text: string,
  { jurisdiction = 'cn' }: ExampleMeta,
): readonly string[] {
  const home = HOME[jurisdiction];
  const settings: ConductSettings = { jurisdiction, timezone: home.timezone };
  const clock = zoneOffset(home.timezone);
  const normalizer = createNormalizer(ruleset.variants);
  const judge = createRecordJudge(ruleset, normalizer, { ...options, conduct: settings });
  const exemption = createExemption(ruleset, normalizer, options);
  const plan = planConduct(ruleset.rules, settings, options.levels, options.inactive);
  const counter = createConductCounter({ plan, memoryBytes: MEMORY });
  const toIso = (wall: string): string => new Date(instantOf(wall, clock)).toISOString();
  const lines = text.split('\n');
  const flagged = new Set<number>();
  for (const [row, line] of lines.entries()) {
    const record = recordOf(line, toIso);
    // Records of calls have no text; the judge of texts sees those that have one.
    const judged = judge(record.text === '' ? line : record.text, record.meta);
    if (judged.some((match) => match.rule === rule && match.suppressed === null)) flagged.add(row);
    const found = contactOf(record.meta, row, { clock, country: home.country });
    if ('reason' in found) continue;
    const isExempt = exemption(rule, record.text, record.meta) !== null;
    const contact: Contact = { ...found.contact, isExempt };
    counter.add(contact);
  }
  for (const hit of counter.finish()) if (hit.ruleId === rule.id) flagged.add(hit.row);
  return lines.filter((_, row) => flagged.has(row));
}
