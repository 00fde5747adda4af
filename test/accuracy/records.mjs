// Judges the labelled records of conversations as their users have them, each as a text file, and prints for each set
// how many violating and how many lawful ones are flagged; after npm run build.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SETS = join(ROOT, 'fixtures/messages/records');

/** Ids of the records that are flagged, by the rules that flag them. */
function judge(records) {
  const folder = mkdtempSync(join(tmpdir(), 'cuilint-records-'));
  for (const { id, text } of records) writeFileSync(join(folder, `${id}.txt`), `${text}\n`);
  const { stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'bin/cuilint.js'), 'check', '.', '--format', 'json', '--no-config'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  rmSync(folder, { recursive: true });
  const rules = new Map(records.map(({ id }) => [id, []]));
  for (const { file, ruleId, severity } of JSON.parse(stdout).findings)
    if (severity !== 'info') rules.get(file.replace(/\.txt$/, '')).push(ruleId);
  return rules;
}

for (const name of readdirSync(SETS).filter((each) => each.endsWith('.jsonl'))) {
  const lines = readFileSync(join(SETS, name), 'utf8').trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line));
  const rules = judge(records);
  const flagged = (violation) =>
    records.filter((each) => each.violation === violation && rules.get(each.id).length > 0);
  const found = flagged(true).length;
  const lawful = flagged(false);
  const opening = lawful.filter(({ id }) =>
    rules.get(id).every((rule) => rule.startsWith('script/')),
  );
  const all = (violation) => records.filter((each) => each.violation === violation).length;
  console.log(
    `${name}: precision ${(found / (found + lawful.length)).toFixed(2)}, ` +
      `${found} of ${all(true)} violating and ${lawful.length} of ${all(false)} lawful flagged, ` +
      `${opening.length} of these by rules on scripts alone`,
  );
}
