/** Stable codes of errors and problems, listed in the README. */
export type ErrorCode =
  | 'USAGE'
  | 'CONFIG_INVALID'
  | 'RULE_INVALID'
  | 'INPUT_UNREADABLE'
  | 'INPUT_ENCODING'
  | 'INPUT_SYNTAX'
  | 'INPUT_TOO_LARGE'
  | 'INPUT_COLUMNS'
  | 'INPUT_EMPTY'
  | 'ENGINE_LIMIT'
  | 'OUTPUT_FAILED';

/** Something about the input or the rules that kept a part of it from being judged. Holds no text of a message. */
export interface Problem {
  readonly type: 'problem';
  readonly code: ErrorCode;
  /** Path as shown in reports; absent where no file is to blame. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in UTF-16 units. */
  readonly column?: number;
  readonly reason: Message;
  /** What to do next. */
  readonly hint?: Message;
}

/** A sentence for a person, in both languages of the terminal. */
export interface Message {
  readonly zh: string;
  readonly en: string;
}

/** One line for a person: place, reason, remedy. */
export function formatProblem(problem: Omit<Problem, 'type'>, lang: 'zh' | 'en'): string {
  const { file, line, column, reason, hint } = problem;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const remedy = hint === undefined ? '' : lang === 'zh' ? `（${hint.zh}）` : ` (${hint.en})`;
  return `${place === '' ? '' : `${place}: `}${reason[lang]}${remedy}`;
}

/** Stops the run: nothing more can be judged. Everything less is a `Problem`. */
export class CuilintError extends Error {
  readonly code: ErrorCode;
  readonly reason: Message;
  readonly hint: Message | undefined;
  readonly at:
    | { readonly file?: string; readonly line?: number; readonly column?: number }
    | undefined;

  constructor(
    code: ErrorCode,
    reason: Message,
    details: {
      readonly hint?: Message;
      readonly at?: { readonly file?: string; readonly line?: number; readonly column?: number };
      readonly cause?: unknown;
    } = {},
  ) {
    super(reason.en, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CuilintError';
    this.code = code;
    this.reason = reason;
    this.hint = details.hint;
    this.at = details.at;
  }
}
