import type { EncodingName } from '../model/source.ts';
import type { ColumnChoice } from '../readers/reader.ts';
import type { Decoded } from '../text/decode.ts';
import { createByteWalk } from '../text/encode.ts';

/** The columns that a report names. */
export type NamedColumns = Pick<ColumnChoice, 'text' | 'roles'>;

/** Between the names of a date and its clock, which are one time. */
const JOINT = ' + ';
const PART = '(?:\\d+\\+\\d+|[A-Z])';
const NAME = `${PART}(?:&${PART})*`;
const ROLE = `[a-zA-Z]+=${NAME}`;

/** What `keepColumns` returns, as the source of a regular expression. */
export const KEPT_COLUMNS: string = `(?:${NAME}(?:,${NAME})*)?/(?:${ROLE}(?:,${ROLE})*)?`;

const decoders = new Map<EncodingName, InstanceType<typeof TextDecoder>>();

function readName(
  bytes: Uint8Array,
  encoding: EncodingName,
  start: number,
  length: number,
): string {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding, { ignoreBOM: true });
  decoders.set(encoding, decoder);
  return decoder.decode(bytes.subarray(start, start + length));
}

/**
 * Columns without their names, which are data of others: of each is kept where in the bytes of the file it can be
 * read. undefined where one does not stand there as it is told (a quote in it is doubled in the file), or where the
 * file is no text.
 */
export function keepColumns(
  { text, roles }: NamedColumns,
  bytes: Uint8Array,
  decoded: Pick<Decoded, 'text'> & { readonly encoding: EncodingName | null },
): string | undefined {
  const { encoding } = decoded;
  if (encoding === null) return undefined;
  let isWhole = true;
  const keepPart = (part: string): string => {
    const unit = decoded.text.indexOf(part);
    const byteAt = createByteWalk(bytes, encoding);
    const start = unit < 0 ? undefined : byteAt(unit);
    const end = start === undefined ? undefined : byteAt(unit + part.length);
    if (start !== undefined && end !== undefined) {
      const length = end - start;
      if (readName(bytes, encoding, start, length) === part) return `${start}+${length}`;
    }
    // The letter of a column without a name is from us.
    isWhole &&= unit < 0 && /^[A-Z]$/.test(part);
    return part;
  };
  const keep = (name: string): string => name.split(JOINT).map(keepPart).join('&');
  const kept = `${text.map(keep).join(',')}/${Object.entries(roles)
    .map(([role, name]) => `${role}=${keep(name)}`)
    .join(',')}`;
  return isWhole ? kept : undefined;
}

/** A stretch of bytes, or the letter of a column without a name. */
type Place = { readonly start: number; readonly length: number } | string;

/** What `keepColumns` returned, taken apart: of many files it is the same. */
export interface KeptColumns {
  readonly text: readonly (readonly Place[])[];
  readonly roles: readonly { readonly role: string; readonly name: readonly Place[] }[];
}

export function parseKept(kept: string): KeptColumns {
  const listed = (list = ''): readonly string[] => (list === '' ? [] : list.split(','));
  const places = (name = ''): readonly Place[] =>
    name.split('&').map((part) => {
      const [start, length] = part.split('+');
      return length === undefined ? part : { start: Number(start), length: Number(length) };
    });
  const [text, roles] = kept.split('/');
  return {
    text: listed(text).map(places),
    roles: listed(roles).map((entry) => {
      const [role = '', name] = entry.split('=');
      return { role, name: places(name) };
    }),
  };
}

/** The columns that were kept of a file with these very bytes. */
export function namesOf(
  { text, roles }: KeptColumns,
  bytes: Uint8Array,
  encoding: EncodingName,
): NamedColumns {
  const readPlace = (place: Place): string =>
    typeof place === 'string' ? place : readName(bytes, encoding, place.start, place.length);
  const read = (name: readonly Place[]): string =>
    name.length === 1 ? readPlace(name[0]!) : name.map(readPlace).join(JOINT);
  const named: Record<string, string> = {};
  for (const { role, name } of roles) named[role] = read(name);
  return { text: text.map(read), roles: named };
}
