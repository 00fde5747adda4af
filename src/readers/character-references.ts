/** Named references as people write them in messages; what is not listed stays as it is written. */
const NAMED: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  emsp: '\u2003',
  ensp: '\u2002',
  thinsp: '\u2009',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  laquo: '«',
  raquo: '»',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  middot: '·',
  bull: '•',
  times: '×',
  yen: '¥',
  deg: '°',
  copy: '©',
  reg: '®',
  trade: '™',
  shy: '\u00ad',
  zwnj: '\u200c',
  zwj: '\u200d',
};
const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/iy;

export interface CharacterReference {
  readonly text: string;
  /** Offset behind its semicolon. */
  readonly end: number;
}

/** The character reference at `at` (an ampersand); undefined where there is none that is known. */
export function characterReference(file: string, at: number): CharacterReference | undefined {
  REFERENCE.lastIndex = at;
  const found = REFERENCE.exec(file);
  if (found === null) return undefined;
  const [, decimal, hex, name] = found;
  const end = REFERENCE.lastIndex;
  if (name !== undefined) {
    const text = NAMED[name.toLowerCase()];
    return text === undefined ? undefined : { text, end };
  }
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? { text: String.fromCodePoint(code), end } : undefined;
}
