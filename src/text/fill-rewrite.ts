/** Placeholders as templates have them: `{name}`, `${name}`, `{{name}}`, `#name#`, `[姓名]`. */
const PLACEHOLDER =
  /\$\{([^{}\s]{1,40})\}|\{\{\s*([^{}\s]{1,40})\s*\}\}|\{([^{}\s]{1,40})\}|#([\p{L}_][^#\s]{0,19})#|\[([\p{Script=Han}_]{1,10})\]/gu;

/** What a slot of a rewrite may be filled with. */
interface Slot {
  /** Names of placeholders, in lower case without `_`, `-`, `.` and digits. */
  readonly names: RegExp;
  /** The value itself, in its first group. */
  readonly value?: RegExp;
}

const AMOUNT: Slot = {
  names:
    /^(?:(?:due|total|overdue|repay|debt|bill)?(?:amount|amt|money|balance)|(?:应还|逾期|欠款|待还|账单|还款)?(?:总)?(?:金额|欠款|应还)|应还款?额)$/,
  value: /(?<![\d.]|\d[,，])((?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d{1,2})?)(?=\s*元)/g,
};
const DAY: Slot = {
  names:
    /^(?:(?:due|repay|pay|bill|deadline)?(?:date|day)|deadline|(?:最迟|最后|应)?(?:还款|到期|截止)?日(?:期)?)$/,
  value: /((?:\d{4}年)?\d{1,2}月\d{1,2}[日号])/g,
};
const DAYS: Slot = {
  names: /^(?:(?:overdue)?days?|overdue|(?:逾期)?天数)$/,
  value: /逾期(?:了|已|已经)?\s*(\d{1,4})\s*[天日]/g,
};
const NAME: Slot = { names: /^(?:(?:cust|customer|user|client)?name|(?:客户|用户)?姓名|客户)$/ };
const CONTRACT: Slot = { names: /^(?:contract(?:no|num|number|id|code)?|合同(?:编号|号))$/ };
/** Who asks, by a placeholder alone: a signature as written may be what is wrong. */
const SENDER: Slot = {
  names:
    /^(?:(?:org|organization|company|institution|agency|brand)(?:name)?|(?:机构|公司|平台|银行)(?:全称|名称|简称)?)$/,
};
const HOTLINE: Slot = {
  names:
    /^(?:(?:service|official|customerservice|cs)(?:phone|tel|hotline|number)|hotline|(?:官方)?(?:客服|服务)(?:电话|热线|号码)?|官方电话|热线)$/,
};
const SEAT: Slot = {
  names: /^(?:(?:agent|staff|employee|seat|collector)(?:id|no|number|code)|工号|坐席号)$/,
};

const SLOTS: Readonly<Record<string, Slot>> = {
  '{金额}': AMOUNT,
  '{日期}前': DAY,
  '{n}': DAYS,
  '{name}': NAME,
  '{姓名}': NAME,
  '{contract_no}': CONTRACT,
  '{机构}': SENDER,
  '{官方客服}': HOTLINE,
  '{官方电话}': HOTLINE,
  '{客服电话}': HOTLINE,
  '{工号}': SEAT,
};
const SLOT =
  /\{(?:金额|n|name|姓名|contract_no|机构|官方客服|官方电话|客服电话|工号)\}|\{日期\}(?=前)/g;

function only(values: readonly string[]): string | undefined {
  const distinct = new Set(values);
  return distinct.size === 1 ? values[0] : undefined;
}

/** What was sent has none left, which one look for a bracket tells. */
function placeholdersIn(text: string): readonly (readonly [token: string, name: string])[] {
  if (!/[{#[]/.test(text)) return [];
  return [...text.matchAll(PLACEHOLDER)].map(([token, ...groups]) => [
    token,
    (groups.find((name) => name !== undefined) ?? '').toLowerCase().replace(/[_\-.\d]/g, ''),
  ]);
}

/**
 * A rewrite with the placeholders and the amounts of the message in its slots: `{金额}` becomes `{amount}` or
 * `3500`. A slot stays where the message has nothing for it, or several things that differ. `text` is the message
 * with personal data masked.
 */
export function fillRewrite(rewrite: string, text: string): string {
  if (!rewrite.includes('{')) return rewrite;
  let placeholders: readonly (readonly [token: string, name: string])[] | undefined;
  return rewrite.replace(SLOT, (slot) => {
    const { names, value } = SLOTS[slot] ?? SLOTS[`${slot}前`]!;
    placeholders ??= placeholdersIn(text);
    const own = placeholders.filter(([, name]) => names.test(name)).map(([token]) => token);
    if (own.length > 0) return only(own) ?? slot;
    if (value === undefined) return slot;
    return only([...text.matchAll(value)].map(([, found]) => found!)) ?? slot;
  });
}
