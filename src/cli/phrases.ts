import type { Message } from '../model/error.ts';

export type Language = 'zh' | 'en';

/** Heads and descriptions of the help pages. Options are described by their long name. */
export const HELP = {
  titles: {
    'Usage:': { zh: '用法：', en: 'Usage:' },
    'Arguments:': { zh: '参数：', en: 'Arguments:' },
    'Options:': { zh: '选项：', en: 'Options:' },
    'Commands:': { zh: '命令：', en: 'Commands:' },
  },
  program: {
    zh: '检查催收短信、话术和触达记录中的违规表述，指出位置、依据和改写。',
    en: 'Finds unlawful wording in debt-collection messages and call scripts: where, why, and what to write.',
  },
  check: {
    zh: '检查文件、文件夹或通配符；- 表示标准输入（默认命令）',
    en: 'judge files, folders or globs; - is standard input (the default command)',
  },
  explain: {
    zh: '说明一条规则：用途、依据、正反例、改写',
    en: 'what a rule is for: clauses, examples, how to rewrite',
  },
  trace: {
    zh: '逐步说明一句话为什么报、为什么不报',
    en: 'why a sentence is flagged or not, step by step',
  },
  rules: {
    zh: '规则集：列出、自测、比较、生成文档',
    en: 'the rule set: list, test, compare, write its page',
  },
  'rules list': { zh: '列出全部规则', en: 'list all rules' },
  'rules test': { zh: '运行规则自带的正反例', en: "run the rules' own examples" },
  'rules docs': {
    zh: '生成规则文档（默认写入 dictionaries/README.md）',
    en: 'write the rules page (dictionaries/README.md)',
  },
  baseline: {
    zh: '基线：记下现有的发现，之后只报新的',
    en: 'baseline: note what is found now, so that only new findings count',
  },
  'baseline create': { zh: '生成基线', en: 'write a baseline' },
  'baseline update': {
    zh: '更新基线：只删不增，除非 --add-new',
    en: 'bring it up to date: it only shrinks, unless --add-new',
  },
  'baseline prune': { zh: '删去已不存在的旧发现', en: 'drop entries of what is gone' },
  config: {
    zh: '配置：查看、检查、输出 JSON Schema',
    en: 'configuration: print, validate, schema',
  },
  'config print': {
    zh: '列出生效的设置，以及由哪个文件、哪个模式设定',
    en: 'what is set, and by which file and pattern',
  },
  'config validate': { zh: '检查配置文件和豁免清单', en: 'check configuration and suppressions' },
  'config schema': { zh: '输出供编辑器使用的 JSON Schema', en: 'the JSON Schema, for editors' },
  path: { zh: '文件、文件夹、通配符或 -', en: 'files, folders, globs, or -' },
  rule: { zh: '规则编号，如 threat/home-visit', en: 'id of a rule, such as threat/home-visit' },
  rulesOf: {
    zh: '只测试这些规则或类别（默认全部）',
    en: 'only these rules or categories (default: all)',
  },
  text: { zh: '要分析的句子', en: 'the sentence' },
  help: { zh: '显示帮助', en: 'show help' },
  version: { zh: '显示版本', en: 'show the version' },
  more: {
    zh: '退出码：0 全部检查完，没有达到失败级别的发现；1 有发现；2 有内容未能判断。\n示例：cuilint templates/    cuilint 短信.csv --format json -o report.json',
    en: 'Exit codes: 0 all judged, nothing at or above the fail level; 1 findings; 2 not everything could be judged.\nExamples: cuilint templates/    cuilint messages.csv --format json -o report.json',
  },
} as const;

export const OPTION_HELP: Readonly<Record<string, Message>> = {
  '--format': {
    zh: '报告格式 stylish、compact、json、jsonl、sarif、junit、checkstyle、github、gitlab、rdjsonl、markdown、html、csv、xlsx；加 :文件 则写入文件；可重复',
    en: 'stylish, compact, json, jsonl, sarif, junit, checkstyle, github, gitlab, rdjsonl, markdown, html, csv or xlsx; with :FILE into a file; repeatable',
  },
  '--output': {
    zh: '报告写入文件（不改变退出码）',
    en: 'write the report into a file (the exit code stays)',
  },
  '--fail-on': {
    zh: '从哪一级起退出码为 1：error、warning、info、never（默认 error）',
    en: 'exit 1 from this severity on: error, warning, info, never (default error)',
  },
  '--max-warnings': {
    zh: '警告多于此数时退出码也为 1',
    en: 'exit 1 for more warnings than this as well',
  },
  '--kind': {
    zh: '文本种类 sms、script、log（数据里没有写明时）',
    en: 'sms, script or log, where the data does not say',
  },
  '--fields': {
    zh: '要检查的列、字段或键，逗号分隔',
    en: 'columns, fields or keys to judge, separated by commas',
  },
  '--encoding': {
    zh: '所有文件的编码：utf-8、gb18030、big5、utf-16le、utf-16be',
    en: 'encoding of every file: utf-8, gb18030, big5, utf-16le, utf-16be',
  },
  '--only': {
    zh: '只用这些规则或类别，可重复或逗号分隔',
    en: 'only these rules or categories; repeatable, or with commas',
  },
  '--skip': { zh: '不用这些规则或类别', en: 'without these rules or categories' },
  '--rule': {
    zh: '改变规则级别 ID=off|info|warning|error，可重复',
    en: 'level of a rule, ID=off|info|warning|error; repeatable',
  },
  '--vars': {
    zh: '变量的取值表（CSV、YAML、JSON）：代入模板后检查',
    en: 'values of variables (CSV, YAML, JSON), judged in their templates',
  },
  '--profile': {
    zh: '发送方类型：bank、agency、law-firm 等',
    en: 'who sends: bank, agency, law-firm …',
  },
  '--jurisdiction': {
    zh: '按哪里的规定：cn（默认）、hk、tw、us',
    en: 'whose law holds: cn (default), hk, tw, us',
  },
  '--timezone': {
    zh: '没有时区的时间属于哪个时区（默认 Asia/Shanghai）',
    en: 'zone of times without one (default Asia/Shanghai)',
  },
  '--today': {
    zh: '按哪一天的有效条款判断，如 2026-03-01',
    en: 'clauses in force on this day, such as 2026-03-01',
  },
  '--mask': {
    zh: '遮蔽个人信息 full、partial、none（默认 partial）',
    en: 'personal data: full, partial, none (default partial)',
  },
  '--stdin-filename': {
    zh: '标准输入当作这个文件名（决定格式）',
    en: 'name of standard input, which tells its format',
  },
  '--files-from': {
    zh: '从文件（- 表示标准输入）读取要检查的路径：每行一个，或用 NUL 分隔',
    en: 'read the paths from a file (- is standard input): a line each, or NUL between them',
  },
  '--annotate': {
    zh: '把发现写进 Excel 或 Word 文件的副本（批注和新增列，其余不变）',
    en: 'write what was found into a copy of the workbook or document (comments and added columns, nothing else changed)',
  },
  '--fix': {
    zh: '改写规则标明可安全替换的词，其余仍报告；引号、否定、占位符里的不动',
    en: 'replace the words that rules mark as safe, and report the rest; never in quotes, denials or placeholders',
  },
  '--fix-dry-run': {
    zh: '只把 --fix 会做的改动显示为差异，不写文件（个人信息已遮蔽）',
    en: 'show what --fix would do as a diff and write nothing (personal data masked)',
  },
  '--watch': {
    zh: '持续监视，文件或配置一变就重新检查（Ctrl-C 结束）',
    en: 'go on watching: check again whenever a file or the configuration changes (Ctrl-C ends)',
  },
  '--cache': {
    zh: '记住没有问题的文本（.cuilintcache），下次只检查变了的；不含文字，可在 CI 中共用',
    en: 'remember what is clean (.cuilintcache) and judge only what changed; holds no text',
  },
  '--cache-location': {
    zh: '缓存文件的位置（隐含 --cache）',
    en: 'place of the cache (implies --cache)',
  },
  '--concurrency': {
    zh: '用几个线程判断，auto 视数据量而定（默认 auto；报告与线程数无关）',
    en: 'threads that judge; auto (default) goes by the amount; the report is the same with any',
  },
  '--quiet': { zh: '只列出错误级别的发现', en: 'list errors only' },
  '--statistics': {
    zh: '附上按规则、类别、级别的统计和短信条数',
    en: 'counts by rule, category and severity, and SMS parts',
  },
  '--max-findings': {
    zh: '最多列出多少处发现（总数照计）',
    en: 'list at most this many findings (all are counted)',
  },
  '--config': {
    zh: '使用这个配置文件（默认向上查找 cuilint.config.yaml）',
    en: 'this configuration (default: the nearest cuilint.config.yaml above)',
  },
  '--add-new': { zh: '把新发现也收入基线', en: 'take in new findings as well' },
  '--for': { zh: '对这个文件生效的设置', en: 'what holds for this file' },
  '--no-config': { zh: '不使用配置文件', en: 'without any configuration' },
  '--baseline': {
    zh: '基线文件：其中的旧发现不计',
    en: 'baseline: the old findings in it do not count',
  },
  '--since': {
    zh: '只报告与此提交的共同祖先以来改动过的消息',
    en: 'only messages touched since the merge base with this commit',
  },
  '--staged': { zh: '只报告暂存区里改动过的消息', en: 'only messages touched in the index' },
  '--changed': {
    zh: '只报告尚未提交的改动（含新文件）',
    en: 'only messages touched and not committed, new files too',
  },
  '--no-inline-config': {
    zh: '不理会文件里的和豁免清单里的豁免',
    en: 'without suppressions, in files and in the list',
  },
  '--report-suppressed': {
    zh: '也列出已豁免和基线内的发现',
    en: 'list suppressed and baselined findings as well',
  },
  '--lang': { zh: '语言 zh、en（默认 zh）', en: 'zh or en (default zh)' },
  '--color': { zh: '总是使用颜色', en: 'always in colour' },
  '--no-color': { zh: '不使用颜色', en: 'without colour' },
  '--debug': { zh: '程序出错时显示调用栈', en: 'show the stack of an error of our own' },
};

/** What was wrong with the command line. */
export const USAGE = {
  unknownOption: (name: string): Message => ({
    zh: `没有选项 ${name}`,
    en: `there is no option ${name}`,
  }),
  unknownCommand: (name: string): Message => ({
    zh: `没有命令 ${name}`,
    en: `there is no command ${name}`,
  }),
  unknownRule: (name: string): Message => ({
    zh: `没有规则或类别 ${name}`,
    en: `there is no rule or category ${name}`,
  }),
  noRuleNamed: (name: string): Message => ({
    zh: `没有规则 ${name}`,
    en: `there is no rule ${name}`,
  }),
  missingValue: (name: string): Message => ({
    zh: `选项 ${name} 缺少值`,
    en: `option ${name} needs a value`,
  }),
  missingArgument: (name: string): Message => ({
    zh: `缺少参数 ${name}`,
    en: `argument ${name} is missing`,
  }),
  tooMany: {
    zh: '参数过多；含空格的内容请加引号',
    en: 'too many arguments; put quotes around what has blanks',
  },
  badValue: (option: string, value: string, allowed: string): Message => ({
    zh: `${option} 的值 ${value} 无效，应为 ${allowed}`,
    en: `${value} is no value of ${option}: ${allowed}`,
  }),
  twoFormats: {
    zh: '两个报告都要写到标准输出或 -o；请用 --format 格式:文件 分开',
    en: 'two reports want the same place; give them files with --format FORMAT:FILE',
  },
  outputUnused: {
    zh: '-o 没有对应的报告：每个 --format 都已写明文件',
    en: '-o names a file for no report: each --format has one',
  },
  sameFile: (name: string): Message => ({
    zh: `两个报告都要写入 ${name}`,
    en: `two reports are to be written to ${name}`,
  }),
  outputIsInput: (name: string): Message => ({
    zh: `${name} 是要检查的文件，不能把报告写到它上面`,
    en: `${name} is a file to check: the report cannot be written over it`,
  }),
  outputIsRead: (name: string): Message => ({
    zh: `${name} 是要读取的文件，不能写到它上面`,
    en: `${name} is a file to read: nothing can be written over it`,
  }),
  outputIsReviewed: (name: string): Message => ({
    zh: `${name} 里已填有处理意见，不能覆盖`,
    en: `${name} holds verdicts of a reviewer: nothing is written over it`,
  }),
  keepReviewed: {
    zh: '请另取文件名；处理意见用 cuilint review 读回后，旧文件可以删除',
    en: 'give the new one another name; once cuilint review has read the verdicts back, the old one may be deleted',
  },
  otherOutput: { zh: '请给报告另取文件名', en: 'give the report another name' },
  didYouMean: (name: string): Message => ({
    zh: `是否想用 ${name}？`,
    en: `did you mean ${name}?`,
  }),
  seeHelp: { zh: '运行 cuilint --help 查看用法', en: 'run cuilint --help' },
  seeRules: { zh: '运行 cuilint rules list 查看全部规则', en: 'run cuilint rules list' },
  noPath: { zh: '请给出要检查的文件或文件夹', en: 'name the files or folders to check' },
  aWholeNumber: { zh: '非负整数', en: 'a whole number, 0 or more' },
  aDay: { zh: '日期，如 2026-03-01', en: 'a day, such as 2026-03-01' },
  aZone: { zh: '时区名，如 Asia/Shanghai', en: 'the name of a zone, such as Asia/Shanghai' },
  anEncoding: {
    zh: 'utf-8、gb18030、big5、utf-16le、utf-16be 之一',
    en: 'one of utf-8, gb18030, big5, utf-16le, utf-16be',
  },
  aRuleLevel: { zh: '规则=off|info|warning|error', en: 'RULE=off|info|warning|error' },
  names: { zh: '用逗号分隔的名称', en: 'names separated by commas' },
} as const;

export const RUN = {
  /** Where the names of fields come from. */
  fields: { zh: '--fields', en: '--fields' },
  ownFields: { zh: '配置中 fields', en: 'fields of the configuration' },
  otherEnding: (file: string): Message => ({
    zh: `${file} 写入的是终端文本（stylish），与后缀不符；`,
    en: `${file} holds the text of the terminal (stylish), whatever its ending; `,
  }),
  useFormat: (format: string, file: string): Message => ({
    zh: `要 ${format} 报告请用 --format ${format}:${file}`,
    en: `for ${format} use --format ${format}:${file}`,
  }),
  renderSaved: (format: string, saved: string, file: string): Message => ({
    zh: `要 ${format} 报告请先用 --format json:${saved}，再运行 cuilint report ${saved} --format ${format}:${file}`,
    en: `for ${format} use --format json:${saved} and then run cuilint report ${saved} --format ${format}:${file}`,
  }),
  error: { zh: '错误', en: 'error' },
  note: { zh: '提示', en: 'note' },
  /** Our own fault. The text of an exception may hold a message, so it is shown with --debug only. */
  bug: (kind: string): Message => ({
    zh: `程序内部错误（${kind}），请报告此问题`,
    en: `internal error (${kind}), please report it`,
  }),
  seeDebug: { zh: '加 --debug 查看详情', en: 'run again with --debug for details' },
  noTokenizer: {
    zh: '没有分词词典，跨词的误报无法排除',
    en: 'there is no dictionary of words: hits across words cannot be told',
  },
  runBuild: { zh: '运行 npm run build', en: 'run npm run build' },
  working: (files: number): Message => ({
    zh: `正在检查 ${files} 个文件`,
    en: `checking ${files} files`,
  }),
} as const;
