import type { Problem } from '../model/error.ts';
import type { MessageMeta, Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import type { Places } from '../text/lines.ts';
import {
  buildMeta,
  hanCount,
  hasSpeakerLabel,
  isForbiddenName,
  normalizeName,
  parseRole,
  type Role,
  type RoleValues,
  roleOf,
  withKind,
} from './meta.ts';
import type { ReaderOptions } from './reader.ts';
import type { Extract } from './text-builder.ts';
import type { TimeParser } from './times.ts';
import { areUsed, findVariableLists, type VariableLists } from './variable-lists.ts';

/** A value of a YAML or JSON file. `read` resolves escapes, once it is known that the value is wanted. */
export type TreeNode =
  | { readonly kind: 'text'; readonly read: () => Extract }
  /** A number, boolean, null or alias: never judged, `value` may serve as metadata. */
  | { readonly kind: 'other'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly TreeNode[] }
  | { readonly kind: 'map'; readonly entries: readonly TreeEntry[] };

export interface TreeEntry {
  readonly key: string;
  readonly value: TreeNode;
}

/** Deeper than this no file of messages goes; the limit keeps a hostile one from exhausting the stack. */
export const MAX_DEPTH = 500;

export function tooDeep(file: string, line: number, column: number): Problem {
  return {
    type: 'problem',
    code: 'INPUT_TOO_LARGE',
    file,
    line,
    column,
    reason: {
      zh: `嵌套超过 ${MAX_DEPTH} 层，此处以后未检查。`,
      en: `Nested more than ${MAX_DEPTH} deep; what follows was not judged.`,
    },
  };
}

export interface TreeContext {
  readonly file: TextFile;
  readonly places: Places;
  readonly options: ReaderOptions;
  readonly parseTime: TimeParser;
  /** Record number for the segments, of JSON Lines. */
  readonly record?: number;
}

interface Branch {
  readonly path: string;
  /** Nearest key above. */
  readonly key: string | undefined;
  readonly values: RoleValues;
  readonly forbidden: boolean;
  /** Values of variables listed above, by name. */
  readonly variables?: VariableLists;
  /** Path of the nearest map above that says who was contacted, or when. */
  readonly contact?: string;
}

const ROOT: Branch = { path: '', key: undefined, values: {}, forbidden: false };

/**
 * Every string value of a tree that may be a message, in the order of the file.
 *
 * Left out are values of metadata fields with fewer than four Han characters, and with `--fields` all
 * values under other keys. Metadata holds for everything below the map that has it.
 */
export function* walkTree(
  root: TreeNode,
  context: TreeContext,
  wanted?: WantedFields,
  /** Metadata that holds for all of it. */
  values: RoleValues = ROOT.values,
): Iterable<Segment> {
  yield* walk(root, { ...ROOT, values }, context, wanted ?? wantedFields(context.options));
}

/** What `--fields` asks for: names, and roles given to fields (`sentAt=提交时间`). */
export interface WantedFields {
  readonly names: ReadonlySet<string> | undefined;
  readonly roles: ReadonlyMap<string, Role>;
}

/** Names compare as `normalizeName` leaves them; without any plain name all fields are wanted. */
export function wantedFields(options: Pick<ReaderOptions, 'fields'>): WantedFields {
  const names = new Set<string>();
  const roles = new Map<string, Role>();
  for (const field of options.fields ?? []) {
    const equals = field.indexOf('=');
    const role = equals > 0 ? parseRole(field.slice(0, equals)) : undefined;
    if (role === undefined) names.add(fieldKey(field));
    else if (role === 'text') names.add(fieldKey(field.slice(equals + 1)));
    else roles.set(fieldKey(field.slice(equals + 1)), role);
  }
  return { names: names.size === 0 ? undefined : names, roles };
}

/** A name as fields are compared; a name of marks alone stays as it is. */
export function fieldKey(name: string): string {
  const key = normalizeName(name);
  return key === '' ? name : key;
}

function* walk(
  node: TreeNode,
  at: Branch,
  context: TreeContext,
  wanted: WantedFields,
): Iterable<Segment> {
  switch (node.kind) {
    case 'other':
      noteAsked(at, context, wanted);
      return;
    case 'text':
      noteAsked(at, context, wanted);
      yield* judged(node.read(), at, context, wanted);
      return;
    case 'list': {
      let index = 0;
      for (const item of node.items) {
        yield* walk(item, { ...at, path: `${at.path}[${index}]` }, context, wanted);
        index += 1;
      }
      return;
    }
    case 'map': {
      const own = roleValues(node.entries, wanted);
      const values = { ...at.values, ...own };
      const contact = isContact(own, at.values) ? at.path : at.contact;
      const listed = findVariableLists(node.entries);
      const variables = listed ? { ...at.variables, ...listed.lists } : at.variables;
      const skipped = listed && areUsed(node.entries, listed) ? listed.entry : undefined;
      for (const entry of node.entries) {
        // Values that a template uses are judged in it.
        if (entry === skipped) continue;
        const { key, value } = entry;
        const path = at.path === '' ? pathKey(key, true) : at.path + pathKey(key, false);
        const forbidden = at.forbidden || isForbiddenName(key);
        yield* walk(
          value,
          {
            path,
            key,
            values,
            forbidden,
            ...(variables && { variables }),
            ...(contact !== undefined && { contact }),
          },
          context,
          wanted,
        );
      }
      return;
    }
    default:
      node satisfies never;
  }
}

/** Whether a map is a contact of its own: a turn that says when it was spoken is part of one. */
function isContact(own: RoleValues, above: RoleValues): boolean {
  if (own.recipient !== undefined) return true;
  return own.sentAt !== undefined && own.speaker === undefined && above.recipient === undefined;
}

/** `.body`, or `["a.b"]` for a key that a dot or bracket would make unclear. */
export function pathKey(key: string, first: boolean): string {
  if (key === '' || /[.[\]"\s]/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
}

/** The key of each entry of one map that is metadata, by its role. */
export function roleEntries(
  entries: readonly TreeEntry[],
  wanted: WantedFields,
): Readonly<Partial<Record<Role, string>>> {
  return chooseEntries(entries, wanted, ({ key }) => key);
}

/** The metadata among the entries of one map. */
export function roleValues(entries: readonly TreeEntry[], wanted: WantedFields): RoleValues {
  return chooseEntries(entries, wanted, ({ value }) => {
    if (value.kind === 'text') return value.read().text;
    return value.kind === 'other' ? value.value : '';
  });
}

function chooseEntries(
  entries: readonly TreeEntry[],
  wanted: WantedFields,
  read: (entry: TreeEntry) => string,
): { [R in Role]?: string } {
  const values: { [R in Role]?: string } = {};
  const ranks: { [R in Role]?: number } = {};
  let ambiguousName = false;
  for (const entry of entries) {
    const { key, value } = entry;
    if (value.kind === 'list' || value.kind === 'map') continue;
    const given = wanted.roles.get(fieldKey(key));
    const known = given === undefined ? roleOf(key) : { role: given, rank: -1 };
    if (known === undefined || known.role === 'text') continue;
    if ((ranks[known.role] ?? Number.POSITIVE_INFINITY) <= known.rank) continue;
    values[known.role] = read(entry);
    ranks[known.role] = known.rank;
    if (known.role === 'name') ambiguousName = normalizeName(key) === 'name';
  }
  // A `name` beside no recipient and no case names a template, not a person.
  if (ambiguousName && values.recipient === undefined && values.case === undefined)
    delete values.name;
  return values;
}

function* judged(
  extract: Extract,
  at: Branch,
  context: TreeContext,
  wanted: WantedFields,
): Iterable<Segment> {
  const { text } = extract;
  if (text.trim() === '') return;
  const { key } = at;
  if (wanted.names !== undefined) {
    if (!isWanted(at, wanted.names)) {
      if (hanCount(text, 1) > 0) context.options.leftOut?.(key ?? '');
      return;
    }
  } else if (key !== undefined) {
    const role = wanted.roles.get(fieldKey(key)) ?? roleOf(key)?.role;
    if (role !== undefined && role !== 'text' && hanCount(text, 4) < 4) return;
  }
  const meta = buildMeta(at.values, context.parseTime);
  yield extractSegment(
    extract,
    { ...at, meta: at.variables ? { ...meta, variables: at.variables } : meta },
    context,
  );
}

function noteAsked(at: Branch, { options }: TreeContext, { names }: WantedFields): void {
  if (options.asked === undefined || names === undefined || !isWanted(at, names)) return;
  options.asked(at.key ?? '', at.path);
}

function isWanted(at: Branch, names: ReadonlySet<string>): boolean {
  if (at.key !== undefined && names.has(fieldKey(at.key))) return true;
  return names.has(fieldKey(at.path)) || names.has(fieldKey(at.path.replace(/\[\d+\]/g, '')));
}

/** A segment of one value; `meta` without its kind, which is settled here. */
export function extractSegment(
  extract: Extract,
  at: {
    readonly path: string;
    readonly key: string | undefined;
    readonly forbidden: boolean;
    readonly meta: MessageMeta;
    readonly contact?: string;
  },
  context: TreeContext,
): Segment {
  const { file, places, options, record } = context;
  const meta = withKind(at.meta, options, {
    // A speaker known from the direction is no label.
    isScript:
      (at.meta.speaker !== undefined && at.meta.direction === undefined) ||
      hasSpeakerLabel(extract.text),
    isLog: at.meta.sentAt !== undefined && at.meta.recipient !== undefined,
  });
  return {
    type: 'segment',
    source: file.id,
    text: extract.text,
    origin: places.origin(extract.start, extract.end, extract.map),
    meta: at.forbidden ? { ...meta, forbidden: true } : meta,
    ...(record === undefined ? {} : { record }),
    ...(at.key === undefined ? {} : { field: at.key }),
    ...(at.path === '' ? {} : { keyPath: at.path }),
    ...(at.contact === undefined || record !== undefined ? {} : { contact: at.contact }),
  };
}
