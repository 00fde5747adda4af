import type { TreeEntry, TreeNode } from './tree.ts';

/** Lists of values by the name of their variable; '' stands for the only one of a template. */
export type VariableLists = Readonly<Record<string, readonly string[]>>;

const BLOCK = /^(?:vars?|variables?|params?|placeholders|变量|变量取值|变量列表|参数)$/i;
const VALUES = /^(?:enum|values|options|choices|allowed|取值|可选值|枚举|值)$/i;
const NAME = /^(?:name|key|id|var|variable|变量|变量名|名称)$/i;

/** The strings of a list of values; undefined where it holds anything else. */
function listOf(node: TreeNode): readonly string[] | undefined {
  if (node.kind !== 'list' || node.items.length === 0) return undefined;
  const values = node.items.flatMap((item) => {
    if (item.kind === 'text') return [item.read().text];
    return item.kind === 'other' ? [item.value] : [];
  });
  return values.length === node.items.length ? values : undefined;
}

/** `[a, b]`, or `{values: [a, b]}`. */
function valuesOf(node: TreeNode): readonly string[] | undefined {
  if (node.kind !== 'map') return listOf(node);
  const entry = node.entries.find(({ key }) => VALUES.test(key));
  return entry && listOf(entry.value);
}

function named(node: TreeNode): readonly (readonly [string, readonly string[]])[] {
  if (node.kind === 'map') {
    return node.entries.flatMap(({ key, value }) => {
      const values = valuesOf(value);
      return values ? [[key, values] as const] : [];
    });
  }
  if (node.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    if (item.kind !== 'map') return [];
    const name = item.entries.find(({ key, value }) => NAME.test(key) && value.kind === 'text');
    const values = valuesOf(item);
    return name?.value.kind === 'text' && values ? [[name.value.read().text, values] as const] : [];
  });
}

/**
 * The values of variables that a map lists beside its templates: `vars: {reason: [a, b]}`,
 * `variables: [{name: reason, values: [a, b]}]`, `enum: {reason: [a, b]}`, or `values: [a, b]` for the only
 * placeholder. `entry` is the one that holds them; undefined where there is none.
 */
export function findVariableLists(
  entries: readonly TreeEntry[],
): { readonly entry: TreeEntry; readonly lists: VariableLists } | undefined {
  // A map without any text beside the list is no template.
  if (!entries.some(({ value }) => value.kind === 'text' || value.kind === 'list'))
    return undefined;
  for (const entry of entries) {
    const isBlock = BLOCK.test(entry.key);
    if (!isBlock && !VALUES.test(entry.key)) continue;
    const found = named(entry.value);
    if (found.length > 0) return { entry, lists: Object.fromEntries(found) };
    const only = isBlock ? undefined : listOf(entry.value);
    if (only) return { entry, lists: { '': only } };
  }
  return undefined;
}

/** Whether every variable of the lists is named in some other text of the map: then they are judged there. */
export function areUsed(
  entries: readonly TreeEntry[],
  { entry, lists }: { readonly entry: TreeEntry; readonly lists: VariableLists },
): boolean {
  const texts: string[] = [];
  const collect = (node: TreeNode): void => {
    if (node.kind === 'text') texts.push(node.read().text);
    else if (node.kind === 'list') for (const item of node.items) collect(item);
    else if (node.kind === 'map') for (const each of node.entries) collect(each.value);
  };
  for (const each of entries) if (each !== entry) collect(each.value);
  return Object.keys(lists).every((name) =>
    texts.some((text) => /[{｛#%[]/.test(text) && text.includes(name)),
  );
}
