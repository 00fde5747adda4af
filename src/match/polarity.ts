import { rememberLast } from './remember.ts';

/**
 * Polarity of a match within its clause (engine specification, section 8.1). All offsets are units of
 * the clause's folded text.
 */

const MASK = '\u0001';

function anyOf(words: string): string {
  return words
    .split(/\s+/)
    .sort((a, b) => b.length - a.length)
    .join('|');
}

/** M1: look like negations and are none, double negations, and cues that belong to a threat. */
const NO_NEGATIONS = new RegExp(
  anyOf(`不断 不久 不日 不仅 不但 不光 不只 不管 不论 不止 不妨 不良 不动产 不时 不停 不少 不同 不客气 不然 要不然 不法 不明 不堪设想
    不得好死 不得安宁 不得善终 不要脸 不要命 不知好歹 不知死活 不像话 不是东西 不是人 不是个东西 不配 不守信用 不讲信用 不讲理 不讲情面 不留情 不择手段
    未来 无论 无赖 无奈 无耻 无良 无情 没收 没脸 没皮 没底线 没良心 没教养 没家教 没本事 没出息 没完没了 没完 没人性 没用的 没好果子 没好下场 没好日子
    别人 别的 别家 别处 特别 个别 级别 区别 分别 别墅 离别 告别 性别 识别 鉴别 是不是 有没有 要不要 会不会 能不能 丢不丢 信不信 怕不怕 还不还 知不知道
    好不好 行不行 抬不起头 混不下去 待不下去 呆不下去 干不下去 过不下去 活不下去 赖着不走 坐着不走 吃不了兜着走 吃不了 跑不掉 跑不了 逃不掉 逃不了 躲不掉 躲不过 躲不了
    不得不 不能不 不会不 不可不 并非不 不是不 无不 不由得 睡不着 睡不好 不了了之 不日内 差不多 对不起 不好意思 了不起 说不定 保不准 不见得 不敢保证 不能保证 不保证
    别逼 不要逼 别怪 不要怪 休怪 莫怪 别以为 不要以为 不怕 不想 不嫌 不信 别想 休想 别指望 不要指望 别说 不说 不用说 别跟我 别给我 别等 不要等到 别让 不要让我们 别忘 不要忘 别装 不要装 没人能 没有人能 谁也不能 谁都不能
    非要 非得 非法 非常 除非 不行 不够 不成 不好 不轻 不小 不远`),
  'g',
);

/** M2: the negation is used up by what the debtor does or does not do. */
const DEBTOR_ACT =
  /(?:拒不|仍未|仍不|尚未|迟迟不|迟迟未|一直不|再不|如不|若不|如未|若未|要是不|不|未|没有|没|拒绝|别|不要|唔|冇|毋|勿|咪|莫)(?:能|肯|曾|有|按时|按期|按约|及时|主动|尽快|如期|再|来|肯|愿意|愿|积极|足额|全额|完全|办理|在线)*(?:还款|还钱|还清|还上|归还|偿还|处理|接听|接电话|接我电话|接|联系我们|联系我司|联系客服|配合|回电|回复|回应|履行|缴清|缴费|缴纳|缴|交|结清|清偿|清|出现|露面|解决|给钱|付款|支付|入账|到账|还|凑|搞定|给个说法|给说法|理|结|拿钱|把钱|付|动静|消息|音讯|打款|钱|应|补|销|缴款|畀|俾)/g;

const PROHIBITION_WORDS = `严禁 禁止 不得 不可以 不可 不准 不许 不应当 不应 不能 不允许 请勿 切勿 勿 不要 不该 莫 别 杜绝 避免 防止 谨防 警惕 防范 严防 打击
    抵制 制止 禁用 不宜 不建议 无须 切莫 切忌 拒绝`;
const PROHIBITIONS = new RegExp(anyOf(PROHIBITION_WORDS), 'g');
const PROHIBITION_BLOCKER = /就|则|否则|不然|我们会|我司将|我们将|会有|只能|只好/;

const NEGATION_WORDS = `绝不会 决不会 并不会 也不会 都不会 不会 绝不 决不 从不 从未 从来不 从没 并未 并不 没有 未曾 未经 无需 无须 不用 不必 不再 不存在 不属于 不构成 不涉及 不是 并非 不具备
    无权 没权 没有权力 拒绝 没 未 不 非 无 毋 唔会 冇 唔 咗唔 毋须`;
const NEGATIONS = new RegExp(anyOf(NEGATION_WORDS), 'g');
const NEGATION_BLOCKER = /就|则|便|将|只能|只好|否则|不然|马上|立刻|直接|而是|只是/;
const NEGATION_REACH = 8;

const INSIDE_NEGATION = new RegExp(
  `${anyOf(`严禁 禁止 不得 请勿 切勿 不要 绝不会 决不会 不会 绝不 决不 从不 从未 没有 无需 无须 不必 不用 不再 无权 未经 并未 并不 不可 不准 不应 不能 不允许 避免 防止 拒绝 唔会 冇 不受`)}|未(?!来)|不(?=去|到|找|派|上门|上您|上你|登门|外访|通知|联系|告知|公开|曝光|向|会|是|涉及|构成|属于|采取|影响|追究|收取|需|承担)`,
  'g',
);

const AFTER =
  /^.{0,8}?(?:是|属|属于|均属|都是|都属于|即属|一律)?(?:没有(?:任何)?(?:关系|影响|关联)|没关系|无关|不受[^,。!?]{0,12}影响|违规|违法|不允许|被禁止|不合规|不被允许|严禁|禁止|不可取|不对的|零容忍|(?:都|均|也|绝)?不会(?:因|受|被|影响))/;

function mask(text: string): string {
  const blank = (found: string): string => MASK.repeat(found.length);
  return text.replace(NO_NEGATIONS, blank).replace(DEBTOR_ACT, blank);
}

const maskOfClause = rememberLast(mask);

function lastCue(
  text: string,
  cues: RegExp,
  isIgnored: (start: number, end: number) => boolean = () => false,
): { readonly start: number; readonly end: number } | undefined {
  let last: { start: number; end: number } | undefined;
  for (const found of text.matchAll(cues)) {
    const end = found.index + found[0].length;
    if (!isIgnored(found.index, end)) last = { start: found.index, end };
  }
  return last;
}

/** What forbids or denies, one character or more each. */
export const POLARITY_CUES: readonly string[] = `${PROHIBITION_WORDS} ${NEGATION_WORDS}`.split(
  /\s+/,
);

const RHETORIC = /难道|不怕|不想|不担心|信不信|就不怕|是不是想|你以为/;
const RHETORIC_END = /(?:吗|么|吧|\?)\s*$/;

export interface PolarityInput {
  readonly clause: string;
  /** Match in the clause, half-open. */
  readonly start: number;
  readonly end: number;
  /** The sentence with its final mark. */
  readonly sentence: string;
  /** Terms of the pattern's own classes in the clause, half-open: a negation inside one is its meaning (不能用). */
  readonly ownTerms: readonly { readonly start: number; readonly end: number }[];
  /** Clauses of the same sentence before this one, in order. */
  readonly before: readonly string[];
}

const SPILL = /(?:严禁|禁止|不得|不准|不许|杜绝|切勿|请勿)/g;
const OWN_SUBJECT =
  /^\s*(?:我们|我司|我方|我行|您|你|否则|如|若|但|不然|一旦|同时|然而|现|请|逾时|逾期|届时|到时)/;

/**
 * Why a match is no assertion: 'prohibited', 'negated', or null if it stands as said. A condition
 * ("if you do not pay") never takes anything away: it is the ordinary form of a threat.
 */
export function polarity(input: PolarityInput): 'negated' | 'prohibited' | null {
  const { clause, start, end, sentence, before } = input;
  const rhetorical = RHETORIC.test(sentence) && RHETORIC_END.test(sentence);
  const masked = maskOfClause(clause);
  if (!rhetorical) {
    const left = masked.slice(0, start);
    const forbids = lastCue(left, PROHIBITIONS);
    if (forbids && !PROHIBITION_BLOCKER.test(left.slice(forbids.end))) return 'prohibited';
    if (isNegated(left)) return 'negated';
    // Masked with the clause: of 绝不会不上门 the match may begin in the middle.
    const inside = masked.slice(start, end);
    const cue = lastCue(inside, INSIDE_NEGATION, (from, to) =>
      input.ownTerms.some((term) => term.start <= start + from && start + to < term.end),
    );
    if (cue && !/就|否则|不然/.test(inside.slice(cue.end))) {
      return /严禁|禁止|不得|请勿|切勿|不要/.test(inside.slice(cue.start, cue.end))
        ? 'prohibited'
        : 'negated';
    }
  }
  if (AFTER.test(masked.slice(end))) return 'prohibited';
  return spillsOver(clause, before) ? 'prohibited' : null;
}

/** 不会因为还不上就坐牢: the reason stands between, and 就 belongs to it. */
const NOT_FOR_THAT =
  /(?:不会|不能|并不|不至于|不可能)(?:仅仅|仅|单纯|只)?(?:因为?|由于)(?:(?!而是|反而)[^,。!?]){1,14}(?<![不没未])$/;

function isNegated(left: string): boolean {
  if (NOT_FOR_THAT.test(left)) return true;
  const near = left.slice(-NEGATION_REACH);
  const cues = [...near.matchAll(NEGATIONS)];
  const last = cues.at(-1);
  if (!last) return false;
  if (NEGATION_BLOCKER.test(near.slice(last.index + last[0].length))) return false;
  return cues.length % 2 === 1;
}

const namesOwnSubject = rememberLast((clause) => OWN_SUBJECT.test(clause));

function spillsOver(clause: string, before: readonly string[]): boolean {
  if (namesOwnSubject(clause)) return false;
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = mask(before[i]!);
    if (lastCue(earlier, SPILL)) return true;
    if (OWN_SUBJECT.test(before[i]!)) return false;
  }
  return false;
}
