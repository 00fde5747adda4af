import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { CheckOptions } from '../engine/check.ts';
import type { RunStart } from '../model/run-event.ts';
import { packageRoot } from '../node/built-in.ts';
import type { Config } from '../node/config.ts';
import { type Memory, type OpenCache, openCache } from '../node/result-cache.ts';

/** All that decides, beside the bytes of a file, whether anything is found in it. */
export interface Deciding {
  readonly tool: RunStart['tool'];
  readonly check: CheckOptions;
  readonly config: Config | undefined;
  /** What the readers go by. */
  readonly reading: readonly unknown[];
}

/** A version under development has the number of the last release: its code counts, too. */
function programHash(): string {
  try {
    return readFileSync(join(packageRoot(), 'dist/program.hash'), 'utf8');
  } catch {
    // Not built: the tests run the sources.
    return '';
  }
}

/**
 * One text for runs whose findings in equal files are equal. The day, the language and the masking are not in it:
 * they change how a finding is shown, not whether there is one.
 */
export function runKey({ tool, check, config, reading }: Deciding): string {
  const { levels, inactive, listed, kind, profile, signatureInText } = check;
  const layers = config?.layers.map(({ file, folder }) => ({
    folder: relative(config.root, folder),
    file,
  }));
  return JSON.stringify([
    tool.version,
    tool.ruleset,
    programHash(),
    [...levels].sort(),
    [...inactive].sort(),
    [...(listed ?? [])],
    kind ?? null,
    profile ?? null,
    signatureInText ?? null,
    layers ?? null,
    reading.map((value) => value ?? null),
  ]);
}

/** The cache of a run: a file (`shown` is its place as it was written), what the process remembers, or both. */
export function openRunCache(
  shown: string | undefined,
  cwd: string,
  deciding: Deciding,
  memory: Memory | undefined,
): OpenCache {
  const path = shown === undefined ? undefined : resolve(cwd, shown);
  return openCache(path, shown ?? '', runKey(deciding), memory);
}
