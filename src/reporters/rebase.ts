import type { RunEvent } from '../model/run-event.ts';
import type { Report } from './report.ts';

/** `folder`/`file` without `.` and `..`, both with `/`; an absolute path and standard input as they are. */
function joined(folder: string, file: string): string {
  if (file === '-' || file.startsWith('/') || /^[A-Za-z]:\//.test(file)) return file;
  const parts: string[] = [];
  for (const part of `${folder}/${file}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/**
 * A report whose paths start at the root of the repository, of a run in its `folder` (`a/b`; '' at the root): a
 * build server looks its files up from there, wherever the step runs, and shows nothing on a path it does not find.
 */
export function rebase(report: Report, folder: string): Report {
  if (folder === '') return report;
  const at = <T extends { readonly file: string }>(item: T): T => ({
    ...item,
    file: joined(folder, item.file),
  });
  return (event: RunEvent) => {
    switch (event.type) {
      case 'finding':
        return report(
          at(event.related === undefined ? event : { ...event, related: event.related.map(at) }),
        );
      case 'problem':
        return report(
          event.file === undefined ? event : { ...event, file: joined(folder, event.file) },
        );
      case 'file':
        return report(at(event));
      case 'start':
      case 'summary':
        return report(event);
      default:
        return event satisfies never;
    }
  };
}
