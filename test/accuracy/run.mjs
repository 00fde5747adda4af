// Node 20 runs no TypeScript: the entry is bundled into the cache of node_modules and imported from there.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** Bundles and runs a TypeScript file of this project (path from its root). Packages stay where they are. */
export async function runTypeScript(entry) {
  const outfile = join(
    root,
    'node_modules/.cache/cuilint',
    entry.replaceAll('/', '-').replace(/\.ts$/, '.mjs'),
  );
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  await import(pathToFileURL(outfile).href);
}

if (process.argv[1] === import.meta.filename) await runTypeScript('test/accuracy/accuracy.ts');
