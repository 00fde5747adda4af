import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { CuilintError, type Message } from '../model/error.ts';

/**
 * Takes what only one process may go on with, until the returned function is called. `path` is absolute, of a file
 * that names who holds it; what a process that is dead held is taken over. On disks that several machines share the
 * processes of this one alone are known. Throws CuilintError USAGE with `refusal`, of the file `shown`, where it is held.
 */
export function takeLock(
  path: string,
  shown: string,
  refusal: { readonly reason: (holder: number) => Message; readonly hint: Message },
): () => void {
  const own = `${process.pid} ${startOf(process.pid)}\n`;
  for (;;) {
    if (create(path, own)) return () => rmSync(path, { force: true });
    const held = contentOf(path);
    if (held === undefined) continue;
    const [pid = '', start = ''] = held.trim().split(' ');
    if (isAlive(Number(pid), start))
      throw new CuilintError('USAGE', refusal.reason(Number(pid)), {
        at: { file: shown },
        hint: refusal.hint,
      });
    takeAway(path, held);
  }
}

/** False: somebody else has been sooner. */
function create(path: string, content: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(descriptor, content);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return true;
}

/** Undefined: it has just been given up. */
function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes what a dead process held; of two that do so at once, the later gives back what the sooner has made. */
function takeAway(path: string, held: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') === held) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

/** Whether it still runs; a number that has gone to another process since is told apart where `/proc` says so. */
function isAlive(pid: number, start: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Anything else but that it is not there: it is somebody else's.
    if (codeOf(error) === 'ESRCH') return false;
  }
  const known = startOf(pid);
  return known === '' || start === '' || known === start;
}

/** Of a process that is over and for which nobody has asked yet. */
const ENDED = 'ended';

/** When a process has begun, as the kernel counts; '' where nothing says so. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? ENDED : (fields[19] ?? '');
  } catch {
    // No such place on this system, or the process is gone.
    return '';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
