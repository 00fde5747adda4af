import { CuilintError } from '../model/error.ts';
import type { Io } from './io.ts';
import type { RawOptions } from './options.ts';
import { USAGE } from './phrases.ts';
import { type PreparedRun, prepareRun } from './run.ts';
import type { Services } from './services.ts';

/** A run of these paths, else of those of the configuration, else of everything in the working folder. */
export async function prepareHere(
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<PreparedRun> {
  try {
    return await prepareRun(paths, raw, io, services, version);
  } catch (error) {
    if (!(error instanceof CuilintError) || error.reason !== USAGE.noPath) throw error;
    return prepareRun(['.'], raw, io, services, version);
  }
}
