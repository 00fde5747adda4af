import { HARMFUL } from './visible.ts';

/** What XML 1.0 cannot hold in any spelling: most controls, U+FFFE and U+FFFF, half a surrogate pair. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/g;
/** Markup, and white space that an attribute would lose. */
const MARKUP = /[&<>"'\t\n\r]/g;

/**
 * Text for an attribute or between tags. What XML can hold comes back unchanged from any parser; what it
 * cannot is shown as `\uXXXX`. `]]>` and `--` are harmless, since every `>` is written as a reference, as is
 * whatever a terminal would obey, should the report be shown on one.
 */
export function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(MARKUP, (unit) => `&#${unit.charCodeAt(0)};`)
    .replace(HARMFUL, (found) => (found === '##[' ? '#&#35;[' : `&#${found.codePointAt(0)};`));
}

/** ` name="value"` for each attribute, in order. */
export function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

/**
 * What an XML report begins with. The comment tells a later run that it is a report (own-report.ts);
 * `version` is ours.
 */
export function xmlHead(version: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!-- cuilint ${version.replaceAll('--', '')} -->\n`;
}
