import type { Speaker } from '../model/segment.ts';
import { type NamedRole, namedRole } from './roles.ts';

const KEY = '(?:^|[\\s(（；;，,、。|｜])([a-z]|[甲乙丙丁]|\\p{Script=Han}{1,3})[ ]?[=＝]';
const SET = new RegExp(
  `${KEY}[ ]?([^=＝；;，,、\\n]{2,24}?)(?=$|[；;，,、)）\\n]|\\s(?:[a-z]|\\p{Script=Han}{1,3})[ ]?[=＝])`,
  'giu',
);
/** Letters alone: `A：催收员 B：客户` in one line, each of them a word or two. */
const SET_BY_COLON =
  /(?:^|[\s(（；;，,、])([a-z]|[甲乙丙丁])[:：][ ]?([^\s:：；;，,、。？?！!)）]{2,10})(?=$|[\s；;，,、)）])/giu;
/** Who took part: `参会：柏某（委外管理岗）、欧某（客户）`, two of them or more. */
const PRESENT = /(?:^|[:：、，,；;和与\s])(\p{Script=Han}{2,4})[(（]([^()（）\n]{2,12})[)）]/gu;
/** Who came: `走访人：郭某、尤某（信贷部）`. */
const VISITORS =
  /(?:走[访訪](?:人|方|人员)|外[访訪](?:员|人员|人)|上[门門]人[员員]|[访訪][员員]|同行人?|陪同人?[员員]?|[经經][办辦]人)[:：][ ]?([^\n(（。:：]{1,40})/gu;
/** Who was found: `客户姜某从里屋出来`. */
const VISITED =
  /(?:客[户戶]|借款人|[债債][务務]人|持卡人|欠款人)(?:姓名)?[:：]?[ ]?(\p{Script=Han}{1,2}?)(?:某|[(（]|先生|女士|[，,。](?![^\n]*[:：]))/gu;
/** Between the names of several who are called the same: 专员小蓝、小贺. */
const LISTED = /(?:\p{Script=Han}{2,3}[、和与與及])+$/u;
/** A legend stands at the beginning. */
const HEAD_LINES = 6;

/** The side that the word before a name gives it, wherever it first does: 客户粟某, 贷后专员小蓝. */
function roleBefore(text: string, name: string): NamedRole | undefined {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const before = text.slice(Math.max(0, at - 16), at).replace(LISTED, '');
    for (let length = Math.min(4, before.length); length > 1; length -= 1) {
      const word = before.slice(-length);
      const role = /^\p{Script=Han}+$/u.test(word) ? namedRole(word) : undefined;
      if (role !== undefined) return role;
    }
  }
  return undefined;
}

/**
 * Sides of the persons that a record introduces: letters that its head explains, surnames of those who visit and of
 * those who are visited, those of `quoted` that are called by what they are. Empty for a text that introduces nobody.
 */
export function readLegend(
  text: string,
  lines: readonly (readonly [start: number, end: number])[],
  quoted: Iterable<string>,
): ReadonlyMap<string, Speaker> {
  const legend = new Map<string, Speaker>();
  /** Of both sides somebody is called so: the name alone tells nothing. */
  const shared = new Set<string>();
  const add = (name: string, role: NamedRole | undefined): void => {
    if (role === undefined || role === 'unsure' || shared.has(name)) return;
    const before = legend.get(name);
    if (before === undefined || before === role) legend.set(name, role);
    else {
      legend.delete(name);
      shared.add(name);
    }
  };
  for (const [start, end] of lines.slice(0, HEAD_LINES)) {
    const line = text.slice(start, Math.min(end, start + 200));
    if (/[=＝]/.test(line))
      for (const [, name, role] of line.matchAll(SET)) {
        add(name!, namedRole(role!.trim()));
        // 左声道=座席 is said of turns that are headed L.
        const channel = /^([左右])[声聲]道$/u.exec(name!)?.[1];
        if (channel !== undefined) add(channel === '左' ? 'L' : 'R', namedRole(role!.trim()));
      }
    const present = [...line.matchAll(PRESENT)].map(
      ([, name, role]) => [name!, namedRole(role!)] as const,
    );
    if (present.filter(([, role]) => role !== undefined).length > 1)
      for (const [name, role] of present) add(name, role);
    if (!/[:：].+[:：]/.test(line)) continue;
    const pairs = [...line.matchAll(SET_BY_COLON)].map(
      ([, name, role]) => [name!, namedRole(role!)] as const,
    );
    if (pairs.length > 1 && pairs.every(([, role]) => role !== undefined))
      for (const [name, role] of pairs) add(name, role);
  }
  const visitors = [...text.matchAll(VISITORS)];
  for (const [, names] of visitors)
    for (const name of names!.split(/[、，,和及\s]+/))
      if (name !== '' && name.length <= 4) introduce(name, 'collector', add);
  if (visitors.length > 0)
    for (const [, name] of text.matchAll(VISITED)) introduce(name!, 'customer', add);
  for (const name of quoted)
    if (name.length > 1 && name.length <= 4 && namedRole(name) === undefined)
      add(name, roleBefore(text, name));
  return legend;
}

/** By the whole name, and by the surname that the turns are headed with. */
function introduce(
  name: string,
  speaker: Speaker,
  add: (name: string, speaker: Speaker) => void,
): void {
  add(name, speaker);
  add(name.slice(0, 1), speaker);
}
