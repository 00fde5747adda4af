import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { readCast } from '../text/cast.ts';
import { createPlaces } from '../text/lines.ts';
import { withKind } from './meta.ts';
import type { ReaderOptions } from './reader.ts';
import { readScriptLines } from './script-lines.ts';
import { holdsDialogue } from './stages.ts';

/** Plain text: each non-empty line is a segment, with speaker labels the turn. */
export function* readText(file: TextFile, options: ReaderOptions): Iterable<Segment> {
  const { text } = file;
  const places = createPlaces(text);
  const { starts } = places;
  const isScript = holdsDialogue(text, starts);
  const cast = readCast(text);
  const isRecord = cast?.isRecord === true;
  const state = { stage: undefined, forbidden: undefined };
  for (const { start, end, meta } of readScriptLines({ text, starts, isScript, cast, state })) {
    yield {
      type: 'segment',
      source: file.id,
      text: text.slice(start, end),
      origin: places.origin(start, end),
      meta: withKind(meta, options, { isScript: isScript && !isRecord, isLog: isRecord }),
    };
  }
}
