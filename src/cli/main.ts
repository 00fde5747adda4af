import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { CuilintError, formatProblem, type Problem } from '../model/error.ts';
import { version } from '../node/version.ts';
import { type Io, processIo } from './io.ts';
import type { RawOptions } from './options.ts';
import { type Language, RUN, USAGE } from './phrases.ts';
import {
  type Actions,
  COMMAND_NAMES,
  createProgram,
  GUIDED_COMMAND,
  PART_COMMAND,
  SHARE_COMMAND,
} from './program.ts';
import { createReportActions } from './report-actions.ts';
import type { Services } from './services.ts';
import { createSetupActions } from './setup-actions.ts';

/** The language has to be known before there is a parser that could say what is wrong. */
function languageOf(argv: readonly string[]): Language {
  const at = argv.findLastIndex((word) => word === '--lang' || word.startsWith('--lang='));
  if (at < 0) return 'zh';
  const value = argv[at] === '--lang' ? argv[at + 1] : argv[at]!.slice('--lang='.length);
  return value === 'en' ? 'en' : 'zh';
}

/** Every option of a command and of the commands above it. */
function optionNames(command: Command): string[] {
  const own = command.options.flatMap(({ long, short }) => [long ?? '', short ?? '']);
  return [
    ...own,
    '--help',
    ...(command.parent === null ? ['--version'] : optionNames(command.parent)),
  ].filter((name) => name !== '');
}

/** The command that `argv` speaks of, as far as it can be told without parsing options. */
function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv.slice(0, 2)) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (next === undefined) break;
    command = next;
  }
  return command === program
    ? (program.commands.find((candidate) => candidate.name() === 'check') ?? program)
    : command;
}

/** What commander found wrong, in our words. */
async function usageFrom(
  error: CommanderError,
  program: Command,
  argv: readonly string[],
): Promise<CuilintError> {
  const { hintFor, usageError } = await import('./options.ts');
  const name = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const command = commandOf(program, argv);
  switch (error.code) {
    case 'commander.unknownOption': {
      const bare = name.split('=')[0]!;
      return usageError(
        USAGE.unknownOption(bare),
        hintFor(bare, optionNames(command), USAGE.seeHelp),
      );
    }
    case 'commander.unknownCommand':
      return usageError(
        USAGE.unknownCommand(name),
        hintFor(
          name,
          command.commands.map((candidate) => candidate.name()),
          USAGE.seeHelp,
        ),
      );
    case 'commander.optionMissingArgument':
      return usageError(USAGE.missingValue(name.split(' <')[0]!));
    case 'commander.missingArgument':
      return usageError(USAGE.missingArgument(name));
    case 'commander.excessArguments':
      return usageError(USAGE.tooMany);
    default:
      return usageError({ zh: error.message, en: error.message });
  }
}

/** A word that is no path but nearly a command. */
async function refuseMisspeltCommand(paths: readonly string[], cwd: string): Promise<void> {
  const [first] = paths;
  if (
    first === undefined ||
    !/^[a-z-]+$/.test(first) ||
    first === '-' ||
    existsSync(resolve(cwd, first))
  )
    return;
  const [{ usageError }, { nearest }] = await Promise.all([
    import('./options.ts'),
    import('../rules/nearest.ts'),
  ]);
  const near = nearest(first, COMMAND_NAMES);
  if (near !== undefined) throw usageError(USAGE.unknownCommand(first), USAGE.didYouMean(near));
}

function createActions(
  argv: readonly string[],
  io: Io,
  given: Services | undefined,
  done: (code: number) => void,
): {
  readonly actions: Actions;
  setProgram(program: Command): void;
} {
  let program: Command | undefined;
  const services = async (): Promise<Services> =>
    given ?? (await import('./services.ts')).defaultServices();
  /** With the rules of the repository, where a configuration names any. */
  const ownServices = async (): Promise<Services> => {
    const { findConfig } = await import('../node/find-config.ts');
    const where = findConfig(io.cwd);
    if (where.config === undefined) return services();
    return (await import('./plan.ts')).withOwnRules(await services(), io, where);
  };
  const language = async (options: RawOptions): Promise<Language> =>
    (await import('./options.ts')).parseLanguage(options.lang);
  const setup = createSetupActions({
    io,
    services,
    language,
    program: () => program!,
    done,
  });
  const actions: Actions = {
    ...setup,
    ...createReportActions({ io, services: ownServices, done }),
    check: async (paths, options) => {
      if (paths.length === 0) {
        const { findConfig } = await import('../node/find-config.ts');
        // A configuration may say what to judge.
        if (argv.length === 0 && findConfig(io.cwd).config === undefined) {
          io.stderr.stream.write(program?.helpInformation() ?? '');
          done(2);
          return;
        }
      }
      await refuseMisspeltCommand(paths, io.cwd);
      const runCheck =
        options.watch === true
          ? (await import('./commands/watch.ts')).runWatch
          : (await import('./commands/check.ts')).runCheck;
      done(await runCheck(paths, options, io, await services(), version()));
    },
    audit: async (paths, options) => {
      const { runAudit } = await import('./commands/audit.ts');
      done(await runAudit(paths, options, io, await services(), version(), argv));
    },
    merge: async (parts, options) => {
      const { runMerge } = await import('./commands/merge.ts');
      done(await runMerge(parts, options, io, await services(), version(), argv));
    },
    verify: async (manifest, options) => {
      const { runVerify } = await import('./commands/verify.ts');
      done(await runVerify(manifest, options, await language(options), io, await services()));
    },
    explain: async (rule, options) => {
      const { runExplain } = await import('./commands/explain.ts');
      done(await runExplain(rule, await language(options), io, await ownServices()));
    },
    trace: async (text, options) => {
      const { parseCheckOptions } = await import('./options.ts');
      const { runTrace } = await import('./commands/trace.ts');
      done(
        await runTrace(text, parseCheckOptions(options, io.cwd, io.now()), io, await services()),
      );
    },
    rulesList: async (options) => {
      const { runRulesList } = await import('./commands/rules.ts');
      done(await runRulesList(await language(options), io, await ownServices()));
    },
    rulesTest: async (names, options) => {
      const { runRulesTest } = await import('./commands/rules.ts');
      done(await runRulesTest(names, await language(options), io, await ownServices()));
    },
    rulesDocs: async (options) => {
      const { runRulesDocs } = await import('./commands/rules.ts');
      done(await runRulesDocs(options.output, await language(options), io, await services()));
    },
    baseline: async (action, paths, options) => {
      const { runBaseline } = await import('./commands/baseline.ts');
      done(await runBaseline(action, paths, options, io, await services(), version()));
    },
    config: async (action, options) => {
      const { runConfigPrint, runConfigSchema, runConfigValidate } = await import(
        './commands/config.ts'
      );
      switch (action) {
        case 'print':
          return done(await runConfigPrint(options, io, await services()));
        case 'validate':
          return done(await runConfigValidate(options, io, await services()));
        case 'schema':
          return done(await runConfigSchema(io));
        default:
          return action satisfies never;
      }
    },
  };
  return {
    actions,
    setProgram: (made) => {
      program = made;
    },
  };
}

/** One line for each thing that went wrong; the stack of our own mistakes only with --debug. */
async function complain(error: unknown, lang: Language, isDebug: boolean, io: Io): Promise<number> {
  const { visible } = await import('../reporters/visible.ts');
  const line = (problem: Omit<Problem, 'type'>): string =>
    `${RUN.error[lang]}: ${visible(formatProblem(problem, lang))}\n`;
  if (error instanceof CuilintError) {
    const { code, reason, hint, at } = error;
    io.stderr.stream.write(line({ code, reason, ...at, ...(hint === undefined ? {} : { hint }) }));
  } else {
    const kind = error instanceof Error ? error.name : typeof error;
    io.stderr.stream.write(line({ code: 'USAGE', reason: RUN.bug(kind), hint: RUN.seeDebug }));
  }
  if (isDebug && error instanceof Error) io.stderr.stream.write(`${error.stack}\n`);
  return 2;
}

/**
 * The command line: `argv` without node and the script. Returns the exit code and never leaves the process:
 * what was written last may still be on its way. Nothing is thrown.
 */
export async function main(
  argv: readonly string[],
  io: Io = processIo(),
  services?: Services,
): Promise<number> {
  const lang = languageOf(argv);
  let code = 0;
  try {
    if (argv[0] === SHARE_COMMAND && (await (await import('./share-worker.ts')).runShare()))
      return 0;
    if (argv[0] === PART_COMMAND && (await (await import('./audit-worker.ts')).runAuditWorker()))
      return 0;
    if (argv[0] === GUIDED_COMMAND) {
      const { openFile, runGuided } = await import('./guided.ts');
      const check = (own: readonly string[], other: Io): Promise<number> =>
        main(own, other, services);
      const doors = { check, open: openFile, version: version() };
      return await runGuided(argv.slice(1), 'zh', io, doors);
    }
    const help: string[] = [];
    const { actions, setProgram } = createActions(argv, io, services, (result) => {
      code = result;
    });
    const program = createProgram(lang, version(), actions, (text) => help.push(text));
    setProgram(program);
    try {
      await program.parseAsync(argv, { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      const isHelp = ['commander.helpDisplayed', 'commander.version', 'commander.help'].includes(
        error.code,
      );
      // A group of commands without one of them: commander shows its help as an error.
      if (error.code === 'commander.help' && error.exitCode !== 0) code = 2;
      else if (!isHelp) throw await usageFrom(error, program, argv);
    }
    if (help.length > 0) {
      const { print } = await import('./print.ts');
      await print(io, help.join(''));
    }
  } catch (error) {
    code = await complain(error, lang, argv.includes('--debug'), io);
  }
  return code;
}
