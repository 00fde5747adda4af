import { visible } from './visible.ts';

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function references(text: string): string {
  return text.replace(/[&<>"'`]/g, (mark) => REFERENCES[mark] ?? mark);
}

/** Any text as content or as a quoted attribute: one line, what nobody sees as visible escapes, no markup. */
export function escapeHtml(text: string): string {
  return references(visible(text));
}

/** A message with its line ends, for `white-space: pre-wrap`. No line of the page begins with what it says. */
export function escapeMessage(text: string): string {
  return text
    .split(/(\r\n|[\n\r\t])/)
    .map((part) => (part === '\t' ? '&#9;' : /^[\r\n]/.test(part) ? '&#10;' : escapeHtml(part)))
    .join('');
}

/** Attributes with a blank before each; what is undefined is left out. */
export function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [` ${name}="${escapeHtml(String(value))}"`],
    )
    .join('');
}

/** A value as it may stand behind `#` in an address. */
export function inAddress(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

/** 12345 as 12,345. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
