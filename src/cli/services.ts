import { join } from 'node:path';
import { createChecker } from '../engine/check.ts';
import type { Tokenizer } from '../model/token.ts';
import { BUILT, loadRuleset, packageRoot } from '../node/built-in.ts';
import { loadTokenizer } from '../node/tokenizer.ts';
import type { Ruleset } from '../rules/ruleset.ts';

/** Ruleset, engine and tokeniser: handed in by tests. */
export interface Services {
  loadRuleset(options?: { readonly pages?: boolean }): Ruleset;
  /** Folder (absolute) that a repository's own dictionaries come behind; absent: that of this package. */
  readonly dictionaries?: string;
  readonly createChecker: typeof createChecker;
  /** Loads it at the first call; null where there is none. */
  readonly tokenizer: () => Tokenizer | null;
}

/** The built-in ones. */
export function defaultServices(): Services {
  let tokenizer: Tokenizer | null | undefined;
  return {
    loadRuleset,
    createChecker,
    tokenizer: () => {
      if (tokenizer === undefined) {
        const root = packageRoot();
        tokenizer = loadTokenizer({
          packPath: join(root, 'dist', BUILT.segmentation),
          segmentationDirectory: join(root, 'dictionaries/segmentation'),
        });
      }
      return tokenizer;
    },
  };
}
