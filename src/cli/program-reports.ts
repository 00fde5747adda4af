import type { Command } from 'commander';
import type { RawOptions } from './options.ts';
import { REPORT } from './phrases-report.ts';
import { SERVE } from './phrases-serve.ts';
import type { Making } from './program-setup.ts';

/** Doors of the commands over saved reports, and of the local page. */
export interface ReportActions {
  report(file: string, options: RawOptions): Promise<void>;
  diff(older: string, newer: string, options: RawOptions): Promise<void>;
  serve(options: RawOptions & { readonly port?: string }): Promise<void>;
}

const OPTIONS: readonly (readonly [flags: string, repeatable?: true])[] = [
  ['--format <FORMAT[:FILE]>', true],
  ['-o, --output <FILE>'],
  ['--fail-on <LEVEL>'],
  ['--max-warnings <N>'],
  ['--quiet'],
  ['--statistics'],
  ['--max-findings <N>'],
  ['--report-suppressed'],
  ['--color'],
  ['--no-color'],
];

/** Adds these commands to the program. */
export function addReportCommands(program: Command, actions: ReportActions, making: Making): void {
  const { lang, sub, addOption, addCommon } = making;
  const withOptions = (command: Command): Command => {
    for (const [flags, repeatable] of OPTIONS) addOption(command, flags, repeatable);
    // commander takes --no-color alone for a default of true.
    command.setOptionValue('color', undefined);
    return addCommon(command);
  };
  withOptions(
    sub(program, 'report', REPORT.report[lang]).argument('<file>', REPORT.file[lang]),
  ).action((file: string, options: RawOptions) => actions.report(file, options));
  withOptions(
    sub(program, 'diff', REPORT.diff[lang])
      .argument('<old>', REPORT.old[lang])
      .argument('<new>', REPORT.newer[lang]),
  ).action((older: string, newer: string, options: RawOptions) =>
    actions.diff(older, newer, options),
  );
  const serve = sub(program, 'serve', SERVE.help[lang]).option('--port <N>', SERVE.port[lang]);
  for (const flags of ['--today <DATE>', '--mask <MODE>', '--config <FILE>', '--no-config'])
    addOption(serve, flags);
  serve.setOptionValue('config', undefined);
  addCommon(serve).action(actions.serve);
}
