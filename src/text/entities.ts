import { type Entity, type EntityKind, PLACEHOLDER, type View } from '../model/view.ts';

// Every pattern is for folded text and all its repetitions are bounded, so that each place of a text
// costs a constant: an unbounded \d+ before a unit would be tried anew from every digit of a long number.

const HAN_DIGIT = '零〇一二两三四五六七八九十百千万亿几半壹贰叁肆伍陆柒捌玖拾佰仟数';
/** A numeral that can begin an amount: not 千万别, not 万一. */
const HAN_NUMBER = `[零〇一二两三四五六七八九十几半壹贰叁肆伍陆柒捌玖拾数][${HAN_DIGIT}]{0,11}`;
const DIGITS = '(?<!\\d|\\d\\.)\\d{1,12}(?:,\\d{3}(?!\\d)){0,5}(?:\\.\\d{1,8})?';
/** Stands for a number in a masked text or a template. */
const MASK = `(?:${PLACEHOLDER}|(?<![a-z*])(?:x{1,8}|\\*{1,8})(?![a-z*]))`;
const NUMBER = `(?:${DIGITS}[十百千万亿]{0,2}|${HAN_NUMBER}|${MASK})`;
/** A calendar number; long digit runs are none. */
const SHORT = `(?:(?<!\\d|\\d\\.)\\d{1,2}|[零〇一二两三四五六七八九十几半]{1,3}|${MASK})`;

const NUM = new RegExp(
  `(?<!\\d|\\d\\.)\\d{1,400}(?:,\\d{3}(?!\\d)){0,20}(?:\\.\\d{1,100})?[十百千万亿]{0,4}%?|[${HAN_DIGIT}]{1,30}`,
  'g',
);

const CURRENCY =
  '(?:元人民币|元|块钱|块|圆|人民币|rmb(?![a-z])|cny(?![a-z])|港币|港元|美元|毛钱|角|分钱)';
const MONEY = new RegExp(
  [
    `(?:[¥$]|人民币|(?:rmb|hk\\$|us\\$)) {0,2}${NUMBER}(?:余|多)?(?:${CURRENCY}|[wk](?![a-z]))?`,
    `${NUMBER}(?:余|多|来)?${CURRENCY}`,
    `${DIGITS}(?:[wk](?![a-z0-9])|[万亿](?![人次个户条家份名封]))`,
    '[一二两三四五六七八九十几][十百]?万(?![人次个户条家份名封一能分])',
  ].join('|'),
  'g',
);

const WEEKDAY = '[一二三四五六日天末1-7]';
const DATE = new RegExp(
  [
    `(?<!\\d)\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?!\\d)`,
    `(?:(?:(?<!\\d)\\d{2,4}|[零〇一二三四五六七八九十]{2,4}|${MASK}|今|明|去)年)${SHORT}月(?:${SHORT}[日号])?`,
    `${SHORT}月${SHORT}[日号]`,
    `${SHORT}月份`,
    `(?<!\\d)(?:19|20)\\d{2}年`,
    `${NUMBER}个?(?:工作日|自然日|星期|礼拜|月|季度|周|年)`,
    `${NUMBER}(?:天|日)`,
    `(?:(?<!\\d|\\d\\.)(?:[12]?\\d|3[01])|[一二三四五六七八九十]{1,3}|${MASK})号(?![楼线院门店馆码])`,
    `(?:本|下下?|上|这|每)?(?:周|星期|礼拜)${WEEKDAY}(?!期)`,
    '(?:本|下|上|这个?|下个|上个)(?:周|星期|月)(?:底|初|末|内)?',
    '[今明后当次昨前即]天|[今明当次昨即翌近]日|[今明昨]晚|[今明]早|月[底初末]|年[底初末]|周末',
  ].join('|'),
  'g',
);

const DAYTIME =
  '(?:凌晨|清晨|早上|早晨|上午|中午|午间|下午|傍晚|晚上|夜里|半夜|[今明]早|[今明当]晚|早|晚)';
const TIME = new RegExp(
  [
    '(?<![\\d:])\\d{1,2}:\\d{2}(?::\\d{2})?(?![\\d:])',
    `${DAYTIME}${SHORT}[点时](?:半|整|一刻|三刻|${SHORT}分?)?`,
    `(?:(?<!\\d|\\d\\.)\\d{1,2}|[二两三四五六七八九十几]{1,3}|${MASK})点(?:半|整|钟|一刻|三刻|${SHORT}分)?(?!\\d)`,
    '一点(?:钟|整|半)|一点(?=之?前|以前)',
    `(?:${NUMBER}个?半?|半个?)(?:小时|钟头)`,
    `${NUMBER}(?:分钟|秒钟?)`,
    `(?<!\\d|\\d\\.)\\d{1,2}时(?:${SHORT}分)?`,
  ].join('|'),
  'g',
);
/**
 * Hours at which nobody is to be called, 22:00 to 8:00, as a log or a message writes them. A clock time is
 * no term: the digits of 23:52 are as many as there are minutes. One digit before the colon is none: 4:59
 * may be minutes and seconds.
 */
const NIGHT = new RegExp(
  [
    '(?<![\\d:])(?:2[23]|0[0-7]):[0-5]\\d(?::[0-5]\\d)?(?!:?\\d)',
    '(?<!\\d)2[23][点时](?:半|整|[0-5]?\\d分)?',
    '(?:凌晨|半夜|深夜|后半夜|下半夜|三更半夜)(?:[01]?\\d|2[0-4]|十[一二]?|一[二两]|[二两]三|三四|四五|五六|[零一二两三四五六])(?:[点时]|:[0-5]\\d)(?:半|整|一刻|三刻|[0-5]?\\d分?|[二三四五]?十[一二三四五六七八九]?分?)?',
    '(?:夜里|夜间|晚上|晚间|[今昨明每当]晚|晚)(?:1[012]|2[234]|十[一二]?)(?:[点时]|:[0-5]\\d)(?:半|整|一刻|三刻|[0-5]?\\d分?|[二三四五]?十[一二三四五六七八九]?分?)?',
    '(?:清晨|大清早|一大早|早上|早晨|早)(?:[4-7]|[四五六七])(?:[点时]|:[0-5]\\d)(?:半|整|一刻|三刻|[0-5]?\\d分?|[二三四五]?十[一二三四五六七八九]?分?)?',
  ].join('|'),
  'g',
);

/** A figure of minutes and seconds, as a countdown writes it: 14:59, 07分42秒, 两分五十八. */
const TICK =
  /(?<![\d:])(?:(?:\d{1,2}:)?\d{1,2}:[0-5]\d(?!:)|(?:\d{1,2}|[一二两三四五六七八九十]{1,3})分(?:钟|\d{1,2}|[零一二三四五六七八九十]{1,3})?秒?|\d{1,2}秒)/g;
/** Between two figures of a countdown. */
const TICK_GAP = 10;

/** 3天内, 6月8日前: given beside the date without it, so that a pattern can ask for either. */
const LIMIT = /(?:之内|以内|内|之前|以前|前|之后|以后|后)/y;

const PHONE = new RegExp(
  [
    '(?<![\\d*x])(?:\\+?86[- ]?)?1[3-9][\\dx*](?:[- ]?[\\dx*]{4}){2}(?![\\dx*])',
    '(?<!\\d)[48]00[- ]?[\\dx*]{3,4}[- ]?[\\dx*]{3,4}(?![\\dx*])',
    '(?<![\\dx*])\\(?0\\d{2,3}[-) ]{0,2}[\\dx*]{7,8}(?:[-转][\\d]{1,6})?(?![\\dx*])',
    '(?<!\\d|\\d\\.)(?:95[\\dx*]{3,6}|96[\\dx*]{3,4}|12[0-9x]{3}|1001\\d|100[08]\\d)(?![\\dx*.:年月日号点时天元块万%])',
  ].join('|'),
  'g',
);

const SURNAMES =
  '王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷龙史陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝';
/** Surnames that hardly ever stand in a word before a word of address. */
const CLEAR_SURNAMES =
  '王李张刘陈杨赵吴徐孙朱郭罗郑梁宋唐邓冯韩曹彭萧蔡潘董袁蒋杜魏吕丁沈姚卢傅姜崔谭廖范汪陆';
const COMPOUND = '欧阳|上官|司马|诸葛|司徒|东方|皇甫|尉迟|慕容|令狐|夏侯|公孙|轩辕';
const TITLE = '(?:先生|女士|小姐|太太)';
const OFFICE =
  '(?:律师|法官|警官|老师|经理|主任|主管|专员|师傅|老板|总(?![是额数共部经行裁公局计结会量之体有得要在想觉得])|姐(?![妹夫])|哥(?!哥)|阿姨|叔叔?|大哥|大姐)';
const HAN = '\\u3400-\\u9fff';
const NAME = new RegExp(
  [
    `(?:${COMPOUND}|[${SURNAMES}])(?:某某?|生生)?${TITLE}`,
    `(?:${COMPOUND}|[${CLEAR_SURNAMES}])[${HAN}]{1,2}${TITLE}`,
    `(?:${COMPOUND}|[${CLEAR_SURNAMES}])${OFFICE}`,
    `(?:${COMPOUND}|[${SURNAMES}])某(?:某|[${HAN}](?=先生|女士))?(?![些种个一])`,
    `(?<![${HAN}]|[a-z])[${SURNAMES}](?:\\*{1,2}|x{1,2}|○{1,2})(?![a-z0-9*])`,
    `[小老阿](?!王八)[王李张刘陈杨赵周吴徐孙朱胡郭林罗郑梁谢宋唐邓冯韩曹彭萧蔡潘董袁蒋杜魏吕丁沈姚卢傅钟姜崔谭廖范汪陆](?![八家子])`,
    `${PLACEHOLDER}(?:${TITLE}|${OFFICE})`,
  ].join('|'),
  'g',
);

const PATH = '[a-z0-9/?&=#%_.~:+!*-]';
const TOP =
  'com|cn|net|org|gov|edu|cc|top|xyz|vip|co|io|me|tv|info|club|shop|site|online|link|ink|ltd|tech|fun|wang|win|pro|app|hk|tw|biz|work|im|la|ly|gd|so|to|in';
const URL_LIKE = new RegExp(
  [
    `(?<![a-z])https?://[^\\s,;!()\\u3000-\\ud7ff\\uf900-\\uffff"'<>]{1,2000}(?<![.?:])`,
    `(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\\.){1,4}(?:${TOP})(?![a-z0-9-])(?::\\d{1,5})?(?:/${PATH}{0,500})?`,
    `(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\\.){1,3}[a-z]{2,10}/${PATH}{1,500}`,
  ].join('|'),
  'g',
);

/** With each pattern, what every match of it holds: finding that this is missing is twenty times as fast. */
const PATTERNS: readonly (readonly [EntityKind, RegExp, RegExp])[] = [
  ['num', NUM, new RegExp(`[0-9${HAN_DIGIT}]`)],
  ['money', MONEY, /[元块圆毛角分港¥$wk万亿民币]|rmb|cny/],
  ['date', DATE, /[年月日号天周期拜度]|[今明昨]晚|[今明]早|\d[-/.]\d/],
  ['time', TIME, /[点时秒:钟]/],
  ['phone', PHONE, /\d/],
  ['ph', new RegExp(PLACEHOLDER, 'g'), new RegExp(PLACEHOLDER)],
  ['name', NAME, /先生|女士|小姐|太太|[师官理任管员板总姐哥姨叔某小老阿*○]|[^a-z0-9]x/],
  ['url', URL_LIKE, /:\/\/|[a-z0-9-]\.[a-z]/],
  ['night', NIGHT, /[点时:]/],
];

const HAN_VALUE = '零一二三四五六七八九十';

/** Value of a numeral below a hundred; NaN for anything else. */
function smallNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const found = /^([一二三四五六七八九])?(十)?([零一二三四五六七八九])?$/.exec(
    text.replace('两', '二'),
  );
  if (!found) return Number.NaN;
  const [, first, ten, last] = found;
  const tens = first ? HAN_VALUE.indexOf(first) : 1;
  const ones = last ? HAN_VALUE.indexOf(last) : 0;
  if (ten) return tens * 10 + ones;
  return first && !last ? tens : ones;
}

/** Seconds of a figure that `TICK` has found. */
function seconds(figure: string): number {
  const clock = figure.split(':').map(Number);
  if (clock.length > 1) return clock.reduce((sum, part) => sum * 60 + part, 0);
  const [minutes, rest] = figure.split('分');
  if (rest === undefined) return smallNumber(figure.slice(0, -1));
  const second = rest.replace(/[钟秒]/g, '');
  return smallNumber(minutes!) * 60 + (second === '' ? 0 : smallNumber(second));
}

/** The figures of a countdown that are followed by the same less one or two seconds: 14:59、14:58. */
function findTicks(text: string): Entity[] {
  const found: Entity[] = [];
  let last: Entity | undefined;
  let value = 0;
  for (const match of text.matchAll(TICK)) {
    const now = seconds(match[0]);
    const next: Entity = { kind: 'tick', start: match.index, end: match.index + match[0].length };
    const isFalling = now < value && now >= value - 2;
    if (last && isFalling && next.start - last.end <= TICK_GAP) found.push(last);
    last = next;
    value = now;
  }
  return found;
}

/** Where the limit after a date or time (内, 之前 …) ends; -1 if there is none. */
function limitEnd(text: string, end: number): number {
  LIMIT.lastIndex = end;
  return LIMIT.test(text) ? LIMIT.lastIndex : -1;
}

/**
 * The numbers, amounts, dates, times, telephone numbers, placeholders, names, links, night hours and
 * countdown figures of a folded text (N18), half-open in units of the view, sorted by start, then by end. Empty text has none.
 *
 * Those of different kinds may overlap: an amount holds its number. A date or time with 内, 前, 后 after
 * it is given twice, without and with it. Names are found by surname and form of address only, so a bare
 * full name is none. Numbers of a template or masked text (xx月xx日) count in dates, times and amounts.
 */
export function findEntities(view: View, only?: EntityKind): readonly Entity[] {
  const found: Entity[] = [];
  const { text } = view;
  for (const [kind, pattern, need] of PATTERNS) {
    if ((only !== undefined && kind !== only) || !need.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      found.push({ kind, start, end });
      if (kind !== 'date' && kind !== 'time') continue;
      const limit = limitEnd(text, end);
      if (limit > 0) found.push({ kind, start, end: limit });
    }
  }
  if ((only === undefined || only === 'tick') && /[:分秒]/.test(text))
    found.push(...findTicks(text));
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}
