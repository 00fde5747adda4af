import { CuilintError } from '../model/error.ts';
import type { EncodingName } from '../model/source.ts';
import { commonShare } from './common-han.ts';
import { lineStarts, positionAt } from './lines.ts';

/** A file as text. `damage` names the first 20 of the `damaged` places, 1-based, columns in UTF-16 units. */
export interface Decoded {
  /** Without its byte-order mark; each damaged place reads U+FFFD, or U+0000 where a NUL stood. */
  readonly text: string;
  readonly encoding: EncodingName;
  readonly damage: readonly { readonly line: number; readonly column: number }[];
  readonly damaged: number;
}

const ALIASES: Readonly<Record<string, EncodingName>> = {
  utf8: 'utf-8',
  unicode11utf8: 'utf-8',
  ascii: 'utf-8',
  usascii: 'utf-8',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  ucs2: 'utf-16le',
  unicode: 'utf-16le',
  utf16be: 'utf-16be',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  ms936: 'gb18030',
  windows936: 'gb18030',
  ansi: 'gb18030',
  xgbk: 'gb18030',
  euccn: 'gb18030',
  big5: 'big5',
  big5hkscs: 'big5',
  big5eten: 'big5',
  cp950: 'big5',
  windows950: 'big5',
};

/** The encoding that a user's name means (`GBK`, `utf8`, `cp936` …), undefined for one we do not read. */
export function parseEncodingName(name: string): EncodingName | undefined {
  const key = name.toLowerCase().replace(/[\s_-]/g, '');
  return Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
}

/** The engine's strings end here (2^29 - 24 units); a multi-byte file may hold more bytes, none of ours does. */
const MAX_BYTES = 0x1fffffe8;
const SAMPLE_BYTES = 1 << 18;
const MAX_PLACES = 20;
/** Above this share of control characters a file is no text. */
const CONTROL_LIMIT = 0.05;
/** Above this share of undecodable places among the non-ASCII ones, an encoding does not fit. */
const DAMAGE_LIMIT = 0.1;

/**
 * Bytes to text: byte-order mark, UTF-16 by its NULs, strict UTF-8, then GB18030 or Big5, whichever
 * reads more like Chinese. A few bad bytes do not change the choice: they are counted and placed.
 *
 * Empty input is empty UTF-8. Throws `INPUT_ENCODING` for binary data and where nothing fits, and
 * `INPUT_TOO_LARGE` above 512 MB. A given `encoding` is used whatever the bytes look like.
 */
export function decode(
  bytes: Uint8Array,
  options: { readonly encoding?: EncodingName | undefined },
): Decoded {
  if (bytes.length > MAX_BYTES) {
    throw new CuilintError('INPUT_TOO_LARGE', {
      zh: '文件超过 512 MB，无法一次读入。',
      en: 'The file is larger than 512 MB and cannot be read in one piece.',
    });
  }
  const encoding = options.encoding ?? byteOrderMark(bytes);
  if (encoding !== undefined) return finish(bytes, encoding);

  const hasNul = bytes.indexOf(0) >= 0;
  if (!hasNul) {
    const text = strict(bytes, 'utf-8');
    if (text !== undefined) {
      refuseBinary(text.slice(0, 4096));
      return { text, encoding: 'utf-8', damage: [], damaged: 0 };
    }
    return finish(bytes, guess(bytes));
  }
  const wide = guessUtf16(bytes);
  if (wide !== undefined) return finish(bytes, wide);
  return finish(bytes, strict(bytes, 'utf-8') !== undefined ? 'utf-8' : guess(bytes));
}

function byteOrderMark(bytes: Uint8Array): EncodingName | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0x84 && b === 0x31 && c === 0x95 && d === 0x33) return 'gb18030';
  return undefined;
}

function strict(bytes: Uint8Array, encoding: EncodingName): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // The only error of a decoder that exists: the bytes are not of this encoding.
    return undefined;
  }
}

function finish(bytes: Uint8Array, encoding: EncodingName): Decoded {
  const whole = strict(bytes, encoding);
  const decoded = whole ?? new TextDecoder(encoding).decode(bytes);
  // TextDecoder drops the mark of the Unicode encodings alone.
  const marked = encoding === 'gb18030' && decoded.charCodeAt(0) === 0xfeff;
  const text = marked ? decoded.slice(1) : decoded;
  refuseBinary(text.slice(0, 4096));
  const offsets =
    encoding === 'big5'
      ? // Node's Big5 lacks the Hong Kong supplement: its characters come out as private ones, which say nothing.
        Array.from(text.matchAll(/[\ufffd\ue000-\uf8ff]/g), (match) => match.index)
      : whole !== undefined
        ? []
        : encoding === 'utf-8'
          ? badUtf8(bytes, text)
          : encoding === 'utf-16le' || encoding === 'utf-16be'
            ? badUtf16(bytes, text, encoding)
            : allOf(text, '\ufffd');
  const nuls = allOf(text, '\0');
  const bad = nuls.length === 0 ? offsets : [...offsets, ...nuls].sort((a, b) => a - b);
  if (bad.length === 0) return { text, encoding, damage: [], damaged: 0 };
  const starts = lineStarts(text);
  const damage = bad.slice(0, MAX_PLACES).map((offset) => positionAt(starts, offset));
  return { text, encoding, damage, damaged: bad.length };
}

function allOf(text: string, mark: string): number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) offsets.push(at);
  return offsets;
}

/** Offsets in `text` of those U+FFFD which the decoder put there: a file may hold honest ones as well. */
function badUtf8(bytes: Uint8Array, text: string): number[] {
  const kept = scanUtf8(bytes, Number.POSITIVE_INFINITY).replacements;
  return allOf(text, '\ufffd').filter((_, index) => kept[index] === 1);
}

/** A lone surrogate, and an odd byte at the end. */
function badUtf16(bytes: Uint8Array, text: string, encoding: 'utf-16le' | 'utf-16be'): number[] {
  const skip = byteOrderMark(bytes) === encoding ? 2 : 0;
  const low = encoding === 'utf-16le' ? 0 : 1;
  return allOf(text, '\ufffd').filter((offset) => {
    const at = skip + 2 * offset;
    return !(bytes[at + low] === 0xfd && bytes[at + 1 - low] === 0xff);
  });
}

interface Utf8Scan {
  /** Well-formed sequences of three and four bytes: in GBK text they hardly occur by chance. */
  readonly long: number;
  readonly short: number;
  readonly bad: number;
  /** One entry for each U+FFFD of the decoded text: 1 where the decoder put it, 0 where the file holds it. */
  readonly replacements: readonly number[];
}

/** Replaces as the Encoding Standard does (maximal subparts), and stops once `bad` exceeds `limit`. */
function scanUtf8(bytes: Uint8Array, limit: number): Utf8Scan {
  const replacements: number[] = [];
  let long = 0;
  let short = 0;
  let bad = 0;
  let i = 0;
  while (i < bytes.length && bad <= limit) {
    const lead = bytes[i]!;
    if (lead < 0x80) {
      i += 1;
      continue;
    }
    const need = lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : 3;
    let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    let seen = 0;
    if (lead >= 0xc2 && lead <= 0xf4) {
      while (seen < need) {
        const next = bytes[i + 1 + seen];
        if (next === undefined || next < low || next > high) break;
        low = 0x80;
        high = 0xbf;
        seen += 1;
      }
      if (seen === need) {
        if (need === 1) short += 1;
        else long += 1;
        if (lead === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2] === 0xbd) replacements.push(0);
        i += 1 + need;
        continue;
      }
    }
    bad += 1;
    replacements.push(1);
    i += 1 + seen;
  }
  return { long, short, bad, replacements };
}

interface Fit {
  readonly damage: number;
  /** How much of it reads like Chinese, less what cannot be read; at most 1. */
  readonly score: number;
}

/** Reads a sample that begins at `sample`'s first byte, which must begin a character. */
function measureFit(sample: Uint8Array, isCut: boolean, encoding: EncodingName): Fit {
  const text = new TextDecoder(encoding).decode(sample, { stream: isCut });
  let beyond = 0;
  let damaged = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // Private-use characters and C1 controls: what a decoder says where its table has a hole.
    if (unit === 0xfffd || isHole(unit)) damaged += 1;
    if (unit >= 0x80) beyond += 1;
  }
  if (beyond === 0) return { damage: 1, score: -1 };
  return { damage: damaged / beyond, score: commonShare(text) - (2 * damaged) / beyond };
}

function isHole(unit: number): boolean {
  return (unit >= 0xe000 && unit <= 0xf8ff) || (unit >= 0x80 && unit < 0xa0);
}

/** For bytes that are not strict UTF-8. */
function guess(bytes: Uint8Array): EncodingName {
  const utf8 = scanUtf8(bytes, Math.max(64, bytes.length / 8));
  const first = bytes.findIndex((byte) => byte >= 0x80);
  // The first byte above 0x7f begins a character in every one of these encodings.
  const sample = bytes.subarray(first, first + SAMPLE_BYTES);
  const isCut = first + SAMPLE_BYTES < bytes.length;
  const gb = measureFit(sample, isCut, 'gb18030');
  const big5 = measureFit(sample, isCut, 'big5');
  if (utf8.long >= utf8.bad) {
    if (utf8.long >= 8 * utf8.bad) return 'utf-8';
    const wide = measureFit(sample, isCut, 'utf-8');
    // In a short file one bad byte weighs much, so the damage does not count against it here.
    if (wide.score + 2 * wide.damage >= Math.max(gb.score, big5.score)) return 'utf-8';
  }
  const best: EncodingName = big5.score > gb.score ? 'big5' : 'gb18030';
  const chosen = best === 'big5' ? big5 : gb;
  if (chosen.damage <= DAMAGE_LIMIT) return best;
  // A stray byte or two in a file that is ASCII for the rest.
  if (utf8.bad * 100 <= bytes.length && utf8.bad <= 20) return 'utf-8';
  // A short file in which one bad byte is already more than the share allowed.
  if (chosen.score > 0 && chosen.damage <= 0.34) return best;
  throw unknownEncoding();
}

/** UTF-16 without a mark: ASCII in it (digits, line ends) leaves NULs, on one side only but for 一 (U+4E00). */
function guessUtf16(bytes: Uint8Array): EncodingName | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i += 1) {
    if (sample[i] === 0) {
      if (i % 2 === 0) even += 1;
      else odd += 1;
    }
  }
  const share = (even + odd) / sample.length;
  // A NUL or two in UTF-8 is damage of that file: ASCII read in pairs looks like Han.
  if (share < 0.2 && strict(bytes, 'utf-8') !== undefined) return undefined;
  const scores = (['utf-16le', 'utf-16be'] as const).map((encoding) => {
    const text = new TextDecoder(encoding).decode(sample, { stream: true });
    return { encoding, score: plausibility(text) + commonShare(text), plain: plausibility(text) };
  });
  const [little, big] = scores;
  if (little === undefined || big === undefined) return undefined;
  const better = big.score > little.score ? big : little;
  return better.plain >= 0.9 ? better.encoding : undefined;
}

/** Share of units one meets in Chinese text files: ASCII that prints, blanks, Han, CJK marks, full width. */
function plausibility(text: string): number {
  if (text.length === 0) return 0;
  let good = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (
      (unit >= 0x20 && unit < 0x7f) ||
      (unit >= 9 && unit <= 13) ||
      (unit >= 0x4e00 && unit <= 0x9fff) ||
      (unit >= 0x2010 && unit <= 0x303f) ||
      (unit >= 0xff00 && unit <= 0xffee) ||
      (unit >= 0xd83c && unit <= 0xdfff)
    ) {
      good += 1;
    }
  }
  return good / text.length;
}

function refuseBinary(sample: string): void {
  let controls = 0;
  for (let i = 0; i < sample.length; i += 1) {
    const unit = sample.charCodeAt(i);
    if (unit < 32 && unit !== 27 && (unit < 9 || unit > 13)) controls += 1;
  }
  // One NUL in a short message is damage, not a binary file.
  if (controls > 2 && controls > sample.length * CONTROL_LIMIT) {
    throw new CuilintError(
      'INPUT_ENCODING',
      { zh: '这不是文本文件（含二进制数据）。', en: 'This is no text file: it holds binary data.' },
      { hint: HINT },
    );
  }
}

const HINT = {
  zh: '如确为文本，请用 --encoding 指定编码：utf-8、gb18030、big5、utf-16le 或 utf-16be。',
  en: 'If it is text, name its encoding with --encoding: utf-8, gb18030, big5, utf-16le or utf-16be.',
} as const;

function unknownEncoding(): CuilintError {
  return new CuilintError(
    'INPUT_ENCODING',
    {
      zh: '无法识别编码：既不是 UTF-8、UTF-16，也不是 GB18030 或 Big5。',
      en: 'The encoding is not known: neither UTF-8 or UTF-16, nor GB18030 or Big5.',
    },
    { hint: HINT },
  );
}
