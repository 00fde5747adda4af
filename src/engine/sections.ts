import { createHash } from 'node:crypto';
import { CuilintError, type Message } from '../model/error.ts';

/** A named part of a state; large ones come in several parts of one name, in their order. */
export interface Section {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The first line of a state; another version is not read. */
const MAGIC = new TextEncoder().encode('cuilint-state 1\n');
const HASH_BYTES = 32;
/** Of a part: bytes of its name, bytes of its content. */
const HEAD_BYTES = 5;
const MAX_SECTION_BYTES = 0x7fff_ffff;

/** Makes the bytes of a state one part after the other. */
export interface SectionEncoder {
  /** To be written first. */
  readonly first: Uint8Array;
  readonly encode: (section: Section) => readonly Uint8Array[];
  /** To be written last. */
  readonly end: () => readonly Uint8Array[];
}

/** The bytes of a state: its first line, the parts with their lengths, an empty head, SHA-256 of all before. */
export function createSectionEncoder(): SectionEncoder {
  const hash = createHash('sha256').update(MAGIC);
  return {
    first: MAGIC,
    encode: ({ name, bytes }) => {
      const text = new TextEncoder().encode(name);
      if (text.length === 0 || text.length > 255 || bytes.length > MAX_SECTION_BYTES)
        throw new RangeError(`a part of ${bytes.length} bytes with a name of ${text.length}`);
      const made = [headOf(text.length, bytes.length), text, bytes];
      for (const each of made) hash.update(each);
      return made;
    },
    end: () => {
      const last = headOf(0, 0);
      return [last, hash.update(last).digest()];
    },
  };
}

/** All of a state at once. */
export function* encodeSections(
  sections: Iterable<Section>,
): Generator<Uint8Array, void, undefined> {
  const encoder = createSectionEncoder();
  yield encoder.first;
  for (const section of sections) yield* encoder.encode(section);
  yield* encoder.end();
}

function headOf(name: number, content: number): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  head[0] = name;
  new DataView(head.buffer).setUint32(1, content, true);
  return head;
}

/**
 * The parts of a state out of its bytes in pieces of any size. None is to be believed before all have been
 * yielded: a wrong sum shows at the end. Throws CuilintError for what is no state, cut off or altered.
 */
export function* decodeSections(chunks: Iterable<Uint8Array>): Generator<Section, void, undefined> {
  const hash = createHash('sha256');
  const source = chunks[Symbol.iterator]();
  let held: Uint8Array = new Uint8Array(0);
  /** Exactly so many bytes. */
  const take = (count: number, isHashed = true): Uint8Array => {
    const parts: Uint8Array[] = [held];
    let size = held.length;
    while (size < count) {
      const next = source.next();
      if (next.done === true) throw refused(DAMAGED);
      parts.push(next.value);
      size += next.value.length;
    }
    const all = parts.length === 1 ? held : Buffer.concat(parts, size);
    held = all.subarray(count);
    const taken = all.slice(0, count);
    if (isHashed) hash.update(taken);
    return taken;
  };
  let first: Uint8Array;
  try {
    first = take(MAGIC.length);
  } catch {
    // Too short even for its first line.
    throw refused(NO_STATE);
  }
  if (Buffer.compare(first, MAGIC) !== 0) throw refused(NO_STATE);
  for (;;) {
    const head = take(HEAD_BYTES);
    const length = new DataView(head.buffer, head.byteOffset).getUint32(1, true);
    if (head[0] === 0) break;
    if (length > MAX_SECTION_BYTES) throw refused(DAMAGED);
    const name = new TextDecoder().decode(take(head[0]!));
    yield { name, bytes: take(length) };
  }
  const sum = hash.digest();
  if (Buffer.compare(take(HASH_BYTES, false), sum) !== 0) throw refused(DAMAGED);
  if (held.length > 0 || source.next().done !== true) throw refused(DAMAGED);
}

const NO_STATE: Message = {
  zh: '不是本版本 cuilint 写的审计状态',
  en: 'no state of an audit that this version of cuilint has written',
};
const DAMAGED: Message = {
  zh: '审计状态已损坏或不完整',
  en: 'the state of the audit is damaged or incomplete',
};

function refused(reason: Message): CuilintError {
  return new CuilintError('INPUT_UNREADABLE', reason, {
    hint: {
      zh: '换一个文件，或删除它后从头审计',
      en: 'name another file, or delete it and audit from the start',
    },
  });
}
