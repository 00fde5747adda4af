/** How each of our reports begins, a byte-order mark before it or not. */
const BEGINNINGS: readonly RegExp[] = [
  /^\{"version":1,"tool":\{"name":"cuilint"/,
  /^\{"type":"finding","ruleId":"/,
  /^\{"type":"problem","file":/,
  /^\{"type":"summary","version":1,/,
  /^\{"version":"2\.1\.0","runs":\[\{"tool":\{"driver":\{"name":"cuilint"/,
  /^\{"source":\{"name":"cuilint"\},/,
  /^\[\n\{"engine_name":"cuilint",/,
  /^cuilint \d+\.\d+\.\d+ · /,
  /^<\?xml [^>]{0,60}\?>\n<!-- cuilint /,
  /^::(?:error|warning|notice) title=cuilint%3A /,
  /^\{\n "type": "cuilint-audit-manifest",/,
  /^<!-- cuilint report -->\n/,
  /^<!DOCTYPE html>\n<!-- cuilint report -->\n/,
  /^"cuilint","/,
  // Results of a part, for `merge`.
  /^cuilint-state \d+\n/,
  /^h "[^\t]+"\t\{"shard":\{"index":/,
];
const HEAD_UNITS = 120;
/** `{`, `[`, `c`, `h`, `<`, `:`, `"` and the byte-order mark: anything else is no report, at the price of one look. */
const FIRST = new Set([0x7b, 0x5b, 0x63, 0x68, 0x3c, 0x3a, 0x22, 0xfeff]);

/**
 * A report that an earlier run left in a folder: its excerpts would be found all over again. Only reports
 * that begin as ours do are known; a clean GitLab or rdjsonl report holds nothing to find.
 */
export function isOwnReport(text: string): boolean {
  if (!FIRST.has(text.charCodeAt(0))) return false;
  const head = text.slice(0, HEAD_UNITS).replace(/^\ufeff/, '');
  return BEGINNINGS.some((beginning) => beginning.test(head));
}
