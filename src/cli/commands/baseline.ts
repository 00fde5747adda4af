import { dirname } from 'node:path';
import { serializeBaseline } from '../../engine/baseline.ts';
import { CuilintError, formatProblem } from '../../model/error.ts';
import type { RuleId } from '../../model/rule.ts';
import { fileSink } from '../../node/output.ts';
import { visible } from '../../reporters/visible.ts';
import type { Io } from '../io.ts';
import type { RawOptions } from '../options.ts';
import { RUN } from '../phrases.ts';
import { GATE } from '../phrases-gate.ts';
import { baselinePaths } from '../plan.ts';
import { print } from '../print.ts';
import { prepareRun } from '../run.ts';
import type { Services } from '../services.ts';

export type BaselineAction = 'create' | 'update' | 'prune';

export interface BaselineOptions extends RawOptions {
  readonly addNew?: boolean;
}

/**
 * `baseline create`: writes down what is found now. `update` and `prune` drop what is gone; `update` says how
 * much is new, and takes it in with `--add-new` only. Exit 2 where not everything could be judged; an existing
 * baseline is then left as it is, since what was not read is not gone.
 */
export async function runBaseline(
  action: BaselineAction,
  paths: readonly string[],
  options: BaselineOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const isNew = action === 'create';
  const run = await prepareRun(paths, options, io, services, version, isNew ? 'create' : 'update');
  const { lang } = run.settings;
  const open = run.plan?.baseline;
  let hasProblem = false;
  const complain = (problem: Parameters<typeof formatProblem>[0]): void => {
    hasProblem = true;
    io.stderr.stream.write(`${RUN.error[lang]}: ${visible(formatProblem(problem, lang))}\n`);
  };
  for (const problem of run.problems) complain(problem);
  if (hasProblem || open === undefined) return 2;
  const before = open.baseline.entries;
  const kept = new Map<string, RuleId>();
  const fresh = new Map<string, RuleId>();
  for await (const event of run.lint()) {
    if (event.type === 'problem') complain(event);
    if (event.type !== 'finding' || event.state === 'suppressed') continue;
    (event.state === 'baselined' ? kept : fresh).set(event.fingerprint, event.ruleId);
  }
  if (hasProblem && !isNew) {
    throw new CuilintError('INPUT_UNREADABLE', GATE.notWhole, { hint: GATE.seeProblems });
  }
  const takesNew = isNew || (action === 'update' && options.addNew === true);
  // Rules that were not asked for have not been looked at.
  for (const [fingerprint, rule] of before) if (run.inactive.has(rule)) kept.set(fingerprint, rule);
  const entries = new Map([...kept, ...(takesNew ? fresh : [])]);
  const sink = fileSink(open.path, open.shown);
  await sink.write(
    serializeBaseline({
      key: open.baseline.key,
      paths:
        isNew || paths.length > 0
          ? baselinePaths(run.plan?.paths ?? [], dirname(open.path), io.cwd)
          : open.baseline.paths,
      entries,
    }),
  );
  await sink.close();
  const added = takesNew ? fresh.size : 0;
  await print(
    io,
    GATE.baselineWritten(visible(open.shown), entries.size, before.size - kept.size, added)[lang],
  );
  if (action === 'update' && !takesNew && fresh.size > 0)
    io.stderr.stream.write(`${GATE.note[lang]}: ${GATE.notIn(fresh.size)[lang]}\n`);
  return hasProblem ? 2 : 0;
}
