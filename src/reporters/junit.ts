import type { Finding } from '../model/finding.ts';
import type { RunEvent, RunStart } from '../model/run-event.ts';
import { createFileGroups, type FileGroup } from './by-file.ts';
import { findingLines, findingTitle, isListed } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import {
  problemRemark,
  type Remark,
  startRemarks,
  statisticsSentences,
  summaryRemarks,
} from './remark.ts';
import type { Report, ReportOptions } from './report.ts';
import { visible } from './visible.ts';
import { attributes, escapeXml, xmlHead } from './xml.ts';

/** Suite of what belongs to no file. */
const RUN_SUITE = 'cuilint';

interface Case {
  readonly name: string;
  readonly bad?: {
    readonly tag: 'failure' | 'error';
    readonly type: string;
    readonly message: string;
    readonly body: string;
  };
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly properties: Readonly<Record<string, string | number>>;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Ant's schema takes no name of blanks alone. */
function suiteName(name: string): string {
  return name.trim() === '' ? `“${name}”` : name;
}

function element(tag: string, text: string): string {
  return `<${tag}>${escapeXml(text)}</${tag}>`;
}

/**
 * JUnit, valid under the schema of Ant and that of Jenkins: `<testsuites>` without attributes, a suite a
 * file. A finding at warning or above is a failed case, an info a case that passes and is told in
 * system-out, a problem a case in error; a clean file is one passing case. Ant's schema wants a time and a
 * host: the day of the run and `localhost`, since the same input gives the same report.
 */
export function createJunit(options: ReportOptions): Report {
  const { lang } = options;
  const phrases = gatePhrases(lang);
  const groups = createFileGroups();
  let start: RunStart | undefined;
  let nextId = 0;
  let ownCases: readonly Remark[] = [];

  const render = ({ name, cases, properties, out, err }: Suite): string => {
    const count = (tag: string): number => cases.filter(({ bad }) => bad?.tag === tag).length;
    const head = attributes({
      name,
      timestamp: `${start?.today ?? '1970-01-01'}T00:00:00`,
      hostname: 'localhost',
      tests: cases.length,
      failures: count('failure'),
      errors: count('error'),
      time: 0,
      package: 'cuilint',
      id: nextId,
    });
    nextId += 1;
    const rows = cases.map(({ name: title, bad }) => {
      const open = `<testcase${attributes({ name: title, classname: name, time: 0 })}`;
      if (bad === undefined) return `    ${open}/>\n`;
      const { tag, type, message, body } = bad;
      return `    ${open}><${tag}${attributes({ message, type })}>${escapeXml(body)}</${tag}></testcase>\n`;
    });
    const listed = Object.entries(properties).map(
      ([key, value]) => `      <property${attributes({ name: key, value })}/>\n`,
    );
    return `  <testsuite${head}>\n    <properties>\n${listed.join('')}    </properties>\n${rows.join('')}    ${element('system-out', out.join('\n'))}\n    ${element('system-err', err.join('\n'))}\n  </testsuite>\n`;
  };
  const runProperties = (): Readonly<Record<string, string | number>> => ({
    version: start?.tool.version ?? '',
    ruleset: start?.tool.ruleset ?? '',
    today: start?.today ?? '',
    mask: start?.mask ?? '',
  });
  const findingCase = (finding: Finding): Case => {
    const { line, column } = finding.location;
    const name = `${line}:${column} ${finding.ruleId} ${findingTitle(finding, lang)}`;
    if (finding.severity === 'info' || finding.state !== 'new') return { name };
    const place = `${visible(finding.file)}:${line}:${column}`;
    return {
      name,
      bad: {
        tag: 'failure',
        type: finding.severity,
        message: visible(finding.message),
        body: [place, ...findingLines(finding, lang)].join('\n'),
      },
    };
  };
  const remarkCase = ({ code, severity, message, line, column }: Remark): Case => {
    const place = [line, column].filter((part) => part !== undefined).join(':');
    const name = place === '' ? code : `${place} ${code}`;
    if (code === 'UNMASKED') return { name };
    const tag = severity === 'error' ? 'error' : 'failure';
    return { name, bad: { tag, type: code, message, body: message } };
  };
  const suiteOf = ({ file, findings, problems, report }: FileGroup): Suite => {
    const remarks = problems.map((problem) => problemRemark(problem, lang));
    const cases = [...remarks.map(remarkCase), ...findings.map(findingCase)];
    const facts =
      report === undefined
        ? {}
        : {
            format: report.format,
            encoding: report.encoding ?? '',
            bytes: report.bytes,
            segments: report.segments,
          };
    return {
      name: file === undefined ? RUN_SUITE : suiteName(visible(file)),
      cases: cases.length === 0 ? [{ name: phrases.cleanFile }] : cases,
      properties: { file: file ?? '', ...facts },
      out: findings
        .filter(({ severity }) => severity === 'info')
        .flatMap((finding) => findingLines(finding, lang)),
      err: remarks.map(({ code, message }) => `${code} ${message}`),
    };
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        start = event;
        ownCases = startRemarks(event, lang);
        return `${xmlHead(event.tool.version)}<testsuites>\n`;
      case 'finding':
        return isListed(event, options) ? groups.add(event).map(suiteOf).map(render).join('') : '';
      case 'problem':
      case 'file':
        return groups.add(event).map(suiteOf).map(render).join('');
      case 'summary': {
        const rest = groups.rest().map(suiteOf).map(render).join('');
        const remarks = [...ownCases, ...summaryRemarks(event, lang)];
        const own: Suite = {
          name: RUN_SUITE,
          cases: remarks.map(remarkCase),
          properties: runProperties(),
          out: [
            ...remarks.map(({ message }) => message),
            ...(options.statistics ? statisticsSentences(event, lang) : []),
          ],
          err: [],
        };
        return `${rest}${render(own)}</testsuites>\n`;
      }
      default:
        return event satisfies never;
    }
  };
}
