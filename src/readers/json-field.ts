import type { Message } from '../model/error.ts';

const WANTED = {
  object: { zh: '对象', en: 'an object' },
  list: { zh: '列表', en: 'a list' },
  text: { zh: '文字', en: 'a text' },
  count: { zh: '非负整数', en: 'a whole number, 0 or more' },
  number: { zh: '数字', en: 'a number' },
  yes: { zh: 'true 或 false', en: 'true or false' },
} as const;

/**
 * An object of a JSON file whose fields are read with the type that they must have. What is missing or
 * otherwise throws what `fail` of `asField` makes of the path, e.g. `findings[3].severity`, and of what was wanted.
 */
export interface Field {
  has(key: string): boolean;
  text(key: string): string;
  number(key: string): number;
  /** A whole number, 0 or more. */
  count(key: string): number;
  yes(key: string): boolean;
  oneOf<Value extends string>(key: string, allowed: readonly Value[]): Value;
  part(key: string): Field;
  /** Objects. */
  list(key: string): readonly Field[];
  texts(key: string): readonly string[];
  textMap(key: string): Readonly<Record<string, string>>;
  /** Counts by name; names beside `allowed` are refused. */
  countMap(key: string, allowed?: readonly string[]): Readonly<Record<string, number>>;
  /** `{ [key]: read(key) }`, and {} where the field is null or missing. */
  given<Key extends string, Value>(
    key: Key,
    read: (key: Key) => Value,
  ): { readonly [K in Key]?: Value };
}

type Fail = (path: string, wanted: Message) => Error;

/** `value` as an object; `path` is how its fields are called in errors. */
export function asField(value: unknown, fail: Fail, path = ''): Field {
  const inner = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fail(path, WANTED.object);
  // Own properties alone: a report may not speak of __proto__ or constructor.
  const fields = new Map<string, unknown>(Object.entries(value));
  const text = (key: string): string => {
    const found = fields.get(key);
    if (typeof found !== 'string') throw fail(inner(key), WANTED.text);
    return found;
  };
  const number = (key: string): number => {
    const found = fields.get(key);
    if (typeof found !== 'number' || !Number.isFinite(found)) throw fail(inner(key), WANTED.number);
    return found;
  };
  const isCount = (found: unknown): found is number =>
    typeof found === 'number' && Number.isSafeInteger(found) && found >= 0;
  const array = (key: string): readonly unknown[] => {
    const found = fields.get(key);
    if (!Array.isArray(found)) throw fail(inner(key), WANTED.list);
    return found;
  };
  const part = (key: string): Field => asField(fields.get(key), fail, inner(key));
  const entries = (key: string): readonly (readonly [string, unknown])[] => {
    part(key);
    // Safe: `part` has refused everything but an object.
    return Object.entries(fields.get(key) as object);
  };
  return {
    has: (key) => fields.get(key) !== undefined && fields.get(key) !== null,
    text,
    number,
    count: (key) => {
      const found = fields.get(key);
      if (!isCount(found)) throw fail(inner(key), WANTED.count);
      return found;
    },
    yes: (key) => {
      const found = fields.get(key);
      if (typeof found !== 'boolean') throw fail(inner(key), WANTED.yes);
      return found;
    },
    oneOf: (key, allowed) => {
      const found = allowed.find((each) => each === fields.get(key));
      if (found !== undefined) return found;
      throw fail(inner(key), {
        zh: ` ${allowed.join('、')} 之一`,
        en: `one of ${allowed.join(', ')}`,
      });
    },
    part,
    list: (key) => array(key).map((each, index) => asField(each, fail, `${inner(key)}[${index}]`)),
    texts: (key) =>
      array(key).map((each, index) => {
        if (typeof each !== 'string') throw fail(`${inner(key)}[${index}]`, WANTED.text);
        return each;
      }),
    textMap: (key) =>
      Object.fromEntries(
        entries(key).map(([name, each]) => {
          if (typeof each !== 'string') throw fail(`${inner(key)}.${name}`, WANTED.text);
          return [name, each];
        }),
      ),
    countMap: (key, allowed) =>
      Object.fromEntries(
        entries(key).map(([name, each]) => {
          if (!isCount(each) || allowed?.includes(name) === false)
            throw fail(`${inner(key)}.${name}`, WANTED.count);
          return [name, each];
        }),
      ),
    given: (key, read) => {
      const found = fields.get(key);
      // Safe: an object of this one key, which a computed name does not let the compiler see.
      return (found === undefined || found === null ? {} : { [key]: read(key) }) as {
        readonly [K in typeof key]?: ReturnType<typeof read>;
      };
    },
  };
}
