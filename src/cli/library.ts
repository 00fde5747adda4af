import { type CheckOptions, createChecker } from '../engine/check.ts';
import { BUILT_IN_KEY } from '../engine/fingerprint.ts';
import type { MaskMode } from '../engine/redact.ts';
import { CuilintError } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import { type Level, type Profile, RANK, type RuleId } from '../model/rule.ts';
import type { MessageMeta, Segment } from '../model/segment.ts';
import { loadRuleset } from '../node/built-in.ts';
import { nearest } from '../rules/nearest.ts';
import { KINDS, PROFILES, SPEAKERS } from '../rules/parse-names.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { createPlaces } from '../text/lines.ts';
import { defaultServices } from './services.ts';

/** One message as it will be sent, or a script. */
export interface TextMessage {
  readonly text: string;
  /** What is known of it: `kind`, `channel`, `speaker`, `sentAt` … (sms from the collector where it says nothing). */
  readonly meta?: MessageMeta;
  /** What findings name as their file; default `message`. */
  readonly id?: string;
}

export interface CheckTextOptions {
  /** Absent: the built-in rules, loaded at the first call. */
  readonly ruleset?: Ruleset;
  /** Language of the messages of findings; default `zh`. */
  readonly lang?: 'zh' | 'en';
  /** Personal data in findings; default `partial`. */
  readonly mask?: MaskMode;
  /** Who sends. */
  readonly profile?: Profile;
  /** Levels in the place of those of the rules. */
  readonly levels?: Readonly<Record<RuleId, Level>>;
  /** `2026-11-24`: which clauses are in force; default today in Shanghai. */
  readonly today?: string;
}

const services = defaultServices();
let builtIn: Ruleset | undefined;
const checkers = new WeakMap<Ruleset, Map<string, ReturnType<typeof createChecker>>>();

function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
}

/**
 * Who calls without types may write anything, and of a kind or a speaker that no rule knows nothing would ever be
 * found. Undefined: not said.
 */
function mustBe(what: string, value: unknown, allowed: readonly string[]): void {
  if (value === undefined || allowed.some((each) => each === value)) return;
  const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
  const list = allowed.join(', ');
  throw new CuilintError(
    'USAGE',
    { zh: `${what} 的值 ${String(value)} 无效`, en: `invalid value ${String(value)} of ${what}` },
    {
      hint:
        near === undefined
          ? { zh: `可以写：${list}`, en: `one of ${list}` }
          : { zh: `是否想写 ${near}？`, en: `did you mean ${near}?` },
    },
  );
}

function mustBeDay(day: string): void {
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(day)) return;
  throw new CuilintError(
    'USAGE',
    { zh: `today 的值 ${day} 无效`, en: `invalid value ${day} of today` },
    { hint: { zh: '写成 2026-11-24', en: 'write it as 2026-11-24' } },
  );
}

function checkerFor(ruleset: Ruleset, options: CheckTextOptions): ReturnType<typeof createChecker> {
  const { lang = 'zh', mask = 'partial', profile, levels = {} } = options;
  const day = options.today ?? today();
  const known = checkers.get(ruleset) ?? new Map<string, ReturnType<typeof createChecker>>();
  checkers.set(ruleset, known);
  const key = JSON.stringify([lang, mask, profile ?? null, Object.entries(levels).sort(), day]);
  let checker = known.get(key);
  if (checker === undefined) {
    mustBe('lang', lang, ['zh', 'en']);
    mustBe('mask', mask, ['full', 'partial', 'none']);
    mustBe('profile', profile, PROFILES);
    mustBeDay(day);
    for (const [id, level] of Object.entries(levels))
      mustBe(`levels.${id}`, level, Object.keys(RANK));
    const names = new Set(ruleset.rules.map(({ id }) => id));
    const unknown = Object.keys(levels).find((id) => !names.has(id));
    if (unknown !== undefined) {
      throw new CuilintError('USAGE', {
        zh: `没有规则 ${unknown}`,
        en: `there is no rule ${unknown}`,
      });
    }
    const checkOptions: CheckOptions = {
      lang,
      mask,
      today: day,
      key: BUILT_IN_KEY,
      levels: new Map(Object.entries(levels)),
      inactive: new Set(),
      ...(profile === undefined ? {} : { profile }),
      tokenizer: services.tokenizer,
    };
    checker = createChecker(ruleset, checkOptions);
    known.set(key, checker);
  }
  return checker;
}

/**
 * Judges one message: its findings in the order of their places, none if nothing is wrong. Offsets are UTF-16
 * units of the text (`segmentStart`, `segmentEnd`), lines and columns 1-based. The rules are loaded at the first
 * call (some 100 ms); after that a clean message takes 0.02 ms. Throws CuilintError (`USAGE`) for an unknown rule, and
 * for any other value that is none of those which are known.
 */
export function check(
  message: string | TextMessage,
  options: CheckTextOptions = {},
): readonly Finding[] {
  const given = typeof message === 'string' ? { text: message } : message;
  // Without types it may be anything, nothing as well.
  if (typeof given?.text !== 'string') {
    throw new CuilintError('USAGE', {
      zh: '消息的 text 应为字符串',
      en: 'the text of a message is a string',
    });
  }
  const { text, id = 'message' } = given;
  const meta = given.meta ?? {};
  mustBe('meta.kind', meta.kind, KINDS);
  mustBe('meta.speaker', meta.speaker, SPEAKERS);
  mustBe('meta.direction', meta.direction, ['inbound', 'outbound']);
  builtIn ??= options.ruleset === undefined ? loadRuleset() : undefined;
  const ruleset = options.ruleset ?? builtIn!;
  const segment: Segment = {
    type: 'segment',
    source: id,
    text,
    origin: createPlaces(text).origin(0, text.length),
    meta: meta.kind === undefined ? meta : { kindKnown: true, ...meta },
  };
  return checkerFor(ruleset, options)(segment).findings;
}
