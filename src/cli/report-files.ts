import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { FileSource, FoundFiles } from '../node/files.ts';
import { isArchive, isPacked, openPacked } from '../readers/registry.ts';
import type { ReviewedRow } from '../readers/xlsx-review.ts';
import { isOwnReport } from '../reporters/own-report.ts';
import { FORMATS, type ReportFormat } from '../reporters/registry.ts';
import { visible } from '../reporters/visible.ts';
import { type RawOptions, usageError } from './options.ts';
import { type Language, RUN, USAGE } from './phrases.ts';

/** What the ending of a report's file lets one expect. */
const BY_ENDING: Readonly<Record<string, ReportFormat>> = {
  html: 'html',
  htm: 'html',
  xlsx: 'xlsx',
  sarif: 'sarif',
  json: 'json',
  jsonl: 'jsonl',
  csv: 'csv',
  md: 'markdown',
  xml: 'junit',
};

/** Whether both are one file, absolute: a folder may have two names, and letters may count in either case. */
function isSameFile(a: string, b: string): boolean {
  if (a === b) return true;
  if (basename(a).toLowerCase() !== basename(b).toLowerCase()) return false;
  const [one, other] = [a, b].map((path) =>
    statSync(path, { bigint: true, throwIfNoEntry: false }),
  );
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino;
}

/**
 * Throws where a report would be written over a file that is to be judged, named or found in a folder: the text would
 * be lost, and never judged. Reports of earlier runs may be written anew. `outputs` as they were written.
 */
export async function refuseOwnInput(
  { sources, leftOut = [] }: FoundFiles,
  outputs: readonly (string | undefined)[],
  cwd: string,
): Promise<void> {
  const written = outputs.flatMap((file) => {
    const path = file === undefined ? '' : resolve(cwd, file);
    return file !== undefined && existsSync(path) ? [{ file, path }] : [];
  });
  if (written.length === 0) return;
  for (const source of [...sources, ...leftOut]) {
    const path = source.archive ?? source.path;
    const lost = path && written.find((output) => isSameFile(output.path, path));
    if (!lost || (!source.isNamed && (await isEarlierReport(source)))) continue;
    throw usageError(USAGE.outputIsInput(lost.file), USAGE.otherOutput);
  }
}

/** As `refuseOwnInput`, for commands that read no texts but files of ours. `inputs` as they were written. */
export function refuseReadFile(
  inputs: readonly string[],
  outputs: readonly (string | undefined)[],
  cwd: string,
): void {
  const lost = outputs.find(
    (file) =>
      file !== undefined &&
      inputs.some((input) => input !== '-' && isSameFile(resolve(cwd, file), resolve(cwd, input))),
  );
  if (lost !== undefined) throw usageError(USAGE.outputIsRead(lost), USAGE.otherOutput);
}

/** Throws where a workbook that a reviewer has filled in would be written over: his verdicts stand nowhere else. */
export async function refuseReviewed(
  outputs: readonly (string | undefined)[],
  cwd: string,
): Promise<void> {
  for (const file of outputs) {
    if (file === undefined || !/\.xls[xm]$/i.test(file)) continue;
    const path = resolve(cwd, file);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const { readReview } = await import('../readers/xlsx-review.ts');
    // What cannot be read, or is no report and no copy, holds no verdicts.
    const review = await readReview(file, readFileSync(path)).catch(() => undefined);
    const isFilled = ({ verdict, reviewer, reason }: ReviewedRow): boolean =>
      [verdict.text, reviewer, reason].some((text) => text.trim() !== '');
    if (review?.rows.some(isFilled))
      throw usageError(USAGE.outputIsReviewed(file), USAGE.keepReviewed);
  }
}

const HEAD_BYTES = 4096;

/** Whether an earlier run may have written it. Some reports of a clean run are empty, or an empty list. */
async function isEarlierReport({ id, name, archive, read }: FileSource): Promise<boolean> {
  if (archive !== undefined || isArchive(name)) return false;
  const bytes = await read();
  if (isPacked(name, bytes)) {
    // What cannot be opened as a workbook is none of ours.
    const opened = await openPacked({ id }, name, bytes).catch(() => undefined);
    return opened?.isReport === true;
  }
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES));
  return isOwnReport(head) || /^(?:\s*\[\s*\])?\s*$/.test(head);
}

/** Of the formats of other programs those by which what was meant can be had. */
const IN_PLACE_OF: Readonly<Record<string, ReportFormat>> = {
  doc: 'html',
  docx: 'html',
  pdf: 'html',
  xls: 'xlsx',
};

/**
 * Tells who named a file only, and no format, that its ending speaks of another one, of which there may be none;
 * undefined where it fits. `formats` are those of the command.
 */
export function endingNotice(
  { format, output }: Pick<RawOptions, 'format' | 'output'>,
  lang: Language,
  formats: readonly ReportFormat[] = FORMATS,
): string | undefined {
  if (format !== undefined || output === undefined) return undefined;
  const ending = /\.([a-z]+)$/i.exec(output)?.[1]?.toLowerCase() ?? '';
  const wanted = BY_ENDING[ending] ?? IN_PLACE_OF[ending];
  if (wanted === undefined) return undefined;
  const file = BY_ENDING[ending] === wanted ? output : output.replace(/[^.]+$/, wanted);
  const hint = formats.includes(wanted)
    ? RUN.useFormat(wanted, file)
    : RUN.renderSaved(wanted, output.replace(/[^.]+$/, 'json'), file);
  return visible(`${RUN.note[lang]}: ${RUN.otherEnding(output)[lang]}${hint[lang]}`);
}
