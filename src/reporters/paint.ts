import type { Severity } from '../model/rule.ts';

type Style = (text: string) => string;

/** The few styles of the terminal report. */
export interface Paint {
  readonly severity: Readonly<Record<Severity, Style>>;
  readonly mark: Style;
  readonly file: Style;
  readonly dim: Style;
  readonly bold: Style;
  readonly good: Style;
}

const plain: Style = (text) => text;
const PLAIN: Paint = {
  severity: { error: plain, warning: plain, info: plain },
  mark: plain,
  file: plain,
  dim: plain,
  bold: plain,
  good: plain,
};

/** chalk is loaded only for a terminal that shows colours. */
export async function loadPaint(color: boolean): Promise<Paint> {
  if (!color) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    severity: { error: chalk.red, warning: chalk.yellow, info: chalk.cyan },
    mark: chalk.red.bold,
    file: chalk.underline,
    dim: chalk.dim,
    bold: chalk.bold,
    good: chalk.green,
  };
}
