import type { Redactor } from '../engine/redact.ts';
import type { ColumnChoice } from '../readers/reader.ts';
import { fieldKey } from '../readers/tree.ts';

/**
 * The columns of a file as they may be shown: names of columns, fields and sheets are data of others, and a
 * telephone number may serve as one.
 */
export function maskedColumns<Choice extends Pick<ColumnChoice, 'text' | 'roles'>>(
  choice: Choice,
  redact: Redactor,
): Choice {
  return {
    ...choice,
    text: choice.text.map((name) => redact(name)),
    roles: Object.fromEntries(
      Object.entries(choice.roles).map(([role, name]) => [role, redact(name)]),
    ),
  };
}

/** A column may be named by its letter, and is told by its name. */
const LETTER = /^[a-z]{1,2}$/;

/** Of the columns that `fields` name (`recipient=手机号`) those that were used, as `fieldKey` writes them. */
export function usedColumns(
  { text, roles, used }: ColumnChoice,
  fields: readonly string[] = [],
): readonly string[] {
  // Two columns that are one time stand in one name.
  const names = used ?? [...text, ...Object.values(roles)].flatMap((name) => name.split(' + '));
  const own = new Set(names.map(fieldKey));
  return fields.flatMap((field) => {
    const equals = field.indexOf('=');
    const role = equals < 0 ? 'text' : field.slice(0, equals);
    const key = fieldKey(field.slice(equals + 1));
    const isTaken = role === 'text' ? text.length > 0 : roles[role] !== undefined;
    return own.has(key) || (LETTER.test(key) && isTaken) ? [key] : [];
  });
}
