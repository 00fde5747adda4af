import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CuilintError } from '../model/error.ts';
import { addSuppressions, type NewSuppression } from '../node/add-suppression.ts';
import { shownFrom } from '../node/config.ts';
import { fileSink } from '../node/output.ts';
import { isInside, readOwnFile } from '../node/read-own-file.ts';
import { parseSuppressions } from '../node/suppressions-file.ts';
import { SETUP } from './phrases-setup.ts';

/** A file as a pattern that means it and no other, relative to `folder`; undefined outside of it. */
export function patternOf(folder: string, cwd: string, file: string): string | undefined {
  const path = resolve(cwd, file);
  if (file === '-' || !isInside(folder, path)) return undefined;
  return `/${shownFrom(folder, path)}`.replace(/[\\*?[\]{}!#]|[ ]$/g, '\\$&');
}

const BYTE_ORDER_MARK = '\ufeff';

/** Text of the list with its byte-order mark, which decoding drops. */
function textOf(path: string, root: string): { readonly text: string; readonly real: string } {
  if (!existsSync(path)) return { text: '', real: path };
  const read = readOwnFile(path, root);
  // Not reached: the run has read the same file and told what is wrong with it.
  if ('reason' in read) throw new CuilintError('CONFIG_INVALID', read.reason);
  const bytes = readFileSync(read.real);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { text: hasMark ? BYTE_ORDER_MARK + read.text : read.text, real: read.real };
}

/**
 * Puts entries on the list at `path`, last, and returns its name as it is shown. Throws CuilintError where the list
 * is laid out in a way that has no place for them, and where it cannot be written.
 */
export async function writeEntries(
  path: string,
  root: string,
  cwd: string,
  entries: readonly NewSuppression[],
): Promise<string> {
  const shown = shownFrom(cwd, path);
  const { text, real } = textOf(path, root);
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const before = text.slice(mark.length);
  const next = addSuppressions(before, entries);
  const known = parseSuppressions(before, path, cwd).list.length;
  const read = next === undefined ? undefined : parseSuppressions(next, path, cwd);
  // A list laid out in a way that we have not thought of is left as it was.
  if (
    next === undefined ||
    read?.problems.length !== 0 ||
    read.list.length !== known + entries.length
  ) {
    throw new CuilintError('CONFIG_INVALID', SETUP.listOdd, {
      at: { file: shown },
      hint: SETUP.addByHand(entries[0]!.fingerprint),
    });
  }
  const sink = fileSink(real, shown);
  await sink.write(mark + next);
  await sink.close();
  return shown;
}
