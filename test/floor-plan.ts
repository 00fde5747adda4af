/**
 * The floor plan of src/, and the checks that hold it: plain functions over text, so that they can be shown bad input.
 */

import { posix } from 'node:path';

/** Rooms and their floors. Imports go down; within a floor rooms do not know each other. */
export const FLOORS: Readonly<Record<string, number>> = {
  model: 0,
  text: 1,
  match: 1,
  rules: 2,
  readers: 3,
  engine: 3,
  reporters: 3,
  node: 4,
  cli: 5,
  page: 5,
};

/** The highest floor that touches nothing outside: no disk, clock, environment, chance. */
const HIGHEST_PURE_FLOOR = 3;

/** Built-in modules a pure floor may use: they compute and open nothing. */
const PURE_BUILTINS: ReadonlySet<string> = new Set(['node:crypto', 'node:stream', 'node:zlib']);

/** Packages that open files, start native code or write to the terminal, and the rooms that may. */
const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  nodejieba: ['node'],
  tinyglobby: ['node'],
  ora: ['cli'],
  commander: ['cli'],
};

/** The file of src/ that stands in no room: the public door. */
const DOORS: ReadonlySet<string> = new Set(['index.ts']);

const IMPURE: readonly { readonly pattern: RegExp; readonly name: string }[] = [
  { pattern: /\bprocess\s*[.[]/, name: 'process' },
  { pattern: /\bconsole\s*[.[]/, name: 'console' },
  { pattern: /\bDate\s*\.\s*now\b/, name: 'Date.now' },
  { pattern: /\bnew\s+Date\s*(?:\(\s*\)|(?![\s\w($]))/, name: 'new Date()' },
  { pattern: /(?<!new\s+)\bDate\s*\(/, name: 'Date()' },
  { pattern: /\bMath\s*\.\s*random\b/, name: 'Math.random' },
  { pattern: /\bset(?:Timeout|Interval|Immediate)\b/, name: 'timer' },
  { pattern: /\bperformance\s*\.\s*now\b/, name: 'performance.now' },
  { pattern: /\b(?:randomUUID|randomBytes|randomInt|getRandomValues)\b/, name: 'random bytes' },
  { pattern: /\bglobalThis\b/, name: 'globalThis' },
];

/**
 * The code without comments and without the inside of strings and regular expressions, of equal length.
 *
 * Template literals lose their text and keep what stands in `${}`. Enough of a scanner for what we write: a
 * slash begins a regular expression unless it follows a value.
 */
export function withoutTextAndComments(code: string): string {
  const out: string[] = [];
  /** Depth of braces at which each open `${` closes again. */
  const templates: number[] = [];
  let depth = 0;
  let i = 0;
  const blank = (end: number): void => {
    for (; i < end && i < code.length; i += 1) out.push(code[i] === '\n' ? '\n' : ' ');
  };
  const skipTemplate = (): void => {
    while (i < code.length) {
      if (code[i] === '\\') blank(i + 2);
      else if (code[i] === '`') {
        out.push('`');
        i += 1;
        return;
      } else if (code.startsWith('${', i)) {
        out.push('  ');
        i += 2;
        templates.push(depth);
        depth += 1;
        return;
      } else blank(i + 1);
    }
  };
  while (i < code.length) {
    const c = code[i] ?? '';
    if (code.startsWith('//', i)) {
      const end = code.indexOf('\n', i);
      blank(end < 0 ? code.length : end);
    } else if (code.startsWith('/*', i)) {
      const end = code.indexOf('*/', i + 2);
      blank(end < 0 ? code.length : end + 2);
    } else if (c === "'" || c === '"') {
      let end = i + 1;
      while (end < code.length && code[end] !== c && code[end] !== '\n') {
        end += code[end] === '\\' ? 2 : 1;
      }
      out.push(c);
      i += 1;
      blank(end);
      if (i < code.length) out.push(c);
      i += 1;
    } else if (c === '`') {
      out.push(c);
      i += 1;
      skipTemplate();
    } else if (c === '}' && templates.at(-1) === depth - 1) {
      templates.pop();
      depth -= 1;
      out.push(' ');
      i += 1;
      skipTemplate();
    } else if (
      c === '/' &&
      !/[\w$)\]}'"`]\s*$/.test(
        out
          .slice(-40)
          .join('')
          .replace(/\b(?:return|case|typeof|in|of)\s*$/, '('),
      )
    ) {
      let end = i + 1;
      let inClass = false;
      while (end < code.length && code[end] !== '\n' && (inClass || code[end] !== '/')) {
        if (code[end] === '[') inClass = true;
        if (code[end] === ']') inClass = false;
        end += code[end] === '\\' ? 2 : 1;
      }
      blank(end + 1);
    } else {
      if (c === '{') depth += 1;
      if (c === '}') depth -= 1;
      out.push(c);
      i += 1;
    }
  }
  return out.join('');
}

/** Every module named by an import, a re-export or a dynamic import, in order. Types count: they are knowledge too. */
export function importsOf(code: string): readonly string[] {
  const bare = withoutTextAndComments(code);
  const found: string[] = [];
  for (const match of bare.matchAll(/\b(?:from|import)\b\s*\(?\s*(['"])/g)) {
    const start = match.index + match[0].length;
    const end = code.indexOf(match[1] ?? "'", start);
    found.push(code.slice(start, end));
  }
  return found;
}

/** The room of a file of src/ (path relative to src/, `/` between parts), or null for one that stands in none. */
export function roomOf(path: string): string | null {
  const room = path.split('/')[0] ?? '';
  return path.includes('/') && room in FLOORS ? room : null;
}

function importFault(path: string, room: string, specifier: string): string | null {
  const floor = FLOORS[room] ?? 0;
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    const other = roomOf(target);
    if (other === null) return `imports ${specifier}, which stands in no room`;
    if (other === room) return null;
    const below = FLOORS[other] ?? 0;
    if (below > floor) return `imports up: ${room} (${floor}) -> ${other} (${below})`;
    if (below === floor) return `imports sideways: ${room} -> ${other} (both ${floor})`;
    return null;
  }
  if (specifier.startsWith('node:')) {
    const pure = floor > HIGHEST_PURE_FLOOR || PURE_BUILTINS.has(specifier);
    return pure ? null : `floor ${floor} imports ${specifier}`;
  }
  const name = specifier.split('/')[0] ?? '';
  const rooms = PACKAGE_ROOMS[name];
  return rooms === undefined || rooms.includes(room)
    ? null
    : `${name} belongs to ${rooms.join(', ')}`;
}

/** What is wrong with one file of src/ (path relative to src/): one sentence a fault, empty when it keeps the plan. */
export function faultsOf(path: string, code: string): readonly string[] {
  const faults: string[] = [];
  for (const part of path.split('/')) {
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*$/.test(part))
      faults.push(`${part} is not kebab-case`);
    if (/^(?:utils?|helpers?|common|misc)(?:\.|$)/.test(part)) faults.push(`${part} says nothing`);
  }
  if (DOORS.has(path)) return faults;
  const room = roomOf(path);
  if (room === null) return [...faults, 'stands in no known room'];
  for (const specifier of importsOf(code)) {
    const fault = importFault(path, room, specifier);
    if (fault !== null) faults.push(fault);
  }
  if ((FLOORS[room] ?? 0) <= HIGHEST_PURE_FLOOR) {
    const bare = withoutTextAndComments(code);
    for (const { pattern, name } of IMPURE) {
      if (pattern.test(bare)) faults.push(`floor ${FLOORS[room]} uses ${name}`);
    }
  }
  return faults;
}

/** Lines that name a place of one machine, or a registry; 1-based. */
export function machineTraces(text: string): readonly number[] {
  // The names are put together here so that this file does not name them.
  const roots = ['work', 'root', 'home', 'Users', 'farm'].join('|');
  const path = new RegExp(`(?:^|[^A-Za-z0-9.})\\]_*/-])/(?:${roots})/[\\w.]`);
  const registry =
    /https?:\/\/(?:registry\.|[\w.-]*\/(?:artifactory|nexus|verdaccio)\b|localhost\b|127\.0\.0\.1\b)/;
  return text
    .split(/\r\n|\r|\n/)
    .flatMap((line, index) => (path.test(line) || registry.test(line) ? [index + 1] : []));
}
