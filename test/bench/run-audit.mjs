import { runTypeScript } from '../accuracy/run.mjs';

await runTypeScript('test/bench/audit.ts');
