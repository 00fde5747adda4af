import { lineStarts } from './lines.ts';
import { namedRole } from './roles.ts';
import { parseSpeaker } from './speakers.ts';

/** How a record marks that somebody else begins to speak. */
export type HeadForm =
  /** A time, the name, and his words in the same line: exports of messengers, of call recorders, tabs. */
  | 'stamped'
  /** The name alone in a line, mostly with a time, his words below it. */
  | 'above'
  /** A row of a table drawn with `|`. */
  | 'cell'
  /** `（客）…`, `Cust> …`, `留言2（10:40 机主回拨）…`. */
  | 'marked'
  /** `名：…`. */
  | 'colon'
  /** `客：“…”` anywhere in a line. */
  | 'quoted'
  /** A dash, or nothing but the change of the line: nobody is named. */
  | 'unnamed';

/** The head of a turn; offsets in UTF-16 units of the text. */
export interface TurnHead {
  readonly form: HeadForm;
  /** As written; '' where nobody is named. */
  readonly name: string;
  /** What stands in brackets behind the name. */
  readonly note: string;
  readonly start: number;
  /** Where the words begin. */
  readonly body: number;
  /** Where they end, for what is quoted. */
  readonly end?: number;
}

/** Heads stand at the beginning of a line; a window keeps a line of 50 MB from being copied. */
const WINDOW = 120;
const BLANK = '[ \\t\\u3000\\u00a0]';
const DAY =
  '(?:(?:\\d{4}[-/.年])?\\d{1,2}[-/.月]\\d{1,2}(?:日|[-/.]\\d{2,4})?|昨天|今天|前天|(?:星期|周|週)[一二三四五六日天])';
const CLOCK = '\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?(?:[.,]\\d{1,3})?';
const PART = '(?:(?:上午|下午|早上|晚上|中午|凌晨)[ ]?)';
const TIME = `(?:${DAY}[ ,，T]{0,3})?${PART}?${CLOCK}(?:[ ]?[ap]m)?`;
/** From one second of a recording to another. */
const SECONDS =
  '\\d{1,5}(?:\\.\\d{1,3})?(?:s|秒)?[ ]?[-–~]{1,2}[ ]?\\d{1,5}(?:\\.\\d{1,3})?(?:s|秒)?';
const STAMP = `(?:[[【(（](?:${TIME}|${SECONDS})[\\]】)）]|${TIME})`;
const IS_STAMPED = new RegExp(`\\d[:：]\\d\\d|^[[【(（]${SECONDS}[\\]】)）]`, 'iu');
const MARKS = ':：|<>“”"「」。！？!?；;，,、\\[\\]【】()（）\\n\\t';
const NAME = `([^\\s*${MARKS}-](?:[^${MARKS}*]{0,22}?[^\\s*${MARKS}])??)`;
const NOTE = `(?:${BLANK}?[(（]([^()（）\\n]{1,24})[)）])?`;

const STAMPED = new RegExp(
  `^${STAMP}${BLANK}{0,3}[-–]?${BLANK}{0,3}${NAME}${NOTE}${BLANK}?[:：]${BLANK}{0,4}`,
  'iu',
);
const TABBED = new RegExp(`^${STAMP}\\t{1,3}${NAME}${NOTE}\\t{1,3}`, 'iu');
const SPACED = new RegExp(
  `^${STAMP}${BLANK}{1,4}([^\\s\\d${MARKS}]{1,8})${BLANK}{1,4}(?=\\S)`,
  'iu',
);
const ABOVE = new RegExp(
  `^(?:${NAME}${NOTE}[:：]?${BLANK}{0,4}${STAMP}|${STAMP}${BLANK}{1,4}${NAME}${NOTE}[:：]?)$`,
  'iu',
);
const ANGLED = new RegExp(`^([^\\s${MARKS}]{1,12})>${BLANK}{0,4}(?=\\S)`, 'u');
/** What follows at once in brackets of the keyboard is the other half of a link. */
const BRACKETED = /^[(（【[]([^()（）【】[\]\s]{1,4})[)）】\]](?![[(])[:：]?[ \t]{0,4}(?=\S)/u;
/** `<客服 小满> …`, `〔用户〕…`. */
const ENCLOSED =
  /^(?:<([\p{Script=Han}a-z][^<>=/\n]{0,14})>|〔([^〔〕\n]{1,14})〕[:：]?)[ ]{0,4}(?=\S)/iu;
/** `<turn spk="agent" …>…</turn>`. */
const TAGGED =
  /^<[a-z]{1,12}\b[^<>\n]{0,80}?\s(?:spk|speaker|role|who|from|name)=["']([^"'<>\n]{1,16})["'][^<>\n]{0,80}>/iu;
/** A mail says who wrote it, and whose words it quotes below. */
const MAIL =
  /^(?:>{1,4}[ ]?){0,4}(?:(?:发件人|發件人|寄件人|寄件者|from)[:：][ ]?([^\n<>:：]{1,20}?)[ ]?(?:<[^<>\n]{3,60}>)?|([^\s\n<>:：]{1,12})[ ]?[于於在]\S[^\n]{3,24}(?:回复|回覆|写道|寫道)[:：])$/iu;
const MESSAGE = new RegExp(
  `^(?:语音|語音)?留言${BLANK}?\\d{0,2}${BLANK}?[(（]([^()（）\\n]{1,30})[)）][:：]?${BLANK}{0,4}(?=\\S)`,
  'u',
);
const COLON = new RegExp(
  `^(?:\\d{1,3}[.、)）]?${BLANK}{1,4}|[-*+•·]${BLANK}{1,4})?\\*{0,2}${NAME}${NOTE}\\*{0,2}${BLANK}?[:：]\\*{0,2}${BLANK}{0,4}`,
  'iu',
);
const DASH = /^(?:—{1,2}|–|--)[ \t]?(?=[^\s—–-])/u;
/** A line behind which the two sides speak in turn, a line each. */
const CONNECTED =
  /^[(（【[]?(?:电话|電話|通话|通話)?(?:接通|接起|开始|開始)(?:后|後|之后|之後)?[)）】\]]?[:：]?$/u;
/** 客服：400-800-0000 gives a number to call; four digits may be an answer. */
const NUMBER_ONLY = /^[\d\s()（）-]{7,}[。.]?$/;
const QUOTE = /[:：][ ]?(?=[“「"])/g;
const CLOSER: Readonly<Record<string, string>> = { '“': '”', '「': '」', '"': '"' };
/** What a record adds to the name of whom it quotes. */
const SAYS =
  /(?<=.)(?:[又再就便才]?(?:表示|回答|回复|回覆|追问|反问|强调|[说說答问問道称稱喊讲講]))$/u;
/** 客户情绪激动，称：“…”: who says it is named where the sentence begins. */
const VERB_ALONE =
  /^(?:[又再就便才]?(?:表示|回答|回复|回覆|追问|反问|强调|[说說答问問道称稱喊讲講]))$/u;
/** How far from the quotation its sentence may begin, in UTF-16 units. */
const SENTENCE_WINDOW = 80;
/** Fewer lines that nobody is named in are no conversation, nor are so few names alone in a line. */
const MIN_UNNAMED = 4;
/** A name alone in a line, as it is copied from a messenger without the times. */
const NAME_ALONE = new RegExp(`^[^\\d${MARKS}*#=]{1,12}$`, 'u');
/** A table says in its head where the speaker stands. */
const SPEAKER_COLUMN =
  /^(?:角色|说话人|說話人|发言人|說話者|说话者|身份|发送人|发送者|speaker|role|from)$/iu;

/** The non-empty lines of a text, without the blanks around them; half-open. */
export function filledLines(text: string): readonly (readonly [start: number, end: number])[] {
  const starts = lineStarts(text);
  const lines: [number, number][] = [];
  for (const [index, from] of starts.entries()) {
    let start = from;
    let end = starts[index + 1] ?? text.length;
    while (start < end && isSpace(text.charCodeAt(start))) start += 1;
    while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
    if (start < end) lines.push([start, end]);
  }
  return lines;
}

function isSpace(unit: number): boolean {
  return unit <= 32 || unit === 0x3000 || unit === 0xa0 || unit === 0xfeff;
}

/** Rows of a drawn table: where the cell of the speaker stands, by the head of the table. */
interface Columns {
  speaker: number;
}

/** What a log of calls says behind the time, in the place of a name. */
const STATUS =
  /^(?:[已未]?接[通听聽]?|未接|[挂掛][断斷]|拒接|[关關][机機]|停[机機]|空[号號]|[无無]人接[听聽]|占[线線]|忙[线線]|呼[出入]|[来來去][电電]|[已未][读讀回]|撤回)(?!人|者|方|岗)/u;

/** The head with which a line begins, or null. Nobody is called 00. */
function headOf(text: string, line: readonly [number, number], columns: Columns): TurnHead | null {
  const head = anyHeadOf(text, line, columns);
  if (head === null || head.form === 'unnamed') return head;
  return /\p{L}/u.test(head.name) && !STATUS.test(head.name) ? head : null;
}

function anyHeadOf(
  text: string,
  [start, end]: readonly [number, number],
  columns: Columns,
): TurnHead | null {
  const window = Math.min(end, start + WINDOW);
  const line = text.slice(start, window);
  if (line.startsWith('|')) return cellHead(text, start, end, columns);
  const mail = window === end ? MAIL.exec(line) : null;
  const made = (form: HeadForm, match: RegExpExecArray, name: string, note = ''): TurnHead => ({
    form,
    name: name.trim(),
    note: note.trim(),
    start,
    body: start + match[0].length,
  });
  if (mail !== null) return made('above', mail, mail[1] ?? mail[2]!);
  if (IS_STAMPED.test(line)) {
    const spaced = SPACED.exec(line);
    // `[00:08] 客户 …`, whatever follows, is no name of two words.
    if (spaced !== null && parseSpeaker(spaced[1]!) !== undefined)
      return made('stamped', spaced, spaced[1]!);
    const above = window === end ? ABOVE.exec(line) : null;
    if (above !== null)
      return made('above', above, above[1] ?? above[3] ?? '', above[2] ?? above[4]);
    const stamped = TABBED.exec(line) ?? STAMPED.exec(line);
    if (stamped !== null) return made('stamped', stamped, stamped[1]!, stamped[2]);
    if (spaced !== null) return made('stamped', spaced, spaced[1]!);
    const message = MESSAGE.exec(line);
    if (message !== null) return made('marked', message, message[1]!);
  }
  const marked =
    ANGLED.exec(line) ?? BRACKETED.exec(line) ?? ENCLOSED.exec(line) ?? TAGGED.exec(line);
  if (marked !== null) return made('marked', marked, marked[1] ?? marked[2]!);
  const dash = DASH.exec(line);
  if (dash !== null) return made('unnamed', dash, '');
  const colon = COLON.exec(line);
  if (colon === null || NUMBER_ONLY.test(line.slice(colon[0].length))) return null;
  return made('colon', colon, colon[1]!, colon[2]);
}

function cellHead(text: string, start: number, end: number, columns: Columns): TurnHead | null {
  const cells: (readonly [number, number])[] = [];
  for (let from = start + 1; from < end; ) {
    const bar = text.indexOf('|', from);
    const to = bar < 0 || bar > end ? end : bar;
    cells.push([from, to]);
    from = to + 1;
  }
  const names = cells.map(([from, to]) => text.slice(from, Math.min(to, from + WINDOW)).trim());
  const head = names.findIndex((name) => SPEAKER_COLUMN.test(name));
  if (head >= 0) {
    columns.speaker = head;
    return null;
  }
  const name = names[columns.speaker];
  if (name === undefined || name === '' || /^[-:\s]+$/.test(name)) return null;
  const isLast = !names.slice(columns.speaker + 1).some((cell) => cell !== '');
  const body = isLast ? start + 1 : cells[columns.speaker]![1] + 1;
  return { form: 'cell', name, note: '', start, body };
}

/** Turns that are quoted one behind the other: `催：“…” 客：“…”`. Names may be told in some words: 接电话的男士. */
function quotedHeads(text: string, [start, end]: readonly [number, number]): TurnHead[] {
  const heads: TurnHead[] = [];
  const line = text.slice(start, end);
  if (!/[“「"]/.test(line)) return heads;
  let from = 0;
  for (const found of line.matchAll(QUOTE)) {
    if (found.index < from) continue;
    const open = found.index + found[0].length;
    const close = line.indexOf(CLOSER[line[open]!]!, open + 1);
    if (close < 0) break;
    const before = line.slice(Math.max(from, found.index - 24), found.index);
    const named = /[^。！？!?；;:：，,”」"\s]*$/u.exec(before)![0];
    heads.push({
      form: 'quoted',
      name: VERB_ALONE.test(named)
        ? subjectOf(line.slice(Math.max(from, found.index - SENTENCE_WINDOW), found.index))
        : named.replace(SAYS, ''),
      note: '',
      start: start + found.index - named.length,
      body: start + open + 1,
      end: start + close,
    });
    from = close + 1;
  }
  // 粟某一见面就拉开抽屉说：“…” 粟某说：“…”
  const names = new Set(heads.map(({ name }) => name));
  return heads.map((head) => {
    const short = [2, 3, 4]
      .map((length) => head.name.slice(0, length))
      .find((name) => names.has(name));
    return short === undefined ? head : { ...head, name: short };
  });
}

/** What stands at the beginning of the last sentence and has a side by its name; nothing where none has. */
function subjectOf(before: string): string {
  let begin = before.length;
  while (begin > 0 && !'。！？!?；;”」"'.includes(before[begin - 1]!)) begin -= 1;
  // Where its beginning is too far away, nothing is known of it.
  if (begin === 0 && before.length === SENTENCE_WINDOW) return '';
  const sentence = before.slice(begin).trim();
  for (let length = 2; length <= 6; length += 1)
    if (namedRole(sentence.slice(0, length)) !== undefined) return sentence.slice(0, length);
  return '';
}

/** Whether it is worth looking for heads at all: for nearly all texts it is not. */
function mayHoldHeads(text: string): boolean {
  if (text.includes('\n') || text.includes('\r'))
    return /[:：|>)）】\]〕]|\d:\d\d|—|接通/.test(text) || /^\s*\S[^\r\n]{0,11}[\r\n]/.test(text);
  return /[:：][ ]?[“「"]/.test(text);
}

/** Of a longer text its beginning, in UTF-16 units, has to show a conversation. */
const FIRST_LOOK = 16_384;

export interface Heads {
  /** In the order of their places. */
  readonly heads: readonly TurnHead[];
  readonly lines: ReturnType<typeof filledLines>;
}

/**
 * All heads of turns in a text; null for a text that shows none. Of a long text `isConversation` is asked first, with
 * the heads at its beginning.
 */
export function turnHeads(text: string, isConversation: (found: Heads) => boolean): Heads | null {
  if (text.length > FIRST_LOOK) {
    const beginning = text.slice(0, FIRST_LOOK);
    if (!mayHoldHeads(beginning) || !isConversation(headsIn(beginning))) return null;
  } else if (!mayHoldHeads(text)) return null;
  return headsIn(text);
}

/** The two names that take turns alone in their lines, each above what is said; empty where that is not so. */
function namesAlone(text: string, lines: Heads['lines']): ReadonlySet<string> {
  const none = new Set<string>();
  const written = lines.map(([start, end]) => (end - start > 12 ? '' : text.slice(start, end)));
  const first = written[0];
  if (first === undefined || !NAME_ALONE.test(first)) return none;
  const names = new Set([first]);
  const other = written.find(
    (line) => line !== '' && line !== first && written.indexOf(line) < written.lastIndexOf(line),
  );
  if (other === undefined || !NAME_ALONE.test(other)) return none;
  names.add(other);
  let turns = 0;
  for (const [index, line] of written.entries()) {
    if (!names.has(line)) continue;
    if (names.has(written[index + 1] ?? first)) return none;
    turns += 1;
  }
  return turns >= MIN_UNNAMED && 3 * turns >= lines.length ? names : none;
}

function headsIn(text: string): Heads {
  const lines = filledLines(text);
  const heads: TurnHead[] = [];
  const columns: Columns = { speaker: -1 };
  const connected = lines.findIndex(
    ([start, end]) => end - start <= 12 && CONNECTED.test(text.slice(start, end)),
  );
  const isUnnamed = connected >= 0 && lines.length - connected > MIN_UNNAMED;
  const alone = namesAlone(text, lines);
  for (const [index, line] of lines.entries()) {
    const [start, end] = line;
    const head = headOf(text, line, columns);
    if (head !== null) heads.push(head);
    else if (alone.has(text.slice(start, Math.min(end, start + WINDOW))))
      heads.push({ form: 'above', name: text.slice(start, end), note: '', start, body: end });
    else if (isUnnamed && index > connected)
      heads.push({ form: 'unnamed', name: '', note: '', start: line[0], body: line[0] });
    heads.push(...quotedHeads(text, line));
  }
  return { heads, lines };
}
