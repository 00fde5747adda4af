/** What is neither text nor a file of Office or zip, told by how it begins. */
export type ForeignKind = 'pdf' | 'rtf' | 'picture' | 'rar' | '7z' | 'gzip';

const BEGINNINGS: readonly (readonly [kind: ForeignKind, bytes: string])[] = [
  ['pdf', '%PDF-'],
  ['rtf', '{\\rtf'],
  ['picture', '\x89PNG\r\n'],
  ['picture', '\xff\xd8\xff'],
  ['picture', 'GIF87a'],
  ['picture', 'GIF89a'],
  ['rar', 'Rar!\x1a\x07'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['gzip', '\x1f\x8b\x08'],
];

/** The kind of a file that begins so, undefined for every other. A byte-order mark before it makes it text. */
export function foreignKind(bytes: Uint8Array): ForeignKind | undefined {
  const found = BEGINNINGS.find(([, start]) => {
    for (let i = 0; i < start.length; i += 1) if (bytes[i] !== start.charCodeAt(i)) return false;
    return true;
  });
  return found?.[0];
}
