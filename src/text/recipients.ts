import type { ContactKey } from '../model/contact.ts';

/** Country code of numbers that are written without one, and what may stand before a number at home. */
export type Country = '86' | '852' | '886' | '1';

export type FoldedRecipient =
  | { readonly key: string }
  | { readonly reason: 'recipient-rounded' | 'recipient-masked' | 'no-recipient' };

const NOBODY = { reason: 'no-recipient' } as const;
const ROUNDED = /^[-+]?\d(?:[.,]\d+)?E\+?\d+$/i;
const MASKED = /\d[*＊×xX•●]{2,}|[*＊•●]{2,}\d/;
const NUMBER = /^\+?\d{3,}$/;
/** What joins the digits of a number in print. */
const JOINTS = /[\s\u00a0\u200b-\u200d\u202a-\u202e\u2060\ufeff().\-‐-―－_/]/g;

/**
 * A recipient as it is compared: the digits of a telephone number as they are dialled at home, so that
 * `+86 139-1234-5678`, `0086139…`, `="139…"`, `'139…`, `139….0` and `１３９…` are one; a number from
 * abroad begins with `00`. What is no number (an account, an address) is compared in lower case without
 * blanks. A number in scientific notation has lost digits, and one with `*` has hidden some: they
 * identify nobody.
 */
export function foldRecipient(raw: string, country: Country = '86'): FoldedRecipient {
  // What nearly all recipients are, in the form that is compared.
  if (country === '86' && /^1[3-9][0-9]{9}$/.test(raw)) return { key: raw };
  let text = raw.normalize('NFKC').trim();
  const formula = /^="?([^"]*)"?$/.exec(text);
  if (formula?.[1] !== undefined) text = formula[1].trim();
  text = text.replace(/^['‘’]/, '').trim();
  if (/^(?:[-—/\\.]*|0+|null|none|nil|nan|n\/a|undefined|无|空|未知)$/i.test(text)) return NOBODY;
  if (text.length > 128) text = text.slice(0, 128);
  if (ROUNDED.test(text)) return { reason: 'recipient-rounded' };
  if (MASKED.test(text)) return { reason: 'recipient-masked' };
  // 13912345678.0 is what a table of numbers writes.
  const number = text.replace(/\.0+$/, '').replace(JOINTS, '');
  if (NUMBER.test(number)) return { key: foldNumber(number, country) };
  return { key: text.toLowerCase().replace(/\s+/g, '') };
}

function foldNumber(number: string, country: Country): string {
  let digits = number;
  if (digits.startsWith('+')) digits = `00${digits.slice(1)}`;
  if (digits.startsWith(`00${country}`)) return dropTrunk(digits.slice(2 + country.length));
  if (digits.startsWith('00')) return digits;
  // 8613912345678 and 14155550100, written without the plus.
  if (country === '86' && /^861[3-9]\d{9}$/.test(digits)) return digits.slice(2);
  if (country === '1' && /^1[2-9]\d{9}$/.test(digits)) return digits.slice(1);
  if (country === '852' && /^852\d{8}$/.test(digits)) return digits.slice(3);
  if (country === '886' && /^886\d{8,9}$/.test(digits)) return digits.slice(3);
  return dropTrunk(digits);
}

/** The 0 before an area code (0571…) or before a mobile number called from another town. */
function dropTrunk(digits: string): string {
  return digits.length >= 9 && digits.startsWith('0') ? digits.replace(/^0+/, '') : digits;
}

/** A case, contract or customer number as it is compared; '' for a cell that names none. */
export function foldCase(raw: string): string {
  const text = raw
    .normalize('NFKC')
    .trim()
    .replace(/^="(.*)"$/s, '$1')
    .replace(/^'/, '')
    .trim();
  if (/^(?:[-—/\\.]*|null|none|nan|n\/a|无)$/i.test(text) || ROUNDED.test(text)) return '';
  return text.replace(/\.0+$/, '').replace(/\s+/g, '').toUpperCase();
}

const NOBODY_KEY: ContactKey = { low: 0, high: 0 };
const HALF = 0x1_0000_0000;
/** Kinds of keys in the two highest bits: digits, letters and digits, hashed; and what is named, in the third. */
const LETTERS = 0x4000_0000;
const HASHED = 0x8000_0000;
const CASE = 0x2000_0000;

/**
 * The key of a folded recipient (`foldRecipient`) or, with `isCase`, of a folded case number. Keys of up to
 * 17 digits, and of up to 11 letters and digits, are the text itself in another form: two of them are
 * equal where the texts are. Longer ones are hashed to 61 bits: of ten million different ones the odds
 * that any two are taken for one are one in 50,000.
 */
export function contactKey(folded: string, isCase: boolean): ContactKey {
  const { length } = folded;
  if (length === 0) return NOBODY_KEY;
  let low = 0;
  let high = 0;
  let kind = 0;
  if (length <= 17 && /^\d+$/.test(folded)) {
    // The 1 before the digits keeps 0123 and 123 apart.
    low = 1;
    for (let at = 0; at < length; at += 1) {
      const next = low * 10 + (folded.charCodeAt(at) - 48);
      const carry = Math.floor(next / HALF);
      low = next - carry * HALF;
      high = high * 10 + carry;
    }
  } else if (length <= 11 && /^(?:[0-9A-Z]+|[0-9a-z]+)$/.test(folded)) {
    kind = LETTERS;
    for (let at = 0; at < length; at += 1) {
      const unit = folded.charCodeAt(at);
      // Digits 1 to 10, letters 11 to 36: no digit is 0, so that no two texts are one number.
      const digit = unit < 58 ? unit - 47 : (unit & 0x1f) + 10;
      const next = low * 37 + digit;
      const carry = Math.floor(next / HALF);
      low = next - carry * HALF;
      high = high * 37 + carry;
    }
  } else {
    kind = HASHED;
    [low, high] = hash61(folded);
  }
  return { low: low >>> 0, high: (high | kind | (isCase ? CASE : 0)) >>> 0 };
}

/** Two hashes of 32 and 29 bits (MurmurHash3's mixing over UTF-16 units, with two seeds). */
function hash61(text: string): [low: number, high: number] {
  let a = 0x9747_b28c | 0;
  let b = 0x3c6e_f372 | 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x85eb_ca6b);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ a ^ unit, 0xc2b2_ae35);
    b = (b << 17) | (b >>> 15);
    a = (a + b) | 0;
  }
  return [mix(a ^ text.length), mix(b ^ Math.imul(a, 0x27d4_eb2f)) & 0x1fff_ffff];
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The folded recipient of a key that is the text in another form (`contactKey`), undefined for a hashed one. */
export function recipientOfKey({ low, high }: ContactKey): string | undefined {
  if ((high & CASE) !== 0 || (high & HASHED) !== 0 || (low === 0 && high === 0)) return undefined;
  let value = BigInt(high & 0x1fff_ffff) * BigInt(HALF) + BigInt(low);
  if ((high & LETTERS) === 0) return String(value).slice(1);
  let text = '';
  for (; value > 0n; value /= 37n) {
    const digit = Number(value % 37n);
    text = String.fromCharCode(digit <= 10 ? digit + 47 : digit + 86) + text;
  }
  return text;
}
