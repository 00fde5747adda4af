import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemory, openCache } from '../../src/node/result-cache.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('what worker threads have learned is written as well', () => {
  const source = { id: 'a.txt', isNamed: true };
  const bytes = new TextEncoder().encode('请还款\n');
  const clean = {
    format: 'text',
    encoding: 'utf-8',
    segments: 1,
    smsParts: 1,
    unjudged: 0,
    unfollowed: 0,
  } as const;
  const memory = createMemory();
  openCache(undefined, '', 'key', memory).open(source, bytes).close(clean);
  const path = join(folder, 'cache');
  const cache = openCache(path, 'cache', 'key', memory);
  expect(cache.open(source, bytes).clean).toEqual(clean);
  expect(cache.save()).toBeUndefined();
  expect(openCache(path, 'cache', 'key').open(source, bytes).clean).toEqual(clean);
});
