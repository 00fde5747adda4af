import { statSync } from 'node:fs';
import type { FoundFiles } from '../node/files.ts';
import type { Progress } from '../node/part-item.ts';
import type { Io } from './io.ts';
import type { Language } from './phrases.ts';
import { auditProgress } from './phrases-audit.ts';
import { isBuildServer } from './terminal.ts';

/** Tells how far an audit has got, on standard error. */
export interface AuditProgress {
  report(done: Progress): void;
  stop(): void;
}

const SILENT: AuditProgress = { report: () => {}, stop: () => {} };
/** Of a plain line on a build server. */
const LINE_MS = 10_000;
/** A run that is over sooner says nothing. */
const SPINNER_AFTER_MS = 500;

/** Bytes of all inputs; undefined where one is no file, or packed. */
function totalOf({ sources }: FoundFiles): number | undefined {
  let bytes = 0;
  for (const { path } of sources) {
    if (path === undefined) return undefined;
    try {
      bytes += statSync(path).size;
    } catch {
      // It is named as unreadable when its turn comes.
    }
  }
  return bytes;
}

/** `1:02:03`, or `4:05`. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/**
 * On a terminal a line that changes; on a build server a plain line every ten seconds; elsewhere nothing. Rows,
 * bytes, rate, findings, and the time that is left where the size of the inputs is known.
 */
export async function startAuditProgress(
  found: FoundFiles,
  lang: Language,
  io: Io,
): Promise<AuditProgress> {
  const isServer = isBuildServer(io);
  if (!io.stderr.isTerminal && !isServer) return SILENT;
  const total = totalOf(found);
  const start = io.now().getTime();
  const textOf = (done: Progress, now: number): string => {
    const seconds = Math.max(0.001, (now - start) / 1000);
    const rate = done.bytes / seconds;
    const left =
      total === undefined || rate === 0 ? undefined : Math.max(0, total - done.bytes) / rate;
    return auditProgress(done, total, rate, left === undefined ? undefined : clock(left))[lang];
  };
  if (isServer) {
    let next = start + LINE_MS;
    return {
      report: (done) => {
        const now = io.now().getTime();
        if (now < next) return;
        next = now + LINE_MS;
        io.stderr.stream.write(`${textOf(done, now)}\n`);
      },
      stop: () => {},
    };
  }
  const { default: ora } = await import('ora');
  const spinner = ora({ text: '', stream: io.stderr.stream, discardStdin: false });
  return {
    report: (done) => {
      const now = io.now().getTime();
      if (now - start < SPINNER_AFTER_MS) return;
      spinner.text = textOf(done, now);
      if (!spinner.isSpinning) spinner.start();
    },
    stop: () => void spinner.stop(),
  };
}

/** Hears Ctrl-C and its like: the first ends the run in good order, one more a second later at once. */
export interface StopSignal {
  signal(): 'SIGINT' | 'SIGTERM' | undefined;
  close(): void;
}

const AGAIN_MS = 1000;

export function listenForStop(): StopSignal {
  let heard: 'SIGINT' | 'SIGTERM' | undefined;
  let at = 0;
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    const now = performance.now();
    // The remover of half-written files sends a signal on, which is the same one.
    if (heard !== undefined && now - at > AGAIN_MS) process.exit(heard === 'SIGINT' ? 130 : 143);
    if (heard === undefined) at = now;
    heard ??= signal;
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: () => heard,
    close: () => {
      process.removeListener('SIGINT', onSignal);
      process.removeListener('SIGTERM', onSignal);
    },
  };
}
