import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const CONFIG_NAME = 'cuilint.config.yaml';
export const SUPPRESSIONS_NAME = 'cuilint.suppressions.yaml';

/** All absolute. */
export interface FoundConfig {
  /** Root of the repository; outside of one the folder itself. Nothing is read from outside of it. */
  readonly root: string;
  readonly config?: string;
  readonly suppressions?: string;
}

/**
 * The nearest configuration and list of suppressions, each for itself, from `folder` upward to the root of
 * the repository. Outside of a repository only `folder` is looked at: a file left in /tmp is nobody's wish.
 * A few questions to the disk, none of which reads a file: every start pays for them.
 */
export function findConfig(folder: string): FoundConfig {
  let config: string | undefined;
  let suppressions: string | undefined;
  let atFolder: FoundConfig | undefined;
  for (let at = folder; ; ) {
    const ownConfig = join(at, CONFIG_NAME);
    const ownSuppressions = join(at, SUPPRESSIONS_NAME);
    if (config === undefined && existsSync(ownConfig)) config = ownConfig;
    if (suppressions === undefined && existsSync(ownSuppressions)) suppressions = ownSuppressions;
    const found = {
      root: at,
      ...(config === undefined ? {} : { config }),
      ...(suppressions === undefined ? {} : { suppressions }),
    };
    atFolder ??= found;
    if (existsSync(join(at, '.git'))) return found;
    const parent = dirname(at);
    if (parent === at) return atFolder;
    at = parent;
  }
}
