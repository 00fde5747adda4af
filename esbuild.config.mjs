import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { writeProgram } from './bin/packs.mjs';
import { embedForBuild } from './src/page/embed.mjs';

/** Own modules do nothing when they are loaded: what is not used of one need not be loaded with it. */
const pureModules = {
  name: 'pure-modules',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, async (args) => {
      if (args.pluginData?.isPure || args.importer.includes('node_modules')) return undefined;
      const { path, errors } = await builder.resolve(args.path, {
        kind: args.kind,
        importer: args.importer,
        resolveDir: args.resolveDir,
        pluginData: { ...args.pluginData, isPure: true },
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

await writeProgram({
  ...options,
  outdir: undefined,
  plugins: [embedForBuild, pureModules, noChildProcess],
});
