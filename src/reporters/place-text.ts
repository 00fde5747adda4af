import type { Finding } from '../model/finding.ts';
import type { ReportPhrases } from './phrases.ts';
import { visible } from './visible.ts';

/** The main part of a document needs no name. */
const BODY = /(?:^|\/)document[^/]*\.xml$/i;
const PART = /([a-z]+)(\d*)\.xml$/i;

/**
 * Where a finding stands in a file that has no lines, as a person says it: `Sheet1!B12`, `第 4 段`,
 * `表格 T2!B3 · 第 7 段`, `页眉 1 · 第 2 段`. Undefined for a file that has lines.
 */
export function innerPlace({ place }: Finding, phrases: ReportPhrases): string | undefined {
  if (place === undefined) return undefined;
  const { sheet, cell, part, paragraph, member } = place;
  const [, kind = '', number = ''] = PART.exec(part ?? '') ?? [];
  const name = phrases.parts[kind.toLowerCase()];
  const shownPart =
    part === undefined || BODY.test(part)
      ? ''
      : name === undefined
        ? part
        : `${name}${number === '' ? '' : ` ${number}`}`;
  const inDocument = [
    shownPart,
    part !== undefined && cell !== undefined ? phrases.tableCell(cell) : '',
    paragraph === undefined ? '' : phrases.paragraph(paragraph),
  ].filter((text) => text !== '');
  const shown =
    sheet !== undefined
      ? `${sheet}${cell === undefined ? '' : `!${cell}`}`
      : inDocument.join(' · ');
  const whole = [member ?? '', shown].filter((text) => text !== '').join(' › ');
  return whole === '' ? undefined : visible(whole);
}

/** File and place in one: `台账.xlsx › Sheet1!B12`, or `a.txt:3:7`; not yet made visible. */
export function wholePlace(finding: Finding, phrases: ReportPhrases): string {
  const { file, location } = finding;
  const inner = innerPlace(finding, phrases);
  if (inner === undefined) return `${file}:${location.line}:${location.column}`;
  return `${file} › ${inner}`;
}
