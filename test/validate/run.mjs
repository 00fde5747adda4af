// Has Microsoft's SARIF Multitool judge our report, with its rules and those of GitHub's ingestion.
// It is a download of 43 MB, so no part of `npm test`: npm run validate, after npm run build.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const MULTITOOL = '@microsoft/sarif-multitool@5.7.0';
const INPUTS = ['fixtures/templates', 'fixtures/templates-broken', 'fixtures/runs/hostile-text/in'];
/** What we leave as it is, and why. */
const ACCEPTED = {
  SARIF2005: 'the project has no public page that informationUri could name',
};

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  return { status, text: stdout + stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'cuilint-validate-'));
let hasFaults = false;
try {
  for (const lang of ['zh', 'en']) {
    const report = join(folder, `${lang}.sarif`);
    const made = run(process.execPath, [
      'bin/cuilint.js',
      ...INPUTS,
      ...['--format', `sarif:${report}`, '--lang', lang],
    ]);
    // The broken templates cannot all be judged.
    if (made.status !== 2) throw new Error(`the report was not made: ${made.text}`);
    for (const kind of ['Sarif', 'Gh', 'Ghas']) {
      // Its exit code is 0 even with errors: what it says has to be read.
      const args = ['exec', '--yes', `--package=${MULTITOOL}`, '--', 'sarif-multitool'];
      const { text } = run('npm', [...args, 'validate', report, '--rule-kind', kind]);
      if (!text.includes('Analysis completed successfully.'))
        throw new Error(`the multitool did not come to an end: ${text}`);
      const faults = text
        .split('\n')
        .filter((line) => /: (?:error|warning) [A-Z]/.test(line))
        .filter((line) => !Object.keys(ACCEPTED).some((rule) => line.includes(`${rule}:`)));
      hasFaults ||= faults.length > 0;
      process.stdout.write(`${lang} ${kind}: ${faults.length} faults\n`);
      for (const fault of faults.slice(0, 20)) process.stdout.write(`  ${fault}\n`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = hasFaults ? 1 : 0;
