import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Terminal } from '../src/cli/io.ts';
import { main } from '../src/cli/main.ts';
import { defaultServices, type Services } from '../src/cli/services.ts';
import { compileDictionaries } from '../src/node/dictionaries.ts';

/** The top of the repository. */
export const ROOT: string = join(import.meta.dirname, '..');

function recorder(): { readonly terminal: Terminal; readonly text: () => string } {
  const parts: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => {
      parts.push(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk));
      done();
    },
  });
  const terminal = { stream, isTerminal: false, columns: undefined };
  return { terminal, text: () => parts.join('') };
}

let services: Services | undefined;

/** The rules as they stand in dictionaries/, compiled once, whether or not dist/ has been built from them. */
export function currentRules(): Services {
  if (services === undefined) {
    const { ruleset } = compileDictionaries(join(ROOT, 'dictionaries'));
    services = { ...defaultServices(), loadRuleset: () => ruleset };
  }
  return services;
}

/** Runs the command line in this process, at the top of the repository if nothing else is said, on 1 March 2026. */
export async function run(
  argv: readonly string[],
  { cwd = ROOT }: { readonly cwd?: string } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const stdout = recorder();
  const stderr = recorder();
  const io = {
    stdin: { isTerminal: true, read: () => new Uint8Array() },
    stdout: stdout.terminal,
    stderr: stderr.terminal,
    env: {},
    cwd,
    now: () => new Date('2026-03-01T10:00:00+08:00'),
  };
  const code = await main(argv, io, currentRules());
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}
