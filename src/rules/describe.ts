import {
  CATEGORIES,
  type Category,
  type ClauseRef,
  type Evidence,
  type GoodExample,
  type Profile,
  type Rule,
  type RuleStatus,
  type Severity,
} from '../model/rule.ts';
import type { Kind, Speaker } from '../model/segment.ts';
import { demandTable } from './describe-conduct.ts';

export type Language = 'zh' | 'en';
type Clauses = Readonly<Record<string, ClauseRef>>;
type Names<Key extends string> = Readonly<Record<Key, readonly [zh: string, en: string]>>;

const SEVERITIES: Names<Severity> = {
  error: ['错误', 'error'],
  warning: ['警告', 'warning'],
  info: ['提示', 'info'],
};
const STATUSES: Names<RuleStatus> = {
  preview: ['试用（只报告，不判失败）', 'preview (reports, fails no build)'],
  stable: ['正式', 'stable'],
  retired: ['停用', 'retired'],
};
const KINDS: Names<Kind> = {
  sms: ['短信', 'messages'],
  script: ['话术', 'call scripts'],
  log: ['触达日志', 'contact logs'],
};
const SPEAKERS: Names<Speaker | 'any'> = {
  collector: ['催收方说的话', 'what the collector says'],
  customer: ['客户说的话', 'what the customer says'],
  'third-party': ['第三人说的话', 'what a third party says'],
  narrator: ['旁白与说明', 'notes and headings'],
  system: ['系统文字', 'system text'],
  any: ['任何人说的话', 'what anybody says'],
};
const PROFILES: Names<Profile> = {
  bank: ['银行', 'banks'],
  'consumer-finance': ['消费金融公司', 'consumer finance companies'],
  'micro-loan': ['小额贷款公司', 'micro-loan companies'],
  agency: ['催收机构', 'collection agencies'],
  'law-firm': ['律师事务所', 'law firms'],
  'property-fee': ['物业公司', 'property managers'],
  utility: ['水电燃气', 'utilities'],
  telecom: ['电信运营商', 'telecom operators'],
  court: ['法院', 'courts'],
  police: ['公安机关', 'police'],
};
const CATEGORY_NAMES: Names<Category> = {
  threat: ['威胁恐吓', 'Threats'],
  insult: ['侮辱贬损', 'Insults'],
  misleading: ['虚假与误导', 'False and misleading statements'],
  privacy: ['隐私与第三人', 'Privacy and third parties'],
  harassment: ['骚扰', 'Harassment'],
  identity: ['身份', 'Identity'],
  payment: ['款项与资金安全', 'Payment'],
  script: ['话术结构', 'Structure of call scripts'],
  obfuscation: ['规避检测', 'Evasion'],
  meta: ['检查本身', 'The check itself'],
};
const EVIDENCE: Names<Evidence> = {
  read: ['已核原文', 'original read'],
  'second-hand': ['据转述', 'second-hand'],
  unverified: ['待核实', 'unverified'],
};
const JURISDICTIONS: Names<ClauseRef['jurisdiction']> = {
  cn: ['', ''],
  hk: ['香港', 'Hong Kong'],
  tw: ['台湾', 'Taiwan'],
  us: ['美国', 'United States'],
};
const CONTEXTS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  negated: ['说的是不会这样做', 'it says that this is not done'],
  prohibited: ['说的是禁止这样做', 'it forbids this'],
  reported: ['请人举报这种行为', 'it asks to report this'],
  'fraud-warning': ['提醒防范冒充和诈骗', 'it warns of fraud'],
  narrated: ['转述别人的投诉或经历', 'it tells what somebody else reported'],
  'answered-no': ['对方问起，回答说不会', 'it takes up a question and answers no'],
  corrected: ['说明那种说法不对', 'it corrects a notion'],
  'kept-silent': ['说明没有向别人透露', 'it says that nothing was told to others'],
  'forbidden-list': ['列在禁用语里', 'it stands in a list of forbidden phrases'],
  'quoted-example': ['引号里的反面例子', 'a quoted example of what not to say'],
  'customer-turn': ['是客户说的话', 'the customer says it'],
  statute: ['复述法规条文', 'it recites a statute'],
  boundary: ['这几个字分属两个词', 'the characters belong to two words'],
  shield: ['是另一个无害的词', 'it is another, harmless word'],
};

function pick(pair: readonly [zh: string, en: string], lang: Language): string {
  return pair[lang === 'zh' ? 0 : 1];
}

/** Text that shows as written: no markup, and on one line (line ends as ⏎). */
function plain(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|#~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/\r?\n|\r/g, ' ⏎ ');
}

/** The text with each hit, taken in order, in bold. A hit that does not occur is passed over. */
function withHits(text: string, hits: readonly string[]): string {
  let from = 0;
  let shown = '';
  for (const hit of hits) {
    const at = text.indexOf(hit, from);
    if (at < 0) continue;
    shown += `${plain(text.slice(from, at))}**${plain(hit)}**`;
    from = at + hit.length;
  }
  return shown + plain(text.slice(from));
}

function validity(clause: ClauseRef, lang: Language): string {
  const { inForceSince: since, inForceUntil: until } = clause;
  if (lang === 'zh') {
    if (since && until) return `${since} 至 ${until}`;
    if (until) return `至 ${until}（已被取代）`;
    return since ? `自 ${since}` : '现行，起始日未核';
  }
  if (since && until) return `${since} to ${until}`;
  if (until) return `until ${until} (replaced)`;
  return since ? `since ${since}` : 'in force, first day not checked';
}

function clauseTable(rule: Rule, clauses: Clauses, lang: Language): readonly string[] {
  const head =
    lang === 'zh'
      ? ['| 条款 | 要求（转述） | 效力 | 核实 |', '|---|---|---|---|']
      : ['| Clause | What it asks (paraphrased) | In force | Evidence |', '|---|---|---|---|'];
  const rows = rule.clauses.map((id) => {
    const clause = Object.hasOwn(clauses, id) ? clauses[id] : undefined;
    if (!clause) {
      const missing = lang === 'zh' ? '（条款表中没有）' : '(not in the table of clauses)';
      return `| ${plain(id)} | ${missing} | | ${pick(EVIDENCE.unverified, lang)} |`;
    }
    const place = pick(JURISDICTIONS[clause.jurisdiction], lang);
    const title = `${place && `${lang === 'zh' ? `（${place}）` : `(${place}) `}`}${clause.title}`;
    const evidence = pick(EVIDENCE[clause.evidence], lang);
    const shown = clause.evidence === 'read' ? evidence : `**${evidence}**`;
    return `| ${plain(title)} | ${plain(clause.text)} | ${validity(clause, lang)} | ${shown} |`;
  });
  return [...head, ...rows];
}

function summary(rule: Rule, lang: Language): readonly string[] {
  const zh = lang === 'zh';
  const comma = zh ? '、' : ', ';
  const profiles = (list: readonly Profile[]) =>
    list.map((profile) => pick(PROFILES[profile], lang)).join(comma);
  const lines = [
    `- ${zh ? '级别：' : 'Severity: '}${pick(SEVERITIES[rule.severity], lang)}`,
    `- ${zh ? '适用：' : 'Judges: '}${rule.applies.kinds.map((kind) => pick(KINDS[kind], lang)).join(comma)}${zh ? '；' : '; '}${pick(SPEAKERS[rule.applies.speaker], lang)}`,
  ];
  if (rule.applies.profiles) {
    lines.push(`- ${zh ? '只对：' : 'Only for: '}${profiles(rule.applies.profiles)}`);
  }
  if (rule.applies.notProfiles) {
    lines.push(`- ${zh ? '不对：' : 'Not for: '}${profiles(rule.applies.notProfiles)}`);
  }
  if (rule.status !== 'stable') {
    lines.push(`- ${zh ? '状态：' : 'Status: '}${pick(STATUSES[rule.status], lang)}`);
  }
  if (rule.aliases.length > 0) {
    const names = rule.aliases.map((alias) => `\`${alias}\``).join(comma);
    lines.push(`- ${zh ? '旧名：' : 'Former names: '}${names}`);
  }
  return lines;
}

function because(rule: Rule, example: GoodExample, lang: Language): string {
  if (example.because === undefined) return '';
  const isException = rule.unless.some((exception) => exception.id === example.because);
  const context = Object.hasOwn(CONTEXTS, example.because) ? CONTEXTS[example.because] : undefined;
  let reason = example.because;
  if (isException) {
    reason = lang === 'zh' ? `例外：${example.because}` : `exception: ${example.because}`;
  } else if (context) reason = pick(context, lang);
  return lang === 'zh' ? `（${reason}）` : ` (${reason})`;
}

function fixes(rule: Rule, lang: Language): readonly string[] {
  const pairs = Object.entries(rule.fix ?? {}).map(([from, to]) => `${plain(from)} → ${plain(to)}`);
  if (pairs.length === 0) return [];
  return [
    lang === 'zh'
      ? `可自动改写（\`--fix\`）：${pairs.join('、')}`
      : `Replaced by \`--fix\`: ${pairs.join(', ')}`,
    '',
  ];
}

function sections(rule: Rule, clauses: Clauses, lang: Language, level: number): readonly string[] {
  const zh = lang === 'zh';
  const heading = (text: string) => `${'#'.repeat(level + 1)} ${text}`;
  const title = `${'#'.repeat(level)} \`${rule.id}\` ${plain(rule.title[lang])}`;
  const good =
    rule.examples.good.length === 0
      ? []
      : [
          heading(zh ? '什么不会报' : 'What is not flagged'),
          '',
          ...rule.examples.good.map(
            (example) => `- ${plain(example.text)}${because(rule, example, lang)}`,
          ),
          '',
        ];
  return [
    title,
    '',
    ...summary(rule, lang),
    '',
    heading(zh ? '为什么' : 'Why'),
    '',
    plain(rule.rationale[lang]),
    '',
    heading(zh ? '依据' : 'Clauses'),
    '',
    ...clauseTable(rule, clauses, lang),
    '',
    ...demandTable(rule, lang, heading),
    heading(zh ? '什么会报' : 'What is flagged'),
    '',
    ...rule.examples.bad.map((example) => `- ${withHits(example.text, example.hits)}`),
    '',
    ...good,
    heading(zh ? '建议改写' : 'What to write instead'),
    '',
    `> ${plain(rule.rewrite)}`,
    '',
    ...fixes(rule, lang),
    heading(zh ? '确需保留时' : 'To keep such a text'),
    '',
    zh
      ? `在它的上一行写注释，原因必填：\`cuilint-disable-next-line ${rule.id} -- 原因\`。JSON、CSV 等不能写注释的文件，记在 \`cuilint.suppressions.yaml\` 里。`
      : `Write a comment on the line before it, with the reason: \`cuilint-disable-next-line ${rule.id} -- reason\`. For JSON, CSV and other files without comments, enter it in \`cuilint.suppressions.yaml\`.`,
  ];
}

/**
 * The page of one rule as Markdown, ending with a line end: why, the clauses with their validity and
 * with 据转述 or 待核实 where the original was not read, what is flagged (hits in bold), what is not,
 * what to write instead, and how to keep a text nevertheless. A clause missing from `clauses` is shown
 * as unverified.
 */
export function describeRule(
  rule: Rule,
  clauses: Readonly<Record<string, ClauseRef>>,
  lang: Language,
): string {
  return `${sections(rule, clauses, lang, 1).join('\n')}\n`;
}

/**
 * One page for all rules as Markdown: a table by category, then the page of each rule. Categories in the
 * order of `CATEGORIES`, rules within them in the order given; a category without rules is left out.
 */
export function describeRules(
  rules: readonly Rule[],
  clauses: Readonly<Record<string, ClauseRef>>,
  lang: Language,
): string {
  const zh = lang === 'zh';
  const groups = CATEGORIES.map((category) => ({
    category,
    members: rules.filter((rule) => rule.category === category),
  })).filter((group) => group.members.length > 0);
  const anchor = (rule: Rule) => rule.id.replace('/', '-');
  const table = groups.flatMap(({ category, members }) => [
    `## ${pick(CATEGORY_NAMES[category], lang)}`,
    '',
    zh ? '| 规则 | 名称 | 级别 |' : '| Rule | Title | Severity |',
    '|---|---|---|',
    ...members.map(
      (rule) =>
        `| [\`${rule.id}\`](#${anchor(rule)}) | ${plain(rule.title[lang])} | ${pick(SEVERITIES[rule.severity], lang)} |`,
    ),
    '',
  ]);
  const pages = groups.flatMap(({ members }) =>
    members.flatMap((rule) => [
      `<a id="${anchor(rule)}"></a>`,
      '',
      ...sections(rule, clauses, lang, 2),
      '',
    ]),
  );
  const intro = zh
    ? `# 规则\n\n共 ${rules.length} 条。条款标“据转述”的未读到原文，标“待核实”的不得作为确定依据引用。本页由 \`npm run docs\` 生成。\n`
    : `# Rules\n\n${rules.length} in all. Of clauses marked second-hand the original was not read; those marked unverified must not be cited as certain. This page is written by \`npm run docs\`.\n`;
  return `${[intro, ...table, ...pages].join('\n').trimEnd()}\n`;
}
