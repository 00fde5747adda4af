import { describe, expect, test } from 'vitest';
import { visible } from '../../src/reporters/visible.ts';
import {
  FINDING,
  findings,
  HOSTILE,
  hostileRun,
  LEVELS,
  linesOf,
  PROBLEM,
  render,
  runOf,
} from './events.ts';

interface Command {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** A workflow command as the runner of GitHub Actions reads it (ActionCommand.TryParseV2); null for any other line. */
function commandOf(line: string): Command | null {
  const match = /^::([a-z-]+)(?: (.*?))?::(.*)$/s.exec(line.trim());
  if (match === null) return null;
  const unescapeData = (text: string): string =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const properties = (match[2] ?? '')
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      const value = pair
        .slice(equals + 1)
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',');
      return [pair.slice(0, equals), unescapeData(value)];
    });
  return {
    command: match[1]!,
    properties: Object.fromEntries(properties),
    data: unescapeData(match[3]!),
  };
}

describe('github', () => {
  test('commands with place, title and text, errors first', async () => {
    const multiline = { ...FINDING, location: { line: 2, column: 1, endLine: 3, endColumn: 2 } };
    const report = await render(
      'github',
      runOf(
        [{ ...FINDING, severity: 'info' }, { ...multiline, severity: 'warning' }, FINDING],
        [PROBLEM],
      ),
    );
    const commands = linesOf(report).map(commandOf);
    expect(commands.map((command) => command?.command)).toEqual([
      'error',
      'error',
      'warning',
      'notice',
    ]);
    expect(commands[0]!.properties).toEqual({
      title: 'cuilint: INPUT_SYNTAX',
      file: 'b.json',
      line: '3',
      col: '4',
    });
    expect(commands[1]!.properties).toEqual({
      title: 'cuilint: 以上门相威胁 (threat/word)',
      file: 'a.txt',
      line: '1',
      endLine: '1',
      col: '3',
      endColumn: '5',
    });
    expect(commands[1]!.data.split('\n')).toHaveLength(3);
    // GitHub refuses columns of a place over several lines.
    expect(commands[2]!.properties).toMatchObject({ line: '2', endLine: '3' });
    expect(commands[2]!.properties).not.toHaveProperty('col');
  });

  test.each([
    {
      name: 'exactly ten of each',
      error: 10,
      warning: 10,
      info: 10,
      problems: 0,
      shown: [10, 10, 10],
      left: 0,
    },
    {
      name: 'more of each',
      error: 30,
      warning: 20,
      info: 15,
      problems: 0,
      shown: [10, 10, 10],
      left: 36,
    },
    {
      name: 'more errors alone',
      error: 11,
      warning: 0,
      info: 0,
      problems: 0,
      shown: [10, 0, 1],
      left: 1,
    },
    {
      name: 'ten notices and one error too many',
      error: 11,
      warning: 0,
      info: 10,
      problems: 0,
      shown: [10, 0, 10],
      left: 2,
    },
    {
      name: 'problems leave half to the errors',
      error: 30,
      warning: 0,
      info: 0,
      problems: 30,
      shown: [10, 0, 1],
      left: 50,
    },
    {
      name: 'problems take what errors leave',
      error: 2,
      warning: 0,
      info: 0,
      problems: 30,
      shown: [10, 0, 1],
      left: 22,
    },
  ])('at most ten a level, and a last notice with the rest: $name', async (row) => {
    const list = LEVELS.flatMap((severity) => findings(row[severity], severity)).toReversed();
    const problems = Array.from({ length: row.problems }, () => PROBLEM);
    const report = await render('github', runOf(list, problems));
    const commands = linesOf(report).map((line) => commandOf(line)!);
    const shown = ['error', 'warning', 'notice'].map(
      (level) => commands.filter(({ command }) => command === level).length,
    );
    expect(shown).toEqual(row.shown);
    const last = commands.at(-1)!;
    if (row.left === 0) expect(report).not.toContain('LEFT_OUT');
    else
      expect(last).toMatchObject({
        command: 'notice',
        data: expect.stringContaining(` ${row.left} `),
      });
    const told = commands.length - (row.left === 0 ? 0 : 1);
    expect(told + row.left).toBe(list.length + problems.length);
  });

  test.each(HOSTILE)(
    'comes back unescaped as it was, one command each: $name',
    async ({ text }) => {
      const report = await render('github', hostileRun(text));
      const lines = linesOf(report);
      expect(lines).toHaveLength(2);
      for (const line of lines) {
        const { command, properties, data } = commandOf(line)!;
        expect(command).toBe('error');
        expect(properties['file']).toBe(
          text
            .split(/([\r\n])/)
            .map((part) => (/[\r\n]/.test(part) ? part : visible(part)))
            .join(''),
        );
        expect(data).toContain(visible(text));
        expect(Object.keys(properties).toSorted()).toEqual([
          'col',
          ...(properties['endLine'] === undefined ? [] : ['endColumn', 'endLine']),
          'file',
          'line',
          'title',
        ]);
      }
    },
  );
});
