import type { Writable } from 'node:stream';

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
  /** Asked for at the first write: opening it takes a millisecond. */
  readonly stream: Writable;
  readonly isTerminal: boolean;
  /** Undefined where it is no terminal. */
  readonly columns: number | undefined;
}

async function readStdin(): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part);
  return Buffer.concat(parts);
}

function terminal(stream: () => NodeJS.WriteStream): Terminal {
  return {
    get stream() {
      return stream();
    },
    get isTerminal() {
      return stream().isTTY === true;
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
    stdout: terminal(() => process.stdout),
    stderr: terminal(() => process.stderr),
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
  };
}
