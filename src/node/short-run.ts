import { setFlagsFromString } from 'node:v8';

const FLAG = '--max-inlined-bytecode-size-cumulative=';
/** V8's own. */
const USUAL = 920;
const LITTLE = 200;

/**
 * Has V8 inline little until the returned function is called. A run of less than a second waits for its compiler,
 * which has one core to itself at best: a folder of 2,000 files took 20 of 370 ms less, one of 80,000 messages the
 * same. The number is read anew for each function that is compiled; of other flags V8 keeps state, and to change
 * them back and forth ends the process (`--no-regexp-tier-up`). Modules are to be loaded before, or behind: V8 keeps
 * their code by its flags and would compile them anew.
 */
export function inlineLittle(): () => void {
  setFlagsFromString(`${FLAG}${LITTLE}`);
  return () => setFlagsFromString(`${FLAG}${USUAL}`);
}
