import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { PARTITIONS } from '../engine/contact-partitions.ts';
import type { PartConduct, PartReply, PartTask, StopFlag } from '../node/audit-crew.ts';
import { createPartJudge, type PartJudge } from '../node/audit-part.ts';
import { createMemoryStore } from '../node/memory-store.ts';
import type { PartItem, Progress } from '../node/part-item.ts';
import { version } from '../node/version.ts';
import type { RawAuditOptions } from './audit-options.ts';
import { prepareAudit } from './audit-plan.ts';
import { type Io, processIo } from './io.ts';
import { defaultServices } from './services.ts';

/** What the main thread hands over: the audit as it was asked for. */
export interface AuditTask {
  readonly paths: readonly string[];
  readonly raw: RawAuditOptions;
  readonly cwd: string;
  /** Ids of the inputs, in their order. */
  readonly inputs: readonly string[];
}

/** Items that are sent at once. */
const BATCH = 256;

/** Judges parts as they are asked for, and hands back what they came to. False in the main thread. */
export async function runAuditWorker(): Promise<boolean> {
  if (isMainThread || parentPort === null) return false;
  const port = parentPort;
  // Set by `startCrew` alone.
  const { paths, raw, cwd, inputs, stop } = workerData as AuditTask & { readonly stop: StopFlag };
  const io: Io = {
    ...processIo(),
    cwd,
    stdin: { isTerminal: false, read: () => new Uint8Array() },
  };
  const run = await prepareAudit(paths, raw, io, defaultServices(), version());
  const { sources } = run.found;
  if (JSON.stringify(sources.map(({ id }) => id)) !== JSON.stringify(inputs))
    throw new Error('the inputs are not those of the main thread');
  const reply = (message: PartReply, moved: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, moved);
  const total = { bytes: 0, rows: 0, findings: 0 };
  let part: Progress = { bytes: 0, rows: 0, findings: 0 };
  const progress = (done: Progress): void => {
    part = done;
    reply({
      type: 'progress',
      bytes: total.bytes + done.bytes,
      rows: total.rows + done.rows,
      findings: total.findings + done.findings,
    });
  };

  const judge = async ({ number, source, sha256: _, ...task }: PartTask): Promise<void> => {
    const store = createMemoryStore();
    const { conduct, gate } = run.options;
    const judging: PartJudge = createPartJudge(
      {
        ...run.options,
        ...(conduct === undefined ? {} : { conduct: { ...conduct, store } }),
        isStopped: () => stop[0] !== 0,
        progress,
      },
      [],
    );
    let held: PartItem[] = [];
    const send = (): void => {
      if (held.length > 0) reply({ type: 'items', number, items: held });
      held = [];
    };
    for await (const items of judging.judge({ source: sources[source]!, ...task })) {
      const last = items.at(-1);
      const isOver = last?.type === 'part';
      for (const item of isOver ? items.slice(0, -1) : items) held.push(item);
      if (held.length >= BATCH || isOver) send();
      if (!isOver) continue;
      const state = judging.conduct?.state();
      const counted: PartConduct | undefined = state && { state, contacts: store.all(PARTITIONS) };
      const moved = (counted?.contacts ?? []).map(({ buffer }) => buffer);
      const end: PartReply = {
        type: 'end',
        number,
        end: last,
        ...(counted === undefined ? {} : { conduct: counted }),
        ...(gate === undefined ? {} : { usage: gate.usage() }),
        lacksTokenizer: run.lacksTokenizer(),
      };
      reply(end, moved);
    }
    total.bytes += part.bytes;
    total.rows += part.rows;
    total.findings += part.findings;
  };

  let last: Promise<void> = Promise.resolve();
  port.on('message', (task: PartTask) => {
    last = last.then(() => judge(task));
  });
  return true;
}
