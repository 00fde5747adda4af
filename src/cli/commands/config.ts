import { resolve } from 'node:path';
import type { Problem } from '../../model/error.ts';
import { formatProblem } from '../../model/error.ts';
import { type Config, lastOf } from '../../node/config.ts';
import { CONFIG_SCHEMA } from '../../node/config-schema.ts';
import type { Placed } from '../../node/config-values.ts';
import { createFileSettings, levelsOf, type Source } from '../../node/file-settings.ts';
import { findConfig } from '../../node/find-config.ts';
import { visible } from '../../reporters/visible.ts';
import type { Place } from '../../rules/parse-document.ts';
import type { Io } from '../io.ts';
import { parseLanguage, type RawOptions, ruleIdsNamed } from '../options.ts';
import { type Language, RUN } from '../phrases.ts';
import { GATE } from '../phrases-gate.ts';
import { makePlan, unknownRules } from '../plan.ts';
import { print } from '../print.ts';
import type { Services } from '../services.ts';

export interface ConfigOptions extends RawOptions {
  /** `print --for`. */
  readonly for?: string;
}

async function complain(problems: readonly Problem[], lang: Language, io: Io): Promise<number> {
  for (const problem of problems)
    io.stderr.stream.write(`${RUN.error[lang]}: ${visible(formatProblem(problem, lang))}\n`);
  return 2;
}

/** `config validate`: every mistake of the configuration and of the list of suppressions, a line each; exit 2. */
export async function runConfigValidate(
  options: ConfigOptions,
  io: Io,
  services: Services,
): Promise<number> {
  const lang = parseLanguage(options.lang);
  const { config, problems } = await planned(options, io, services);
  if (problems.length > 0) return complain(problems, lang, io);
  await print(
    io,
    config === undefined ? GATE.noConfig[lang] : GATE.configSound(config.layers.length)[lang],
  );
  return 0;
}

async function planned(
  options: ConfigOptions,
  io: Io,
  services: Services,
): Promise<{ config: Config | undefined; problems: readonly Problem[]; ids: Names }> {
  // The baseline is no part of the configuration: whether it is there is another question.
  const plan = await makePlan(['.'], options, io, findConfig(io.cwd), 'ignore');
  const ruleset = plan.ruleset ?? services.loadRuleset();
  return {
    config: plan.config,
    problems: [...plan.problems, ...unknownRules(plan.config, ruleset)],
    ids: (name) => ruleIdsNamed(ruleset, name),
  };
}

type Names = (name: string) => readonly string[];

interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly place: Place | undefined;
  readonly files: readonly string[];
}

function row<T>(key: string, found: Placed<T> | Source<T> | undefined): readonly Row[] {
  if (found === undefined) return [];
  return [
    { key, value: found.value, place: found.place, files: 'files' in found ? found.files : [] },
  ];
}

function rowsOf(config: Config, path: string | undefined, ids: Names): readonly Row[] {
  const last = config.layers.flatMap(({ file }) => [
    ...row('include', file.include),
    ...row('ignores', file.ignores),
    ...file.dictionaries.flatMap((item) => row('dictionaries', item)),
    ...file.allow.map(({ phrase, place }) => ({ key: 'allow', value: phrase, place, files: [] })),
    ...row('sender.reportsCredit', file.sender.reportsCredit),
    ...row('sender.domains', file.sender.domains),
    ...row('sender.numbers', file.sender.numbers),
    ...row('sender.signature', file.sender.signature),
    ...row('sender.proceedings', file.sender.proceedings),
    ...row('conduct.jurisdiction', file.conduct.jurisdiction),
    ...row('conduct.hours', file.conduct.hours),
    ...row('conduct.limits', file.conduct.limits),
    ...row('conduct.timezone', file.conduct.timezone),
    ...row('lang', file.lang),
  ]);
  const settings = createFileSettings(config, ids)(path ?? '');
  const everywhere = settings.steps.map(({ when }) => (Object.keys(when).length === 0 ? '1' : '0'));
  const levels = [...levelsOf(settings, everywhere.join(''))].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...row('extends', config.strict),
    ...row(
      'failOn',
      lastOf(config, (file) => file.failOn),
    ),
    ...row(
      'baseline',
      lastOf(config, (file) => file.baseline),
    ),
    ...row('kind', settings.kind),
    ...row('profile', settings.profile),
    ...row('fields', settings.fields),
    ...levels.map(([id, { value, place, files }]) => ({ key: `rules.${id}`, value, place, files })),
    ...settings.steps.flatMap(({ when, levels: own }) =>
      Object.keys(when).length === 0
        ? []
        : own.map(({ id, value, place, files }) => ({
            key: `rules.${id} (${Object.entries(when)
              .map(([name, wanted]) => `${name}: ${wanted.join(', ')}`)
              .join('; ')})`,
            value,
            place,
            files,
          })),
    ),
    ...last,
  ];
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * `config print`: a line for each value that the configuration sets, with the file, line and pattern that
 * set it; `--for FILE`: what holds for that file. Values of the program itself are not listed.
 */
export async function runConfigPrint(
  options: ConfigOptions,
  io: Io,
  services: Services,
): Promise<number> {
  const lang = parseLanguage(options.lang);
  const { config, problems, ids } = await planned(options, io, services);
  if (problems.length > 0) return complain(problems, lang, io);
  if (config === undefined) {
    await print(io, GATE.noConfig[lang]);
    return 0;
  }
  const path = options.for === undefined ? undefined : resolve(io.cwd, options.for);
  const lines = rowsOf(config, path, ids).map(({ key, value, place, files }) => {
    const from = place === undefined ? '' : `${place.file}:${place.line}`;
    const under = files.length === 0 ? '' : ` (${files.join(', ')})`;
    return `${visible(`${key}: ${written(value)}`)}  # ${visible(from + under)}\n`;
  });
  await print(io, lines.join(''));
  return 0;
}

/** `config schema`: the JSON Schema of the configuration, for editors. */
export async function runConfigSchema(io: Io): Promise<number> {
  await print(io, `${JSON.stringify(CONFIG_SCHEMA, null, 2)}\n`);
  return 0;
}
