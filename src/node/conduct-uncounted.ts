import type { ConductPlan } from '../model/conduct.ts';
import { FACT, FACT_OF } from '../model/contact.ts';
import type { Message, Problem } from '../model/error.ts';
import type { PlaceIndex } from './place-index.ts';

/** Records that some rule could not take in, and the number of the first of them. */
interface Missed {
  readonly count: number;
  readonly first: number;
}

export type UncountedState = Readonly<Record<keyof typeof UNCOUNTED, Missed>>;

/** What could not be counted. */
export interface Uncounted {
  /** Says what cannot be judged of a contact, whose number may hide digits. */
  readonly see: (row: number, facts: number, isMasked: boolean, hasCase: boolean) => void;
  /** A line each. */
  readonly problems: (places: Pick<PlaceIndex, 'at'>) => readonly Problem[];
  readonly state: () => UncountedState;
  /** Adds those of records that stand behind all that have been seen; `row` says what their numbers are here. */
  readonly absorb: (others: UncountedState, row: (row: number) => number) => void;
}

const UNCOUNTED: Readonly<
  Record<
    'masked' | 'withoutCase',
    (count: number) => { readonly reason: Message; readonly hint: Message }
  >
> = {
  masked: (count) => ({
    reason: {
      zh: `有 ${count} 行的号码被遮蔽（如 138****5678），认不出是谁，首行在此；不计入频次`,
      en: `${count} row(s) have a number that hides digits, so that nobody can be told by it, the first one here; they count in no frequency`,
    },
    hint: {
      zh: '导出完整号码，或能区分接收人的编号',
      en: 'export whole numbers, or ids that tell recipients apart',
    },
  }),
  withoutCase: (count) => ({
    reason: {
      zh: `有 ${count} 行联系第三人而没有案件号，无从知道是谁的债，首行在此；未判断是否具备条件`,
      en: `${count} row(s) contact third parties and name no case, so that it is not known whose debt it is, the first one here; the conditions for it were not judged`,
    },
    hint: {
      zh: '导出案件号，或用 --map case=列名 指定',
      en: 'export the case number, or name its column with --map case=COLUMN',
    },
  }),
};

const KINDS = ['masked', 'withoutCase'] as const;

/** Goes on from what `state` gave. */
export function createUncounted(plan: ConductPlan, from?: UncountedState): Uncounted {
  const missed: Record<keyof typeof UNCOUNTED, Missed> = {
    masked: { count: 0, first: 0 },
    withoutCase: { count: 0, first: 0 },
    ...from,
  };
  const miss = (what: keyof typeof UNCOUNTED, row: number): void => {
    const { count, first } = missed[what];
    missed[what] = { count: count + 1, first: count === 0 ? row : first };
  };
  return {
    see: (row, facts, isMasked, hasCase) => {
      if (isMasked && plan.limits.length > 0) miss('masked', row);
      const isThird = (facts & FACT.relation) === FACT_OF.relation['third-party'];
      if (isThird && !hasCase && plan.thirdParty !== undefined && (facts & FACT.inbound) === 0)
        miss('withoutCase', row);
    },
    problems: (places) =>
      KINDS.flatMap((what): Problem[] => {
        const { count, first } = missed[what];
        if (count === 0) return [];
        const { file, line, sheet } = places.at(first);
        return [
          {
            type: 'problem',
            code: 'INPUT_SYNTAX',
            file: sheet === undefined ? file : `${file}!${sheet}`,
            line,
            ...UNCOUNTED[what](count),
          },
        ];
      }),
    state: () => ({ ...missed }),
    absorb: (others, row) => {
      for (const what of KINDS) {
        const { count, first } = missed[what];
        const other = others[what];
        missed[what] = {
          count: count + other.count,
          first: count > 0 || other.count === 0 ? first : row(other.first),
        };
      }
    },
  };
}
