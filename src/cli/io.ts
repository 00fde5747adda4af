import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { descriptorStream, type OutputStream } from '../node/output.ts';

/** What the program touches of its surroundings: handed in by tests. */
export interface Io {
  readonly stdin: {
    readonly isTerminal: boolean;
    read(): Uint8Array | Promise<Uint8Array>;
    /** To read answers from, where somebody may give them. */
    readonly stream?: () => NodeJS.ReadableStream;
  };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly now: () => Date;
}

export interface Terminal {
  /** Asked for at the first write: opening it takes three milliseconds. */
  readonly stream: Writable;
  /** The same, quicker to open, where it is a pipe or a file: see `outputOf`. */
  readonly descriptor?: OutputStream | undefined;
  readonly isTerminal: boolean;
  /** Undefined where it is no terminal. */
  readonly columns: number | undefined;
}

async function readStdin(): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part);
  return Buffer.concat(parts);
}

/** For reports, and for what is said before they end. */
export function outputOf(terminal: Terminal): OutputStream {
  return terminal.descriptor ?? terminal.stream;
}

/** True for a pipe or a file. Of a device, and of all on Windows, only Node knows whether it is a terminal. */
function isPlain(descriptor: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    return !fstatSync(descriptor).isCharacterDevice();
  } catch {
    // What is wrong with it shows when it is written to.
    return false;
  }
}

function terminal(descriptor: 1 | 2, stream: () => NodeJS.WriteStream): Terminal {
  const plain = isPlain(descriptor) ? descriptorStream(descriptor, stream) : undefined;
  return {
    get stream() {
      return stream();
    },
    descriptor: plain,
    get isTerminal() {
      return plain === undefined && stream().isTTY === true;
    },
    get columns() {
      return stream().columns;
    },
  };
}

/** The real surroundings. */
export function processIo(): Io {
  return {
    stdin: {
      get isTerminal() {
        return process.stdin.isTTY === true;
      },
      read: readStdin,
      stream: () => process.stdin,
    },
    stdout: terminal(1, () => process.stdout),
    stderr: terminal(2, () => process.stderr),
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
  };
}
