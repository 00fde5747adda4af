/** Words cut by something that stands in no word, and words of which only the letters are left. */

const HAN = '\\p{Script=Han}';
/** What may stand inside a word that is hidden: signs, ornaments, kana; no blanks, marks of a clause, letters. */
const JOINT = `[^*\\p{Script=Han}\\p{L}\\p{N}\\s,。!?;:、()（）\\[\\]{}<>"'“”‘’「」『』【】〖〗《》〈〉\\ue000%#$]|[ぁ-ゟ゠-ヿㆍˇˉˊˋ丶丨丿亅]`;
const JOINED = new RegExp(`(${HAN})(${JOINT}){1,3}(?=(${HAN})(${HAN}?))`, 'gu');
const BEHIND = new RegExp(
  `(${HAN}?)(${HAN})[(【「『《〈"'“‘](${HAN})[)】」』》〉"'”’](${HAN}?)`,
  'gu',
);
const BEFORE = new RegExp(`(${HAN}?)[(【「『《〈"'“‘](${HAN})[)】」』》〉"'”’](${HAN})`, 'gu');
/** Initials of the words of a debt, each letter apart: Z.D, y.h款. */
const INITIALS = new Set(
  'zd hk dk yq qk jk hq jq zx kf lx fy qz yh wy cs zdr hkr xyk app'.split(' '),
);
const DOTTED =
  /(?<![a-z0-9.@/:-])([a-z])[.·\-_~*丶ˉ]([a-z])(?:[.·\-_~*丶ˉ]([a-z]))?(?![a-z0-9@]|[.\-_][a-z0-9])/g;

/** A stretch of the text, half-open. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Words of two characters, one of those that `isHidden` knows, that are pulled apart. `isWord` tells whether
 * the dictionary has a word: of 已还-款项 and 借(贷)款 the halves belong to other ones.
 */
export function pulledApart(
  text: string,
  isHidden: (word: string) => boolean,
  isWord: (word: string) => boolean,
): readonly Stretch[] {
  const found: Stretch[] = [];
  const add = (index: number, length: number): void => {
    found.push({ start: index, end: index + length });
  };
  for (const { index, 0: piece, 1: first, 3: second, 4: next } of text.matchAll(JOINED)) {
    if (!isHidden(`${first}${second}`)) continue;
    if (next !== '' && isWord(`${second}${next}`)) continue;
    const before = text[index - 1] ?? '';
    if (/^[-/·~+&|]$/.test(piece.slice(1)) && isListed(before, first!, isWord)) continue;
    add(index, piece.length + 1);
  }
  for (const { index, 0: piece, 1: before, 2: first, 3: second, 4: next } of text.matchAll(
    BEHIND,
  )) {
    if (!isHidden(`${first}${second}`) || (next !== '' && isWord(`${first}${next}`))) continue;
    add(index + before!.length, piece.length - before!.length - next!.length);
  }
  for (const { index, 0: piece, 1: before, 2: first, 3: second } of text.matchAll(BEFORE)) {
    if (!isHidden(`${first}${second}`) || (before !== '' && isWord(`${before}${second}`))) continue;
    add(index + before!.length, piece.length - before!.length);
  }
  return found;
}

/** 归还/款项: what stands before the joint is the end of a word. */
function isListed(before: string, first: string, isWord: (word: string) => boolean): boolean {
  return new RegExp(`^${HAN}$`, 'u').test(before) && isWord(`${before}${first}`);
}

/** Initials of a word that are written each apart, beside a character. */
export function dottedInitials(text: string): readonly Stretch[] {
  const found: Stretch[] = [];
  const isHan = new RegExp(`^${HAN}$`, 'u');
  for (const match of text.matchAll(DOTTED)) {
    const letters = `${match[1]}${match[2]}${match[3] ?? ''}`;
    const end = match.index + match[0].length;
    const isBeside = isHan.test(text[match.index - 1] ?? '') || isHan.test(text[end] ?? '');
    if (isBeside && INITIALS.has(letters)) found.push({ start: match.index, end });
  }
  return found;
}
