import type { ContactState } from '../model/contact.ts';
import type { ConductGround, ConductLimit, Jurisdiction, Rule, Severity } from '../model/rule.ts';
import type { Language } from './describe.ts';

type Pair = readonly [zh: string, en: string];

const PLACES: Readonly<Record<Jurisdiction, Pair>> = {
  cn: ['大陆', 'mainland'],
  hk: ['香港', 'Hong Kong'],
  tw: ['台湾', 'Taiwan'],
  us: ['美国', 'United States'],
};
const LEVELS: Readonly<Record<Severity, Pair>> = {
  error: ['错误', 'error'],
  warning: ['警告', 'warning'],
  info: ['提示', 'info'],
};
const STATES: Readonly<Record<ContactState, Pair>> = {
  stopped: ['停催', 'stop'],
  settled: ['结清', 'settlement'],
  disputed: ['争议', 'dispute'],
  complained: ['投诉', 'complaint'],
  identity: ['错号、冒名或死亡', 'wrong number, stolen identity or death'],
};

interface Row {
  readonly what: string;
  readonly jurisdictions: readonly Jurisdiction[];
  readonly ground: ConductGround;
  readonly key: string;
  readonly severity: Severity;
}

function clock(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** One row for the jurisdictions in which the same is asked on the same ground. */
function joined(rows: readonly Row[]): readonly Row[] {
  const byText = new Map<string, Row>();
  for (const row of rows) {
    const name = JSON.stringify([row.what, row.key, row.severity, row.ground.clauses]);
    const known = byText.get(name);
    byText.set(
      name,
      known ? { ...known, jurisdictions: [...known.jurisdictions, ...row.jurisdictions] } : row,
    );
  }
  return [...byText.values()];
}

function limitText({ message, most }: ConductLimit, lang: Language): string {
  const shown = most === null ? (lang === 'zh' ? '（未设）' : '(none set)') : String(most);
  return message[lang].replaceAll('{most}', shown).replaceAll('{count}', 'N');
}

function rowsOf(rule: Rule, lang: Language): readonly Row[] {
  const { conduct } = rule;
  const zh = lang === 'zh';
  const row = (ground: ConductGround, what: string, key: string): Row => ({
    what,
    jurisdictions: [ground.jurisdiction],
    ground,
    key,
    severity: ground.severity ?? rule.severity,
  });
  return [
    ...(conduct?.hours ?? []).map((hours) =>
      row(
        hours,
        zh
          ? `只在 ${clock(hours.from)} 到 ${clock(hours.to)} 之间（${clock(hours.to)} 整已属违规）`
          : `from ${clock(hours.from)} to ${clock(hours.to)} only (${clock(hours.to)} sharp is too late)`,
        'conduct.hours',
      ),
    ),
    ...(conduct?.limits ?? []).map((limit) =>
      row(limit, limitText(limit, lang), `conduct.limits.${limit.id}`),
    ),
    ...(conduct?.states ?? []).map((states) => {
      const names = states.states.map((state) => STATES[state][zh ? 0 : 1]);
      return row(states, zh ? `${names.join('、')}之后` : `after a ${names.join(', ')}`, '');
    }),
    ...(conduct?.thirdParty ?? []).map((third) =>
      row(
        third,
        zh
          ? `号码无效，或连续 ${third.attempts} 次未接通的次日起，或连续 ${third.days} 天联系不上，才可联系第三人；联系上本人后停止`
          : `only with an invalid number, from the day after ${third.attempts} calls in a row without an answer, or after ${third.days} days in a row; not after the debtor was reached`,
        '',
      ),
    ),
  ];
}

/** What a rule of conduct asks, and whether a law or the house says so. Empty for other rules. */
export function demandTable(
  rule: Rule,
  lang: Language,
  heading: (text: string) => string,
): readonly string[] {
  const zh = lang === 'zh';
  const rows = joined(rowsOf(rule, lang));
  if (rows.length === 0) return [];
  return [
    heading(zh ? '数值' : 'Numbers'),
    '',
    zh
      ? '| 法域 | 要求 | 级别 | 来源 | 配置项 |'
      : '| Where | What is asked | Severity | Ground | Setting |',
    '|---|---|---|---|---|',
    ...rows.map(({ what, jurisdictions, ground, key, severity }) => {
      const where = jurisdictions.map((each) => PLACES[each][zh ? 0 : 1]).join(zh ? '、' : ', ');
      const house = zh ? '内部阈值' : 'limit of the house';
      const source = [...ground.clauses, ...(ground.isHouse ? [`**${house}**`] : [])].join(
        zh ? '、' : ', ',
      );
      const setting = key === '' ? '' : `\`${key}\``;
      return `| ${where} | ${what} | ${LEVELS[severity][zh ? 0 : 1]} | ${source} | ${setting} |`;
    }),
    '',
  ];
}
