/** True for a Chinese character of the Basic Multilingual Plane, 〇 included. */
export function isHan(unit: number): boolean {
  return (
    (unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x3400 && unit <= 0x4dbf) || unit === 0x3007
  );
}

const SYLLABLE =
  /^(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?(?:a|ai|an|ang|ao|e|ei|en|eng|er|i|ia|ian|iang|iao|ie|in|ing|iong|iu|o|ong|ou|u|ua|uai|uan|uang|ue|ui|un|uo|v|ve|n|ng|m)([1-5])?$/;
/** An optional initial, medial and final, and the tone as a spacing mark. */
const BOPOMOFO = /^[˙ ]?[\u3105-\u312f\u31a0-\u31bf]{1,3}[ˊˇˋˉ˙]?$/;

/**
 * True if `content`, folded, is one syllable of Pinyin with its tone (as a digit, or `isToned` where a
 * letter carried a mark before it was folded), or of bopomofo. `app` and `he` are none.
 */
export function isReading(content: string, isToned: boolean): boolean {
  if (BOPOMOFO.test(content)) return true;
  const syllable = SYLLABLE.exec(content);
  return syllable !== null && (isToned || syllable[1] !== undefined);
}
