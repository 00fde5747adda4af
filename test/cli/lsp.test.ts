import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { ROOT } from '../command-line.ts';
import { createRepository, type Repository } from './repository.ts';

interface Diagnostics {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly severity: number;
    readonly message: string;
    readonly range: {
      readonly start: { readonly line: number; readonly character: number };
      readonly end: { readonly line: number; readonly character: number };
    };
  }[];
}

let repository: Repository;
let server: ChildProcess;
let client: ProtocolConnection;
let received: Diagnostics[];
let waiting: ((diagnostics: Diagnostics) => void)[];
let messages: string[];

async function launch(files: Readonly<Record<string, string>>): Promise<void> {
  repository = createRepository(files);
  server = spawn(process.execPath, [join(ROOT, 'bin/cuilint.js'), 'lsp', '--stdio'], {
    cwd: repository.root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  client = createProtocolConnection(
    new StreamMessageReader(server.stdout!),
    new StreamMessageWriter(server.stdin!),
  );
  client.onNotification('textDocument/publishDiagnostics', (diagnostics: Diagnostics) => {
    received.push(diagnostics);
    waiting.shift()?.(diagnostics);
  });
  client.onNotification('window/showMessage', ({ message }: { message: string }) => {
    messages.push(message);
  });
  client.listen();
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
}

beforeEach(() => {
  received = [];
  waiting = [];
  messages = [];
});

afterEach(async () => {
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  client.dispose();
  repository.dispose();
});

function uriOf(path: string): string {
  return pathToFileURL(join(repository.root, path)).href;
}

/** What the server says next of any document. */
function answer(): Promise<Diagnostics> {
  return new Promise((resolve) => waiting.push(resolve));
}

async function open(path: string, text: string, languageId = 'plaintext'): Promise<Diagnostics> {
  const next = answer();
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: uriOf(path), languageId, version: 1, text },
  });
  return next;
}

/** What the ranges cut out of the text, with their rules. */
function cut(text: string, { diagnostics }: Diagnostics): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return diagnostics.map(({ code, range: { start, end } }) => {
    expect(end.line).toBe(start.line);
    return `${code} ${lines[start.line]!.slice(start.character, end.character)}`;
  });
}

describe('a language server', () => {
  test('finds what stands in a document that is not saved, behind an emoji and CRLF', async () => {
    await launch({});
    const text = '😀您好\r\n😀再不还钱，我们上门找你家人。\r\n';
    const said = await open('new.txt', text);
    expect(cut(text, said)).toEqual(expect.arrayContaining([expect.stringMatching(/^threat\//)]));
    for (const each of cut(text, said)) expect(each).toMatch(/ (?:.*上门.*|.*家人.*)$/);
  });

  test('answers a change with the version it speaks of', async () => {
    await launch({ 'a.txt': '您好\n' });
    expect((await open('a.txt', '您好\n')).diagnostics).toEqual([]);
    const next = answer();
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf('a.txt'), version: 2 },
      contentChanges: [
        {
          range: { start: { line: 0, character: 2 }, end: { line: 0, character: 2 } },
          text: '，你这种老赖',
        },
      ],
    });
    const said = await next;
    expect(said.version).toBe(2);
    expect(cut('您好，你这种老赖\n', said)).toEqual(['insult/discredit-label 你这种老赖']);
  });

  test('heeds configuration and suppressions, and tells what is wrong with them once', async () => {
    await launch({
      'cuilint.config.yaml': 'rules: {insult/discredit-label: off}\n',
      'a.yaml': 'x: 你这种老赖\n',
    });
    expect((await open('a.yaml', 'x: 你这种老赖\n', 'yaml')).diagnostics).toEqual([]);
    repository.write('cuilint.config.yaml', 'rulez: {}\n');
    await client.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    const { diagnostics } = await answer();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('rulez');
    // And is seen in each document, which would look clean otherwise.
    const shown = { code: 'CONFIG_INVALID', message: expect.stringContaining('rulez') };
    expect(diagnostics).toMatchObject([shown]);
    expect((await open('b.yaml', 'x: 你这种老赖\n', 'yaml')).diagnostics).toMatchObject([shown]);
    repository.write('cuilint.config.yaml', 'baseline: none.jsonl\n');
    await client.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    expect((await answer()).diagnostics).toMatchObject([
      { code: 'CONFIG_INVALID', message: expect.stringContaining('none.jsonl') },
    ]);
  });

  test('shows the rule on hover, and offers a rewrite and a suppression', async () => {
    await launch({});
    const text = '# 模板\nbody: 您好。你这种老赖我见多了。请还款。\n';
    const said = await open('a.yaml', text, 'yaml');
    const found = said.diagnostics.find(({ code }) => code === 'insult/discredit-label')!;
    const uri = uriOf('a.yaml');
    const hover = (await client.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: found.range.start,
    })) as { contents: { value: string } };
    expect(hover.contents.value).toContain('insult/discredit-label');
    expect(hover.contents.value).toMatch(/《.+》/);
    const actions = (await client.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: found.range,
      context: { diagnostics: [] },
    })) as {
      title: string;
      edit: {
        changes: Record<
          string,
          { range: Diagnostics['diagnostics'][0]['range']; newText: string }[]
        >;
      };
    }[];
    const edits = actions.map(({ edit }) => edit.changes[uri]![0]!);
    const rewrite = edits.find(({ newText }) => newText.startsWith('您的账户'))!;
    const line = text.split('\n')[1]!;
    const { start, end } = rewrite.range;
    expect(line.slice(start.character, end.character)).toBe('你这种老赖我见多了。');
    const suppression = edits.find(({ newText }) => newText.startsWith('#'))!;
    expect(suppression.range.start).toEqual({ line: 1, character: 0 });
    expect(suppression.newText).toMatch(/^# cuilint-disable-next-line insult\/\S+ -- \S+\n$/);
  });

  test.each([
    ['A.java', 'java', 'class A {\n  String a = "您好" +\n      "你这种老赖";\n}\n', /^ +\/\/ /],
    [
      'strings.xml',
      'xml',
      '<resources>\n <string name="a">你这种老赖</string>\n</resources>\n',
      /^ <!-- .* —— /,
    ],
    ['a.html', 'html', '<p>您好\n<p title="你这种老赖">您好\n', /^<!-- /],
    ['a.ftl', 'ftl', '<#if a>\n你这种老赖\n</#if>\n', /^<#-- /],
    ['a.yaml', 'yaml', 'a:\n  - >-\n    您好：\n\n      你这种老赖\n', /^ {2}# /],
    ['a.yml', 'yaml', 'a: [\n  "你这种老赖"]\n', /^ {2}# /],
    ['a.md', 'markdown', '您好\n\n- 一\n- 你这种老赖\n', /^<!-- /],
    ['a.properties', 'properties', 'a=您好\nb=你这种老赖\n', /^# /],
    ['a.sql', 'sql', "SELECT 1,\n '你这种老赖';\n", /^ -- /],
  ])(
    'offers a suppression in the comments of %s that holds as soon as it has a reason',
    async (path, language, text, comment) => {
      await launch({});
      const uri = uriOf(path);
      const said = await open(path, text, language);
      expect(said.diagnostics.map(({ code }) => code)).toEqual(['insult/discredit-label']);
      const actions = (await client.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: said.diagnostics[0]!.range,
        context: { diagnostics: [] },
      })) as {
        edit: {
          changes: Record<string, { newText: string; range: { start: { line: number } } }[]>;
        };
      }[];
      const edits = actions.flatMap(({ edit }) => edit.changes[uri]!);
      const { newText, range } = edits.find(({ newText: written }) => written.includes('disable'))!;
      expect(newText).toMatch(comment);
      const lines = text.split('\n');
      lines.splice(range.start.line, 0, newText.trimEnd());
      const change = async (version: number, text: string): Promise<unknown[]> => {
        const next = answer();
        await client.sendNotification('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: [{ text }],
        });
        return (await next).diagnostics.map(({ code }) => code).sort();
      };
      const asOffered = lines.join('\n');
      expect(await change(2, asOffered)).toEqual([
        'insult/discredit-label',
        'meta/suppression-no-reason',
      ]);
      expect(await change(3, asOffered.replace('请写明原因', '培训用的反例'))).toEqual([]);
    },
  );

  test.each([
    [
      'B.java',
      'java',
      'class A {\n  String a = """\n      您好\n      你这种老赖\n      """;\n}\n',
    ],
    ['b.yaml', 'yaml', 'a: 您好\n  你这种老赖\n'],
    ['b.md', 'markdown', '您好，\n你这种老赖\n'],
  ])('offers no suppression within a text of several lines: %s', async (path, language, text) => {
    await launch({});
    const said = await open(path, text, language);
    expect(said.diagnostics.length).toBeGreaterThan(0);
    const actions = (await client.sendRequest('textDocument/codeAction', {
      textDocument: { uri: uriOf(path) },
      range: said.diagnostics[0]!.range,
      context: { diagnostics: [] },
    })) as unknown[];
    expect(JSON.stringify(actions)).not.toContain('disable');
  });

  test('says where YAML is broken', async () => {
    await launch({});
    const said = await open('b.yaml', 'a: "上门\nb: [\n', 'yaml');
    expect(said.diagnostics.some(({ severity }) => severity === 1)).toBe(true);
  });
});
