import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readerFor } from '../../src/readers/registry.ts';
import { decode } from '../../src/text/decode.ts';
import { locate } from '../../src/text/lines.ts';
import { cut, read } from './read.ts';

const ROOT = new URL('../../fixtures/readers/', import.meta.url);

/** `hit` is a piece of the last segment and where it stands: line, column, end line, end column. */
test.each([
  {
    file: 'csv/excel-gbk.csv',
    encoding: 'gb18030',
    found: 2,
    problems: [],
    hit: '再不还就上门',
    source: '再不还就上门',
    at: [4, 42, 4, 48],
  },
  {
    file: 'tsv/excel-unicode-text.tsv',
    encoding: 'utf-16le',
    found: 2,
    problems: [],
    hit: '联系您的家人',
    source: '联系您的家人',
    at: [3, 12, 3, 18],
  },
  {
    file: 'csv/hongkong-big5.csv',
    encoding: 'big5',
    found: 2,
    problems: [],
    hit: '上門收數',
    source: '上門收數',
    at: [3, 6, 3, 10],
  },
  {
    file: 'csv/semicolons.csv',
    encoding: 'utf-8',
    found: 1,
    problems: [],
    hit: ', 谢谢',
    source: ', 谢谢',
    at: [3, 5, 3, 9],
  },
  {
    file: 'csv/unclosed-quote.csv',
    encoding: 'utf-8',
    found: 2,
    problems: [[2, 3]],
    hit: '请您回电',
    source: '请您回电',
    at: [3, 3, 3, 7],
  },
  {
    file: 'txt/call.txt',
    encoding: 'utf-8',
    found: 6,
    problems: [],
    hit: '还款',
    source: '还款',
    at: [9, 5, 9, 7],
  },
  {
    file: 'txt/one-bad-byte.txt',
    encoding: 'utf-8',
    found: 2,
    problems: [],
    hit: '提醒',
    source: '提醒',
    at: [2, 4, 2, 6],
  },
  {
    file: 'markdown/script.md',
    encoding: 'utf-8',
    found: 4,
    problems: [],
    hit: '坐牢',
    source: '坐牢',
    at: [10, 5, 10, 7],
  },
  {
    file: 'yaml/reminders.yaml',
    encoding: 'utf-8',
    found: 2,
    problems: [],
    hit: '上门',
    source: '上\\u95e8',
    at: [8, 12, 8, 19],
  },
  {
    file: 'yaml/broken.yaml',
    encoding: 'utf-8',
    found: 2,
    problems: [[3, 1]],
    hit: '没有',
    source: '没有',
    at: [2, 5, 2, 7],
  },
  {
    file: 'json/templates.json',
    encoding: 'utf-8',
    found: 1,
    problems: [],
    hit: '款\n谢',
    source: '款\\n谢',
    at: [3, 41, 3, 45],
  },
  {
    file: 'json/broken.json',
    encoding: 'utf-8',
    found: 2,
    problems: [[3, 3]],
    hit: '回电',
    source: '回电',
    at: [3, 11, 3, 13],
  },
  {
    file: 'jsonl/calls.jsonl',
    encoding: 'utf-8',
    found: 4,
    problems: [[2, 19]],
    hit: '还款',
    source: '还款',
    at: [3, 22, 3, 24],
  },
])('$file', async ({ file, encoding, found, problems, hit, source, at }) => {
  const decoded = decode(readFileSync(new URL(file, ROOT)), {});
  expect(decoded.encoding).toBe(encoding);
  const reader = await readerFor(file)!.load();
  const result = read(reader, decoded.text);
  expect(result.segments).toHaveLength(found);
  expect(result.problems.map(({ line, column }) => [line, column])).toEqual(problems);
  const last = result.segments.at(-1)!;
  const start = last.text.indexOf(hit);
  expect(start).toBeGreaterThanOrEqual(0);
  const place = locate(last.origin, start, start + hit.length, last.text.length);
  expect(cut(decoded.text, place)).toBe(source);
  expect([place.line, place.column, place.endLine, place.endColumn]).toEqual(at);
});
