import type { ConductHit, ConductPlan, ConductReason } from '../model/conduct.ts';
import type { Message } from '../model/error.ts';
import type { Category, ClauseRef } from '../model/rule.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { HOUSE_NOTE } from './conduct-plan.ts';
import { clockText, STATE_NAMES } from './conduct-record.ts';
import { clausesOn } from './finding-maker.ts';

/** What a hit over several records says, in the words of a finding. */
export interface ConductWords {
  readonly ruleId: string;
  readonly category: Category;
  readonly title: string;
  readonly message: string;
  readonly rewrite: string;
  readonly clauses: readonly ClauseRef[];
}

const WHY: Readonly<Record<Extract<ConductReason, { kind: 'third-party' }>['why'], Message>> = {
  'no-attempt': {
    zh: '联系了第三人，记录里此前没有联系债务人本人的电话。',
    en: 'A third party was contacted; the records show no call to the debtor before it.',
  },
  condition: {
    zh: '联系了第三人，而失联条件不成立（号码无效、连续未接通的次日，或连续数日联系不上）。',
    en: 'A third party was contacted while the debtor did not count as out of reach (invalid number, the day after calls in a row without an answer, or days in a row).',
  },
  reached: {
    zh: '已经联系上债务人本人，仍联系第三人。',
    en: 'A third party was contacted after the debtor had been reached.',
  },
  'reached-lost': {
    zh: '联系上债务人本人之后又联系第三人；此后再次失联，请核对是否确需联系。',
    en: 'A third party was contacted after the debtor had been reached; the debtor was out of reach again: check whether it was needed.',
  },
};

/** Builds the function that puts hits of the counter into words. Clauses are those in force on the day of the hit. */
export function createConductWords(
  ruleset: Ruleset,
  plan: ConductPlan,
  lang: 'zh' | 'en',
): (hit: ConductHit) => ConductWords {
  return (hit) => {
    // Hits are made by the plan of this ruleset.
    const rule = ruleset.rules.find(({ id }) => id === hit.ruleId)!;
    const day = new Date((hit.at + hit.offset * 60) * 1000).toISOString().slice(0, 10);
    const { ground, message } = said(plan, hit, rule.message[lang], lang);
    return {
      ruleId: rule.id,
      category: rule.category,
      title: rule.title[lang],
      message: message + (ground.isHouse ? HOUSE_NOTE[lang] : ''),
      rewrite: rule.rewrite,
      clauses: clausesOn(ruleset, ground.clauses, day, plan.jurisdiction),
    };
  };
}

function said(
  plan: ConductPlan,
  { reason, count, most, at, offset }: ConductHit,
  ruleMessage: string,
  lang: 'zh' | 'en',
): { ground: { clauses: readonly string[]; isHouse: boolean }; message: string } {
  switch (reason.kind) {
    case 'limit': {
      // As above.
      const limit = plan.limits.find(({ id }) => id === reason.limit)!;
      const numbers: Readonly<Record<string, number>> = { count, most };
      return {
        ground: limit,
        message: limit.message[lang].replace(/\{(count|most)\}/g, (_, name: string) =>
          String(numbers[name]),
        ),
      };
    }
    case 'state': {
      const state = STATE_NAMES[reason.state][lang];
      return {
        ground: plan.states!,
        message: lang === 'zh' ? `此前已有“${state}”的记录，仍然联系。` : `Contact after ${state}.`,
      };
    }
    case 'hours': {
      const { from, to } = plan.hours!;
      const time = Math.floor((((at + offset * 60) % 86_400) + 86_400) / 60) % 1440;
      const texts: Readonly<Record<string, number>> = { time, from, to };
      return {
        ground: plan.hours!,
        message: ruleMessage.replace(/\{(time|from|to)\}/g, (_, name: string) =>
          clockText(texts[name]!),
        ),
      };
    }
    case 'third-party':
      return { ground: plan.thirdParty!, message: WHY[reason.why][lang] };
    default:
      return reason satisfies never;
  }
}
