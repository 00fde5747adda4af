import { SKIP_REASONS } from '../model/audit.ts';
import type { Coverage, FileReport } from '../model/run-event.ts';
import type { EncodingName } from '../model/source.ts';
import type { Field } from './json-field.ts';

/** Whether a JSON report was written by `audit`. */
export function isAudit(root: Field): boolean {
  return root.has('inputs') && !root.has('sources');
}

/** The inputs of an audit; of columns that change within one, those it began with. */
export function auditFiles(root: Field, encodings: readonly EncodingName[]): readonly FileReport[] {
  return root.list('inputs').map((field) => {
    const [columns] = field.list('columns');
    return {
      type: 'file',
      file: field.text('file'),
      format: field.text('format'),
      encoding: field.given('encoding', (key) => field.oneOf(key, encodings)).encoding ?? null,
      bytes: field.count('bytes'),
      segments: field.count('judged'),
      ...(columns === undefined
        ? {}
        : { columns: { text: columns.texts('text'), roles: columns.textMap('roles') } }),
    };
  });
}

/** Inputs that could not be read, each with the reason that was told of it. */
export function auditSkipped(root: Field): Coverage['skipped'] {
  const why = new Map<string, string>();
  for (const problem of root.list('problems')) {
    const { file } = problem.given('file', problem.text);
    if (file !== undefined && !why.has(file)) why.set(file, problem.text('reason'));
  }
  return root
    .part('coverage')
    .texts('unread')
    .map((file) => ({ file, reason: why.get(file) ?? '' }));
}

/** Rows that were not judged, by `rows:` and the reason, beside what was left out when folders were walked. */
export function auditIgnored(root: Field): Coverage['ignored'] {
  const coverage = root.part('coverage');
  const skipped = coverage.part('skipped');
  const rows = SKIP_REASONS.filter((reason) => skipped.has(reason)).map(
    (reason) => [`rows:${reason}`, skipped.part(reason).count('count')] as const,
  );
  return { ...coverage.countMap('ignored'), ...Object.fromEntries(rows) };
}
