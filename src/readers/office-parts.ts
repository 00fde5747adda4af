import { attribute, readXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

/** What a part refers to. */
export interface Relation {
  readonly id: string;
  /** Last word of its type: `worksheet`, `header`, `styles` … */
  readonly type: string;
  /** Name of the part within the file. */
  readonly target: string;
}

function resolvePart(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : `${folder}${target}`;
  const parts: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.' && step !== '') parts.push(step);
  }
  return parts.join('/');
}

/** The relations of a part, '' for those of the file; links leading out of the file are left out. None: empty. */
export async function readRelations(parts: ZipParts, part: string): Promise<readonly Relation[]> {
  const slash = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, slash);
  const name = `${folder}_rels/${part.slice(slash)}.rels`;
  const relations: Relation[] = [];
  if (!parts.has(name)) return relations;
  await readXml(parts.open(name), {
    open: (element, attributes) => {
      if (element !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      const target = attribute(attributes, 'Target');
      const type = attribute(attributes, 'Type');
      if (target === undefined || type === undefined) return;
      relations.push({
        id: attribute(attributes, 'Id') ?? '',
        type: type.slice(type.lastIndexOf('/') + 1),
        target: resolvePart(folder, target),
      });
    },
    close: () => {},
  });
  return relations;
}

/** Whether an on/off value of Office is on: the element alone is. */
export function isOn(value: string | undefined): boolean {
  return value === undefined || !/^(?:0|false|off|none)$/i.test(value);
}
