import type { FileReport, RunEvent, RunStart } from '../model/run-event.ts';
import {
  coverageToJson,
  fileToJson,
  findingToJson,
  problemToJson,
  runToJson,
  statisticsToJson,
  summaryToJson,
} from './json-shape.ts';
import type { Report, ReportOptions } from './report.ts';
import { safeJson } from './safe-json.ts';

function list(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`;
}

/**
 * One object, written when the run is over, since coverage stands before the findings. A line for each
 * part and each finding: so a report can be compared with `diff` and searched with `grep`. Its first
 * characters tell a later run that it is a report (node/lint.ts).
 */
export function createJson(options: ReportOptions): Report {
  const findings: string[] = [];
  const problems: string[] = [];
  const files: FileReport[] = [];
  let start: RunStart | undefined;
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        start = event;
        return '';
      case 'finding':
        findings.push(safeJson(findingToJson(event)));
        return '';
      case 'problem':
        problems.push(safeJson(problemToJson(event, options.lang)));
        return '';
      case 'file':
        files.push(event);
        return '';
      case 'summary': {
        const parts = [
          `"tool":${safeJson(start?.tool)},\n"run":${safeJson(start && runToJson(start, options.lang))}`,
          `"coverage":${safeJson(coverageToJson(event, files))}`,
          `"sources":${list(files.map((file) => safeJson(fileToJson(file))))}`,
          `"problems":${list(problems)}`,
          `"summary":${safeJson(summaryToJson(event))}`,
          ...(options.statistics ? [`"statistics":${safeJson(statisticsToJson(event))}`] : []),
          `"findings":${list(findings)}`,
        ];
        return `{"version":1,${parts.join(',\n')}}\n`;
      }
      default:
        return event satisfies never;
    }
  };
}
