import type { Speaker } from '../model/segment.ts';
import type { Span } from '../model/span.ts';
import type { Clause, Sentence, Structure } from '../model/structure.ts';
import type { View } from '../model/view.ts';
import { readCast, turnsBetween } from './cast.ts';
import { leadLength } from './leads.ts';
import { endsForbidden, forbiddenHeading, speakerLabel } from './speakers.ts';

/** Clauses longer than this are cut, with an overlap, so that one text cannot make matching slow. */
export const MAX_CLAUSE = 2000;
const CLAUSE_OVERLAP = 100;
const SIGNATURE_MIN = 2;
const SIGNATURE_MAX = 20;
const SIGNATURE_EDGE = 3;
/** Units in which a speaker label is looked for. */
const LABEL_WINDOW = 100;

const QUOTE_PAIRS: Readonly<Record<string, string>> = {
  '“': '”',
  '‘': '’',
  '「': '」',
  '『': '』',
  '"': '"',
  '«': '»',
};

function isDigit(unit: string | undefined): boolean {
  return unit !== undefined && unit >= '0' && unit <= '9';
}

/** Sentences end at 。!?; (folded) and line ends. */
function endsSentence(unit: string): boolean {
  return unit === '。' || unit === '!' || unit === '?' || unit === ';' || unit === '\n';
}

/** Length of a clause border at `at`, 0 if there is none. */
function clauseBorder(text: string, at: number): number {
  const unit = text[at]!;
  if (endsSentence(unit)) return 1;
  // A comma inside a number divides nothing.
  if (unit === ',') return isDigit(text[at - 1]) && isDigit(text[at + 1]) ? 0 : 1;
  if (unit === '.' && text.startsWith('......', at)) return 6;
  if (unit === '.' && text.startsWith('...', at)) return 3;
  return 0;
}

/** 【…】 within the first or last three units, 2 to 20 units inside; half-open with its brackets. */
function signatures(text: string): Span<'normalized'>[] {
  const found: Span<'normalized'>[] = [];
  const pattern = /[【[]([^【】[\]\n]+)[】\]]/g;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const inside = match[1]!.length;
    const start = match.index;
    const end = start + match[0].length;
    if (inside < SIGNATURE_MIN || inside > SIGNATURE_MAX) continue;
    if (start <= SIGNATURE_EDGE || text.length - end <= SIGNATURE_EDGE) found.push({ start, end });
  }
  return found;
}

/** Spans between quote marks, the marks not included; an unpaired mark quotes to the end of its sentence. */
function quoteSpans(text: string): Span<'normalized'>[] {
  const found: Span<'normalized'>[] = [];
  if (!/[“‘「『"«]/.test(text)) return found;
  let open = -1;
  let closer = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (open >= 0) {
      if (unit === closer) {
        found.push({ start: open + 1, end: i });
        open = -1;
      } else if (unit === '\n' || (i - open > 200 && endsSentence(unit))) {
        // An unpaired mark: what follows its sentence is not quoted.
        const stop = sentenceEnd(text, open);
        found.push({ start: open + 1, end: stop });
        i = stop;
        open = -1;
      }
    } else if (unit in QUOTE_PAIRS) {
      open = i;
      closer = QUOTE_PAIRS[unit]!;
    }
  }
  if (open >= 0) found.push({ start: open + 1, end: sentenceEnd(text, open) });
  return found.filter((span) => span.end > span.start);
}

function sentenceEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (endsSentence(text[i]!)) return i;
  return text.length;
}

interface Turn {
  readonly bodyStart: number;
  readonly end: number;
  readonly speaker: Speaker;
  readonly forbidden: boolean;
}

/** What may stand before a speaker label within a line: the end of what another has said, or a head. */
const TURN = /(?:[。!?;…】\])”」』"]\s{0,4}|\s)(?=[^\s:。!?;]{1,20}:)/g;

/** Labels that in the middle of a line name a field of a form: 借款人:王五。 */
const FORM_FIELD =
  /^(?:借款人|[债債][务務]人|欠款人|持卡人|[贷貸]款人|被催收人|消[费費]者|本人|对方|對方|[经經][办辦]人?|(?:[紧緊]急)?(?:联系人|聯絡人)|[备備][注註]|[说說]明)/;

/**
 * A transcript in one line. 00:07 客户:… 00:09 坐席:… divides where a time stands before a label; 坐席:…。客户:…
 * where labels of two who speak stand behind the end of a sentence. Half-open, in units of the line.
 */
function inlineTurns(line: string): (readonly [number, number])[] {
  const starts = new Set([0]);
  for (const stamp of line.matchAll(/\s\d{1,2}:\d{2}(?::\d{2})?\s/g)) {
    if (speakerLabel(line.slice(stamp.index + 1))) starts.add(stamp.index + 1);
  }
  if (line.indexOf(':') !== line.lastIndexOf(':')) {
    const first = speakerLabel(line)?.speaker;
    const speakers = new Set<Speaker>(first === undefined ? [] : [first]);
    const found: number[] = [];
    for (const border of line.matchAll(TURN)) {
      const at = border.index + border[0].length;
      const label = speakerLabel(line.slice(at, at + LABEL_WINDOW));
      if (label === null || !line.slice(at, at + label.end).includes(':')) continue;
      if (FORM_FIELD.test(line.slice(at, at + label.end))) continue;
      speakers.add(label.speaker);
      found.push(at);
    }
    if (speakers.size > 1) for (const at of found) starts.add(at);
  }
  const rising = [...starts].sort((a, b) => a - b);
  return rising.map((from, i) => [from, rising[i + 1] ?? line.length] as const);
}

const NOTE_LABEL = /^\s*(?:备注|備註|说明|說明|note)\s*:/i;
const QUOTED = /“[^”]*”|"[^"]*"|「[^」]*」|『[^』]*』/g;
/** Who writes a note names the debtor, or other people; who speaks to the debtor says 您. */
const TELLS =
  /客户|客人|坐席|用户|借款人|债务人|欠款人|来电|学员|本人|对方|他|她|话术|模板|示例|变量/;

/** A message that only begins like a note (备注:您再不还…): what it says is said to its reader. */
function isNoteToReader(line: string): boolean {
  if (!NOTE_LABEL.test(line)) return false;
  const body = line.replace(NOTE_LABEL, '').replace(QUOTED, '');
  return /[您你]|再不还|还钱/.test(body) && !TELLS.test(body);
}

/** A head that only letters have: what stands under 说明 there is the sender's. */
const LETTER_HEAD = /^\s*(?:主旨|受文者|事由|发文(?:日期|字号)|正本)\s*:/m;
/** Says in its own line what the lines below it are about, which are not its own. */
const SCENE_LABEL = /^\s*(?:场景|情景|背景)(?:说明)?\s*:\s*\S/;

/** Lines with their speaker: a label rules until the next label, a forbidden heading until its block ends. */
function lineTurns(text: string, speaker: Speaker, forbidden: boolean): Turn[] {
  const turns: Turn[] = [];
  const cast = readCast(text);
  let current = speaker;
  let inList = forbidden;
  const isLetter = LETTER_HEAD.test(text);
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    if (line.trim() === '') {
      inList = forbidden;
    } else {
      if (endsForbidden(line)) inList = forbidden;
      const heading = forbiddenHeading(line);
      if (heading === 'block') inList = true;
      const inLine = inList || heading !== null;
      const told = cast === null ? [] : turnsBetween(cast, start, end + 1);
      if (told.length > 0 && told[0]!.start > start)
        turns.push({ bodyStart: start, end: told[0]!.start, speaker: current, forbidden: inLine });
      for (const [index, { body, speaker: by }] of told.entries()) {
        current = by ?? speaker;
        const to = told[index + 1]?.start ?? end;
        if (body < to)
          turns.push({ bodyStart: body, end: to, speaker: current, forbidden: inLine });
      }
      for (const [from, to] of told.length > 0 ? [] : inlineTurns(line)) {
        const part = line.slice(from, to);
        const label = speakerLabel(part);
        const isOwnNote = isLetter
          ? NOTE_LABEL.test(part)
          : turns.length === 0 && label?.speaker === 'narrator' && isNoteToReader(part);
        const isScene = SCENE_LABEL.test(part);
        if (label && !isOwnNote && !isScene) current = label.speaker;
        // The number of a list, or what the wording is called, is no part of what is said.
        const lead = label === null && from === 0 ? leadLength(line.slice(0, LABEL_WINDOW)) : 0;
        turns.push({
          bodyStart: start + from + (label?.end ?? lead),
          end: start + to,
          speaker: isScene && label ? label.speaker : current,
          forbidden: inLine,
        });
      }
    }
    start = end + 1;
  }
  return turns;
}

/**
 * Divides a view into sentences and clauses with their speakers (engine specification, section 4).
 *
 * `speaker` is who speaks where no label says otherwise; `forbidden` is true where the whole text stands
 * under a heading of forbidden phrases. All spans are in units of the view. Empty text: no clauses.
 * `truncated` counts clauses that were longer than 2,000 units and were cut with an overlap of 100.
 */
export function analyse(
  view: View,
  options: { readonly speaker: Speaker; readonly forbidden: boolean },
): Structure & { readonly truncated: number } {
  const { text } = view;
  const clauses: Clause[] = [];
  const sentences: Sentence[] = [];
  const heads = signatures(text);
  // By their starts, as the text is gone through.
  let nextHead = 0;
  let truncated = 0;
  for (const turn of lineTurns(text, options.speaker, options.forbidden)) {
    let sentenceStart = turn.bodyStart;
    let firstClause = clauses.length;
    let clauseStart = turn.bodyStart;
    const addClause = (end: number, signature: boolean): void => {
      if (end <= clauseStart) return;
      const shared = {
        sentence: sentences.length,
        speaker: turn.speaker,
        forbidden: turn.forbidden,
        signature,
      };
      let start = clauseStart;
      if (end - start > MAX_CLAUSE) truncated++;
      for (; end - start > MAX_CLAUSE; start += MAX_CLAUSE - CLAUSE_OVERLAP) {
        clauses.push({ start, end: start + MAX_CLAUSE, ...shared });
      }
      clauses.push({ start, end, ...shared });
    };
    const addSentence = (end: number): void => {
      if (clauses.length > firstClause) {
        sentences.push({ start: sentenceStart, end, firstClause, lastClause: clauses.length });
      }
      firstClause = clauses.length;
    };
    for (let i = turn.bodyStart; i < turn.end; ) {
      while (nextHead < heads.length && heads[nextHead]!.start < i) nextHead++;
      const head = heads[nextHead];
      if (head?.start === i && head.end <= turn.end) {
        addClause(i, false);
        addSentence(i);
        sentenceStart = i;
        clauseStart = i;
        addClause(head.end, true);
        addSentence(head.end);
        i = head.end;
        clauseStart = i;
        sentenceStart = i;
        continue;
      }
      const border = clauseBorder(text, i);
      if (border === 0) {
        i++;
        continue;
      }
      addClause(i, false);
      if (endsSentence(text[i]!)) {
        addSentence(i);
        sentenceStart = i + border;
      }
      i += border;
      clauseStart = i;
    }
    addClause(turn.end, false);
    addSentence(turn.end);
  }
  return { clauses, sentences, quotes: quoteSpans(text), truncated };
}
