// A step of the build: the command line as packs of modules, each read when one of its modules is first asked for.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join, relative, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build } from 'esbuild';
import program from './cuilint.js';

const { openProgram, FIRST_PACK } = program;
const MAIN = 'src/cli/main.ts';
const TEXT = '【星禾消金】您本期应还100元，请按时还款。\n再不还钱我们会上门找你家人。\n';
const CLEAN_TABLE = '内容,渠道\n请还款,短信\n';
const FORMATS = {
  csv: `内容,渠道\n"${TEXT}",短信\n`,
  json: JSON.stringify([TEXT]),
  yaml: `body: |\n  ${TEXT}`,
};

const OTHERS = 'program-others';
const CHECK = 'program-check';
/**
 * What its users do most, and the packs that hold what each needs beyond those before it: who asks for help
 * reads no engine, who checks text no YAML.
 */
const RUNS = [
  { pack: FIRST_PACK, argv: ['--help'], input: '' },
  { pack: CHECK, argv: ['check', '-', '--today', '2026-01-01'], input: TEXT },
  { pack: CHECK, argv: ['check', 'folder'], input: '' },
  ...Object.entries(FORMATS).map(([ending, input]) => ({
    pack: `program-${ending}`,
    argv: ['check', '-', '--today', '2026-01-01', '--stdin-filename', `a.${ending}`],
    input,
  })),
  // The second one finds what the first one has left.
  {
    pack: 'program-cache',
    argv: ['check', 'folder', 'tables', '--cache-location', 'cache'],
    input: '',
  },
  {
    pack: 'program-cache',
    argv: ['check', 'folder', 'tables', '--cache-location', 'cache'],
    input: '',
  },
  { pack: OTHERS, argv: ['rules', 'list'], input: '' },
];

/** Does what `RUNS` says with the exports of `MAIN`, where there is a folder of two texts and one of a table. */
async function use({ main }, begin = () => {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'cuilint-build-'));
  for (const name of ['folder', 'tables']) mkdirSync(join(cwd, name));
  for (const name of ['a.txt', 'b.txt']) writeFileSync(join(cwd, 'folder', name), TEXT);
  writeFileSync(join(cwd, 'tables/c.csv'), CLEAN_TABLE);
  const silent = () => ({
    stream: new Writable({ write: (_chunk, _encoding, done) => done() }),
    isTerminal: false,
    columns: undefined,
  });
  for (const { pack, argv, input } of RUNS) {
    begin(pack);
    await main(argv, {
      stdin: { isTerminal: false, read: () => new TextEncoder().encode(input) },
      stdout: silent(),
      stderr: silent(),
      env: {},
      cwd,
      now: () => new Date(0),
    });
  }
  rmSync(cwd, { recursive: true });
}

const nameOf = (path) => relative(process.cwd(), path).replaceAll('\\', '/');

/** Adds to every module a first line that tells when it runs. */
const tellsWhenItRuns = {
  name: 'tells-when-it-runs',
  setup(builder) {
    builder.onLoad({ filter: /\.(?:ts|[cm]?js)$/ }, ({ path, namespace }) =>
      namespace === 'file'
        ? {
            contents: `ran(${JSON.stringify(nameOf(path))});${readFileSync(path, 'utf8')}`,
            loader: extname(path) === '.ts' ? 'ts' : 'js',
          }
        : undefined,
    );
  },
};

/** The pack of each module that any run needs, by its path from here. */
async function findPacks(options) {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [MAIN],
    outdir: 'program',
    write: false,
    plugins: [...options.plugins, tellsWhenItRuns],
  });
  const packOf = new Map();
  let pack = FIRST_PACK;
  const ran = (name) => {
    if (!packOf.has(name)) packOf.set(name, pack);
  };
  const url = pathToFileURL(resolve('dist/program.cjs')).href;
  const script = new Script(`(function(require,module,moduleUrl,ran){${outputFiles[0].text}\n})`);
  const module = { exports: {} };
  script.runInThisContext()(createRequire(url), module, url, ran);
  await use(module.exports, (name) => {
    pack = name;
  });
  return packOf;
}

/** The names of what a module of ours exports. */
async function exportsOf(name) {
  const { metafile } = await build({
    entryPoints: [name],
    format: 'esm',
    outdir: 'program',
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs)[0].exports;
}

/**
 * Has modules of other packs asked for when the program runs. What they export is taken out of them once: read
 * through the getters of a namespace, a constant costs as much as the rest of a short loop.
 */
function fromOtherPacks(own, packOf, asked) {
  return {
    name: 'from-other-packs',
    setup(builder) {
      builder.onResolve({ filter: /./ }, async (args) => {
        const { path: specifier, importer, kind, resolveDir, pluginData } = args;
        if (pluginData?.isAsked || kind === 'entry-point' || importer === '') return undefined;
        const found = await builder.resolve(specifier, {
          importer,
          kind,
          resolveDir,
          pluginData: { ...pluginData, isAsked: true },
        });
        if (found.errors.length > 0 || found.external || found.namespace !== 'file') return found;
        const name = nameOf(found.path);
        if ((packOf.get(name) ?? OTHERS) === own) return found;
        asked.add(name);
        return { path: `${name}.cjs`, namespace: 'pack', sideEffects: false, pluginData: { name } };
      });
      builder.onLoad({ filter: /./, namespace: 'pack' }, async ({ pluginData: { name } }) => ({
        contents: name.startsWith('src/')
          ? `export const { ${await exportsOf(name)} } = load(${JSON.stringify(name)});`
          : `module.exports = load(${JSON.stringify(name)});`,
      }));
    },
  };
}

/** Builds a pack whose modules `names` others ask for. `asked` takes up what it asks of others. */
async function buildPack(own, names, packOf, asked, options) {
  const list = [...names].sort();
  // Of the others no run needs all: each runs when it is asked for.
  const contents =
    own === OTHERS
      ? `export const modules = {${list.map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(`./${name}`)})`)}};`
      : `${list.map((name, i) => `import * as m${i} from ${JSON.stringify(`./${name}`)};`).join('')}
         export const modules = {${list.map((name, i) => `${JSON.stringify(name)}: () => m${i}`)}};`;
  const { outputFiles } = await build({
    ...options,
    stdin: { contents, resolveDir: process.cwd(), loader: 'js' },
    outdir: 'program',
    write: false,
    plugins: [fromOtherPacks(own, packOf, asked), ...options.plugins],
  });
  // Regular expressions are left as they are written. In ASCII the text is read and kept in half the room.
  return outputFiles[0].text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Writes the program into dist/: packs, beside each the code that V8 made of it in use (to parse and compile it at
 * every start takes 40 ms of the 100 that one clean file does; another version of Node refuses the code and
 * compiles the program itself), and a hash of all. `options` are those of esbuild, in common to all parts.
 */
export async function writeProgram(options) {
  const common = {
    ...options,
    format: 'cjs',
    define: { 'import.meta.url': 'moduleUrl' },
    banner: {},
  };
  const packOf = await findPacks(common);
  const packs = [...new Set(RUNS.map(({ pack }) => pack))];
  const asked = new Set([MAIN]);
  const texts = new Map();
  // What the packs ask of each other is known when all have been built; then they are built to offer it.
  for (const pack of [...packs, ...packs]) {
    const names = [...asked].filter((name) => (packOf.get(name) ?? OTHERS) === pack);
    texts.set(pack, await buildPack(pack, names, packOf, asked, common));
  }
  // In order, and not as esbuild came upon them: the hash is to be that of every build of these sources.
  const where = Object.fromEntries(
    [...asked].sort().map((name) => [name, packOf.get(name) ?? OTHERS]),
  );
  const hash = createHash('sha256');
  for (const [pack, text] of texts) {
    const told = pack === FIRST_PACK ? `Object.assign(packOf,${JSON.stringify(where)});` : '';
    const whole = `(function(require,load,module,moduleUrl,packOf){${told}${text}\n})`;
    hash.update(whole);
    writeFileSync(join('dist', `${pack}.cjs`), whole);
  }
  writeFileSync('dist/program.hash', hash.digest('hex'));
  const scripts = new Map();
  // V8 forgets the code of what has not run for a while, and the first of many runs would be left without.
  setFlagsFromString('--no-flush-bytecode');
  await use(openProgram('dist', (pack, script) => scripts.set(pack, script)));
  // Code is refused where the flags are others than those it was made with.
  setFlagsFromString('--flush-bytecode');
  for (const [pack, script] of scripts)
    writeFileSync(join('dist', `${pack}.code`), script.createCachedData());
}
