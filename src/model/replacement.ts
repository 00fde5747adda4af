import type { Message } from './error.ts';
import type { RuleId } from './rule.ts';
import type { Kind } from './segment.ts';

/** A lawful message of one stage of the chain, and which messages it may take the place of. */
export interface Replacement {
  readonly id: string;
  readonly title: Message;
  /** Who is addressed: known from the data, or by what is wrong. */
  readonly to?: 'third-party';
  /** Absent: any. */
  readonly kinds?: readonly Kind[];
  /** Terms one of which stands in the message. With none of `to`, `words` and `rules` it fits every message. */
  readonly words: readonly string[];
  readonly rules: readonly RuleId[];
  /** Terms none of which stands in the message. */
  readonly unless: readonly string[];
  /** With slots such as `{金额}`; what stands in `【】` at its beginning is the signature of a text message. */
  readonly text: string;
}
