import type { Level, Profile, RuleId } from '../model/rule.ts';
import type { Kind, MessageMeta } from '../model/segment.ts';
import type { Place } from '../rules/parse-document.ts';
import type { Config } from './config.ts';
import type { Override, RuleLevels } from './config-file.ts';
import type { Placed } from './config-values.ts';
import { chosenFiles } from './file-patterns.ts';

/** A value that holds for a file, where it was written, and the patterns under which it stands. */
export interface Source<T> extends Placed<T> {
  /** Empty where it holds for every file. */
  readonly files: readonly string[];
}

/** Levels of rules from one place, and the messages of a file for which they hold (`when` empty: all). */
export interface LevelStep {
  readonly when: Override['when'];
  readonly levels: readonly (Source<Level> & { readonly id: RuleId })[];
}

/** What the configuration says of one file; the command line has not been heard yet. */
export interface FileSettings {
  /** Equal for files with equal settings. */
  readonly key: string;
  readonly kind?: Source<Kind>;
  readonly profile?: Source<Profile>;
  readonly fields?: Source<readonly string[]>;
  /** In the order in which they count: a later one wins. */
  readonly steps: readonly LevelStep[];
}

/** Ids of the rules that a name means: a rule, an old id of one, a category; empty for an unknown name. */
export type RuleNames = (name: string) => readonly RuleId[];

function stepOf(
  levels: RuleLevels,
  when: Override['when'],
  files: readonly string[],
  names: RuleNames,
): LevelStep {
  return {
    when,
    levels: levels.flatMap(({ name, value, place }) =>
      names(name).map((id) => ({ id, value, place, files })),
    ),
  };
}

/**
 * Builds the function that tells what holds for a file (absolute path). Files under the same overrides
 * share one object. Within a file `rules` count before `overrides`, and what is extended before what
 * extends it.
 */
export function createFileSettings(
  config: Config,
  names: RuleNames,
): (path: string) => FileSettings {
  const overrides = config.layers.flatMap(({ file, folder }, layer) =>
    file.overrides.map((override) => ({
      override,
      layer,
      holds: override.files.length === 0 ? () => true : chosenFiles(folder, override.files),
    })),
  );
  const profile = config.layers.findLast(({ file }) => file.sender.profile !== undefined)?.file
    .sender.profile;
  const made = new Map<string, FileSettings>();
  const make = (key: string, held: ReadonlySet<Override>): FileSettings => {
    const steps: LevelStep[] = [];
    for (const { file } of config.layers) {
      steps.push(stepOf(file.rules, {}, [], names));
      for (const override of file.overrides) {
        if (!held.has(override)) continue;
        steps.push(stepOf(override.rules, override.when, override.files, names));
      }
    }
    const last = <T>(
      read: (override: Override) => Placed<T> | undefined,
    ): Source<T> | undefined => {
      const found = overrides.findLast(
        ({ override }) => held.has(override) && read(override) !== undefined,
      )?.override;
      const value = found && read(found);
      return found && value && { ...value, files: found.files };
    };
    const kind = last((override) => override.kind);
    const sender = last((override) => override.profile) ?? (profile && { ...profile, files: [] });
    const fields = last((override) => override.fields);
    return {
      key,
      ...(kind && { kind }),
      ...(sender && { profile: sender }),
      ...(fields && { fields }),
      steps: steps.filter(({ levels }) => levels.length > 0),
    };
  };
  return (path) => {
    const held = overrides.filter(({ holds }) => holds(path));
    const key = overrides.map((each) => (held.includes(each) ? '1' : '0')).join('');
    let settings = made.get(key);
    if (settings === undefined) {
      settings = make(key, new Set(held.map(({ override }) => override)));
      made.set(key, settings);
    }
    return settings;
  };
}

/** What is known of a message when its rules are chosen. */
export interface MessageFacts {
  readonly meta: MessageMeta;
  readonly field?: string;
  /** Kind and profile where the message itself does not say them. */
  readonly kind?: Kind | undefined;
  readonly profile?: Profile | undefined;
}

function holdsFor(when: Override['when'], facts: MessageFacts): boolean {
  const { meta, field } = facts;
  const kind = meta.kindKnown ? meta.kind : (facts.kind ?? meta.kind ?? 'sms');
  const profile = meta.profile ?? facts.profile;
  return (
    (when.kind === undefined || (kind !== undefined && when.kind.includes(kind))) &&
    (when.profile === undefined || when.profile.some((name) => name === profile)) &&
    (when.fields === undefined || (field !== undefined && when.fields.includes(field)))
  );
}

/** Which of `settings.steps` hold for a message, as a key: messages with the same key have the same levels. */
export function stepsKey(settings: FileSettings, facts: MessageFacts): string {
  return settings.steps.map(({ when }) => (holdsFor(when, facts) ? '1' : '0')).join('');
}

/** Level of each rule that the configuration speaks of, and where it says so. `key` is that of `stepsKey`. */
export function levelsOf(settings: FileSettings, key: string): ReadonlyMap<RuleId, Source<Level>> {
  const levels = new Map<RuleId, Source<Level>>();
  for (const [index, step] of settings.steps.entries()) {
    if (key[index] !== '1') continue;
    for (const { id, ...source } of step.levels) levels.set(id, source);
  }
  return levels;
}

/** Every name of a rule in a configuration, with its place: to be held against the rules there are. */
export function ruleNamesIn(config: Config): readonly { name: string; place: Place }[] {
  return config.layers.flatMap(({ file }) => [
    ...file.rules,
    ...file.overrides.flatMap((override) => override.rules),
    ...file.allow.flatMap(({ rules }) =>
      (rules ?? []).map(({ value, place }) => ({ name: value, place })),
    ),
  ]);
}
