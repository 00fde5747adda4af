import { createInterface } from 'node:readline/promises';
import { visible } from '../reporters/visible.ts';
import type { Io } from './io.ts';

/** Somebody who answers: a person, or the defaults. */
export interface Questions {
  /** The answer without blanks around it; '' where only Enter was pressed. Rejects where no answer will come. */
  ask(question: string): Promise<string>;
  say(line: string): void;
  close(): void;
  /** Ended by Ctrl-C, and not by the end of the input. */
  readonly isInterrupted: boolean;
}

/** On standard error, so that standard output holds results alone. undefined where standard input is no terminal. */
export function openQuestions(io: Io): Questions | undefined {
  const input = io.stdin.isTerminal ? io.stdin.stream?.() : undefined;
  if (input === undefined) return undefined;
  const output = io.stderr.stream;
  const lines = createInterface({ input, output, terminal: io.stderr.isTerminal });
  const ended = new AbortController();
  let isInterrupted = false;
  lines.on('SIGINT', () => {
    isInterrupted = true;
    lines.close();
  });
  lines.on('close', () => ended.abort());
  return {
    ask: async (question) => {
      ended.signal.throwIfAborted();
      return (await lines.question(question, { signal: ended.signal })).trim();
    },
    say: (line) => void output.write(`${visible(line)}\n`),
    close: () => lines.close(),
    get isInterrupted() {
      return isInterrupted;
    },
  };
}
