import type { Checker } from '../engine/check.ts';
import type { MaskMode } from '../engine/redact.ts';
import type { DocumentChecker } from '../engine/script.ts';
import type { Problem } from '../model/error.ts';
import type { RunEvent, RunStart } from '../model/run-event.ts';
import type { Kind } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import type { FieldWatch } from './field-watch.ts';
import type { FoundFiles } from './files.ts';
import type { FixCollector } from './fixes.ts';
import type { Gate } from './gate.ts';
import { createLintRun } from './lint-run.ts';
import type { ResultCache } from './result-cache.ts';

export interface LintOptions {
  readonly start: RunStart;
  readonly lang: 'zh' | 'en';
  readonly mask: MaskMode;
  /** Key of the fingerprints: the one given to the checker. */
  readonly key: string;
  readonly kind?: Kind;
  readonly fields?: readonly string[];
  /** Holds the fields that were asked for against those there are; absent where only a part of them is judged. */
  readonly watchFields?: FieldWatch;
  readonly encoding?: EncodingName;
  /** IANA zone of times without an offset. */
  readonly timezone: string;
  /** Settles which findings count; absent: all do. May be asked for by a file only (`gateFor`). */
  readonly gate?: Gate;
  /** The gate for a file where there is none for the run: its text may speak of suppressions. */
  readonly gateFor?: (text: string) => Promise<Gate> | undefined;
  /** Numbers equal findings; absent: from one on. */
  readonly numberOf?: (base: string) => string;
  /** Judges whole scripts; absent: single messages only. */
  readonly documents?: DocumentChecker;
  /** Is shown every text, and says in the end which variables of `--vars` none of them has. */
  readonly variables?: {
    readonly see: (text: string) => void;
    readonly unknown: () => readonly Problem[];
  };
  /** What earlier runs found out about the same bytes: it makes a run shorter and changes nothing else. */
  readonly cache?: ResultCache;
  /** Works out what may be replaced. */
  readonly fixes?: FixCollector;
  /** What the reports want to know of places beside lines and columns: paid for where it is asked. */
  readonly needs?: { readonly lineHashes?: true; readonly byteColumns?: true };
}

/** So many events are handed on together, or fewer where something has to be waited for. */
const MANY_EVENTS = 64;

/**
 * Judges the files one after the other: start; for each file its findings and problems in the order of
 * their places, then its report; the summary last. An unreadable file is a problem and the others go on;
 * anything thrown but a CuilintError is our bug and passes through. Same input, same events. They come in lists:
 * to wait for each by itself takes as long as it takes to read a small file.
 *
 * Short, and all work is done by plain functions: V8 compiled a long generator for 40 to 300 ms, and the end of the
 * process waits for that.
 */
export async function* lintTogether(
  found: FoundFiles,
  checker: Checker,
  options: LintOptions,
): AsyncGenerator<readonly RunEvent[], void, undefined> {
  const run = createLintRun(found, checker, options);
  yield [options.start, ...run.open()];
  let events: RunEvent[] = [];
  for (const source of found.sources) {
    const begun = run.begin(source);
    const job = begun instanceof Promise ? await begun : begun;
    for (let isDone = false; !isDone; ) {
      const went = job.step();
      isDone = went instanceof Promise ? await went : went;
      job.take(events);
      // Who had to wait has let others wait, too.
      if (events.length >= MANY_EVENTS || went instanceof Promise) {
        yield events;
        events = [];
      }
    }
  }
  yield [...events, ...run.close()];
}

/** What comes in lists, one by one. */
export async function* oneByOne(
  lists: AsyncIterable<readonly RunEvent[]>,
): AsyncGenerator<RunEvent, void, undefined> {
  for await (const events of lists) yield* events;
}

/** As `lintTogether`, one by one. */
export function lint(
  found: FoundFiles,
  checker: Checker,
  options: LintOptions,
): AsyncGenerator<RunEvent, void, undefined> {
  return oneByOne(lintTogether(found, checker, options));
}
