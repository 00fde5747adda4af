import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { Script } from 'node:vm';
import { build } from 'esbuild';
import { embedForBuild } from './src/page/embed.mjs';

/** Own modules do nothing when they are loaded: what is not used of one need not be loaded with it. */
const pureModules = {
  name: 'pure-modules',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, async (args) => {
      if (args.pluginData === 'seen' || args.importer.includes('node_modules')) return undefined;
      const { path, errors } = await builder.resolve(args.path, {
        kind: args.kind,
        importer: args.importer,
        resolveDir: args.resolveDir,
        pluginData: 'seen',
      });
      return errors.length > 0 ? { errors } : { path, sideEffects: false };
    });
  },
};

/** commander would load it to start subcommands in programs of their own, which we have none of: 5 ms at every start. */
const noChildProcess = {
  name: 'no-child-process',
  setup(builder) {
    builder.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'child_process', namespace: 'empty' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({
      contents: 'module.exports = {};',
    }));
  },
};

const rulesetStep = 'src/node/build-ruleset.ts';
/** The whole command line as one function expression, and what V8 made of it; bin/cuilint.js reads both. */
const PROGRAM = 'dist/program.cjs';
const CODE = 'dist/program.code';

rmSync('dist', { recursive: true, force: true });
const options = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outdir: 'dist',
  external: ['nodejieba'],
  // Packages in CommonJS call require() for modules of Node.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};
await build({
  ...options,
  entryPoints: { index: 'src/index.ts' },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  plugins: [embedForBuild, pureModules],
});
await build({
  ...options,
  entryPoints: ['src/cli/main.ts'],
  outdir: undefined,
  outfile: PROGRAM,
  format: 'cjs',
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: '(function (exports, require, module, moduleUrl) {' },
  footer: { js: '})' },
  plugins: [embedForBuild, pureModules, noChildProcess],
});

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

// Types alone; whether they are right is the business of `npm run check`.
run('node_modules/typescript/bin/tsc', '-p', 'src/tsconfig.json', '--noCheck');

if (existsSync(rulesetStep)) {
  await build({ ...options, entryPoints: { 'build-ruleset': rulesetStep } });
  run('dist/build-ruleset.js');
}

/**
 * Runs the program as its users do and keeps the code that V8 made of it: to parse and compile it at every
 * start takes 40 ms of the 100 that one clean file does. Another version of Node refuses the code and
 * compiles the program itself.
 */
async function keepCode() {
  const file = resolve(PROGRAM);
  const script = new Script(readFileSync(file, 'utf8'), { filename: file });
  const module = { exports: {} };
  script.runInThisContext()(
    module.exports,
    createRequire(file),
    module,
    new URL(PROGRAM, import.meta.url).href,
  );
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const silent = () => ({ stream: nowhere(), isTerminal: false, columns: undefined });
  const text = '【星禾消金】您本期应还100元，请按时还款。\n再不还钱我们会上门找你家人。\n';
  const runs = [['--help'], ['check', '-', '--today', '2026-01-01']];
  for (const argv of runs) {
    await module.exports.main(argv, {
      stdin: { isTerminal: false, read: () => new TextEncoder().encode(text) },
      stdout: silent(),
      stderr: silent(),
      env: {},
      cwd: process.cwd(),
      now: () => new Date(0),
    });
  }
  writeFileSync(CODE, script.createCachedData());
}

await keepCode();
