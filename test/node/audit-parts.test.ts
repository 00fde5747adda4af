import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { prepareAudit } from '../../src/cli/audit-plan.ts';
import { processIo } from '../../src/cli/io.ts';
import { defaultServices } from '../../src/cli/services.ts';
import { createPartJudge } from '../../src/node/audit-part.ts';
import { readingOf } from '../../src/node/audit-resumed.ts';
import type { PartItem } from '../../src/node/part-item.ts';
import { cutAtMarks } from '../../src/node/shard-cut.ts';

const folder = mkdtempSync(join(tmpdir(), 'cuilint-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a file that is written between two of its parts is told, whichever is judged then', async () => {
  const path = join(folder, 'log.csv');
  writeFileSync(path, `发送时间,内容\n${'2025-03-01 10:00:00,您好，请还款\n'.repeat(40_000)}`);
  const io = { ...processIo(), cwd: folder };
  const run = await prepareAudit(['log.csv'], {}, io, defaultServices(), '1');
  const options = { ...run.options, isStopped: () => false, progress: () => {} };
  const closing: (() => void)[] = [];
  const judge = createPartJudge(options, closing);
  const [source] = run.found.sources;
  const changed: boolean[] = [];
  try {
    for await (const { sha256: _, ...part } of cutAtMarks(
      source!,
      1 << 19,
      readingOf(options, source!),
      false,
    )) {
      // When the first part is over and the second is not begun.
      if (changed.length === 1) appendFileSync(path, '2025-03-01 10:00:00,您好\n');
      let end: PartItem | undefined;
      for await (const items of judge.judge({ source: source!, ...part })) end = items.at(-1);
      if (end?.type === 'part') changed.push(end.isChanged);
    }
  } finally {
    for (const close of closing) close();
  }
  expect(changed.length).toBeGreaterThan(2);
  expect(changed).toEqual(changed.map((_, part) => part > 0));
});
