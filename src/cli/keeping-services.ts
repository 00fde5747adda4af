import type { createChecker } from '../engine/check.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import type { Services } from './services.ts';

/** Rules and checkers are made once for the same options: a keystroke must not wait for them. */
export function keepingServices(services: Services): Services {
  const rulesets = new Map<boolean, Ruleset>();
  const checkers = new WeakMap<Ruleset, Map<string, ReturnType<typeof createChecker>>>();
  return {
    ...services,
    loadRuleset: (options) => {
      // One with its pages serves both; only hovering needs them.
      const known = rulesets.get(options?.pages === true) ?? rulesets.get(true);
      if (known !== undefined) return known;
      const loaded = services.loadRuleset(options);
      rulesets.set(options?.pages === true, loaded);
      return loaded;
    },
    createChecker: (ruleset, options) => {
      const key = JSON.stringify([
        { ...options, tokenizer: null },
        [...options.levels],
        [...options.inactive],
        [...(options.listed ?? [])],
        [...(options.without ?? [])],
      ]);
      const ofRuleset =
        checkers.get(ruleset) ?? new Map<string, ReturnType<typeof createChecker>>();
      checkers.set(ruleset, ofRuleset);
      let checker = ofRuleset.get(key);
      if (checker === undefined) {
        checker = services.createChecker(ruleset, { ...options, tokenizer: services.tokenizer });
        ofRuleset.set(key, checker);
      }
      return checker;
    },
  };
}
