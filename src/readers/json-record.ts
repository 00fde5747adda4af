import type { Message } from '../model/error.ts';
import { parseSpeaker } from '../text/speakers.ts';
import { type Role, type RoleValues, roleOf } from './meta.ts';
import {
  fieldKey,
  pathKey,
  roleEntries,
  roleValues,
  type TreeEntry,
  type TreeNode,
  type WantedFields,
} from './tree.ts';

/** A value of a record and where it stands: `to.mobile`. */
export interface Claim {
  readonly key: string;
  readonly path: string;
  readonly value: string;
}

/** Deeper than this nobody puts the number of a recipient. */
const MAX_NESTED = 5;
/** What a person or thing is called within its own object: {"agent": {"id": …}}. */
const OWN_NUMBER = /^(?:id|no|number|code|value)$/i;
const OWN_NAME = /^name$/i;
/** Objects that are a person to whom a name belongs. */
const NAMED: readonly Role[] = ['recipient', 'case'];

/**
 * What a record says beside its texts, by role: its own fields first, then those of the objects in it
 * ({"to": {"mobile": …}}); one whose key has a role says that role by its id. Where two objects beside each other
 * say a role differently, it is not known whose is meant and none counts; of two names the first is kept, since
 * it is masked. Roles that are not known for that are put into `untold`.
 */
export function recordRoles(
  entries: readonly TreeEntry[],
  wanted: WantedFields,
  depth = 0,
  untold: Set<Role> = new Set(),
): ReadonlyMap<Role, Claim> {
  const claims = new Map<Role, Claim>();
  const own = roleEntries(entries, wanted);
  // The keys of `own` and of the values are roles.
  for (const [role, value] of Object.entries(roleValues(entries, wanted))) {
    const key = own[role as Role] ?? '';
    claims.set(role as Role, { key, path: pathKey(key, true), value });
  }
  if (depth >= MAX_NESTED) return claims;
  const nested = new Map<Role, Claim>();
  const ties = new Set<Role>();
  for (const { key, value } of entries) {
    if (value.kind !== 'map') continue;
    for (const [role, claim] of saidWithin(key, value.entries, wanted, depth, untold)) {
      const before = nested.get(role);
      if (before === undefined)
        nested.set(role, { ...claim, path: pathKey(key, true) + joined(claim.path) });
      else if (before.value !== claim.value && role !== 'name') ties.add(role);
    }
  }
  for (const [role, claim] of nested)
    if (!claims.has(role) && !ties.has(role)) claims.set(role, claim);
  for (const role of ties) untold.add(role);
  for (const role of claims.keys()) untold.delete(role);
  return claims;
}

function joined(path: string): string {
  return path.startsWith('[') ? path : `.${path}`;
}

/** The roles of an object within a record. */
function saidWithin(
  key: string,
  entries: readonly TreeEntry[],
  wanted: WantedFields,
  depth: number,
  untold: Set<Role>,
): ReadonlyMap<Role, Claim> {
  const ownUntold = new Set<Role>();
  const inner = new Map(recordRoles(entries, wanted, depth + 1, ownUntold));
  // The id of an object is not that of the record.
  inner.delete('recordId');
  const role = wanted.roles.get(fieldKey(key)) ?? roleOf(key)?.role;
  const isPerson = (role !== undefined && NAMED.includes(role)) || parseSpeaker(key) === 'customer';
  const name = inner.get('name') ?? (isPerson ? scalarOf(entries, OWN_NAME) : undefined);
  if (name !== undefined) inner.set('name', name);
  const isAside = role !== undefined && role !== 'text' && !isPerson;
  for (const each of ownUntold) if (!isAside || each !== 'recipient') untold.add(each);
  if (!isAside) return withOwn(inner, role, entries);
  // The number and name of who called are not those of who was called.
  inner.delete('recipient');
  inner.delete('name');
  return withOwn(inner, role, entries);
}

/** With what an object says of the role that its key has. */
function withOwn(
  inner: Map<Role, Claim>,
  role: Role | undefined,
  entries: readonly TreeEntry[],
): ReadonlyMap<Role, Claim> {
  if (role === undefined || role === 'text' || inner.has(role)) return inner;
  // A person's name tells nobody apart; that of a collector or an agency does.
  const said =
    scalarOf(entries, OWN_NUMBER) ??
    (NAMED.includes(role) ? undefined : scalarOf(entries, OWN_NAME));
  return said === undefined ? inner : inner.set(role, said);
}

function scalarOf(entries: readonly TreeEntry[], name: RegExp): Claim | undefined {
  for (const { key, value } of entries) {
    const said = name.test(key) ? scalar(value) : undefined;
    if (said !== undefined) return { key, path: pathKey(key, true), value: said };
  }
  return undefined;
}

function scalar(node: TreeNode): string | undefined {
  if (node.kind === 'text') return node.read().text;
  return node.kind === 'other' ? node.value : undefined;
}

/** Whether two objects of a record name different recipients, so that it is not known who was contacted. */
export function hasTwoRecipients(entries: readonly TreeEntry[], wanted: WantedFields): boolean {
  if (!entries.some(({ value }) => value.kind === 'map')) return false;
  const untold = new Set<Role>();
  recordRoles(entries, wanted, 0, untold);
  return untold.has('recipient');
}

/** Said of so many records with two recipients, at the first of them. */
export function twoRecipients(count: number): { readonly reason: Message; readonly hint: Message } {
  return {
    reason: {
      zh: `有 ${count} 条记录里两处写着不同的接收号码，认不出联系的是谁，首条在此；文字已判断，号码没有采用`,
      en: `${count} record(s) name two different recipients, so that it is not known who was contacted, the first one here; their texts were judged, and neither number was used`,
    },
    hint: {
      zh: '把接收人的号码写在记录的最外层，如 "mobile"',
      en: 'write the number of the recipient at the top of the record, such as "mobile"',
    },
  };
}

/** The values of `recordRoles`. */
export function recordValues(entries: readonly TreeEntry[], wanted: WantedFields): RoleValues {
  // Of a flat record, as nearly all are, its own fields are all there is.
  if (!entries.some(({ value }) => value.kind === 'map')) return roleValues(entries, wanted);
  return Object.fromEntries(
    [...recordRoles(entries, wanted)].map(([role, { value }]) => [role, value]),
  );
}

/**
 * The entries of a record that has a time and a recipient or case, but no text: what its other fields hold is no
 * message for that (`"callResult": "无人接听"`), and is taken out of judgement. Entries of any other record stay as
 * they are.
 */
export function withoutData(
  entries: readonly TreeEntry[],
  values: RoleValues,
  wanted: WantedFields,
): readonly TreeEntry[] {
  const isLog = hasValue(values.sentAt) && (hasValue(values.recipient) || hasValue(values.case));
  if (!isLog) return entries;
  return entries.map((entry): TreeEntry => {
    const { key, value } = entry;
    if (value.kind === 'map')
      return { key, value: { kind: 'map', entries: withoutData(value.entries, values, wanted) } };
    const role = wanted.roles.get(fieldKey(key)) ?? roleOf(key)?.role;
    return role === undefined || role === 'text' ? entry : silent(entry);
  });
}

function hasValue(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

/** Keeps the metadata of an entry and takes its text out of judgement: it belongs to no text field. */
function silent(entry: TreeEntry): TreeEntry {
  const { key, value } = entry;
  if (value.kind === 'text') return { key, value: { kind: 'other', value: value.read().text } };
  return { key, value: { kind: 'other', value: '' } };
}
