import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import type { RunEvent } from '../model/run-event.ts';
import { findingLines, findingTitle, isListed } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { problemRemark, type Remark, startRemarks, summaryRemarks } from './remark.ts';
import type { Report, ReportOptions } from './report.ts';
import { visible } from './visible.ts';

/** GitHub shows no more annotations of one level from one step, and drops the rest without a word. */
const MAX_PER_LEVEL = 10;
/** Places that problems may take while findings wait for them. */
const MAX_PROBLEMS = MAX_PER_LEVEL / 2;

const COMMAND: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A path as it stands on the disk, but for controls other than line ends: the log is shown on a terminal. */
function pathOf(file: string): string {
  return file
    .split(/([\r\n])/)
    .map((part) => (/^[\r\n]$/.test(part) ? part : visible(part)))
    .join('');
}

function command(
  severity: Severity,
  properties: Readonly<Record<string, string | number>>,
  text: string,
): string {
  const listed = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  return `::${COMMAND[severity]} ${listed.join(',')}::${escapeData(text)}\n`;
}

interface Level {
  readonly kept: string[];
  count: number;
}

function emptyLevel(): Level {
  return { kept: [], count: 0 };
}

function keep(level: Level, text: () => string): void {
  level.count += 1;
  if (level.kept.length < MAX_PER_LEVEL) level.kept.push(text());
}

/**
 * Workflow commands: at most ten of a level, errors first, and a last notice with the number left out. They
 * are written at the end of the run, since only then it is known which are the most severe.
 */
export function createGithub(options: ReportOptions): Report {
  const { lang } = options;
  const problems = emptyLevel();
  const levels: Readonly<Record<Severity, Level>> = {
    error: emptyLevel(),
    warning: emptyLevel(),
    info: emptyLevel(),
  };
  const findingCommand = (finding: Finding): string => {
    const { line, column, endLine, endColumn } = finding.location;
    // GitHub refuses columns of a place over several lines.
    const columns = line === endLine ? { col: column, endColumn } : {};
    const title = `cuilint: ${findingTitle(finding, lang)} (${finding.ruleId})`;
    const properties = { title, file: pathOf(finding.file), line, endLine, ...columns };
    return command(finding.severity, properties, findingLines(finding, lang).join('\n'));
  };
  const remarkCommand = ({ code, severity, message, file, line, column }: Remark): string =>
    command(
      severity,
      {
        title: `cuilint: ${code}`,
        ...(file === undefined ? {} : { file: pathOf(file) }),
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { col: column }),
      },
      message,
    );
  const finish = (): string => {
    const { error, warning, info } = levels;
    const free = MAX_PER_LEVEL - error.kept.length;
    const shownProblems = problems.kept.slice(0, Math.max(MAX_PROBLEMS, free));
    const shown = [
      ...shownProblems,
      ...error.kept.slice(0, MAX_PER_LEVEL - shownProblems.length),
      ...warning.kept,
    ];
    const total = problems.count + error.count + warning.count + info.count;
    const isWhole = shown.length + info.kept.length === total;
    // The notice with the number left out is one of the ten of its level.
    const infos = info.kept.slice(0, isWhole ? MAX_PER_LEVEL : MAX_PER_LEVEL - 1);
    const left = total - shown.length - infos.length;
    const notice =
      left === 0
        ? []
        : [command('info', { title: 'cuilint: LEFT_OUT' }, gatePhrases(lang).leftOut(left))];
    return [...shown, ...infos, ...notice].join('');
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        for (const remark of startRemarks(event, lang))
          keep(levels[remark.severity], () => remarkCommand(remark));
        return '';
      case 'finding':
        if (isListed(event, options)) keep(levels[event.severity], () => findingCommand(event));
        return '';
      case 'problem':
        keep(problems, () => remarkCommand(problemRemark(event, lang)));
        return '';
      case 'file':
        return '';
      case 'summary': {
        // That some were never listed is worth more than the tenth warning.
        for (const remark of summaryRemarks(event, lang)) {
          levels.warning.kept.splice(MAX_PER_LEVEL - 1);
          keep(levels.warning, () => remarkCommand(remark));
        }
        return finish();
      }
      default:
        return event satisfies never;
    }
  };
}
