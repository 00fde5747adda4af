import type { Segment } from '../model/segment.ts';
import { readText } from '../readers/txt.ts';

/** Divides the script of a rule's example into segments, as a text file of that name is divided. */
export function readExampleScript(text: string): readonly Segment[] {
  return [...readText({ id: 'example.txt', text }, { timezone: 'Asia/Shanghai' })];
}
