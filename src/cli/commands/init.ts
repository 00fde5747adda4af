import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Message } from '../../model/error.ts';
import { shownFrom } from '../../node/config.ts';
import { CONFIG_NAME, findConfig } from '../../node/find-config.ts';
import { fileSink } from '../../node/output.ts';
import { dependsOnCuilint, guessCi, guessPaths } from '../../node/project.ts';
import { isInside } from '../../node/read-own-file.ts';
import { visible } from '../../reporters/visible.ts';
import { CI_FILES, CI_NAMES, CI_TEXTS, type CiName, configText } from '../init-files.ts';
import type { Io } from '../io.ts';
import { CHOICES, parseLanguage, usageError } from '../options.ts';
import type { Language } from '../phrases.ts';
import { INIT } from '../phrases-init.ts';
import { BASELINE_NAME } from '../plan.ts';
import { print } from '../print.ts';
import type { InitOptions } from '../program-setup.ts';
import { openQuestions, type Questions } from '../questions.ts';
import type { Services } from '../services.ts';
import { runBaseline } from './baseline.ts';

/** What is to be written. */
interface Wishes {
  /** Relative to the root. */
  readonly paths: readonly string[];
  readonly profile?: string;
  readonly ci: CiName;
  readonly writesConfig: boolean;
  readonly writesCi: boolean;
  readonly baseline: 'create' | 'update' | 'none';
}

interface Place {
  readonly root: string;
  readonly cwd: string;
  readonly lang: Language;
  /** Shown as seen from the working folder. */
  readonly config: string;
  readonly hasConfig: boolean;
}

const has = (place: Place, file: string): boolean => existsSync(join(place.root, file));

/** A path as it stands in the configuration; undefined for one that is not there or outside of the repository. */
function pathFrom(place: Place, from: string, written: string): string | undefined {
  const path = resolve(from, written);
  if (!existsSync(path) || !isInside(place.root, path)) return undefined;
  return shownFrom(place.root, path) || '.';
}

function chosen<Name extends string>(
  option: string,
  value: string | undefined,
  names: readonly Name[],
): Name | undefined {
  if (value === undefined) return undefined;
  const found = names.find((name) => name === value.trim().toLowerCase());
  if (found !== undefined) return found;
  throw usageError(INIT.badChoice(option, value), INIT.oneOf(names.join('、')));
}

/** What the command line says, and where it says nothing undefined. */
function given(place: Place, paths: readonly string[], options: InitOptions) {
  return {
    paths: paths.map((written) => {
      const path = pathFrom(place, place.cwd, written);
      if (path === undefined) throw usageError(INIT.noSuchPath(written), INIT.usePath);
      return path;
    }),
    ci: chosen('--ci', options.ci, CI_NAMES),
    profile: chosen('--profile', options.profile, CHOICES.profiles),
  };
}

type Given = ReturnType<typeof given>;

async function guessed(place: Place, from: Given): Promise<Wishes> {
  const ci = from.ci ?? guessCi(place.root);
  return {
    paths: from.paths.length > 0 ? from.paths : await guessPaths(place.root),
    ...(from.profile === undefined ? {} : { profile: from.profile }),
    ci,
    // Nobody has been asked: what is there stays.
    writesConfig: !place.hasConfig,
    writesCi: ci !== 'none' && !has(place, CI_FILES[ci]),
    baseline: place.hasConfig || has(place, BASELINE_NAME) ? 'none' : 'create',
  };
}

async function askYes(
  questions: Questions,
  lang: Language,
  question: Message,
  otherwise: boolean,
): Promise<boolean> {
  for (;;) {
    const answer = (await questions.ask(visible(question[lang]))).toLowerCase();
    if (answer === '') return otherwise;
    if (/^(?:y|yes|是|好)$/.test(answer)) return true;
    if (/^(?:n|no|否|不)$/.test(answer)) return false;
    questions.say(INIT.oneOf(INIT.yesOrNo[lang])[lang]);
  }
}

async function askChoice<Name extends string>(
  questions: Questions,
  lang: Language,
  question: Message,
  names: readonly Name[],
): Promise<Name | undefined> {
  for (;;) {
    const answer = (await questions.ask(question[lang])).toLowerCase();
    if (answer === '') return undefined;
    const found = names.find((name) => name === answer);
    if (found !== undefined) return found;
    questions.say(INIT.oneOf(names.join('、'))[lang]);
  }
}

async function askPaths(
  questions: Questions,
  place: Place,
  guess: readonly string[],
): Promise<readonly string[]> {
  for (;;) {
    const answer = await questions.ask(visible(INIT.paths(guess.join(', '))[place.lang]));
    const written = answer.split(/[,，、]/).map((part) => part.trim());
    const named = written.filter((part) => part !== '');
    if (named.length === 0) return guess;
    const paths = named.map((part) => pathFrom(place, place.root, part));
    const missing = paths.indexOf(undefined);
    if (missing < 0) return paths.flatMap((path) => path ?? []);
    questions.say(INIT.noSuchPath(named[missing]!)[place.lang]);
  }
}

async function asked(questions: Questions, place: Place, from: Given): Promise<Wishes> {
  const { lang } = place;
  const guess = await guessed(place, from);
  const overwrite = (file: string): Promise<boolean> =>
    askYes(questions, lang, INIT.overwrite(file), false);
  const writesConfig = !place.hasConfig || (await overwrite(place.config));
  let { paths, profile } = guess;
  if (writesConfig) {
    if (from.paths.length === 0) paths = await askPaths(questions, place, paths);
    const list = CHOICES.profiles.join(lang === 'zh' ? '、' : ', ');
    const question = {
      zh: INIT.profile.zh.replace('LIST', list),
      en: INIT.profile.en.replace('LIST', list),
    };
    profile ??= await askChoice(questions, lang, question, CHOICES.profiles);
  }
  const question = INIT.ci(CI_NAMES.join(lang === 'zh' ? '、' : ', '), guess.ci);
  const ci = from.ci ?? (await askChoice(questions, lang, question, CI_NAMES)) ?? guess.ci;
  const writesCi = ci !== 'none' && (!has(place, CI_FILES[ci]) || (await overwrite(CI_FILES[ci])));
  let baseline: Wishes['baseline'] = 'none';
  if (writesConfig) {
    const isThere = has(place, BASELINE_NAME);
    const wanted = isThere
      ? await askYes(questions, lang, INIT.updateBaseline(BASELINE_NAME), false)
      : await askYes(questions, lang, INIT.baseline, true);
    if (wanted) baseline = isThere ? 'update' : 'create';
  }
  return {
    paths,
    ...(profile === undefined ? {} : { profile }),
    ci,
    writesConfig,
    writesCi,
    baseline,
  };
}

async function write(path: string, shown: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const sink = fileSink(path, shown);
  await sink.write(text);
  await sink.close();
}

/** Writes what is wished, and says of each file what became of it. */
async function carryOut(
  wishes: Wishes,
  place: Place,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const { root, lang, config } = place;
  const { ci } = wishes;
  const lines: string[] = [];
  const usesBaseline = wishes.baseline !== 'none' || has(place, BASELINE_NAME);
  if (wishes.writesConfig) {
    const text = configText({
      paths: wishes.paths,
      ...(wishes.profile === undefined ? {} : { profile: wishes.profile }),
      ...(usesBaseline ? { baseline: BASELINE_NAME } : {}),
    });
    await write(join(root, CONFIG_NAME), config, text);
    lines.push(INIT.wrote(config)[lang]);
  } else lines.push(INIT.kept(config)[lang], INIT.baselineByHand[lang]);
  if (ci !== 'none') {
    const file = CI_FILES[ci];
    if (wishes.writesCi) {
      await write(join(root, file), file, CI_TEXTS[ci]);
      lines.push(INIT.wrote(file)[lang]);
    } else lines.push(INIT.kept(file)[lang], INIT.addToCi(file)[lang], CI_TEXTS[ci].trimEnd());
    if (!dependsOnCuilint(root)) lines.push(INIT.addDependency[lang]);
  }
  await print(io, `${lines.join('\n')}\n`);
  if (wishes.baseline === 'none') return 0;
  const paths = wishes.paths.map((path) => shownFrom(io.cwd, resolve(root, path)) || '.');
  const options = { lang, ...(wishes.baseline === 'update' ? { addNew: true } : {}) };
  return runBaseline(wishes.baseline, paths, options, io, services, version);
}

/**
 * `init`: asks what to judge, who sends it and on which build server, then writes the configuration, its file
 * and the baseline; with --yes what can be guessed. Nothing is written before the last answer, and nothing
 * that is there is overwritten without a yes. Returns 130 where a person pressed Ctrl-C.
 */
export async function runInit(
  paths: readonly string[],
  options: InitOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const lang = parseLanguage(options.lang);
  const { root, config } = findConfig(io.cwd);
  const place: Place = {
    root,
    cwd: io.cwd,
    lang,
    config: shownFrom(io.cwd, config ?? join(root, CONFIG_NAME)),
    hasConfig: config !== undefined,
  };
  const from = given(place, paths, options);
  let wishes: Wishes;
  if (options.yes === true) wishes = await guessed(place, from);
  else {
    const questions = openQuestions(io);
    if (questions === undefined) throw usageError(INIT.noTerminal, INIT.useYes);
    try {
      wishes = await asked(questions, place, from);
    } catch (error) {
      if (questions.isInterrupted) return 130;
      if (error instanceof Error && error.name === 'AbortError')
        throw usageError(INIT.stopped, INIT.againOrYes);
      throw error;
    } finally {
      questions.close();
    }
  }
  const code = await carryOut(wishes, place, io, services, version);
  await print(io, `${INIT.done[lang]}\n`);
  return code;
}
