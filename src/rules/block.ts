export type TypedArray = Int32Array | Uint16Array | Uint8Array;

/** One piece of a block: a typed array, or JSON in UTF-8. */
export interface ArrayPlace {
  readonly type: 'i32' | 'u16' | 'u8' | 'json';
  /** In bytes of the block; `length` in elements, of JSON in bytes. */
  readonly offset: number;
  readonly length: number;
}

const SIZE: Readonly<Record<ArrayPlace['type'], number>> = { i32: 4, u16: 2, u8: 1, json: 1 };

/** Named typed arrays and values in one block, each read anew when it is asked for. */
export interface Block {
  /** The type has to be that of the array written. */
  readonly array: <T extends TypedArray>(name: string) => T;
  /** The type has to be that of the value written. */
  readonly text: <T>(name: string) => T;
}

function typeOf(array: TypedArray): ArrayPlace['type'] {
  if (array instanceof Int32Array) return 'i32';
  return array instanceof Uint16Array ? 'u16' : 'u8';
}

/** Writes arrays and JSON values into one block. Numbers are in the byte order of the machine. */
export function packBlock(
  arrays: Readonly<Record<string, TypedArray>>,
  values: Readonly<Record<string, unknown>>,
): { readonly block: Uint8Array; readonly places: Readonly<Record<string, ArrayPlace>> } {
  const encoder = new TextEncoder();
  const pieces = [
    ...Object.entries(arrays).map(([name, array]) => ({
      name,
      type: typeOf(array),
      length: array.length,
      bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    })),
    ...Object.entries(values).map(([name, value]) => {
      const bytes = encoder.encode(JSON.stringify(value));
      return { name, type: 'json' as const, length: bytes.length, bytes };
    }),
  ];
  const places: Record<string, ArrayPlace> = {};
  let size = 0;
  for (const { name, type, length, bytes } of pieces) {
    places[name] = { type, offset: size, length };
    // Each piece begins at a multiple of 8 bytes, as typed arrays over one buffer demand.
    size += Math.ceil(bytes.length / 8) * 8;
  }
  const block = new Uint8Array(size);
  for (const { name, bytes } of pieces) block.set(bytes, places[name]!.offset);
  return { block, places };
}

/** Bytes [offset, offset + length) of a block. */
export type ReadBytes = (offset: number, length: number) => Uint8Array;

/** Opens what `packBlock` wrote. Copied only if the bytes read do not begin at a multiple of 8 of their buffer. */
export function openBlock(read: ReadBytes, places: Readonly<Record<string, ArrayPlace>>): Block {
  const open = ({ type, offset, length }: ArrayPlace): TypedArray => {
    const bytes = read(offset, length * SIZE[type]);
    const { buffer, byteOffset } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
    if (type === 'i32') return new Int32Array(buffer, byteOffset, length);
    return type === 'u16'
      ? new Uint16Array(buffer, byteOffset, length)
      : new Uint8Array(buffer, byteOffset, length);
  };
  return {
    // Safe: the element type was written beside the array.
    array: <T extends TypedArray>(name: string): T => open(places[name]!) as T,
    // Safe: what is read was written under the same name by the same build.
    text: <T>(name: string): T => JSON.parse(new TextDecoder().decode(open(places[name]!))) as T,
  };
}
