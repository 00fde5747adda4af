#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const program = new URL('../dist/program.cjs', import.meta.url);

/** null where there is no such file. */
function readIfPresent(url, encoding) {
  try {
    return readFileSync(url, encoding);
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

const source = readIfPresent(program, 'utf8');
if (source === null) {
  process.stderr.write(
    'cuilint: 尚未构建，请运行 npm ci（或 npm run build） / not built: run npm ci or npm run build\n',
  );
  process.exitCode = 2;
} else {
  const code = readIfPresent(new URL('../dist/program.code', import.meta.url));
  const script = new Script(source, {
    filename: fileURLToPath(program),
    // What another version of Node made is refused by V8, and the source compiled.
    ...(code === null ? {} : { cachedData: code }),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(program), module, program.href);
  process.exitCode = await module.exports.main(process.argv.slice(2));
}
