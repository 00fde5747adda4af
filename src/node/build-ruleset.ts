import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { formatProblem } from '../model/error.ts';
import { serializeRuleset } from '../rules/serialize.ts';
import { packDictionary } from '../text/dictionary-pack.ts';
import { BUILT, compileDictionaries, packageRoot } from './dictionaries.ts';

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
  const jieba = dirname(createRequire(import.meta.url).resolve('nodejieba/package.json'));
  const words = readFileSync(join(jieba, 'submodules/cppjieba/dict/jieba.dict.utf8'), 'utf8');
  const own = readFileSync(join(root, 'dictionaries/segmentation/words.txt'), 'utf8');
  writeFileSync(join(dist, BUILT.segmentation), packDictionary(words, own.split('\n').filter((line) => line !== '' && !line.startsWith('#'))));
}

build();
