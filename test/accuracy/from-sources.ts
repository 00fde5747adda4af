import { join } from 'node:path';
import { createChecker } from '../../src/engine/check.ts';
import type { Tokenizer } from '../../src/model/token.ts';
import { packageRoot } from '../../src/node/built-in.ts';
import { compileDictionaries } from '../../src/node/dictionaries.ts';
import { loadTokenizer } from '../../src/node/tokenizer.ts';
import { type Labelled, toSegment } from './labelled.ts';
import type { Judged } from './score.ts';

/** Everything from the sources: rules are compiled anew, so that what was just written is measured. */
export function createJudge(): (line: Labelled) => Judged {
  const root = packageRoot();
  const { ruleset, problems } = compileDictionaries(join(root, 'dictionaries'));
  for (const { file, line, column, reason } of problems) {
    console.error(
      `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${reason.en}`,
    );
  }
  if (problems.length > 0) process.exitCode = 2;
  let tokenizer: Tokenizer | null | undefined;
  const check = createChecker(ruleset, {
    lang: 'zh',
    mask: 'none',
    today: '2026-01-01',
    levels: new Map(),
    inactive: new Set(),
    key: '',
    tokenizer: () => {
      tokenizer ??= loadTokenizer({
        packPath: join(root, 'dist/segmentation.bin'),
        segmentationDirectory: join(root, 'dictionaries/segmentation'),
      });
      return tokenizer;
    },
  });
  console.error(`${ruleset.rules.length} rules`);
  return (line) => ({ line, findings: check(toSegment(line)).findings });
}
