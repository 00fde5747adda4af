// Node 20 runs no TypeScript: bundled and run as the scorer is.
import { runTypeScript } from '../accuracy/run.mjs';

await runTypeScript('test/generate/weights.ts');
