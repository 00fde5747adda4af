import type { RunEvent } from '../model/run-event.ts';
import { clauseTexts, findingTitle, isListed } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { reportPhrases } from './phrases.ts';
import { innerPlace } from './place-text.ts';
import {
  knownRemarks,
  problemRemark,
  type Remark,
  startRemarks,
  statisticsSentences,
  summaryRemarks,
} from './remark.ts';
import type { Report, ReportOptions } from './report.ts';
import { visible, visibleAtLineStart } from './visible.ts';

function placeOf(file: string | undefined, line?: number, column?: number): string {
  const parts = [file ?? 'cuilint', line, column].filter((part) => part !== undefined);
  return visibleAtLineStart(parts.join(':'));
}

/**
 * A line for each finding and problem, `file:line:column: severity: …`, as editors and `grep` read it. The
 * severity is the English word in either language, so that one pattern finds it.
 */
export function createCompact(options: ReportOptions): Report {
  const { lang } = options;
  const phrases = reportPhrases(lang);
  const { colon, labelled } = gatePhrases(lang);
  let problems = 0;
  const remarkLine = ({ file, line, column, severity, message, code }: Remark): string =>
    `${placeOf(file, line, column)}: ${severity}: ${message} [${code}]\n`;
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start': {
        const { version, ruleset } = event.tool;
        const head = `${phrases.head(version, ruleset.slice(0, 'sha256:'.length + 8), event.today)}\n`;
        return head + startRemarks(event, lang).map(remarkLine).join('');
      }
      case 'finding': {
        if (!isListed(event, options)) return '';
        const { file, location, severity, message, rewrite, ruleId } = event;
        const clauses = clauseTexts(event, lang).join(phrases.separator);
        const place = innerPlace(event, phrases);
        const parts = [
          ...(place === undefined ? [] : [place]),
          `${findingTitle(event, lang)}${colon}${visible(message)}`,
          ...(clauses === '' ? [] : [labelled(phrases.clauses, clauses)]),
          ...(rewrite === '' ? [] : [labelled(phrases.rewrite, visible(rewrite))]),
        ];
        return `${placeOf(file, location.line, location.column)}: ${severity}: ${parts.join(' | ')} [${ruleId}]\n`;
      }
      case 'problem':
        problems += 1;
        return remarkLine(problemRemark(event, lang));
      case 'file':
        return '';
      case 'summary': {
        const { counts, coverage } = event;
        const found = phrases.summary(counts.error, counts.warning, counts.info);
        const covered = phrases.covered(coverage.files, coverage.segments, coverage.bytes);
        const skipped = problems === 0 ? [] : [labelled(gatePhrases(lang).problem, `${problems}`)];
        const left = [...knownRemarks(event, lang), ...summaryRemarks(event, lang)].map(
          ({ message }) => message,
        );
        const numbers = options.statistics
          ? statisticsSentences(event, lang).map((line) => `cuilint: ${line}\n`)
          : [];
        return `${[found, ...left, covered, ...skipped].join(' ')}\n${numbers.join('')}`;
      }
      default:
        return event satisfies never;
    }
  };
}
