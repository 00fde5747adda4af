import type { SuppressionUsage } from '../engine/suppress.ts';
import type { TallyState } from '../engine/tally-state.ts';
import type { AuditFile, AuditFinding } from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import type { EncodingName } from '../model/source.ts';
import type { AuditConductState } from './audit-conduct.ts';
import type { ToldState } from './audit-told.ts';
import type { PartEnd } from './part-item.ts';

/**
 * All that an audit knows when it stands between two parts, as plain data that survives JSON, beside the contacts,
 * which are in their partitions. It holds values as reports show them: no text, name or number of the data.
 */
export interface AuditState {
  readonly total: TallyState;
  readonly bytes: number;
  readonly files: number;
  readonly problems: number;
  readonly ignored: Readonly<Record<string, number>>;
  readonly encodings: Readonly<Partial<Record<EncodingName, number>>>;
  readonly unread: readonly string[];
  readonly columns: readonly string[];
  /** What reports have been told beside findings, in its order, and the first finding: they remember no more. */
  readonly told: readonly (AuditFile | Problem)[];
  readonly first?: AuditFinding;
  readonly conduct?: AuditConductState;
  readonly gate?: SuppressionUsage;
  /** Number of the input that comes next, or of which parts have been added up. */
  readonly source: number;
  readonly open?: {
    readonly parts: number;
    readonly told: ToldState;
    readonly problems: number;
    readonly whole: Omit<PartEnd, 'tally'> & { readonly tally: TallyState };
  };
}

/** Writes down where an audit stands, so that another can go on with it. */
export interface Checkpoint {
  /** Where this one goes on: what was told before is not told again. */
  readonly from?: AuditState;
  /** Asked between parts: whether it is time. */
  readonly isDue: () => boolean;
  /** Everything that was told before has been taken by then. */
  readonly save: (state: AuditState) => void;
}
