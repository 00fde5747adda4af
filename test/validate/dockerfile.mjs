// Follows the Dockerfile by hand where there is no docker: node test/validate/dockerfile.mjs [FOLDER]
// Each stage is an empty folder; COPY takes what is committed and .dockerignore leaves, RUN is run by sh as
// this user. Not followed: FROM (Node is the one that runs this), apt-get, USER, and links into /usr/local.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ignore from 'ignore';

const ROOT = join(import.meta.dirname, '../..');
const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'cuilint-docker-'));
const say = (line) => process.stdout.write(`${line}\n`);

function run(command, args, options) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  if (error) throw error;
  return { status, text: stdout + stderr };
}

const steps = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => /^(\w+)\s+(.*)$/.exec(line).slice(1));

/** Lays the build context out in a folder: what is committed, without what .dockerignore names. */
function layContext(target) {
  const left = ignore().add(readFileSync(join(ROOT, '.dockerignore'), 'utf8'));
  const pack = join(folder, 'context.tar');
  const { status, text } = run('git', ['archive', '-o', pack, 'HEAD'], { cwd: ROOT });
  if (status !== 0) throw new Error(`git archive: ${text}`);
  run('tar', ['-xf', pack, '-C', target]);
  for (const path of readdirSync(target, { recursive: true }))
    if (left.ignores(path)) rmSync(join(target, path), { recursive: true, force: true });
}

const stages = new Map();
let stage;
let entry = [];
for (const [name, rest] of steps) {
  switch (name) {
    case 'FROM': {
      const as = / AS (\w+)$/.exec(rest)?.[1] ?? 'last';
      stage = { root: join(folder, as), at: '/', env: {}, user: 'root' };
      mkdirSync(stage.root, { recursive: true });
      stages.set(as, stage);
      break;
    }
    case 'WORKDIR':
      stage.at = rest;
      mkdirSync(join(stage.root, rest), { recursive: true });
      break;
    case 'ENV':
      for (const pair of rest.split(' ')) stage.env[pair.split('=')[0]] = pair.split('=')[1];
      break;
    case 'COPY': {
      const words = rest.split(' ');
      const from = /^--from=(\w+)$/.exec(words[0])?.[1];
      const to = words.at(-1);
      if (from === undefined) {
        if (rest !== '. .') throw new Error(`not followed: COPY ${rest}`);
        layContext(join(stage.root, stage.at));
      } else {
        for (const path of words.slice(1, -1)) {
          const name = path.slice(path.lastIndexOf('/') + 1);
          const target = join(stage.root, to.endsWith('/') ? to + name : to);
          cpSync(join(stages.get(from).root, path), target, { recursive: true });
        }
      }
      break;
    }
    case 'RUN': {
      if (/^(?:apt-get|ln) /.test(rest)) {
        say(`not run: ${rest}`);
        break;
      }
      say(`RUN ${rest}`);
      const { status, text } = run('sh', ['-ec', rest], {
        cwd: join(stage.root, stage.at),
        env: { ...process.env, ...stage.env },
      });
      if (status !== 0) throw new Error(`${rest} ended with ${status}: ${text}`);
      break;
    }
    case 'USER':
      stage.user = rest;
      break;
    case 'ENTRYPOINT':
      entry = JSON.parse(rest);
      break;
    case 'CMD':
      break;
    default:
      throw new Error(`not followed: ${name} ${rest}`);
  }
}

const link = steps.find(([name, rest]) => name === 'RUN' && rest.startsWith('ln -s '))?.[1];
const [, , program, name] = link.split(' ');
if (entry[0] !== name.slice(name.lastIndexOf('/') + 1))
  throw new Error('the entry is not the link');
if (stage.user === 'root') throw new Error('the program would run as root');
// Nothing of the build is within reach.
rmSync(join(folder, 'build'), { recursive: true });
const work = join(stage.root, 'work');
writeFileSync(join(work, 'a.txt'), '再不还款，我们会上门找你家人。\n');
const expected = [
  [['check', 'a.txt'], 1, 'threat/family'],
  [['doctor'], 0, '分词：内置词典'],
  [['--help'], 0, 'cuilint'],
];
for (const [args, code, says] of expected) {
  const { status, text } = run(join(stage.root, program), args, {
    cwd: work,
    env: { PATH: process.env.PATH, ...stage.env },
  });
  say(`cuilint ${args.join(' ')}: ${status}`);
  if (status !== code || !text.includes(says))
    throw new Error(`expected ${code} and ${says}: ${text}`);
}
if (process.argv[2] === undefined) rmSync(folder, { recursive: true });
say('the Dockerfile holds');
