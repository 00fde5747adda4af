import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { descriptorStream, streamSink } from '../../src/node/output.ts';

let folder = '';
let reader = -1;
let writer = -1;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-pipe-'));
  const path = join(folder, 'pipe');
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
});
afterEach(() => {
  if (reader >= 0) closeSync(reader);
  closeSync(writer);
  rmSync(folder, { recursive: true, force: true });
});

/** All that stands in the pipe. */
function drain(): Buffer {
  const parts: Buffer[] = [];
  for (;;) {
    const part = Buffer.alloc(1 << 16);
    try {
      const count = readSync(reader, part);
      if (count === 0) break;
      parts.push(part.subarray(0, count));
    } catch {
      // Nothing more, and the other side is still open.
      break;
    }
  }
  return Buffer.concat(parts);
}

describe.skipIf(process.platform === 'win32')('a pipe written into without a stream', () => {
  test('takes what it has room for, and the stream all the rest, in the order in which it was written', async () => {
    const late: Buffer[] = [];
    const stream = new Writable({
      write: (chunk, _encoding, done) => {
        late.push(chunk);
        done();
      },
    });
    // Longer than a pipe, and cut within a character.
    const text = `a${'催收'.repeat(20_000)}`;
    const sink = streamSink(
      descriptorStream(writer, () => stream),
      'stdout',
    );
    await sink.write(text);
    await sink.write('后');
    await sink.close();
    const early = drain();
    expect(early.length).toBeGreaterThan(0);
    expect(Buffer.concat(late).length).toBeGreaterThan(0);
    expect(Buffer.concat([early, ...late]).toString()).toBe(`${text}后`);
  });

  test('that nobody reads any longer ends the output quietly', async () => {
    closeSync(reader);
    reader = -1;
    const unused = (): Writable => {
      throw new Error('a stream was asked for');
    };
    const sink = streamSink(descriptorStream(writer, unused), 'stdout');
    await sink.write('催收');
    await expect(sink.close()).resolves.toBeUndefined();
  });
});
