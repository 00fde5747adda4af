import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CuilintError } from '../../src/model/error.ts';
import { createFileStore } from '../../src/node/spill-store.ts';

function inFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'cuilint-test-'));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('gives back what it took, by partition, and leaves nothing behind', () => {
  inFolder((folder) => {
    const store = createFileStore(folder);
    const long = Uint8Array.from({ length: 2_500_000 }, (_, i) => i % 251);
    expect(readdirSync(folder)).toEqual([]);
    store.append(3, long.subarray(0, 7));
    store.append(5, Uint8Array.of(1));
    store.append(3, long.subarray(7));
    const [made] = readdirSync(folder);
    if (process.platform !== 'win32')
      for (const name of readdirSync(join(folder, made!)))
        expect(statSync(join(folder, made!, name)).mode & 0o777).toBe(0o600);
    expect(Buffer.concat([...store.read(3)]).equals(long)).toBe(true);
    expect([...store.read(5)]).toEqual([Uint8Array.of(1)]);
    expect([...store.read(9)]).toEqual([]);
    store.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('a place that cannot be written is one clear error', () => {
  inFolder((folder) => {
    const store = createFileStore(join(folder, 'missing'));
    expect(() => store.append(0, Uint8Array.of(1))).toThrow(CuilintError);
    expect(() => store.append(0, Uint8Array.of(1))).toThrow(/临时文件|counting contacts/);
  });
});

test('a full disk is named, and what was there is removed', () => {
  inFolder((folder) => {
    const store = createFileStore(folder);
    store.append(0, Uint8Array.of(1));
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const failing = new Proxy(Uint8Array.of(1), {
      get: () => {
        throw full;
      },
    });
    let error: unknown;
    try {
      store.append(1, failing);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'OUTPUT_FAILED' });
    expect((error as CuilintError).reason.en).toContain('the disk is full');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('in a folder that is kept', () => {
  test('goes on behind what counts, and cuts off what was written after it', () => {
    inFolder((folder) => {
      const first = createFileStore(folder, { folder, lengths: [] });
      first.append(2, Uint8Array.of(1, 2, 3));
      first.append(0, Uint8Array.of(9));
      const lengths = first.lengths();
      expect(lengths).toEqual([1, 0, 3]);
      first.append(2, Uint8Array.of(4, 5));
      first.append(7, Uint8Array.of(6));
      first.close();
      const second = createFileStore(folder, { folder, lengths });
      second.append(2, Uint8Array.of(7));
      second.append(7, Uint8Array.of(8));
      expect(Buffer.concat([...second.read(2)])).toEqual(Buffer.of(1, 2, 3, 7));
      expect(Buffer.concat([...second.read(7)])).toEqual(Buffer.of(8));
      expect(Buffer.concat([...second.read(0)])).toEqual(Buffer.of(9));
      second.close();
      expect(readdirSync(folder).sort()).toEqual(['0.bin', '2.bin', '7.bin']);
    });
  });

  test.each([
    { name: 'shorter than it was', spoil: (file: string) => truncateSync(file, 2) },
    { name: 'gone', spoil: (file: string) => rmSync(file) },
  ])('a partition that is $name is one clear error', ({ spoil }) => {
    inFolder((folder) => {
      const first = createFileStore(folder, { folder, lengths: [] });
      first.append(2, Uint8Array.of(1, 2, 3));
      first.close();
      spoil(join(folder, '2.bin'));
      expect(() => createFileStore(folder, { folder, lengths: [0, 0, 3] })).toThrow(CuilintError);
    });
  });
});
