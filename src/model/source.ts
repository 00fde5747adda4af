/** Path as it is shown in reports (relative, `/` between parts), or `-` for standard input. */
export type SourceId = string;

/** Something to read. Opening it is the business of floor 4; what reads it is handed one of these. */
export interface Source {
  readonly id: SourceId;
  /** The bytes, whole. Throws or rejects with a `CuilintError` when reading fails. */
  read(): Uint8Array | Promise<Uint8Array>;
}

/** Encodings that `decode` recognises. */
export type EncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5';

/** A file after decoding. `text` has no byte-order mark; line ends are as in the file. */
export interface TextFile {
  readonly id: SourceId;
  readonly text: string;
}
