import { resolve } from 'node:path';
import { CuilintError, formatProblem, type Message } from '../../model/error.ts';
import { shownFrom } from '../../node/config.ts';
import { findConfig } from '../../node/find-config.ts';
import { askMachine, type Machine } from '../../node/machine.ts';
import { visible } from '../../reporters/visible.ts';
import type { Io } from '../io.ts';
import { DEFAULT_CACHE, parseLanguage, type RawOptions } from '../options.ts';
import { DOCTOR } from '../phrases-doctor.ts';
import { makePlan, type Plan, unknownRules } from '../plan.ts';
import { print } from '../print.ts';
import type { Services } from '../services.ts';
import { showsColor } from '../terminal.ts';

interface Result {
  readonly mark: 'good' | 'notice' | 'broken';
  readonly text: Message;
  readonly remedy?: Message;
}

const good = (text: Message): Result => ({ mark: 'good', text });
const notice = (text: Message, remedy: Message): Result => ({ mark: 'notice', text, remedy });
const broken = (text: Message, remedy: Message): Result => ({ mark: 'broken', text, remedy });

/** What a check throws is its result: doctor goes on to the next. */
async function guarded(
  ask: () => readonly Result[] | Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CuilintError)) throw error;
    const { reason, hint, at } = error;
    const place = at?.file === undefined ? '' : `${at.file}: `;
    const text = { zh: place + reason.zh, en: place + reason.en };
    return [hint === undefined ? { mark: 'broken', text } : broken(text, hint)];
  }
}

const MIN_NODE = 20;
const MIN_COLUMNS = 60;

function nodeResults({ node, system, decodes }: Machine): readonly Result[] {
  const text = DOCTOR.node(node, system);
  return [
    Number.parseInt(node, 10) >= MIN_NODE ? good(text) : broken(text, DOCTOR.updateNode),
    decodes ? good(DOCTOR.encodings) : broken(DOCTOR.noEncodings, DOCTOR.fullIcu),
  ];
}

function tokenizerResult(services: Services): Result {
  const tokenizer = services.tokenizer();
  if (tokenizer === null) return broken(DOCTOR.noTokenizer, DOCTOR.rebuild);
  return tokenizer.name === 'builtin'
    ? good(DOCTOR.builtinTokenizer)
    : notice(DOCTOR.nativeTokenizer, DOCTOR.rebuild);
}

function rulesResult(services: Services): Result {
  const { rules, hash } = services.loadRuleset();
  return good(DOCTOR.rules(rules.length, hash.slice(0, 'sha256:'.length + 8)));
}

async function configResults(io: Io, services: Services): Promise<readonly Result[]> {
  const where = findConfig(io.cwd);
  let plan: Plan;
  try {
    plan = await makePlan(['.'], {}, io, where);
  } catch (error) {
    // A baseline that cannot be opened: what stands in the configuration is told all the same.
    const rest = await makePlan(['.'], {}, io, where, 'ignore');
    if (rest.problems.length === 0) throw error;
    plan = rest;
  }
  const problems = [
    ...plan.problems,
    ...unknownRules(plan.config, plan.ruleset ?? services.loadRuleset()),
  ];
  if (problems.length > 0) {
    return problems.map((problem) => ({
      mark: 'broken',
      text: { zh: formatProblem(problem, 'zh'), en: formatProblem(problem, 'en') },
    }));
  }
  const { listed, baseline } = plan;
  const shown = (path: string): string => shownFrom(io.cwd, path);
  return [
    where.config === undefined
      ? notice(DOCTOR.noConfig, DOCTOR.runInit)
      : good(DOCTOR.config(shown(where.config))),
    ...(where.suppressions === undefined || listed === undefined
      ? []
      : [good(DOCTOR.suppressions(shown(where.suppressions), listed.length))]),
    ...(baseline === undefined
      ? []
      : [good(DOCTOR.baseline(baseline.shown, baseline.baseline.entries.size))]),
  ];
}

function gitResult({ git, isRepository, foreign, isShallow }: Machine): Result {
  if (git === undefined) return notice(DOCTOR.noGit, DOCTOR.installGit);
  if (foreign !== undefined) return notice(DOCTOR.foreign(git), DOCTOR.trustRepository(foreign));
  if (!isRepository) return notice(DOCTOR.noRepository(git), DOCTOR.useRepository);
  return isShallow ? notice(DOCTOR.shallow(git), DOCTOR.unshallow) : good(DOCTOR.git(git));
}

function terminalResults(io: Io, { system }: Machine): readonly Result[] {
  const { isTerminal, columns } = io.stdout;
  if (!isTerminal) return [good(DOCTOR.notTerminal)];
  const width = columns ?? 0;
  const size = DOCTOR.terminal(width, showsColor(undefined, io));
  // The first of these that is set and not empty decides (POSIX).
  const locale = io.env['LC_ALL'] || io.env['LC_CTYPE'] || io.env['LANG'] || '';
  // Terminals of Windows tell nothing; the newer ones take UTF-8.
  const isUtf8 = system.startsWith('win32')
    ? io.env['WT_SESSION'] !== undefined
    : /utf-?8/i.test(locale);
  const name = locale === '' ? 'LANG=' : locale;
  return [
    width > 0 && width < MIN_COLUMNS ? notice(size, DOCTOR.narrow) : good(size),
    isUtf8 ? good(DOCTOR.utf8('UTF-8')) : notice(DOCTOR.notUtf8(name), DOCTOR.setUtf8),
  ];
}

function folderResult(io: Io, { isWritable }: Machine): Result {
  return isWritable
    ? good(DOCTOR.writable(io.cwd))
    : notice(DOCTOR.notWritable(io.cwd), DOCTOR.makeWritable);
}

/**
 * `doctor`: everything that a run depends on, a line each, with the remedy below where something is not as it
 * should be. Exit 2 where a check could not judge everything; what only takes a comfort away is a notice.
 */
export async function runDoctor(
  options: RawOptions,
  io: Io,
  services: Services,
  machine: Machine = askMachine(io.cwd, resolve(io.cwd, DEFAULT_CACHE)),
): Promise<number> {
  const lang = parseLanguage(options.lang);
  const results = [
    ...nodeResults(machine),
    ...(await guarded(() => [rulesResult(services)])),
    ...(await guarded(() => [tokenizerResult(services)])),
    ...(await guarded(() => configResults(io, services))),
    gitResult(machine),
    ...terminalResults(io, machine),
    folderResult(io, machine),
  ];
  const lines = results.flatMap(({ mark, text, remedy }) => [
    `[${DOCTOR.marks[mark][lang]}] ${visible(text[lang])}`,
    ...(remedy === undefined ? [] : [visible(DOCTOR.remedy(remedy)[lang])]),
  ]);
  const count = (wanted: Result['mark']): number =>
    results.filter(({ mark }) => mark === wanted).length;
  const end =
    count('broken') > 0
      ? DOCTOR.notUsable(count('broken'))
      : count('notice') > 0
        ? DOCTOR.usable(count('notice'))
        : DOCTOR.allGood;
  await print(io, `${[...lines, end[lang]].join('\n')}\n`);
  return count('broken') > 0 ? 2 : 0;
}
