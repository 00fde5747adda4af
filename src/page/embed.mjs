import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';

/** What browsers of offices still have. */
const TARGET = ['chrome90', 'firefox90', 'safari15'];
const NAME = /^embed:([a-z-]+)$/;

/**
 * `src/page/<name>.ts` and `.css` as they stand in a page, the latter behind `base.css`: one script without
 * imports, one sheet, both small.
 */
async function embedded(name) {
  const file = join(import.meta.dirname, name);
  const sheets = [join(import.meta.dirname, 'base.css'), `${file}.css`];
  const [{ outputFiles }, { code: style }] = await Promise.all([
    build({
      entryPoints: [`${file}.ts`],
      bundle: true,
      write: false,
      format: 'iife',
      target: TARGET,
      minify: true,
      charset: 'ascii',
      legalComments: 'none',
      logLevel: 'warning',
    }),
    transform(sheets.map((sheet) => readFileSync(sheet, 'utf8')).join('\n'), {
      loader: 'css',
      target: TARGET,
      minify: true,
      charset: 'ascii',
    }),
  ]);
  const script = outputFiles[0].text.trim();
  return `export const script = ${JSON.stringify(script)};\nexport const style = ${JSON.stringify(style.trim())};\n`;
}

/** `import { script, style } from 'embed:report'`, for the build. */
export const embedForBuild = {
  name: 'embed',
  setup(builder) {
    builder.onResolve({ filter: NAME }, ({ path }) => ({ path, namespace: 'embed' }));
    builder.onLoad({ filter: NAME, namespace: 'embed' }, async ({ path }) => ({
      contents: await embedded(NAME.exec(path)[1]),
    }));
  },
};

/** The same for the tests. */
export const embedForTests = {
  name: 'embed',
  enforce: 'pre',
  resolveId: (id) => (NAME.test(id) ? `\0${id}` : null),
  load: (id) => (id.startsWith('\0embed:') ? embedded(NAME.exec(id.slice(1))[1]) : null),
};
