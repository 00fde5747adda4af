import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pseudonym } from '../engine/fingerprint.ts';
import { CuilintError, type Message } from '../model/error.ts';
import type { AuditState, Checkpoint } from '../node/audit-state.ts';
import type { FoundFiles } from '../node/files.ts';
import { handOver, type KeptPlace, type KeptSink, keptSink, show } from '../node/kept-output.ts';
import { createFileStore, type FileStore } from '../node/spill-store.ts';
import { LOCK, openStateFile } from '../node/state-file.ts';
import { takeLock } from '../node/state-lock.ts';
import type { RawAuditOptions } from './audit-options.ts';
import type { PreparedAudit } from './audit-plan.ts';
import type { Io } from './io.ts';
import { AUDIT } from './phrases-audit.ts';
import type { Verdict } from './reports.ts';

/** What has to be the same for a run to go on where another stopped, each by what is said where it is not. */
export type Identity = Readonly<Record<'key' | 'settings' | 'inputs', string>>;

/** Of a state, what is no part of the audit itself. */
interface RunState {
  readonly of: Identity;
  /** A run that goes on the next day judges by the day on which it began. */
  readonly today: string;
  /** Bytes of each report so far, in the order of the command line; the manifest last. */
  readonly outputs: readonly number[];
  readonly verdict: Verdict;
  /** The reports are whole and have only to be given to where they belong: the exit code. */
  readonly finished?: number;
}

/** An audit that can be gone on with. */
export interface Resumption {
  /** The options with the day of the state. */
  readonly raw: RawAuditOptions;
  /** Throws CuilintError where the state is one of another audit; opens the contacts that have been counted. */
  readonly begin: (run: PreparedAudit) => {
    readonly from: AuditState | undefined;
    readonly verdict: Verdict | undefined;
    readonly finished: number | undefined;
    readonly store: FileStore;
  };
  /** To be called for the reports in their order. `file` as written; undefined: standard output. */
  readonly sink: (file: string | undefined, onKnown?: (bytes: Uint8Array) => void) => KeptSink;
  readonly checkpoint: (verdict: Verdict) => Checkpoint;
  /** All reports are closed and whole: gives them to where they belong, and forgets the state. */
  readonly finish: (verdict: Verdict, code: number) => Promise<void>;
  /** As `finish`, of a run that another has finished but for that. `files` as for `sink`. */
  readonly hand: (files: readonly (string | undefined)[]) => Promise<void>;
  /** The run has been stopped: shows what goes to a stream. True: it can be gone on with. */
  readonly stop: () => Promise<boolean>;
  /** The run has failed: nothing is left behind of one that cannot be gone on with. */
  readonly abandon: () => void;
}

/** Often enough to lose little, and seldom enough to cost a twentieth of the time at most. */
const EVERY_MS = 1000;
const SHARE = 20;

/** Opens the state `shown`. Throws CuilintError for what is none. */
export function openResumption(given: RawAuditOptions, shown: string, io: Io): Resumption {
  const file = openStateFile(resolve(io.cwd, shown), shown);
  const parts = file.read();
  // Safe: a part with a right sum was written by `save` below.
  const saved = parts?.get('run') as RunState | undefined;
  const from = parts?.get('audit') as AuditState | undefined;
  let identity: Identity | undefined;
  let hasState = parts !== undefined;
  let store: FileStore | undefined;
  let release: (() => void) | undefined;
  const places: KeptPlace[] = [];
  const sinks: KeptSink[] = [];

  const placeOf = (named: string | undefined, number: number): KeptPlace => ({
    path: named === undefined ? undefined : resolve(io.cwd, named),
    stream: io.stdout.stream,
    shown: named ?? 'stdout',
    spool: resolve(file.folder, `report-${number}`),
  });
  const write = (
    verdict: Verdict,
    rest: Partial<RunState>,
    audit: AuditState | undefined,
  ): void => {
    const run: RunState = {
      of: identity!,
      today: saved?.today ?? today,
      outputs: sinks.map((sink) => sink.mark()),
      verdict,
      ...rest,
    };
    file.write(audit === undefined ? { run } : { run, audit });
    hasState = true;
  };
  const hand = async (): Promise<void> => {
    // Streams last: what is given to them cannot be taken back.
    for (const place of places) if (place.path !== undefined) await handOver(place);
    for (const place of places) if (place.path === undefined) await handOver(place);
    store?.close();
    file.remove();
  };
  let today = '';

  return {
    raw:
      saved === undefined || given.today !== undefined ? given : { ...given, today: saved.today },
    begin: (run) => {
      identity = identityOf(run);
      today = run.options.start.today;
      release = holdFolder(file.folder, shown);
      try {
        refuseOther(identity);
        // What a run that was killed before its first state has left.
        if (saved === undefined) file.clear();
        store = createFileStore(undefined, {
          folder: file.folder,
          lengths: from?.conduct?.stored ?? [],
        });
      } catch (error) {
        release();
        throw error;
      }
      return { from, verdict: saved?.verdict, finished: saved?.finished, store };
    },
    sink: (named, onKnown) => {
      const number = sinks.length;
      const place = placeOf(named, number);
      const sink = keptSink({
        ...place,
        length: saved?.outputs[number],
        ...(onKnown === undefined ? {} : { onKnown }),
      });
      places.push(place);
      sinks.push(sink);
      return sink;
    },
    checkpoint: (verdict) => {
      let next = performance.now() + EVERY_MS;
      return {
        ...(from === undefined ? {} : { from }),
        isDue: () => performance.now() >= next,
        save: (state) => {
          const start = performance.now();
          write({ ...verdict }, {}, state);
          const end = performance.now();
          next = end + Math.max(EVERY_MS, (end - start) * SHARE);
        },
      };
    },
    finish: async (verdict, code) => {
      write(verdict, { finished: code }, undefined);
      await hand();
    },
    hand: async (files) => {
      places.push(...files.map(placeOf));
      await hand();
    },
    stop: async () => {
      for (const place of places) await show(place);
      leave();
      return hasState;
    },
    abandon: leave,
  };

  /** Of a state of which another has just gone on, or which is one of another audit. */
  function refuseOther(here: Identity): void {
    const now = file.read()?.get('run') as RunState | undefined;
    const at = { file: shown };
    if (JSON.stringify(now) !== JSON.stringify(saved))
      throw new CuilintError('USAGE', AUDIT.changedState, { at, hint: AUDIT.runAgain });
    const other = OF.find((name) => saved !== undefined && saved.of[name] !== here[name]);
    if (other !== undefined)
      throw new CuilintError('USAGE', AUDIT.otherState[other], { at, hint: AUDIT.sameCommand });
  }

  function leave(): void {
    if (hasState) release?.();
    else forget();
  }

  function forget(): void {
    for (const sink of sinks) sink.remove();
    store?.close();
    file.remove();
  }
}

/** In the order in which a difference is looked for. */
const OF: readonly (keyof Identity)[] = ['key', 'settings', 'inputs'];

/** Makes the folder for this process alone. */
function holdFolder(folder: string, shown: string): () => void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return takeLock(join(folder, LOCK), shown, {
      reason: AUDIT.heldState,
      hint: AUDIT.waitForIt,
    });
  } catch (cause) {
    if (cause instanceof CuilintError) throw cause;
    const reason: Message = AUDIT.noState;
    throw new CuilintError('OUTPUT_FAILED', reason, { at: { file: shown }, cause });
  }
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function identityOf({ settings, settingsHash, options, found }: PreparedAudit): Identity {
  // Where contacts are counted, and how a terminal is painted, changes no report in a file.
  const { memoryBytes: _, resume: __, check, ...own } = settings;
  const shown = { ...check, color: undefined, concurrency: undefined };
  return {
    key: pseudonym(options.key, 'key', ''),
    settings: hashOf([options.start, settingsHash, own, shown]),
    inputs: hashOf(inputsOf(found)),
  };
}

/** Each input with the size and the time of change of the file in which it stands. */
function inputsOf({ sources, problems }: FoundFiles): unknown {
  return [
    sources.map(({ id, path, archive }) => {
      const file = path ?? archive;
      if (file === undefined) return [id];
      try {
        const { size, mtimeMs } = statSync(file);
        return [id, size, Math.floor(mtimeMs)];
      } catch {
        // It is named as unreadable when its turn comes.
        return [id, null];
      }
    }),
    problems.map(({ file }) => file),
  ];
}
