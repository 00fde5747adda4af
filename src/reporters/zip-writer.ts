import { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';

/** Writes a zip as it grows. Same calls, same bytes: no clock, no time zone and no rights of files in it. */
export interface ZipWriter {
  /** Begins a part and closes the one before it. */
  open(name: string): void;
  /** Text goes in as UTF-8. Returns when there is room for more. */
  write(content: string | Uint8Array): Promise<void>;
  /** A small part, whole; it closes the one before it. */
  add(name: string, content: string | Uint8Array): void;
  /** What has been compressed since it was last asked for; empty for nothing. */
  take(): Uint8Array;
  /** Ends the zip and gives what is left of it. */
  finish(): Promise<Uint8Array>;
}

/**
 * The first day that a zip can name, read off a clock on the wall: yazl takes the parts of local time, so it is the
 * same in every zone. The other stamp, which counts seconds from 1970, would not be.
 */
function fixedStamp(): { mtime: Date; mode: number; forceDosTimestamp: boolean } {
  return { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };
}

export function createZipWriter(): ZipWriter {
  const zip = new ZipFile();
  const stamp = fixedStamp();
  let chunks: Uint8Array[] = [];
  let input: PassThrough | undefined;
  const ended = new Promise<void>((done, fail) => {
    zip.on('error', fail);
    // The stream of yazl gives bytes.
    zip.outputStream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    zip.outputStream.on('end', done);
  });
  const take = (): Uint8Array => {
    const taken = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    chunks = [];
    return taken;
  };
  return {
    open: (name) => {
      input?.end();
      input = new PassThrough();
      zip.addReadStream(input, name, stamp);
    },
    write: async (content) => {
      const open = input;
      if (open === undefined || open.write(content)) return;
      await new Promise<void>((done) => {
        open.once('drain', done);
      });
    },
    add: (name, content) => {
      input?.end();
      input = undefined;
      zip.addBuffer(Buffer.from(content), name, stamp);
    },
    take,
    finish: async () => {
      input?.end();
      zip.end();
      await ended;
      return take();
    },
  };
}
