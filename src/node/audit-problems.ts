import { statSync } from 'node:fs';
import type { Message, Problem } from '../model/error.ts';
import { twoRecipients } from '../readers/json-record.ts';
import { fieldKey } from '../readers/tree.ts';
import type { FileSource } from './files.ts';
import type { PartEnd } from './part-item.ts';
import type { RecordJudge } from './record-judge.ts';

/** Names of columns may be data where a file has no header. */
export function masked(problem: Problem, { redact }: RecordJudge): Problem {
  const told = ({ zh, en }: Message): Message => {
    // What names a column is called --fields everywhere else.
    const own = (text: string): string => redact(text.replaceAll('--fields', '--map'));
    return { zh: own(zh), en: own(en) };
  };
  const { reason, hint } = problem;
  return { ...problem, reason: told(reason), ...(hint === undefined ? {} : { hint: told(hint) }) };
}

/** Size and time of change; undefined where it is no file of the disk. */
export function fileState({ path }: FileSource): string | undefined {
  if (path === undefined) return undefined;
  try {
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs}`;
  } catch {
    // It is named as unreadable when it is read.
    return undefined;
  }
}

const FLAWED: Readonly<
  Record<
    'time-unreadable' | 'recipient-rounded' | 'recipient-ambiguous',
    (count: number) => { readonly reason: Message; readonly hint: Message }
  >
> = {
  'time-unreadable': (count) => ({
    reason: {
      zh: `有 ${count} 行的时间无法识别，首行在此；文字已判断，时间不计入任何时段`,
      en: `${count} row(s) have a time that is none, the first one here; their texts were judged, and they count in no hour`,
    },
    hint: {
      zh: '时间请写成 2025-03-01 09:30:00',
      en: 'write times as 2025-03-01 09:30:00',
    },
  }),
  'recipient-rounded': (count) => ({
    reason: {
      zh: `有 ${count} 行的号码成了科学计数法（丢失末位），首行在此；文字已判断，不计入频次`,
      en: `${count} row(s) have a number in scientific notation, whose last digits are lost, the first one here; their texts were judged, and they count in no frequency`,
    },
    hint: {
      zh: '把号码列设为文本格式后重新导出',
      en: 'export the column of numbers again as text',
    },
  }),
  'recipient-ambiguous': twoRecipients,
};

/**
 * What shows when the whole of a file has been seen: it holds nothing, or it was written while it was read. `told`
 * problems of it have been said before.
 */
export function finalProblems(
  file: string,
  end: Pick<PartEnd, 'tally' | 'format' | 'bytes' | 'columns' | 'isCut' | 'isChanged'>,
  told: number,
): readonly Problem[] {
  const { tally, bytes, isCut, isChanged } = end;
  const problems: Problem[] = [];
  if (isChanged)
    problems.push({
      type: 'problem',
      code: 'INPUT_UNREADABLE',
      file,
      reason: {
        zh: '读取期间文件有变动；判断的是读取时的内容',
        en: 'the file was changed while it was read; what it held at that time was judged',
      },
      hint: { zh: '等导出写完后再审计一次', en: 'audit it again when the export is finished' },
    });
  for (const flaw of ['time-unreadable', 'recipient-rounded', 'recipient-ambiguous'] as const) {
    const value = tally.flaws[flaw];
    if (value === undefined) continue;
    const { line, sheet } = value.first[0]!;
    problems.push({
      type: 'problem',
      code: 'INPUT_SYNTAX',
      file: sheet === undefined ? file : `${file}!${sheet}`,
      line,
      ...FLAWED[flaw](value.count),
    });
  }
  if (end.format === 'jsonl' && tally.rows > 0 && tally.skipped['no-text']?.count === tally.rows)
    problems.push(noTextField(file, end.columns));
  if (tally.rows === 0 && told === 0 && !isCut)
    problems.push({
      type: 'problem',
      code: 'INPUT_EMPTY',
      file,
      reason:
        bytes === 0
          ? { zh: '文件是空的（0 字节）', en: 'the file is empty (0 bytes)' }
          : {
              zh: '没有任何记录（只有表头或空行）',
              en: 'no record in it (a header or blank lines at most)',
            },
      hint: { zh: '请重新导出', en: 'export it again' },
    });
  return problems;
}

/** Every record of JSON Lines may have other fields: that none holds a text shows at the end. */
function noTextField(file: string, columns: PartEnd['columns']): Problem {
  const known = [...new Set(columns.flatMap(({ roles }) => Object.values(roles)))];
  return {
    type: 'problem',
    code: 'INPUT_COLUMNS',
    file,
    reason: {
      zh: `没有一条记录有文本字段；认出的其他字段：${known.join('、') || '无'}`,
      en: `no record has a field of text; other fields that were found: ${known.join(', ') || 'none'}`,
    },
    hint: { zh: '请用 --map text=… 指定文本字段', en: 'name the field of text with --map text=…' },
  };
}

/** Columns that `--map` names and no file has. */
export function unknownColumns(
  fields: readonly string[],
  seen: ReadonlySet<string>,
): readonly Problem[] {
  return fields.flatMap((field): Problem[] => {
    const name = field.slice(field.indexOf('=') + 1);
    if (seen.has(fieldKey(name))) return [];
    return [
      {
        type: 'problem',
        code: 'INPUT_COLUMNS',
        reason: {
          zh: `--map ${field}：没有一个文件采用了名为 ${name} 的列`,
          en: `--map ${field}: no file has a column ${name} that could be used so`,
        },
        hint: {
          zh: '核对列名；每个文件采用的列见报告',
          en: 'compare it with the columns in the report',
        },
      },
    ];
  });
}
