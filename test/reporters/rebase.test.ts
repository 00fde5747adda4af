import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/run-event.ts';
import { rebase } from '../../src/reporters/rebase.ts';
import { FINDING } from './events.ts';

test.each([
  { folder: '', file: '../a.txt', path: '../a.txt' },
  { folder: 'x/y', file: 'a.txt', path: 'x/y/a.txt' },
  { folder: 'x/y', file: './a.txt', path: 'x/y/a.txt' },
  { folder: 'x/y', file: '../../b/a.txt', path: 'b/a.txt' },
  { folder: 'x', file: '../../a.txt', path: '../a.txt' },
  { folder: 'x', file: '-', path: '-' },
  { folder: 'x', file: '/tmp/a.txt', path: '/tmp/a.txt' },
  { folder: 'x', file: 'C:/a.txt', path: 'C:/a.txt' },
  { folder: 'x', file: 'a.zip!b/c.txt', path: 'x/a.zip!b/c.txt' },
])('$file in “$folder” is $path', ({ folder, file, path }) => {
  const seen: RunEvent[] = [];
  const report = rebase((event) => {
    seen.push(event);
    return '';
  }, folder);
  report({ ...FINDING, file, related: [{ file, record: 1, line: 1 }] });
  expect(seen).toEqual([{ ...FINDING, file: path, related: [{ file: path, record: 1, line: 1 }] }]);
});
