import { streamSink } from '../node/output.ts';
import { type Io, outputOf } from './io.ts';

/** Writes to standard output. Throws CuilintError OUTPUT_FAILED where it cannot. */
export async function print(io: Io, text: string): Promise<void> {
  const sink = streamSink(outputOf(io.stdout), 'stdout');
  await sink.write(text);
  await sink.close();
}
