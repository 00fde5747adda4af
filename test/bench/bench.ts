// npm run bench: the figures of the program against what people use otherwise, measured in one run.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/node/built-in.ts';
import { benchConduct } from './conduct.ts';
import { benchEditor } from './editor.ts';
import { benchEngine, benchMatch, benchTokenizers } from './in-process.ts';
import { benchOffice } from './office.ts';
import { benchFolder, benchStart, whyNotBuilt } from './processes.ts';

const PARTS = {
  // First: to start a process takes the longer, the more memory its parent has: 15 ms behind the others.
  folder: { run: benchFolder, needsProgram: true },
  start: { run: benchStart, needsProgram: true },
  match: { run: benchMatch, needsProgram: false },
  engine: { run: benchEngine, needsProgram: false },
  conduct: { run: benchConduct, needsProgram: false },
  editor: { run: benchEditor, needsProgram: true },
  office: { run: benchOffice, needsProgram: true },
  // Last: nodejieba stays in memory once it is loaded.
  tokenizers: { run: benchTokenizers, needsProgram: false },
} as const;

const USAGE = `npm run bench -- [--only PART,…] [--rounds N]

Parts: ${Object.keys(PARTS).join(', ')}. Medians of N rounds (5), sides in turn; read ratios, not milliseconds.`;

function versions(): string {
  const of = (name: string): string => {
    const path = join(packageRoot(), 'node_modules', name, 'package.json');
    if (!existsSync(path)) return `${name} is not installed`;
    // A package.json has a version.
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    return `${name} ${version}`;
  };
  const ripgrep = spawnSync('rg', ['--version'], { encoding: 'utf8' });
  return [
    `node ${process.versions.node} (V8 ${process.versions.v8})`,
    of('@monyone/aho-corasick'),
    of('nodejieba'),
    ripgrep.status === 0 ? ripgrep.stdout.split('\n')[0]! : 'no ripgrep',
    `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
  ].join('; ');
}

async function main(): Promise<void> {
  let given: { readonly only?: string; readonly rounds?: string };
  try {
    given = parseArgs({
      options: { only: { type: 'string' }, rounds: { type: 'string' } },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const rounds = Number(given.rounds ?? 5);
  const wanted = given.only?.split(',') ?? Object.keys(PARTS);
  const unknown = wanted.filter((part) => !(part in PARTS));
  if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  console.log(`${versions()}\n`);
  const missing = whyNotBuilt();
  for (const [name, { run, needsProgram }] of Object.entries(PARTS)) {
    if (!wanted.includes(name)) continue;
    if (needsProgram && missing !== null) {
      console.error(`${name}: not measured, ${missing}\n`);
      process.exitCode = 2;
      continue;
    }
    console.log(`${(await run(rounds)).join('\n')}\n`);
  }
}

await main();
