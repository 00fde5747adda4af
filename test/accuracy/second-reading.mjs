import { runTypeScript } from './run.mjs';

await runTypeScript('test/accuracy/second-reading.ts');
