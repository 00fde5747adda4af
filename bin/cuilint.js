#!/usr/bin/env node
// CommonJS, unlike all else here: to set up the loader of ES modules takes a tenth of what Node takes to start.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const FIRST_PACK = 'program';

/** Loading them takes milliseconds, and who checks some files and finds nothing needs none of them. */
const USED_LATE = new Set(
  ['crypto', 'module', 'os', 'v8', 'worker_threads'].map((id) => `node:${id}`),
);

/** What was asked for is kept: a run hashes thousands of files, and each look through `require` costs as much as to hash one. */
function loadWhenUsed(id) {
  const open = (known, name) => {
    known[name] ??= require(id)[name];
    return known[name];
  };
  return new Proxy({}, { get: open });
}

/**
 * What the program's first module exports, from the packs of modules that the build left in `dist`: each is read
 * when one of its modules is first asked for. `told` hears of every script that is read.
 */
function openProgram(dist, told) {
  const url = pathToFileURL(join(dist, `${FIRST_PACK}.cjs`)).href;
  const packOf = {};
  const modules = {};
  const requirePart = (id) => (USED_LATE.has(id) ? loadWhenUsed(id) : require(id));
  const openPack = (name) => {
    const filename = join(dist, `${name}.cjs`);
    const code = join(dist, `${name}.code`);
    // What another version of Node made is refused by V8, and the source compiled.
    const kept = existsSync(code) ? { cachedData: readFileSync(code) } : {};
    const script = new Script(readFileSync(filename, 'latin1'), { filename, ...kept });
    told?.(name, script);
    const module = { exports: {} };
    script.runInThisContext()(requirePart, load, module, url, packOf);
    Object.assign(modules, module.exports.modules);
  };
  const load = (id) => {
    if (modules[id] === undefined) openPack(packOf[id]);
    return modules[id]();
  };
  openPack(FIRST_PACK);
  return load('src/cli/main.ts');
}

if (require.main === module) {
  const dist = join(__dirname, '..', 'dist');
  if (existsSync(join(dist, `${FIRST_PACK}.cjs`))) {
    openProgram(dist)
      .main(process.argv.slice(2))
      .then((code) => {
        process.exitCode = code;
      });
  } else {
    process.stderr.write(
      'cuilint: 尚未构建，请运行 npm ci（或 npm run build） / not built: run npm ci or npm run build\n',
    );
    process.exitCode = 2;
  }
}

module.exports = { openProgram, FIRST_PACK };
