import { readFileSync } from 'node:fs';

/** Version of this package. Its file stands two folders up from src/node/, one or two up from dist/ and dist/chunks/. */
export function version(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const { name, version: found } = JSON.parse(
        readFileSync(new URL(up, import.meta.url), 'utf8'),
      );
      if (name === 'cuilint') return found;
    } catch {
      // Not there: the next place.
    }
  }
  return '0.0.0';
}
