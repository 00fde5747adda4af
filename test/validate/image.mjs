// Builds the Dockerfile with buildah, on a look-alike of its base made of Debian and the Node that runs this, and
// starts the image as people do. It is a download of some 300 MB: npm run validate, as root.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** What node:20-slim is made of. */
const RELEASE = 'bookworm';
const NEEDED = ['buildah', 'debootstrap', 'git', 'npm'];

function start(command, args, options) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
}

function run(command, args, options) {
  const { status, stdout, stderr, error } = start(command, args, options);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${status}: ${stdout}${stderr}`);
  return stdout.trim();
}

const missing = NEEDED.filter((name) => start(name, ['--version']).error !== undefined);
if (missing.length > 0 || process.getuid?.() !== 0) {
  process.stdout.write(`the image is not built: needs ${[...missing, 'root'].join(', ')}\n`);
  process.exit();
}

const folder = mkdtempSync(join(tmpdir(), 'cuilint-image-'));
chmodSync(folder, 0o755);
const store = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run')];
const buildah = (command, ...args) =>
  run('buildah', [...store, '--storage-driver', 'vfs', command, ...args]);

function makeBase() {
  const base = join(folder, 'base');
  run('debootstrap', ['--variant=minbase', RELEASE, base]);
  const local = join(base, 'usr/local');
  cpSync(process.execPath, join(local, 'bin/node'));
  mkdirSync(join(local, 'lib/node_modules'));
  cpSync(join(run('npm', ['root', '-g']), 'npm'), join(local, 'lib/node_modules/npm'), {
    recursive: true,
  });
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
  // The registry, and the certificates it takes, as they are set for npm here.
  const settings = [`registry=${run('npm', ['config', 'get', 'registry'])}`];
  const authority = process.env['NODE_EXTRA_CA_CERTS'];
  if (authority !== undefined) {
    cpSync(authority, join(base, 'etc/authority.crt'));
    settings.push('cafile=/etc/authority.crt');
  }
  mkdirSync(join(local, 'etc'), { recursive: true });
  writeFileSync(join(local, 'etc/npmrc'), settings.join('\n'));
  run('chroot', [base, 'useradd', '--uid', '1000', '--create-home', 'node']);
  const container = buildah('from', 'scratch');
  buildah('add', '--quiet', container, base, '/');
  buildah('commit', '--quiet', container, 'docker.io/library/node:20-slim');
  buildah('rm', container);
  rmSync(base, { recursive: true });
}

/** What is committed or about to be, and beside it what must not be sent to a builder. */
function layContext() {
  const context = join(folder, 'context');
  const list = run('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: ROOT });
  for (const path of list.split('\0').filter((name) => name !== '' && existsSync(join(ROOT, name))))
    cpSync(join(ROOT, path), join(context, path));
  mkdirSync(join(context, '导出'));
  writeFileSync(join(context, '导出/a.csv'), '内容\n您好\n');
  return context;
}

let faults = 0;
function expectThat(what, isTrue, detail = '') {
  if (isTrue) return;
  faults += 1;
  process.stdout.write(`  FAULT ${what} ${detail}\n`);
}

try {
  makeBase();
  const how = ['--isolation', 'chroot', '--pull-never'];
  const context = layContext();
  buildah('bud', ...how, '--tag', 'cuilint', context);
  const all = join(folder, 'Containerfile');
  writeFileSync(all, 'FROM node:20-slim\nCOPY . /sent\nRUN ls -A /sent\n');
  const sent = buildah('bud', ...how, '--file', all, context);
  expectThat(
    'sent to the builder',
    sent.includes('package-lock.json') && !sent.includes('导出'),
    sent,
  );

  const work = join(folder, 'work');
  mkdirSync(join(work, '模板'), { recursive: true });
  const git = (...args) =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a', ...args], { cwd: work });
  writeFileSync(join(work, '模板/干净.txt'), '您好\n');
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'a');
  writeFileSync(join(work, '模板/违规.txt'), '再不还款，我们会上门找你家人。\n');
  run('chown', ['-R', '1001:1001', work]);

  const container = buildah('from', '--pull-never', 'cuilint');
  const { config } = JSON.parse(buildah('inspect', container)).OCIv1;
  const runs = [
    { args: config.Cmd, code: 0, says: 'cuilint' },
    { args: ['--version'], code: 0, says: '0.' },
    { args: ['completion', 'bash'], code: 0, says: 'complete' },
    { args: ['doctor'], code: 0, says: '分词：内置词典' },
    { args: ['模板'], code: 1, says: '模板/违规.txt' },
    { args: ['模板/干净.txt'], code: 0, says: '已检查 1 个文件' },
    { args: ['没有.txt'], code: 2, says: '没有.txt' },
    { args: ['-'], input: '再不还款，我们会上门找你家人。\n', code: 1, says: 'threat/family' },
    { args: ['模板', '--changed'], code: 1, says: '已检查 1 个文件' },
    { args: ['模板', '--changed'], user: '1001:1001', code: 1, says: '已检查 1 个文件' },
    { args: ['模板', '-o', '报告.txt'], user: '1001:1001', code: 1, says: '' },
    { args: ['模板', '-o', '报告.txt'], code: 2, says: '报告.txt' },
  ];
  for (const { args, input = '', user = config.User, code, says } of runs) {
    const options = ['--isolation', 'chroot', '--user', user, '--volume', `${work}:/work`];
    const { status, stdout, stderr } = start(
      'buildah',
      [
        ...store,
        '--storage-driver',
        'vfs',
        'run',
        ...options,
        container,
        '--',
        ...config.Entrypoint,
        ...args,
      ],
      { input },
    );
    const isRight = status === code && (stdout + stderr).includes(says);
    expectThat(`cuilint ${args.join(' ')}`, isRight, `${user}: ${status} ${stdout}${stderr}`);
  }
  expectThat('a report', readFileSync(join(work, '报告.txt'), 'utf8').includes('threat/family'));

  const image = buildah('mount', container);
  for (const path of ['usr/bin/g++', 'usr/bin/python3', 'opt/cuilint/node_modules', 'build'])
    expectThat(`no ${path}`, !existsSync(join(image, path)));
  expectThat('another user', config.User === 'node');
  const [size] = run('du', ['-sm', join(image, 'opt/cuilint')]).split('\t');
  process.stdout.write(`the image: ${size} MB of ours, ${faults} faults\n`);
} finally {
  buildah('rm', '--all');
  buildah('rmi', '--all', '--force');
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = faults > 0 ? 1 : 0;
