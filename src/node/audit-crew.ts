import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SuppressionUsage } from '../engine/suppress.ts';
import type { RowRange } from '../readers/row-stream.ts';
import type { AuditConductState } from './audit-conduct.ts';
import { packageRoot } from './built-in.ts';
import type { PartEnd, PartItem } from './part-item.ts';

/** What a worker thread is asked to judge. */
export interface PartTask {
  readonly number: number;
  /** Index of the input. */
  readonly source: number;
  readonly range?: RowRange;
  readonly state?: string;
  /** Of the whole input, with its last part, where whoever divided it was asked for it. */
  readonly sha256?: string;
}

/** What goes over records, of one part; contacts by partition. */
export interface PartConduct {
  readonly state: AuditConductState;
  readonly contacts: readonly Uint8Array<ArrayBuffer>[];
}

/** What a worker thread answers. */
export type PartReply =
  | { readonly type: 'items'; readonly number: number; readonly items: readonly PartItem[] }
  | {
      readonly type: 'end';
      readonly number: number;
      readonly end: PartEnd;
      readonly conduct?: PartConduct;
      readonly usage?: SuppressionUsage;
      readonly lacksTokenizer: boolean;
    }
  | {
      readonly type: 'progress';
      readonly bytes: number;
      readonly rows: number;
      readonly findings: number;
    };

/** Set to 1 where the workers are to end what they do. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

export interface CrewOptions {
  readonly count: number;
  /** The word by which the program knows that it is one of them. */
  readonly command: string;
  /** Plain data. */
  readonly task: Readonly<Record<string, unknown>>;
  readonly stop: StopFlag;
  readonly reply: (worker: number, reply: PartReply) => void;
  /** It will judge nothing more. */
  readonly gone: (worker: number) => void;
}

/** Worker threads that judge parts. */
export interface Crew {
  readonly give: (worker: number, task: PartTask) => void;
  readonly close: () => Promise<void>;
}

export function startCrew({ count, command, task, stop, reply, gone }: CrewOptions): Crew {
  const program = join(packageRoot(), 'bin/cuilint.js');
  const workers = Array.from({ length: count }, (_, at) => {
    const worker = new Worker(program, { argv: [command], workerData: { ...task, stop } });
    let isGone = false;
    const leave = (): void => {
      if (!isGone) gone(at);
      isGone = true;
    };
    worker.on('message', (message: PartReply) => reply(at, message));
    // What it could not judge is judged, and told of, by the main thread.
    worker.on('error', leave);
    worker.on('exit', leave);
    return worker;
  });
  return {
    give: (worker, part) => workers[worker]!.postMessage(part),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
