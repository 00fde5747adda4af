import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles } from './files.ts';

/** Names under which people keep templates and scripts. */
const USUAL = /^(?:templates?|messages?|scripts?|sms|texts?|短信|模板|话术|文案|通知)$/iu;

function entries(root: string): readonly string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    // A folder that cannot be read tells nothing; the run will say why.
    return [];
  }
}

/** Folders below `root` (absolute) that look like those with messages, by name and by holding what we read. Else `.`. */
export async function guessPaths(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of entries(root)) {
    if (!USUAL.test(name)) continue;
    const { sources } = await findFiles([name], {
      cwd: root,
      stdin: { read: () => new Uint8Array() },
    });
    if (sources.length > 0) found.push(name);
  }
  return found.length === 0 ? ['.'] : found;
}

/** The build server that a repository is set up for already. */
export function guessCi(root: string): 'github' | 'gitlab' | 'jenkins' | 'pre-commit' | 'none' {
  const has = (path: string): boolean => existsSync(join(root, path));
  if (has('.github')) return 'github';
  if (has('.gitlab-ci.yml')) return 'gitlab';
  if (has('Jenkinsfile')) return 'jenkins';
  return has('.pre-commit-config.yaml') ? 'pre-commit' : 'none';
}

/** Whether `npm ci` at `root` brings cuilint: its package.json names it. */
export function dependsOnCuilint(root: string): boolean {
  try {
    return /"cuilint"\s*:/.test(readFileSync(join(root, 'package.json'), 'utf8'));
  } catch {
    // No package.json that could be read names it.
    return false;
  }
}
