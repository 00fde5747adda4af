import { isOn, type Relation } from './office-parts.ts';
import { attribute, readXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

/** What a style says about the paragraphs and runs that have it. */
export interface WordStyle {
  readonly isHeading: boolean;
  readonly isContents: boolean;
  readonly isHidden: boolean;
}

export interface WordStyles {
  /** By the id that a paragraph or run names; undefined for one that is not declared. */
  readonly styles: ReadonlyMap<string, WordStyle>;
  /** What stands before the items of a list, by `number/level`: `一、`, `第1步`. */
  readonly prefixes: ReadonlyMap<string, string>;
}

interface RawStyle {
  name: string;
  base: string | undefined;
  outline: number | undefined;
  isHidden: boolean | undefined;
}

const HEADING = /^(?:heading|标题|標題)[ _]?\d|^(?:title|subtitle|标题|副标题|標題|副標題)$/i;
const CONTENTS = /^(?:toc|目录|目錄)[ _]?\d/i;
/** Level of the text body: no heading. */
const BODY_LEVEL = 9;
const MAX_BASES = 20;

/** Whether a paragraph of that level of the outline is a heading. */
export function isOutline(level: number): boolean {
  return level >= 0 && level < BODY_LEVEL;
}

async function readStyles(parts: ZipParts, part: string): Promise<ReadonlyMap<string, WordStyle>> {
  const raw = new Map<string, RawStyle>();
  let current: RawStyle | undefined;
  await readXml(parts.open(part), {
    open: (name, attributes) => {
      const value = attribute(attributes, 'val');
      if (name === 'style') {
        current = { name: '', base: undefined, outline: undefined, isHidden: undefined };
        raw.set(attribute(attributes, 'styleId') ?? '', current);
      } else if (current === undefined) return;
      else if (name === 'name') current.name = value ?? '';
      else if (name === 'basedOn') current.base = value;
      else if (name === 'outlineLvl') current.outline = Number(value);
      else if (name === 'vanish') current.isHidden = isOn(value);
    },
    close: (name) => {
      if (name === 'style') current = undefined;
    },
  });
  const styles = new Map<string, WordStyle>();
  for (const [id, own] of raw) {
    let { outline, isHidden } = own;
    let isHeading = HEADING.test(own.name);
    let isContents = CONTENTS.test(own.name);
    let base = own.base;
    // Styles may name each other in a ring.
    for (let step = 0; base !== undefined && step < MAX_BASES; step += 1) {
      const above = raw.get(base);
      outline ??= above?.outline;
      isHidden ??= above?.isHidden;
      isHeading ||= above !== undefined && HEADING.test(above.name);
      isContents ||= above !== undefined && CONTENTS.test(above.name);
      base = above?.base;
    }
    styles.set(id, {
      isHeading: !isContents && (outline === undefined ? isHeading : isOutline(outline)),
      isContents,
      isHidden: isHidden === true,
    });
  }
  return styles;
}

const COUNTED_IN_HAN = /chinese|ideograph|japanese|taiwanese/i;

/** The shape of the number stands for the number itself: every item of a level has the same. */
async function readPrefixes(parts: ZipParts, part: string): Promise<ReadonlyMap<string, string>> {
  const levels = new Map<string, string>();
  const lists = new Map<string, string>();
  let abstract = '';
  let list = '';
  let level = '';
  let format = '';
  await readXml(parts.open(part), {
    open: (name, attributes) => {
      const value = attribute(attributes, 'val') ?? '';
      if (name === 'abstractNum') abstract = attribute(attributes, 'abstractNumId') ?? '';
      else if (name === 'num') list = attribute(attributes, 'numId') ?? '';
      else if (name === 'abstractNumId') lists.set(list, value);
      else if (name === 'lvl') level = attribute(attributes, 'ilvl') ?? '0';
      else if (name === 'numFmt') format = value;
      else if (name === 'lvlText' && format !== 'bullet') {
        const digit = COUNTED_IN_HAN.test(format) ? '一' : '1';
        levels.set(`${abstract}/${level}`, value.slice(0, 20).replace(/%\d/g, digit));
      }
    },
    close: () => {},
  });
  const prefixes = new Map<string, string>();
  for (const [id, of] of lists)
    for (let each = 0; each < BODY_LEVEL; each += 1) {
      const prefix = levels.get(`${of}/${each}`);
      if (prefix !== undefined) prefixes.set(`${id}/${each}`, prefix);
    }
  return prefixes;
}

/** Styles and lists of a document; a part that is not there says nothing. Throws CuilintError. */
export async function readWordStyles(
  parts: ZipParts,
  relations: readonly Relation[],
): Promise<WordStyles> {
  const partOf = (wanted: string): string | undefined =>
    relations.find(({ type, target }) => type === wanted && parts.has(target))?.target;
  const styles = partOf('styles');
  const numbering = partOf('numbering');
  return {
    styles: styles === undefined ? new Map() : await readStyles(parts, styles),
    prefixes: numbering === undefined ? new Map() : await readPrefixes(parts, numbering),
  };
}
