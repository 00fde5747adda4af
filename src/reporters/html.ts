import { script, style } from 'embed:report';
import { createHash } from 'node:crypto';
import type { FileReport, RunEvent, RunStart, Summary } from '../model/run-event.ts';
import { isListed } from './finding-text.ts';
import { findingsSection } from './html-cards.ts';
import {
  clausesSection,
  coverageSection,
  problemsSection,
  rulesSection,
  signSection,
} from './html-coverage.ts';
import { chartsSection, createTally, verdictSection } from './html-overview.ts';
import { htmlPhrases } from './html-phrases.ts';
import { escapeHtml } from './html-text.ts';
import { createKeeper } from './keeper.ts';
import { reportPhrases } from './phrases.ts';
import {
  knownRemarks,
  problemRemark,
  type Remark,
  startRemarks,
  statisticsSentences,
  summaryRemarks,
} from './remark.ts';
import type { Report, ReportOptions } from './report.ts';

/** A page of more cards opens too slowly to be read. */
const MAX_FINDINGS = 5000;

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** A text between quotes in a style sheet, for the heads of printed pages. */
function cssString(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} ·/-]/gu, ' ')}"`;
}

/**
 * One page for a person to read, print and sign, written whole at the end. It works from the disk, from a mail
 * attachment and without script (which filters and copies); nothing is fetched, and its policy would refuse it.
 * Beyond 5,000 findings the most severe are listed, and all are counted.
 */
export function createHtml(options: ReportOptions): Report {
  const { lang } = options;
  const html = htmlPhrases(lang);
  const names = reportPhrases(lang);
  const words = { html, names, lang };
  const keeper = createKeeper(MAX_FINDINGS);
  const tally = createTally();
  const problems: Remark[] = [];
  const files: FileReport[] = [];
  let start: RunStart | undefined;

  const finish = (summary: Summary): string => {
    const findings = keeper.all();
    const remarks = [
      ...(start === undefined ? [] : startRemarks(start, lang)),
      ...knownRemarks(summary, lang),
      ...summaryRemarks(summary, lang),
      ...(keeper.leftOut() === 0
        ? []
        : [
            {
              code: 'LEFT_OUT',
              severity: 'warning',
              message: html.leftOut(keeper.leftOut()),
            } as const,
          ]),
    ];
    const numbers = options.statistics
      ? `<ul class="numbers">${statisticsSentences(summary, lang)
          .map((sentence) => `<li>${escapeHtml(sentence)}</li>`)
          .join('')}</ul>\n`
      : '';
    const sections: readonly (readonly [keyof typeof html.sections, string])[] = [
      ['overview', chartsSection(tally, words) + numbers],
      ['findings', findingsSection(findings, words)],
      ['problems', problemsSection(problems, words)],
      ['coverage', coverageSection(start, summary, files, tally, words)],
      ['rules', rulesSection(options.rules, tally, lang, words)],
      ['clauses', clausesSection(findings, words)],
      ['sign', signSection(words)],
    ];
    const present = sections.filter(([, body]) => body !== '');
    const [before, between, after] = html.page;
    const sheet = `${style}@page{@top-left{content:${cssString(html.pageHead(start?.today ?? ''))}}@bottom-right{content:"${before}" counter(page) "${between}" counter(pages) "${after}"}}`;
    const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(sheet)}; base-uri 'none'; form-action 'none'`;
    const contents = present.map(([id]) => `<a href="#${id}">${html.sections[id]}</a>`).join(' ');
    return [
      // Its first line tells a later run that this is a report (own-report.ts).
      '<!DOCTYPE html>\n<!-- cuilint report -->\n',
      `<html lang="${html.htmlLang}">\n<head>\n<meta charset="utf-8"/>\n`,
      `<meta http-equiv="Content-Security-Policy" content="${policy}"/>\n`,
      '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n',
      '<meta name="color-scheme" content="light dark"/>\n<meta name="referrer" content="no-referrer"/>\n',
      `<title>${html.title} ${escapeHtml(start?.today ?? '')}</title>\n<style>${sheet}</style>\n</head>\n<body>\n`,
      `<a class="skip" href="#findings">${html.skip}</a>\n<main>\n`,
      verdictSection(start, summary, problems.length, remarks, words),
      `<nav class="screen" aria-label="${html.contents}">${contents}</nav>\n`,
      ...present.map(
        ([id, body]) =>
          `<section id="${id}" aria-labelledby="h-${id}"><h2 id="h-${id}">${html.sections[id]}</h2>\n${body}</section>\n`,
      ),
      `<footer>${html.footer}</footer>\n</main>\n<script>${script}</script>\n</body>\n</html>\n`,
    ].join('');
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        start = event;
        return '';
      case 'finding':
        if (!isListed(event, options)) return '';
        tally.add(event);
        keeper.add(event);
        return '';
      case 'problem':
        problems.push(problemRemark(event, lang));
        return '';
      case 'file':
        files.push(event);
        return '';
      case 'summary':
        return finish(event);
      default:
        return event satisfies never;
    }
  };
}
