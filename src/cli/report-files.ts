import { resolve } from 'node:path';
import type { FoundFiles } from '../node/files.ts';
import type { ReportFormat } from '../reporters/registry.ts';
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

/**
 * Throws where a report would be written over a file that was named to be judged: the text would be lost, and never
 * judged. `outputs` as they were written.
 */
export function refuseOwnInput(
  { sources }: FoundFiles,
  outputs: readonly (string | undefined)[],
  cwd: string,
): void {
  const named = new Set(
    sources.flatMap(({ isNamed, path, archive }) => (isNamed ? [archive ?? path] : [])),
  );
  const lost = outputs.find((file) => file !== undefined && named.has(resolve(cwd, file)));
  if (lost !== undefined) throw usageError(USAGE.outputIsInput(lost), USAGE.otherOutput);
}

/** Tells who named a file only, and no format, that its ending speaks of another one; undefined where it fits. */
export function endingNotice(
  { format, output }: Pick<RawOptions, 'format' | 'output'>,
  lang: Language,
): string | undefined {
  if (format !== undefined || output === undefined) return undefined;
  const ending = /\.([a-z]+)$/i.exec(output)?.[1]?.toLowerCase() ?? '';
  const wanted = BY_ENDING[ending];
  return wanted === undefined ? undefined : RUN.otherEnding(output, wanted)[lang];
}
