import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblem } from '../model/error.ts';
import { serializeRuleset } from '../rules/serialize.ts';
import { BUILT, packageRoot } from './built-in.ts';
import { compileDictionaries } from './dictionaries.ts';
import { packSegmentation } from './tokenizer.ts';

/** Step of the build: compiles dictionaries/ and packs the dictionary of the tokeniser into dist/. */
function build(): void {
  const root = packageRoot();
  const { ruleset, problems } = compileDictionaries(join(root, 'dictionaries'));
  for (const problem of problems) process.stderr.write(`${formatProblem(problem, 'en')}\n`);
  if (problems.length > 0) process.exitCode = 2;
  const dist = join(root, 'dist');
  mkdirSync(dist, { recursive: true });
  const { json, arrays, pages } = serializeRuleset(ruleset);
  writeFileSync(join(dist, BUILT.json), json);
  writeFileSync(join(dist, BUILT.arrays), arrays);
  writeFileSync(join(dist, BUILT.pages), pages);
  const segmentation = packSegmentation(join(root, 'dictionaries/segmentation'));
  if (segmentation) writeFileSync(join(dist, BUILT.segmentation), segmentation);
  else process.stderr.write('nodejieba is not installed: no dictionary for word borders\n');
}

build();
