import type { Io } from './io.ts';

/** `--color` and `--no-color`, then NO_COLOR and FORCE_COLOR, then whether it is a terminal that can. */
export function showsColor(wanted: boolean | undefined, io: Io): boolean {
  if (wanted !== undefined) return wanted;
  // https://no-color.org: present and not empty.
  if ((io.env['NO_COLOR'] ?? '') !== '') return false;
  const forced = io.env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return io.stdout.isTerminal && io.env['TERM'] !== 'dumb' && !isBuildServer(io);
}

/** Whether nobody sits at the terminal. */
export function isBuildServer(io: Io): boolean {
  const ci = io.env['CI'];
  return ci !== undefined && ci !== '' && ci !== 'false';
}

export interface Spinner {
  stop(): void;
}

const NO_SPINNER: Spinner = { stop: () => {} };
/** Fewer are done before a spinner has turned once. */
const SPINNER_FILES = 50;

/** On standard error, on a terminal, never on a build server. */
export async function startSpinner(text: string, files: number, io: Io): Promise<Spinner> {
  if (files < SPINNER_FILES || !io.stderr.isTerminal || isBuildServer(io)) return NO_SPINNER;
  const { default: ora } = await import('ora');
  const spinner = ora({ text, stream: io.stderr.stream, discardStdin: false }).start();
  return { stop: () => void spinner.stop() };
}
