import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { FileReport } from '../model/run-event.ts';

/** What a run said of one file, or of none (`file` undefined). */
export interface FileGroup {
  readonly file: string | undefined;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** Undefined where the file could not be read to its end. */
  readonly report?: FileReport;
}

export interface FileGroups {
  /** Takes an event; returns the groups that are complete by it, in order. */
  add(event: Finding | Problem | FileReport): readonly FileGroup[];
  /** The group that is still open, at the end of the run. */
  rest(): readonly FileGroup[];
}

/** Puts the events of one file together, for formats that count before they write. Holds one file at a time. */
export function createFileGroups(): FileGroups {
  let open: { file: string | undefined; findings: Finding[]; problems: Problem[] } | undefined;
  const close = (): readonly FileGroup[] => {
    const closed = open === undefined ? [] : [open];
    open = undefined;
    return closed;
  };
  return {
    add: (event) => {
      const closed = open !== undefined && open.file !== event.file ? close() : [];
      open ??= { file: event.file, findings: [], problems: [] };
      switch (event.type) {
        case 'finding':
          open.findings.push(event);
          return closed;
        case 'problem':
          open.problems.push(event);
          return closed;
        case 'file': {
          const whole = { ...open, report: event };
          open = undefined;
          return [...closed, whole];
        }
        default:
          return event satisfies never;
      }
    },
    rest: close,
  };
}
