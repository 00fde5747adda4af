import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { createPlaces } from '../text/lines.ts';
import { isForbiddenName } from './meta.ts';
import type { ReaderOptions } from './reader.ts';
import type { Extract } from './text-builder.ts';
import { createTimeParser } from './times.ts';
import { extractSegment, fieldKey, wantedFields } from './tree.ts';

const HAN = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

/** Whether any Chinese character stands in the text. */
export function holdsHan(text: string): boolean {
  return HAN.test(text);
}

/** Chinese written as \u4e0a, \x{4e0a}, \u{4e0a} or &#x4e0a; */
const CODED_HAN = /(?:\\[uUx]\{?0*|&#x0*)[2-9a-f][\da-f]{3,4}|&#(?:1[3-9]|[2-6]\d)\d{3};/i;

/** Whether Chinese may stand in a source, as it is or written by its code. */
export function mayHoldHan(text: string): boolean {
  return HAN.test(text) || CODED_HAN.test(text);
}

const MAX_TOLD = 5;

/** Makes the segments and problems of one file of strings: what holds no Chinese is no segment. */
export interface SourceText {
  /** Undefined for a text without Chinese, and for a key that `--fields` leaves out. */
  segment(extract: Extract, key?: string): Segment | undefined;
  /** Undefined behind the fifth of a file: a file that is no source would fill the screen. */
  broken(offset: number, zh: string, en: string): Problem | undefined;
}

export function createSourceText(file: TextFile, options: ReaderOptions): SourceText {
  const places = createPlaces(file.text);
  const { names } = wantedFields(options);
  const context = { file, places, options, parseTime: createTimeParser(options.timezone) };
  let told = 0;
  return {
    segment(extract, key) {
      const isAsked = key === undefined || names?.has(fieldKey(key)) !== false;
      if (isAsked && key !== undefined) options.asked?.(key, key);
      if (!holdsHan(extract.text)) return undefined;
      if (!isAsked) {
        options.leftOut?.(key);
        return undefined;
      }
      const forbidden = key !== undefined && isForbiddenName(key);
      return extractSegment(extract, { path: key ?? '', key, forbidden, meta: {} }, context);
    },
    broken(offset, zh, en) {
      told += 1;
      if (told > MAX_TOLD) return undefined;
      return {
        type: 'problem',
        code: 'INPUT_SYNTAX',
        file: file.id,
        ...places.position(offset),
        reason: { zh: `${zh}；其余部分仍已检查。`, en: `${en}; the rest was judged.` },
        hint: { zh: '请修正后再检查一次。', en: 'Correct it and check again.' },
      };
    },
  };
}
