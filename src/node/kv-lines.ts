import { closeSync, openSync, readSync } from 'node:fs';
import { CONTACT_BYTES } from '../engine/contact-log.ts';
import { PARTITIONS, type SpillStore } from '../engine/contact-partitions.ts';
import { CuilintError, type Message } from '../model/error.ts';
import { readingError } from './reading-error.ts';

/**
 * A partial result as lines `key<TAB>value`, which may be sorted (by bytes) and put together in any way. Keys begin
 * with what the line is: `c` a contact, behind it its sealed person, so that the contacts of one stand together; `h`
 * what an input was audited with, `i` what its records came to, one after the other, `t` what belongs to no record.
 */
export type KvKind = 'c' | 'h' | 'i' | 't';

export interface KvLine {
  readonly kind: KvKind;
  /** Id of the input. */
  readonly file: string;
  /** Of an item: its place among those of its input, from 0. */
  readonly number: number;
  readonly value: string;
}

/** Enough for what an input may hold: a number for each row, and more. */
const DIGITS = 12;

export function headLine(file: string, value: unknown): string {
  return `h ${JSON.stringify(file)}\t${JSON.stringify(value)}\n`;
}

export function itemLine(file: string, number: number, value: unknown): string {
  const place = String(number).padStart(DIGITS, '0');
  return `i ${JSON.stringify(file)} ${place}\t${JSON.stringify(value)}\n`;
}

export function tailLine(file: string, value: unknown): string {
  return `t ${JSON.stringify(file)}\t${JSON.stringify(value)}\n`;
}

/** The contacts of all partitions, whose keys are sealed. */
export function* contactLines(
  file: string,
  contacts: Pick<SpillStore, 'read'>,
): Generator<string, void, undefined> {
  const name = JSON.stringify(file);
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    let rest: Uint8Array = new Uint8Array(0);
    for (const piece of contacts.read(partition)) {
      const bytes = Buffer.concat([rest, piece]);
      const whole = bytes.length - (bytes.length % CONTACT_BYTES);
      for (let at = 0; at < whole; at += CONTACT_BYTES) {
        const contact = bytes.subarray(at, at + CONTACT_BYTES);
        const person = contact.subarray(0, 8).toString('hex');
        yield `c ${String(partition).padStart(2, '0')} ${person} ${name}\t${contact.toString('base64')}\n`;
      }
      rest = bytes.subarray(whole);
    }
  }
}

const LINE = /^(?:c \d\d [0-9a-f]{16} |([hit]) )("(?:[^"\\]|\\.)*")(?: (\d{12}))?\t(.*)$/;
const NO_LINE: Message = {
  zh: '这一行不是 audit --emit kv 写出的',
  en: 'this line is none that audit --emit kv has written',
};
const HINT: Message = {
  zh: '不要改动各行；可以用 LC_ALL=C sort 排序',
  en: 'leave the lines as they are; sort them with LC_ALL=C sort',
};

/** What is wrong with lines, at the file or the line. */
export function kvError(file: string, reason: Message, line?: number): CuilintError {
  return new CuilintError('INPUT_SYNTAX', reason, {
    hint: HINT,
    at: { file, ...(line === undefined ? {} : { line }) },
  });
}

function* piecesOf(path: string, shown: string, from: number): Generator<Buffer, void, undefined> {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw readingError(shown, error);
  }
  try {
    for (let at = from; ; ) {
      const piece = Buffer.allocUnsafeSlow(1 << 20);
      const count = readSync(descriptor, piece, 0, piece.length, at);
      if (count === 0) return;
      at += count;
      yield piece.subarray(0, count);
    }
  } catch (error) {
    throw readingError(shown, error);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a file holds such lines, by its first bytes. */
export function isLines(path: string, shown: string): boolean {
  for (const piece of piecesOf(path, shown, 0))
    return /^[chit] /.test(piece.toString('latin1', 0, 2));
  return false;
}

/** What stands in a line. Throws CuilintError. */
export function parsedValue<T>({ value }: Pick<KvLine, 'value'>, shown: string): T {
  try {
    // That all lines are there is seen to elsewhere; what they say is believed.
    return JSON.parse(value) as T;
  } catch {
    throw kvError(shown, NO_LINE);
  }
}

/** The lines of a file from a byte on, each with the byte at which it begins. Throws CuilintError. */
export function* readLines(
  path: string,
  shown: string,
  from = 0,
): Generator<KvLine & { readonly offset: number }, void, undefined> {
  let held: Buffer = Buffer.alloc(0);
  let offset = from;
  let line = 0;
  const parse = (bytes: Buffer): KvLine & { readonly offset: number } => {
    line += 1;
    const found = LINE.exec(bytes.toString('utf8'));
    if (found === null) throw kvError(shown, NO_LINE, line);
    const [, kind = 'c', name, number = '-1', value] = found;
    return {
      // Safe: the pattern has these alone.
      kind: kind as KvKind,
      file: JSON.parse(name!) as string,
      number: Number(number),
      value: value!,
      offset,
    };
  };
  for (const piece of piecesOf(path, shown, from)) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    let start = 0;
    for (let end = held.indexOf(10); end >= 0; end = held.indexOf(10, start)) {
      if (end > start) yield parse(held.subarray(start, end));
      offset += end + 1 - start;
      start = end + 1;
    }
    held = held.subarray(start);
  }
  if (held.length > 0) yield parse(held);
}
