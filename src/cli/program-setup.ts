import type { Command } from 'commander';
import type { RawOptions } from './options.ts';
import type { Language } from './phrases.ts';
import { EDITOR } from './phrases-editor.ts';
import { REVIEW } from './phrases-review.ts';
import { SETUP_HELP } from './phrases-setup.ts';

export interface AllowOptions extends RawOptions {
  readonly reason?: string;
  readonly reviewer?: string;
  readonly expires?: string;
}

export interface ReviewOptions extends RawOptions {
  readonly reviewer?: string;
  readonly labelled?: string;
}

export interface InitOptions extends RawOptions {
  readonly yes?: boolean;
  readonly ci?: string;
}

/** Doors of the commands that set cuilint up and keep it in order. */
export interface SetupActions {
  allow(fingerprint: string, paths: readonly string[], options: AllowOptions): Promise<void>;
  review(file: string, paths: readonly string[], options: ReviewOptions): Promise<void>;
  completion(shell: string, words: readonly string[], options: RawOptions): Promise<void>;
  init(paths: readonly string[], options: InitOptions): Promise<void>;
  doctor(options: RawOptions): Promise<void>;
  rulesDiff(other: string, paths: readonly string[], options: RawOptions): Promise<void>;
  lsp(options: RawOptions): Promise<void>;
}

/** How `createProgram` makes commands and options. */
export interface Making {
  readonly lang: Language;
  readonly path: string;
  readonly sub: (parent: Command, name: string, description: string) => Command;
  readonly addOption: (command: Command, flags: string, repeatable?: boolean) => Command;
  readonly addCommon: (command: Command) => Command;
}

/** Adds these commands to the program. */
export function addSetupCommands(program: Command, actions: SetupActions, making: Making): void {
  const { lang, path, sub, addOption, addCommon } = making;
  const own = (command: Command, flags: string): Command => {
    // Safe: every option below has a description of its own; a missing one is a type error at `SETUP_HELP`.
    const name = /--[a-z-]+/.exec(flags)![0] as keyof typeof SETUP_HELP;
    return command.option(flags, SETUP_HELP[name][lang]);
  };

  const init = sub(program, 'init', SETUP_HELP.init[lang]).argument('[path...]', path);
  for (const flags of ['--yes', '--ci <CI>']) own(init, flags);
  addOption(init, '--profile <PROFILE>');
  addCommon(init).action((paths: string[], options: InitOptions) => actions.init(paths, options));

  // Editors start a server with --stdio: there is no other way, and it changes nothing.
  addCommon(sub(program, 'lsp', EDITOR.help[lang]).option('--stdio')).action(actions.lsp);

  const allow = sub(program, 'allow', SETUP_HELP.allow[lang])
    .argument('<fingerprint>', SETUP_HELP.fingerprint[lang])
    .argument('[path...]', path);
  for (const flags of ['--reason <TEXT>', '--reviewer <NAME>', '--expires <DATE>'])
    own(allow, flags);
  for (const flags of ['--baseline <FILE>', '--config <FILE>', '--no-config'])
    addOption(allow, flags);
  allow.setOptionValue('config', undefined);
  addCommon(allow).action((fingerprint: string, paths: string[], options: AllowOptions) =>
    actions.allow(fingerprint, paths, options),
  );

  const review = sub(program, 'review', REVIEW.help[lang])
    .argument('<workbook>', REVIEW.workbook[lang])
    .argument('[path...]', path);
  own(review, '--reviewer <NAME>');
  review.option('--labelled <FILE>', REVIEW.labelledHelp[lang]);
  for (const flags of ['--baseline <FILE>', '--config <FILE>', '--no-config'])
    addOption(review, flags);
  review.setOptionValue('config', undefined);
  addCommon(review).action((file: string, paths: string[], options: ReviewOptions) =>
    actions.review(file, paths, options),
  );

  const rules = program.commands.find((command) => command.name() === 'rules');
  if (rules !== undefined) {
    const diff = sub(rules, 'diff', SETUP_HELP['rules diff'][lang])
      .argument('<version>', SETUP_HELP.other[lang])
      .argument('[path...]', path);
    for (const flags of ['--baseline <FILE>', '--config <FILE>', '--no-config'])
      addOption(diff, flags);
    diff.setOptionValue('config', undefined);
    addCommon(diff).action((other: string, paths: string[], options: RawOptions) =>
      actions.rulesDiff(other, paths, options),
    );
  }

  addCommon(sub(program, 'doctor', SETUP_HELP.doctor[lang])).action((options: RawOptions) =>
    actions.doctor(options),
  );

  addCommon(
    sub(program, 'completion', SETUP_HELP.completion[lang])
      .argument('<shell>', SETUP_HELP.shell[lang])
      .argument('[word...]', SETUP_HELP.words[lang]),
  ).action((shell: string, words: string[], options: RawOptions) =>
    actions.completion(shell, words, options),
  );
}
