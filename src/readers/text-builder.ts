import type { OffsetMap } from '../model/offset-map.ts';

/** A text taken out of a file with escapes resolved, and the way back; without `map` it stands there as it is. */
export interface Extract {
  readonly text: string;
  /** Half-open, in UTF-16 units of the decoded file. */
  readonly start: number;
  readonly end: number;
  readonly map?: OffsetMap;
}

/** Collects the pieces of an `Extract`; offsets must not go back. */
export interface TextBuilder {
  /** Takes [from, to) of the file as it is. */
  copy(from: number, to: number): void;
  /** Lets `text` stand for [from, to) of the file, as a whole. Empty text: the source is dropped. */
  put(text: string, from: number, to: number): void;
  finish(): Extract;
}

/** `start` is where the text begins in the file, used only where nothing is ever added. */
export function createTextBuilder(file: string, start: number): TextBuilder {
  const at: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const parts: string[] = [];
  let length = 0;
  /** Whether the last piece was copied: only those may grow. */
  let open = false;
  return {
    copy(begin, end) {
      if (begin >= end) return;
      const last = to.length - 1;
      if (open && to[last] === begin) {
        to[last] = end;
      } else {
        at.push(length);
        from.push(begin);
        to.push(end);
      }
      open = true;
      parts.push(file.slice(begin, end));
      length += end - begin;
    },
    put(text, begin, end) {
      if (text.length === 0) return;
      at.push(length);
      from.push(begin);
      to.push(end);
      open = false;
      parts.push(text);
      length += text.length;
    },
    finish() {
      const text = parts.length === 1 ? parts[0]! : parts.join('');
      const first = from[0] ?? start;
      const end = to[to.length - 1] ?? start;
      if (at.length === 0 || (at.length === 1 && end - first === length && open)) {
        return { text, start: first, end };
      }
      return { text, start: first, end, map: { at, from, to } };
    },
  };
}
