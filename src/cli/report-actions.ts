import { version } from '../node/version.ts';
import type { Io } from './io.ts';
import type { ReportActions } from './program-reports.ts';
import type { Services } from './services.ts';

/** The commands over saved reports and the local page: loaded when they are asked for. */
export function createReportActions(doors: {
  readonly io: Io;
  readonly services: () => Promise<Services>;
  readonly done: (code: number) => void;
}): ReportActions {
  const { io, services, done } = doors;
  return {
    report: async (file, options) => {
      const { runReport } = await import('./commands/report.ts');
      done(await runReport(file, options, io, await services()));
    },
    serve: async (options) => {
      const { runServe } = await import('./commands/serve.ts');
      done(await runServe(options, io, await services(), version()));
    },
    diff: async (older, newer, options) => {
      const { runDiff } = await import('./commands/diff.ts');
      done(await runDiff(older, newer, options, io, await services()));
    },
  };
}
