import { streamSink } from '../node/output.ts';
import type { Io } from './io.ts';

/** Writes to standard output. Throws CuilintError OUTPUT_FAILED where it cannot. */
export async function print(io: Io, text: string): Promise<void> {
  const sink = streamSink(io.stdout.stream, 'stdout');
  await sink.write(text);
  await sink.close();
}
