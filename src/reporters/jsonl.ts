import type { FileReport, RunEvent, RunStart } from '../model/run-event.ts';
import {
  coverageToJson,
  findingToJson,
  problemToJson,
  runToJson,
  statisticsToJson,
  summaryToJson,
} from './json-shape.ts';
import type { Report, ReportOptions } from './report.ts';
import { safeJson } from './safe-json.ts';

function line(value: unknown): string {
  return `${safeJson(value)}\n`;
}

/** Findings and problems as they come, one line each; the summary with the coverage last. */
export function createJsonl(options: ReportOptions): Report {
  const files: FileReport[] = [];
  let start: RunStart | undefined;
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        start = event;
        return '';
      case 'finding':
        return line(findingToJson(event));
      case 'problem':
        return line({ type: 'problem', ...problemToJson(event, options.lang) });
      case 'file':
        if (event.columns !== undefined) files.push(event);
        return '';
      case 'summary':
        return line({
          type: 'summary',
          version: 1,
          tool: start?.tool,
          run: start && runToJson(start, options.lang),
          coverage: coverageToJson(event, files),
          summary: summaryToJson(event),
          ...(options.statistics ? { statistics: statisticsToJson(event) } : {}),
        });
      default:
        return event satisfies never;
    }
  };
}
