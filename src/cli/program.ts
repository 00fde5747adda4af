import { Command } from 'commander';
import type { RawOptions } from './options.ts';
import { HELP, type Language, OPTION_HELP } from './phrases.ts';
import { type AuditActions, addAuditCommand } from './program-audit.ts';
import { addReportCommands, type ReportActions } from './program-reports.ts';
import { addSetupCommands, type SetupActions } from './program-setup.ts';

/** What to do for each command: the doors behind which the rest of the program is loaded. */
export interface Actions extends SetupActions, ReportActions, AuditActions {
  check(paths: readonly string[], options: RawOptions): Promise<void>;
  explain(rule: string, options: RawOptions): Promise<void>;
  trace(text: string, options: RawOptions): Promise<void>;
  rulesList(options: RawOptions): Promise<void>;
  rulesTest(names: readonly string[], options: RawOptions): Promise<void>;
  rulesDocs(options: RawOptions): Promise<void>;
  baseline(
    action: BaselineAction,
    paths: readonly string[],
    options: RawOptions & { readonly addNew?: boolean },
  ): Promise<void>;
  config(action: ConfigAction, options: RawOptions): Promise<void>;
}

export type BaselineAction = 'create' | 'update' | 'prune';
export type ConfigAction = 'print' | 'validate' | 'schema';

/** By this word the program knows that it is a worker thread of another. */
export const SHARE_COMMAND = '__share';
/** As that, of an audit. */
export const PART_COMMAND = '__part';
/** The way without a command line: the starters of the portable folder say it. */
export const GUIDED_COMMAND = '__guided';

export const COMMAND_NAMES: readonly string[] = [
  'check',
  'audit',
  'merge',
  'verify',
  'explain',
  'trace',
  'rules',
  'baseline',
  'report',
  'diff',
  'serve',
  'config',
  'init',
  'allow',
  'review',
  'doctor',
  'completion',
  'lsp',
  'help',
];

/** Columns that a text takes on a terminal; string-width is exact and takes 8 ms to load, too much for a help page. */
function columnsOf(text: string): number {
  let width = 0;
  for (const char of text.replace(/\u001b\[\d*m/g, '')) {
    const code = char.codePointAt(0)!;
    width += code >= 0x1100 && !(code >= 0x2000 && code < 0x2e80) ? 2 : 1;
  }
  return width;
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

const CHECK_OPTIONS: readonly (readonly [flags: string, repeatable?: true])[] = [
  ['--format <FORMAT[:FILE]>', true],
  ['-o, --output <FILE>'],
  ['--fail-on <LEVEL>'],
  ['--max-warnings <N>'],
  ['--kind <KIND>'],
  ['--fields <NAMES>', true],
  ['--encoding <NAME>'],
  ['--only <RULE|CATEGORY>', true],
  ['--skip <RULE|CATEGORY>', true],
  ['--rule <ID=LEVEL>', true],
  ['--profile <PROFILE>'],
  ['--vars <FILE>'],
  ['--jurisdiction <PLACE>'],
  ['--timezone <ZONE>'],
  ['--today <DATE>'],
  ['--mask <MODE>'],
  ['--stdin-filename <NAME>'],
  ['--files-from <FILE>', true],
  ['--annotate <FILE>'],
  ['--fix'],
  ['--fix-dry-run'],
  ['--watch'],
  ['--cache'],
  ['--cache-location <FILE>'],
  ['--concurrency <N>'],
  ['--quiet'],
  ['--statistics'],
  ['--max-findings <N>'],
  ['--baseline <FILE>'],
  ['--since <REF>'],
  ['--staged'],
  ['--changed'],
  ['--no-inline-config'],
  ['--report-suppressed'],
];

/** What decides which findings there are; how they are shown makes no difference to a baseline. */
const BASELINE_OPTIONS =
  /^--(?:baseline|kind|fields|encoding|only|skip|rule|profile|vars|jurisdiction|timezone|today|no-inline-config)\b/;

/**
 * The commands and their options. `write` takes help pages, `complain` what commander itself says of errors
 * (which is said again in our own words by `main`). Throws CommanderError instead of leaving the process.
 */
export function createProgram(
  lang: Language,
  version: string,
  actions: Actions,
  write: (text: string) => void,
): Command {
  const describe = (flags: string): string => {
    const long = /--[a-z-]+/.exec(flags)?.[0] ?? flags;
    return OPTION_HELP[long]?.[lang] ?? '';
  };
  const addOption = (command: Command, flags: string, repeatable = false): Command =>
    repeatable
      ? command.option(flags, describe(flags), collect)
      : command.option(flags, describe(flags));
  const addCommon = (command: Command): Command => {
    for (const flags of ['--lang <LANG>', '--debug']) addOption(command, flags);
    return command;
  };
  const titles: Readonly<Record<string, { zh: string; en: string }>> = HELP.titles;

  const program = new Command('cuilint');
  program
    .description(HELP.program[lang])
    .usage(lang === 'zh' ? '[命令] [选项] 路径…' : '[command] [options] path…')
    .version(version, '-V, --version', HELP.version[lang])
    .helpOption('-h, --help', HELP.help[lang])
    .helpCommand('help [command]', HELP.help[lang])
    .configureHelp({
      displayWidth: columnsOf,
      styleTitle: (title) => titles[title]?.[lang] ?? title,
      helpWidth: 100,
    })
    .configureOutput({ writeOut: write, writeErr: () => {}, outputError: () => {} })
    .showSuggestionAfterError(false)
    .exitOverride()
    .addHelpText('after', `\n${HELP.more[lang]}\n`);

  const sub = (parent: Command, name: string, description: string): Command =>
    parent
      .command(name)
      .description(description)
      .helpOption('-h, --help', HELP.help[lang])
      .exitOverride();

  const check = program
    .command('check', { isDefault: true })
    .description(HELP.check[lang])
    .argument('[path...]', HELP.path[lang])
    .helpOption('-h, --help', HELP.help[lang])
    .exitOverride()
    .action((paths: string[], options: RawOptions) => actions.check(paths, options));
  for (const [flags, repeatable] of CHECK_OPTIONS) addOption(check, flags, repeatable);
  addOption(addOption(check, '--color'), '--no-color');
  addOption(addOption(check, '--config <FILE>'), '--no-config');
  // commander takes --no-color alone for a default of true.
  check.setOptionValue('color', undefined);
  check.setOptionValue('config', undefined);
  addCommon(check);

  addAuditCommand(program, actions, {
    lang,
    path: HELP.path[lang],
    sub,
    addOption,
    addCommon,
    collect,
  });

  addCommon(sub(program, 'explain', HELP.explain[lang]).argument('<rule>', HELP.rule[lang])).action(
    (rule: string, options: RawOptions) => actions.explain(rule, options),
  );
  const trace = sub(program, 'trace', HELP.trace[lang]).argument('<text>', HELP.text[lang]);
  for (const flags of ['--kind <KIND>', '--mask <MODE>']) addOption(trace, flags);
  addCommon(trace).action((text: string, options: RawOptions) => actions.trace(text, options));

  const rules = sub(program, 'rules', HELP.rules[lang]);
  addCommon(sub(rules, 'list', HELP['rules list'][lang])).action((options: RawOptions) =>
    actions.rulesList(options),
  );
  addCommon(
    sub(rules, 'test', HELP['rules test'][lang]).argument('[rule...]', HELP.rulesOf[lang]),
  ).action((names: string[], options: RawOptions) => actions.rulesTest(names, options));
  const docs = sub(rules, 'docs', HELP['rules docs'][lang]);
  addCommon(addOption(docs, '-o, --output <FILE>')).action((options: RawOptions) =>
    actions.rulesDocs(options),
  );

  const baseline = sub(program, 'baseline', HELP.baseline[lang]);
  for (const action of ['create', 'update', 'prune'] as const) {
    const command = sub(baseline, action, HELP[`baseline ${action}`][lang]);
    command.argument('[path...]', HELP.path[lang]);
    for (const [flags, repeatable] of CHECK_OPTIONS)
      if (BASELINE_OPTIONS.test(flags)) addOption(command, flags, repeatable);
    if (action === 'update') addOption(command, '--add-new');
    addOption(addOption(command, '--config <FILE>'), '--no-config');
    command.setOptionValue('config', undefined);
    addCommon(command).action((paths: string[], options: RawOptions) =>
      actions.baseline(action, paths, options),
    );
  }

  const config = sub(program, 'config', HELP.config[lang]);
  for (const action of ['print', 'validate', 'schema'] as const) {
    const command = sub(config, action, HELP[`config ${action}`][lang]);
    if (action === 'print') addOption(command, '--for <FILE>');
    if (action !== 'schema') addOption(command, '--config <FILE>');
    addCommon(command).action((options: RawOptions) => actions.config(action, options));
  }
  addReportCommands(program, actions, { lang, path: HELP.path[lang], sub, addOption, addCommon });
  addSetupCommands(program, actions, { lang, path: HELP.path[lang], sub, addOption, addCommon });
  return program;
}
