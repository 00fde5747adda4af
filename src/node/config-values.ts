import {
  type Place,
  placeOf,
  type RuleFile,
  readList,
  readText,
  type Value,
} from '../rules/parse-document.ts';

/** A value and where it was written. */
export interface Placed<T> {
  readonly value: T;
  readonly place: Place;
}

/** `rules:` of a file or of an override: rules and categories in the order of the file. */

export function texts(file: RuleFile, value: Value, label: string): readonly string[] {
  const items = readList(file, value, label, true) ?? [];
  return items.flatMap((item) => readText(file, item, label) ?? []);
}

export function placed<T>(
  file: RuleFile,
  value: Value,
  read: T | undefined,
): Placed<T> | undefined {
  return read === undefined ? undefined : { value: read, place: placeOf(file, value.offset) };
}

/** `key: value` for the object under construction, nothing where there is no value. */
export function entry<Key extends string, T>(
  key: Key,
  value: T | undefined,
): { readonly [K in Key]?: T } {
  // Safe: the one key is the one asked for.
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: T };
}
