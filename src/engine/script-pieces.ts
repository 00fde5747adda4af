import type { DocumentKind } from '../model/rule.ts';
import type { Segment, Speaker } from '../model/segment.ts';
import { speakerLabel } from '../text/speakers.ts';

/** Whose words a piece of a script is: a heading or note is said to nobody. */
export type Role = 'collector' | 'customer' | 'third-party' | 'heading' | 'note';

/** A turn, heading or note of a script; `start` is its offset in the text of its segment, UTF-16 units. */
export interface Piece {
  readonly segment: Segment;
  readonly start: number;
  readonly text: string;
  readonly role: Role;
  /** Heading under which it stands, '' before the first. */
  readonly stage: string;
  /** Shown in order to forbid it. */
  readonly forbidden: boolean;
}

/** A whole script with its opening. */
export interface ScriptDocument {
  readonly kind: DocumentKind;
  readonly pieces: readonly Piece[];
  /** Indices of the collector's pieces in which the opening has to be made. */
  readonly opening: ReadonlySet<number>;
  /** Index of the collector's first piece. */
  readonly first: number;
}

const GREETING =
  /^[\s“"「(（]*(?:您好|你好|喂|哈[喽啰]|早上好|上午好|中午好|下午好|晚上好|打扰|请问|請問|尊敬的|hello|hi)/i;
const OPENING_STAGE = /开场|開場|开头|開頭|自报|自報|问候|問候|接通/;
const SCRIPT_TITLE = /(?:话术|話術|脚本|腳本|剧本|劇本)(?:[（(【[].{0,20}[）)】\]])?[\s:：]*$/;
/** Headings of a part of a script, however they end. */
const PART_TITLE =
  /^(?:[#\s]*(?:[一二三四五六七八九十\d]+[、.．)）]|[(（][一二三四五六七八九十\d]+[)）]|第|节点|分支|步骤|阶段))|本人|第三|家属|家屬|联系人|接听|投诉|异议|协商|困难|情绪|结束|收尾|拒绝|禁用|违规/;
/** What customers say when they pick up. */
const PICK_UP =
  /^[\s“"]*(?:喂|你好|您好|哪位|谁|hello)[\s，,。.！!？?~～…]*(?:哪位|谁啊?|你好|您好)?[\s，,。.！!？?~～…”"]*$/i;

function roleOf(speaker: Speaker): Role {
  // What the lender's system announces is said by the lender.
  if (speaker === 'system') return 'collector';
  return speaker === 'narrator' ? 'note' : speaker;
}

function words(text: string): string {
  return text.replace(/[\s#*_【】[\]《》:：]+/g, '');
}

function isHeading({ text, meta }: Segment): boolean {
  if (meta.stage === undefined) return false;
  if (meta.speaker !== undefined && meta.speaker !== 'narrator') return false;
  return words(text) === words(meta.stage);
}

/** The turns within a segment that holds several: lines with a speaker label, and lines that go on. */
function linesOf(segment: Segment, isLabelled: boolean): Piece[] {
  const { text, meta } = segment;
  const pieces: Piece[] = [];
  const own = meta.speaker;
  let role: Role = own === undefined ? (isLabelled ? 'note' : 'collector') : roleOf(own);
  const shared = { segment, stage: meta.stage ?? '', forbidden: meta.forbidden === true };
  if (isHeading(segment)) return [{ ...shared, start: 0, text, role: 'heading' }];
  if (own !== undefined || !text.includes('\n')) return [{ ...shared, start: 0, text, role }];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const label = speakerLabel(text.slice(start, end));
    if (label !== null) role = roleOf(label.speaker);
    const from = start + (label?.end ?? 0);
    const body = text.slice(from, end);
    if (body.trim() !== '') pieces.push({ ...shared, start: from, text: body, role });
    start = end + 1;
  }
  return pieces;
}

function holdsLabel({ text, meta }: Segment): boolean {
  if (meta.speaker !== undefined && meta.speaker !== 'narrator') return true;
  return text.includes('\n') && text.split('\n').some((line) => speakerLabel(line) !== null);
}

/** Values of one transcript stand under one list or in one text: the path up to the last index. */
function groupKey({ record, keyPath }: Segment): string {
  const path = (keyPath ?? '').replace(/\[\d+\](?:\.[^.[\]]+)?$/, '');
  return `${record ?? ''} ${path}`;
}

/** A heading or note that begins another script of the same file. */
function beginsScript(pieces: readonly Piece[], index: number): boolean {
  const { role, text } = pieces[index]!;
  if ((role !== 'heading' && role !== 'note') || text.length > 40) return false;
  return SCRIPT_TITLE.test(text) && !PART_TITLE.test(text);
}

function split(pieces: readonly Piece[]): (readonly Piece[])[] {
  const parts: Piece[][] = [[]];
  let hasTurn = false;
  for (const [index, piece] of pieces.entries()) {
    if (hasTurn && beginsScript(pieces, index)) {
      parts.push([]);
      hasTurn = false;
    }
    if (piece.role === 'collector') hasTurn = true;
    parts.at(-1)!.push(piece);
  }
  return parts;
}

/** The collector's turns, counted by changes of speaker and stage. */
function countTurns(pieces: readonly Piece[]): number {
  let turns = 0;
  let before = '';
  for (const { role, stage } of pieces) {
    if (role === 'note') continue;
    const now = `${role} ${stage}`;
    if (role === 'collector' && now !== before) turns += 1;
    before = now;
  }
  return turns;
}

/** A placeholder among the collector's words: what was really said has none. */
function isOpen({ role, text }: Piece): boolean {
  return role === 'collector' && /[{｛][^{}｛｝]{1,30}[}｝]|\[[^[\]\d]{1,10}\]|%[sd]\b/.test(text);
}

function asDocument(all: readonly Piece[], isFile: boolean): ScriptDocument | null {
  const pieces = all.filter(({ forbidden }) => !forbidden);
  const first = pieces.findIndex(({ role }) => role === 'collector');
  if (first < 0 || countTurns(pieces) < 2) return null;
  const before = pieces.slice(0, first).filter(({ role }) => role !== 'heading' && role !== 'note');
  if (before.length > 1 || before.some(({ text }) => !PICK_UP.test(text))) return null;
  const { text, stage } = pieces[first]!;
  const titled = pieces.slice(0, first).some((_, index) => beginsScript(pieces, index));
  const opens = GREETING.test(text) || (isFile && (titled || OPENING_STAGE.test(stage)));
  if (!opens) return null;
  const opening = new Set<number>();
  const hasStage = pieces.some((piece) => OPENING_STAGE.test(piece.stage));
  let turns = 0;
  let last: Role | '' = '';
  for (const [index, { role, stage: at }] of pieces.entries()) {
    if (role === 'collector') {
      if (last !== 'collector') turns += 1;
      const isOpening = hasStage ? index === first || OPENING_STAGE.test(at) : turns <= 2;
      if (isOpening) opening.add(index);
    }
    if (role !== 'note' && role !== 'heading') last = role;
  }
  const isDrafted =
    titled ||
    pieces.some((piece) => piece.role === 'heading' || piece.stage !== '' || isOpen(piece));
  const kind = isFile ? (isDrafted ? 'script' : 'plain') : 'call';
  return { kind, pieces, opening, first };
}

/** Without labels a script is known by its stages: an opening and at least one more. */
function isStaged(segments: readonly Segment[]): boolean {
  const stages = new Set(segments.map(({ meta }) => meta.stage ?? ''));
  stages.delete('');
  return stages.size >= 2 && [...stages].some((stage) => OPENING_STAGE.test(stage));
}

/**
 * The whole scripts among the segments of one file, in their order. A script has an opening by the
 * collector (a greeting, an opening stage or the title of a script) and at least two turns of the
 * collector. Transcripts in a record are `call`s, and only from their greeting on. Lists of
 * forbidden phrases are left out; unlabelled lines of a labelled script are notes.
 */
export function findDocuments(segments: readonly Segment[]): readonly ScriptDocument[] {
  const groups = new Map<string, Segment[]>();
  for (const segment of segments) {
    const key = groupKey(segment);
    const group = groups.get(key);
    if (group) group.push(segment);
    else groups.set(key, [segment]);
  }
  return [...groups.values()].flatMap((group) => {
    const head = group[0]!;
    const isFile = head.record === undefined && head.keyPath === undefined;
    const isLabelled = group.some(holdsLabel);
    if (!isLabelled && !isStaged(group)) return [];
    const pieces = group.flatMap((segment) => linesOf(segment, isLabelled));
    const parts = isFile ? split(pieces) : [pieces];
    return parts.flatMap((part) => asDocument(part, isFile) ?? []);
  });
}
