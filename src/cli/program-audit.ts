import type { Command } from 'commander';
import type { RawAuditOptions } from './audit-options.ts';
import type { RawMergeOptions } from './commands/merge.ts';
import { AUDIT_HELP } from './phrases-audit.ts';
import { MERGE } from './phrases-shard.ts';
import { VERIFY } from './phrases-verify.ts';
import type { Making } from './program-setup.ts';

/** Doors of the audit. */
export interface AuditActions {
  audit(paths: readonly string[], options: RawAuditOptions): Promise<void>;
  verify(manifest: string, options: RawAuditOptions): Promise<void>;
  merge(parts: readonly string[], options: RawMergeOptions): Promise<void>;
}

/** Those that mean the same as for `check`. */
const SHARED: readonly (readonly [flags: string, repeatable?: true])[] = [
  ['-o, --output <FILE>'],
  ['--fail-on <LEVEL>'],
  ['--max-warnings <N>'],
  ['--encoding <NAME>'],
  ['--only <RULE|CATEGORY>', true],
  ['--skip <RULE|CATEGORY>', true],
  ['--rule <ID=LEVEL>', true],
  ['--profile <PROFILE>'],
  ['--jurisdiction <PLACE>'],
  ['--timezone <ZONE>'],
  ['--today <DATE>'],
  ['--mask <MODE>'],
  ['--concurrency <N>'],
  ['--stdin-filename <NAME>'],
  ['--files-from <FILE>', true],
];

const OWN: readonly string[] = [
  '--map <ROLE=COLUMN,…>',
  '--from <DATE>',
  '--to <DATE>',
  '--limit <N>',
  '--sample <N>',
  '--seed <N>',
  '--group-by <NAMES>',
  '--memory <SIZE>',
  '--resume <STATE>',
  '--shard <I/N>',
  '--emit <kv>',
  '--key <FILE>',
  '--manifest <FILE>',
  '--timestamp',
  '--no-shortcuts',
];

/** Adds `audit` to the program. */
export function addAuditCommand(
  program: Command,
  actions: AuditActions,
  making: Omit<Making, 'addOption'> & {
    readonly addOption: (command: Command, flags: string, repeatable?: boolean) => Command;
    readonly collect: (value: string, before: readonly string[] | undefined) => readonly string[];
  },
): void {
  const { lang, path, sub, addOption, addCommon, collect } = making;
  const audit = sub(program, 'audit', AUDIT_HELP.audit[lang]).argument('[path...]', path);
  audit.option('--format <FORMAT[:FILE]>', AUDIT_HELP['--format'][lang], collect);
  for (const flags of OWN) {
    // Safe: each of them has its help above.
    const name = /--[a-z-]+/.exec(flags)![0] as keyof typeof AUDIT_HELP;
    audit.option(flags, AUDIT_HELP[name][lang]);
  }
  for (const [flags, repeatable] of SHARED) addOption(audit, flags, repeatable);
  addOption(addOption(audit, '--color'), '--no-color');
  addOption(addOption(audit, '--config <FILE>'), '--no-config');
  // commander takes --no-color alone for a default of true.
  audit.setOptionValue('color', undefined);
  audit.setOptionValue('config', undefined);
  addCommon(audit).action((paths: string[], options: RawAuditOptions) =>
    actions.audit(paths, options),
  );

  const merge = sub(program, 'merge', MERGE.help[lang])
    .argument('<part...>', MERGE.parts[lang])
    .option('--format <FORMAT[:FILE]>', AUDIT_HELP['--format'][lang], collect);
  for (const flags of ['-o, --output <FILE>', '--fail-on <LEVEL>', '--max-warnings <N>'])
    addOption(merge, flags);
  merge.option('--partial <FILE>', MERGE.partial[lang]);
  for (const flags of ['--memory <SIZE>', '--key <FILE>', '--manifest <FILE>', '--timestamp']) {
    // Safe: each of them has its help above.
    const name = /--[a-z-]+/.exec(flags)![0] as keyof typeof AUDIT_HELP;
    merge.option(flags, AUDIT_HELP[name][lang]);
  }
  addOption(addOption(merge, '--color'), '--no-color');
  addOption(addOption(merge, '--config <FILE>'), '--no-config');
  merge.setOptionValue('color', undefined);
  merge.setOptionValue('config', undefined);
  addCommon(merge).action((parts: string[], options: RawMergeOptions) =>
    actions.merge(parts, options),
  );

  const verify = sub(program, 'verify', VERIFY.help[lang])
    .argument('<manifest>', VERIFY.manifest[lang])
    .option('--key <FILE>', AUDIT_HELP['--key'][lang]);
  addCommon(verify).action((manifest: string, options: RawAuditOptions) =>
    actions.verify(manifest, options),
  );
}
