import type { Command } from 'commander';
import { version } from '../node/version.ts';
import type { Io } from './io.ts';
import type { RawOptions } from './options.ts';
import type { Language } from './phrases.ts';
import type { SetupActions } from './program-setup.ts';
import type { Services } from './services.ts';

/** What the doors of the program share. */
export interface Doors {
  readonly io: Io;
  readonly services: () => Promise<Services>;
  readonly language: (options: RawOptions) => Promise<Language>;
  readonly program: () => Command;
  readonly done: (code: number) => void;
}

/** The commands that set cuilint up: loaded when they are asked for. */
export function createSetupActions(doors: Doors): SetupActions {
  const { io, services, language, program, done } = doors;
  return {
    allow: async (fingerprint, paths, options) => {
      const { runAllow } = await import('./commands/allow.ts');
      done(await runAllow(fingerprint, paths, options, io, await services(), version()));
    },
    review: async (file, paths, options) => {
      const { runReview } = await import('./commands/review.ts');
      done(await runReview(file, paths, options, io, await services(), version()));
    },
    init: async (paths, options) => {
      const { runInit } = await import('./commands/init.ts');
      done(await runInit(paths, options, io, await services(), version()));
    },
    doctor: async (options) => {
      const { runDoctor } = await import('./commands/doctor.ts');
      done(await runDoctor(options, io, await services()));
    },
    rulesDiff: async (other, paths, options) => {
      const { runRulesDiff } = await import('./commands/rules-diff.ts');
      done(await runRulesDiff(other, paths, options, io, await services(), version()));
    },
    lsp: async (options) => {
      const { runLanguageServer } = await import('./commands/lsp.ts');
      done(await runLanguageServer(await language(options), io, await services(), version()));
    },
    completion: async (shell, words, options) => {
      const { runCompletion } = await import('./commands/completion.ts');
      const lang = await language(options);
      done(await runCompletion(shell, words, program(), lang, io, await services()));
    },
  };
}
