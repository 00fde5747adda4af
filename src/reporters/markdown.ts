import type { Finding } from '../model/finding.ts';
import type { RunEvent } from '../model/run-event.ts';
import {
  clauseTexts,
  findingTitle,
  isFirstOfMessage,
  isListed,
  replacementLine,
} from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { cleanVerdict, reportPhrases } from './phrases.ts';
import { wholePlace } from './place-text.ts';
import {
  knownRemarks,
  problemRemark,
  type Remark,
  startRemarks,
  statisticsSentences,
  summaryRemarks,
} from './remark.ts';
import type { Report, ReportOptions } from './report.ts';
import { visible } from './visible.ts';

/** Room kept for problems and for the end of a report of limited size. */
const RESERVE_BYTES = 64 * 1024;
/** By it a later run knows the report. */
export const HEAD: string = '<!-- cuilint report -->\n';

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** What Markdown, GitHub's and GitLab's included, could take for markup, a table border, a tag or an address. */
const MARKUP = /[&<>|\\`*_[\]~@#:${}!^=]|(?<=www)\./gi;

/** Marks as references: they show as written and no markup comes of them. */
function plain(text: string): string {
  return visible(text).replace(MARKUP, (mark) => `&#${mark.charCodeAt(0)};`);
}

/**
 * Text in a sentence. Git servers look for `@name` and `#123` in what has been rendered, where references
 * are characters again: the marks are replaced by their full-width forms.
 */
export function sentence(text: string): string {
  return plain(text.replaceAll('@', '＠').replace(/#(?=\d)/g, '＃'));
}

/** Audited text, exactly: nobody looks for mentions, numbers and addresses in code. */
export function code(text: string): string {
  return text === '' ? '' : `<code>${plain(text)}</code>`;
}

/**
 * A table of findings, a list of what was not judged, and what was covered; written as they come. Fit for a
 * comment: nothing in it becomes markup, a link or a mention. With `maxBytes` rows beyond it are counted.
 */
export function createMarkdown(options: ReportOptions): Report {
  const { lang } = options;
  const phrases = gatePhrases(lang);
  const names = reportPhrases(lang);
  const limit = (options.maxBytes ?? Number.POSITIVE_INFINITY) - RESERVE_BYTES;
  const remarks: string[] = [];
  let hasTable = false;
  let before: Finding | undefined;
  let remarkBytes = 0;
  let bytes = 0;
  let isFull = false;
  let leftOut = 0;
  let problems = 0;
  const remarkItem = ({ severity, message, file, line, column, code: name }: Remark): string => {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    const shown = place === '' ? '' : `${code(place)} `;
    return `- **${names.severity[severity]}** ${shown}${sentence(message)} (${code(name)})\n`;
  };
  const keepRemark = (remark: Remark): void => {
    const item = remarkItem(remark);
    const size = options.maxBytes === undefined ? 0 : bytesOf(item);
    if (remarkBytes + size > RESERVE_BYTES / 2) leftOut += 1;
    else {
      remarks.push(item);
      remarkBytes += size;
    }
  };
  const tableHead = (): string => {
    const { place, severity, rule, excerpt, message } = phrases;
    const titles = [severity, place, rule, excerpt, message, names.rewrite, names.clauses];
    return `## ${phrases.findingsTitle}\n\n| ${titles.join(' | ')} |\n|${'---|'.repeat(titles.length)}\n`;
  };
  const rowOf = (finding: Finding): string => {
    const { severity, excerpt, message, rewrite, ruleId } = finding;
    const whole = isFirstOfMessage(before, finding) ? replacementLine(finding, lang) : '';
    before = finding;
    const cells = [
      names.severity[severity],
      code(wholePlace(finding, names)),
      `${sentence(findingTitle(finding, lang))} ${code(ruleId)}`,
      code(excerpt),
      sentence(message),
      [rewrite, whole]
        .filter((text) => text !== '')
        .map(sentence)
        .join('<br>'),
      sentence(clauseTexts(finding, lang).join(names.separator)),
    ];
    return `| ${cells.join(' | ')} |\n`;
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start': {
        const { version, ruleset } = event.tool;
        const told = names.head(version, ruleset.slice(0, 'sha256:'.length + 8), event.today);
        const warnings = startRemarks(event, lang).map(
          ({ message }) => `\n**${sentence(message)}**\n`,
        );
        return `${HEAD}# cuilint\n\n${sentence(told)}\n${warnings.join('')}`;
      }
      case 'finding': {
        if (!isListed(event, options)) return '';
        const head = hasTable ? '' : `\n${tableHead()}`;
        const text = head + rowOf(event);
        if (options.maxBytes !== undefined) {
          const size = bytesOf(text);
          isFull ||= bytes + size > limit;
          if (isFull) {
            leftOut += 1;
            return '';
          }
          bytes += size;
        }
        hasTable = true;
        return text;
      }
      case 'problem':
        problems += 1;
        keepRemark(problemRemark(event, lang));
        return '';
      case 'file':
        return '';
      case 'summary': {
        const { counts, coverage } = event;
        const { error, warning, info } = counts;
        const total = error + warning + info;
        const verdict =
          total === 0
            ? cleanVerdict(coverage, problems, names)
            : names.summary(error, warning, info);
        const encodings = Object.entries(coverage.encodings).map(([name, n]) => `${name} ${n}`);
        const ignored = Object.entries(coverage.ignored).map(
          ([ending, n]) => `${names.ignoredKinds[ending] ?? ending} ${n}`,
        );
        const list =
          remarks.length === 0 ? '' : `\n## ${phrases.problemsTitle}\n\n${remarks.join('')}`;
        const lines = [
          `**${sentence(coverage.files === 0 ? names.nothing : verdict)}**`,
          ...(leftOut === 0 ? [] : [sentence(phrases.leftOut(leftOut))]),
          ...[...knownRemarks(event, lang), ...summaryRemarks(event, lang)].map(({ message }) =>
            sentence(message),
          ),
          sentence(names.covered(coverage.files, coverage.segments, coverage.bytes)),
          ...(encodings.length === 0
            ? []
            : [sentence(names.encodings(encodings.join(names.separator)))]),
          ...(ignored.length === 0 ? [] : [sentence(names.ignored(ignored.join(names.separator)))]),
          ...(problems === 0 ? [] : [sentence(phrases.labelled(phrases.problem, `${problems}`))]),
          sentence(names.notJudged),
          ...(options.statistics ? statisticsSentences(event, lang).map(sentence) : []),
        ];
        return `${list}\n${lines.join('\n\n')}\n`;
      }
      default:
        return event satisfies never;
    }
  };
}
