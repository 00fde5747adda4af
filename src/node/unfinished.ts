import { rmSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const unfinished = new Set<string>();

function onSignal(signal: (typeof SIGNALS)[number]): void {
  for (const path of unfinished) rmSync(path, { force: true });
  unfinished.clear();
  stopListening();
  // Windows knows no signals: there the process would end with another code.
  if (process.platform === 'win32') process.exit(EXIT_CODES[signal]);
  process.kill(process.pid, signal);
}

function stopListening(): void {
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
}

/**
 * A half-written file, removed where a signal ends the process before the returned function is called. While
 * there is one a signal is heard only between two turns of the event loop: see `createPauses`.
 */
export function keepUnfinished(path: string): () => void {
  if (unfinished.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal);
  unfinished.add(path);
  return () => {
    unfinished.delete(path);
    if (unfinished.size === 0) stopListening();
  };
}

const EVERY_MS = 100;

/** To be asked often: now and then gives a promise in which signals and timers have their turn. */
export function createPauses(): () => Promise<void> | undefined {
  // `performance.now()` would do, but Node loads 9 ms of modules when it is first named.
  let last = Date.now();
  return () => {
    // The clock may have been set, back as well.
    if (Math.abs(Date.now() - last) < EVERY_MS) return undefined;
    return new Promise((done) => {
      setImmediate(() => {
        last = Date.now();
        done();
      });
    });
  };
}
