import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pseudonym } from '../../engine/fingerprint.ts';
import { CuilintError } from '../../model/error.ts';
import { DEFAULT_KEY_FILE, readKey } from '../../node/audit-key.ts';
import { hashChunks, hashFile } from '../../node/hash-file.ts';
import { isArchive } from '../../readers/registry.ts';
import { type HashedFile, type Manifest, readManifest } from '../../reporters/audit-manifest.ts';
import { visible } from '../../reporters/visible.ts';
import type { Io } from '../io.ts';
import type { Language } from '../phrases.ts';
import { REPORT } from '../phrases-report.ts';
import { VERIFY } from '../phrases-verify.ts';
import { print } from '../print.ts';
import type { Services } from '../services.ts';

export interface VerifyOptions {
  readonly key?: string;
}

/** Of a member of an archive (`archive!member`) what is in it, else of the file itself; undefined: it is gone. */
async function hashOf(path: string): Promise<ReturnType<typeof hashFile> | undefined> {
  if (existsSync(path)) return hashFile(path);
  for (let at = path.indexOf('!'); at >= 0; at = path.indexOf('!', at + 1)) {
    const archive = path.slice(0, at);
    if (!isArchive(archive) || !existsSync(archive)) continue;
    const { openArchive } = await import('../../node/archives.ts');
    const source = { id: archive, name: archive, path: archive, isNamed: true, read: noBytes };
    const member = (await openArchive(source)).sources.find(({ id }) => id === path);
    return member?.chunks === undefined ? undefined : hashChunks(member.chunks());
  }
  return undefined;
}

function noBytes(): Uint8Array {
  return new Uint8Array();
}

/** What became of a file since: undefined where it is the same. */
async function changeOf(
  path: string,
  file: HashedFile,
): Promise<'missing' | 'unreadable' | 'changed' | undefined> {
  try {
    const found = await hashOf(path);
    if (found === undefined) return 'missing';
    const { bytes, sha256 } = found;
    return bytes === file.bytes && sha256 === file.sha256 ? undefined : 'changed';
  } catch {
    // Which of the reasons the system had makes no difference: it cannot be vouched for.
    return 'unreadable';
  }
}

function open(manifest: string, io: Io): { readonly path: string; readonly manifest: Manifest } {
  const path = resolve(io.cwd, manifest);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CuilintError('INPUT_UNREADABLE', VERIFY.unreadable, {
      at: { file: manifest },
      hint: REPORT.checkPath,
      cause,
    });
  }
  const read = readManifest(text);
  if (read === undefined)
    throw new CuilintError('INPUT_SYNTAX', VERIFY.noManifest, {
      at: { file: manifest },
      hint: VERIFY.howToMake,
    });
  return { path, manifest: read };
}

/**
 * `verify`: whether the inputs and reports of an audit are still what its manifest says. 0 where everything is,
 * 1 where something is not, 2 where the manifest cannot be read. Throws CuilintError.
 */
export async function runVerify(
  file: string,
  options: VerifyOptions,
  lang: Language,
  io: Io,
  services: Services,
): Promise<number> {
  const { path, manifest } = open(file, io);
  const base = resolve(dirname(path), manifest.base);
  const lines: string[] = [];
  let isSound = true;
  const complain = (line: string): void => {
    isSound = false;
    lines.push(visible(line));
  };
  for (const [kind, files] of [
    ['input', manifest.inputs],
    ['output', manifest.outputs],
  ] as const) {
    for (const each of files) {
      const change = each.file === '-' ? undefined : await changeOf(resolve(base, each.file), each);
      if (change !== undefined) complain(VERIFY.file(kind, change, each.file)[lang]);
    }
  }
  if (manifest.inputs.some(({ file: name }) => name === '-')) lines.push(VERIFY.stdin[lang]);
  const rows = manifest.inputs.reduce((sum, each) => sum + each.rows, 0);
  const judged = manifest.inputs.reduce((sum, each) => sum + each.judged, 0);
  const isBalanced = manifest.inputs.every((each) => each.rows === each.judged + each.skipped);
  if (!isBalanced || rows !== manifest.rows || judged !== manifest.judged)
    complain(VERIFY.unbalanced[lang]);
  const keyFile = options.key ?? DEFAULT_KEY_FILE;
  const key = readKey(resolve(options.key === undefined ? base : io.cwd, keyFile), keyFile);
  if (key === undefined) {
    if (options.key !== undefined)
      throw new CuilintError('INPUT_UNREADABLE', VERIFY.noKey, {
        at: { file: options.key },
        hint: REPORT.checkPath,
      });
    lines.push(VERIFY.sealUnchecked[lang]);
  } else if (pseudonym(key, 'key', '') !== manifest.keyId) lines.push(VERIFY.otherKey[lang]);
  else if (!manifest.isSealedBy(key)) complain(VERIFY.seal[lang]);
  const { hash } = services.loadRuleset();
  if (hash !== manifest.tool.ruleset) lines.push(VERIFY.otherRules(manifest.tool.version)[lang]);
  lines.push(
    isSound
      ? VERIFY.sound(manifest.inputs.length, manifest.outputs.length, manifest.rows)[lang]
      : VERIFY.unsound[lang],
  );
  await print(io, `${lines.join('\n')}\n`);
  return isSound ? 0 : 1;
}
