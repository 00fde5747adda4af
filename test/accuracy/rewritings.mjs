import { runTypeScript } from './run.mjs';

await runTypeScript('test/accuracy/rewritings.ts');
