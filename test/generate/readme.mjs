// Part of `npm run docs`: writes the output shown in README.md anew. The marker names the command;
// test/docs.test.ts holds that what stands below it is what the command prints.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const path = `${root}README.md`;
const SECTION = /<!-- output:start (.+?) -->\n[\s\S]*?<!-- output:end -->/;

const readme = readFileSync(path, 'utf8');
const args = SECTION.exec(readme)?.[1];
if (args === undefined) throw new Error('README.md has no place for the output');
const { stdout, status } = spawnSync(process.execPath, ['bin/cuilint.js', ...args.split(' ')], {
  cwd: root,
  encoding: 'utf8',
});
if (status !== 1) throw new Error(`cuilint ${args} ended with ${status}, not with findings`);
// The head names the version and the rules' hash, which change more often than the picture.
const shown = stdout.slice(stdout.indexOf('\n\n') + 2).trimEnd();
writeFileSync(
  path,
  readme.replace(
    SECTION,
    () => `<!-- output:start ${args} -->\n\`\`\`text\n${shown}\n\`\`\`\n<!-- output:end -->`,
  ),
);
