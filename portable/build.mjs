/**
 * Builds a folder that needs nothing installed: the Node that runs this, the program with everything bundled, and a
 * starter for the platform at hand. `node portable/build.mjs [FOLDER]`, default cuilint-portable.
 */
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const folder = resolve(process.argv[2] ?? join(root, 'cuilint-portable'));
const isWindows = process.platform === 'win32';
const starter = isWindows ? '检查.bat' : process.platform === 'darwin' ? '检查.command' : '检查.sh';

if (!existsSync(join(root, 'dist', 'program.cjs'))) {
  process.stderr.write('没有 dist：请先运行 npm run build / run npm run build first\n');
  process.exit(2);
}
if (existsSync(folder) && !existsSync(join(folder, 'program', 'bin', 'cuilint.js'))) {
  process.stderr.write(`${folder} 已存在，且不是本程序的文件夹 / it is there and is none of ours\n`);
  process.exit(2);
}
rmSync(folder, { recursive: true, force: true });
const program = join(folder, 'program');
mkdirSync(program, { recursive: true });
for (const part of ['package.json', 'LICENSE', 'bin', 'dictionaries'])
  cpSync(join(root, part), join(program, part), { recursive: true });
// Types and the part for other programs are of no use here.
cpSync(join(root, 'dist'), join(program, 'dist'), {
  recursive: true,
  filter: (path) => !/[\\/]dist[\\/](?:types|chunks|index\.js|build-ruleset\.js)(?:[\\/]|$)/.test(path),
});
const runtime = join(folder, isWindows ? 'node.exe' : 'node');
copyFileSync(process.execPath, runtime);
chmodSync(runtime, 0o755);
for (const file of [starter, '说明.md']) copyFileSync(join(here, file), join(folder, file));
if (!isWindows) chmodSync(join(folder, starter), 0o755);
writeFileSync(join(folder, 'program', 'node-version.txt'), `${process.version} ${process.platform} ${process.arch}\n`);
process.stdout.write(`${folder}\n打开其中的 ${starter} 即可使用 / start ${starter} in it\n`);
