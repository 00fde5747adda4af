import { runTypeScript } from '../accuracy/run.mjs';

await runTypeScript('test/validate/workbook.ts');
