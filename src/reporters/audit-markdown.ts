import type { AuditEvent, AuditFile, AuditStart } from '../model/audit.ts';
import { auditPhrases } from './audit-phrases.ts';
import type { AuditReport, AuditReportOptions } from './audit-report.ts';
import { auditSections, auditSentences, type Section } from './audit-sections.ts';
import { gatePhrases } from './gate-phrases.ts';
import { code, HEAD, sentence } from './markdown.ts';
import { reportPhrases } from './phrases.ts';
import { problemRemark, startRemarks } from './remark.ts';

/** Problems that are listed; the others are counted. */
const MAX_PROBLEMS = 200;

function table({ title, head, rows, note }: Section): string {
  const cells = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  const rule = `|${head.map(({ isNumber }) => (isNumber ? '---:|' : '---|')).join('')}\n`;
  const body = rows.map(({ cells: texts, below }) =>
    cells(
      texts.map((text, index) =>
        index === 0 && below !== undefined ? `${code(text)}<br>${sentence(below)}` : sentence(text),
      ),
    ),
  );
  return `\n## ${sentence(title)}\n\n${cells(head.map(({ name }) => name))}${rule}${body.join('')}${note === undefined ? '' : `\n${sentence(note)}\n`}`;
}

/** The summary as tables for a page or a comment. Findings one by one are in the other formats. */
export function createAuditMarkdown({ lang }: AuditReportOptions): AuditReport {
  const names = reportPhrases(lang);
  const phrases = auditPhrases(lang);
  const files: AuditFile[] = [];
  const problems: string[] = [];
  let start: AuditStart | undefined;
  return (event: AuditEvent) => {
    switch (event.type) {
      case 'start': {
        start = event;
        const { version, ruleset } = event.tool;
        const told = names.head(version, ruleset.slice(0, 'sha256:'.length + 8), event.today);
        const warnings = startRemarks(event, lang).map(
          ({ message }) => `\n**${sentence(message)}**\n`,
        );
        return `${HEAD}# cuilint audit\n\n${sentence(told)}\n${warnings.join('')}`;
      }
      case 'finding':
        return '';
      case 'problem': {
        if (problems.length >= MAX_PROBLEMS) return '';
        const { message, file, line } = problemRemark(event, lang);
        const place = [file, line].filter((part) => part !== undefined).join(':');
        problems.push(`- ${place === '' ? '' : `${code(place)} `}${sentence(message)}\n`);
        return '';
      }
      case 'file':
        files.push(event);
        return '';
      case 'summary': {
        const said = auditSentences(start, files, event, lang).map(sentence);
        const more = event.problems - problems.length;
        const list =
          event.problems === 0
            ? ''
            : `\n## ${gatePhrases(lang).problemsTitle}\n\n${problems.join('')}${more > 0 ? `\n${sentence(phrases.moreGroups(more))}\n` : ''}`;
        return `\n${said.join('\n\n')}\n${auditSections(files, event, lang).map(table).join('')}${list}\n${sentence(names.notJudged)}\n`;
      }
      default:
        return event satisfies never;
    }
  };
}
