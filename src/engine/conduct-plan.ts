import type { ConductPlan } from '../model/conduct.ts';
import type { Message } from '../model/error.ts';
import type { ConductGround, Jurisdiction, Level, Rule, RuleId, Severity } from '../model/rule.ts';
import type { Country } from '../text/recipients.ts';
import { compareLevels } from './grade.ts';

/** What the configuration says of conduct; plain data. */
export interface ConductSettings {
  readonly jurisdiction: Jurisdiction;
  /** IANA zone of the recipients' clocks. */
  readonly timezone: string;
  /** Minutes of the day, in the place of the rule's. */
  readonly hours?: { readonly from: number; readonly to: number };
  /** By id of the limit; null: it is off. */
  readonly limits?: Readonly<Record<string, number | null>>;
}

/** Clock and country code where nothing else is said. The United States have no one clock: it has to be configured. */
export const HOME: Readonly<
  Record<Jurisdiction, { readonly timezone: string; readonly country: Country }>
> = {
  cn: { timezone: 'Asia/Shanghai', country: '86' },
  hk: { timezone: 'Asia/Hong_Kong', country: '852' },
  tw: { timezone: 'Asia/Taipei', country: '886' },
  us: { timezone: 'America/New_York', country: '1' },
};

export const MAINLAND: ConductSettings = { jurisdiction: 'cn', timezone: HOME.cn.timezone };

export const HOUSE_NOTE: Message = {
  zh: '（内部阈值，不是法规数字）',
  en: ' (a limit of the house, not a number of the law)',
};

/** The level of a demand: the rule's or the user's, which also caps what the demand says of itself. */
function levelOf(
  rule: Rule,
  own: Severity | undefined,
  override: Level | undefined,
): Severity | undefined {
  if (override === 'off') return undefined;
  const level = own ?? override ?? rule.severity;
  return override !== undefined && compareLevels(level, override) > 0 ? override : level;
}

/**
 * The demands of the rules that are on, for one jurisdiction and with the configured hours and limits in
 * the place of their own. A limit of the configuration that is stricter than the law's is one of the house.
 */
export function planConduct(
  rules: readonly Rule[],
  settings: ConductSettings,
  levels: ReadonlyMap<RuleId, Level> = new Map(),
  inactive: ReadonlySet<RuleId> = new Set(),
): ConductPlan {
  const { jurisdiction } = settings;
  const here = <Ground extends ConductGround>(
    grounds: readonly Ground[] | undefined,
  ): Ground | undefined => grounds?.find((ground) => ground.jurisdiction === jurisdiction);
  let plan: ConductPlan = { jurisdiction, limits: [] };
  for (const rule of rules) {
    const { conduct, id: ruleId } = rule;
    if (conduct === undefined || rule.status === 'retired' || inactive.has(ruleId)) continue;
    const override = levels.get(ruleId);
    const withLevel = <Ground extends ConductGround>(ground: Ground | undefined) => {
      const severity = ground && levelOf(rule, ground.severity, override);
      return ground && severity ? { ...ground, severity, ruleId } : undefined;
    };
    const hours = withLevel(here(conduct.hours));
    const states = withLevel(here(conduct.states));
    const thirdParty = withLevel(here(conduct.thirdParty));
    const limits = (conduct.limits ?? []).flatMap((limit) => {
      if (limit.jurisdiction !== jurisdiction) return [];
      const severity = levelOf(rule, limit.severity, override);
      const asked = settings.limits?.[limit.id];
      const most = asked === undefined ? limit.most : asked;
      if (severity === undefined || most === null) return [];
      const isHouse = limit.isHouse || (limit.most !== null && most < limit.most);
      return [{ ...limit, ruleId, severity, most, isHouse }];
    });
    plan = {
      ...plan,
      ...(hours && {
        hours: settings.hours ? { ...hours, ...settings.hours, isHouse: true } : hours,
      }),
      ...(states && { states }),
      ...(thirdParty && { thirdParty }),
      limits: [...plan.limits, ...limits],
    };
  }
  return plan;
}
