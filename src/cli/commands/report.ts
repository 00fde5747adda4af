import type { Io } from '../io.ts';
import { parseCheckOptions, type RawOptions } from '../options.ts';
import { refuseReadFile, refuseReviewed } from '../report-files.ts';
import { openSavedReport, writeSavedReport } from '../saved-reports.ts';
import type { Services } from '../services.ts';

/**
 * `report`: a JSON report in another format, without checking again. In the language of the report, unless
 * another is asked for: then only what stands around the findings is in that one. Exit codes as for `check`.
 */
export async function runReport(
  file: string,
  raw: RawOptions,
  io: Io,
  services: Services,
): Promise<number> {
  const { targets } = parseCheckOptions(raw, io.cwd, io.now(), io.env);
  const outputs = targets.map((target) => target.file);
  refuseReadFile([file], outputs, io.cwd);
  await refuseReviewed(outputs, io.cwd);
  const saved = await openSavedReport(file, io);
  const settings = parseCheckOptions({ lang: saved.lang, ...raw }, io.cwd, io.now(), io.env);
  return writeSavedReport(saved, settings, io, services);
}
