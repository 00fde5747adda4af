#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  const { main } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    'cuilint: 尚未构建，请运行 npm ci（或 npm run build） / not built: run npm ci or npm run build\n',
  );
  process.exitCode = 2;
}
