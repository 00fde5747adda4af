import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { packageRoot } from '../../src/node/built-in.ts';
import { createMessages, generatePhrases } from './generate.ts';
import { formatLimit, median } from './measure.ts';

const LINES = 500;
/** Changes before those that count: the first ones load the rules. */
const WARM_UP = 20;

/** From a change of one line in a file of 500 to the diagnostics of the whole, over the protocol. */
export async function benchEditor(rounds: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cuilint-bench-'));
  const server = spawn(process.execPath, [join(packageRoot(), 'bin/cuilint.js'), 'lsp'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  let answered: () => void = () => {};
  client.onNotification('textDocument/publishDiagnostics', () => answered());
  client.listen();
  const answerTo = async (method: string, params: object): Promise<number> => {
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const begin = performance.now();
    await client.sendNotification(method, params);
    await answer;
    return performance.now() - begin;
  };
  try {
    await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    await client.sendNotification('initialized', {});
    const texts = createMessages(6).mixed(LINES - 1, generatePhrases(), 0.02);
    const uri = pathToFileURL(join(folder, 'templates.yaml')).href;
    const text = `templates:\n${texts.map((body) => `  - body: "${body}"\n`).join('')}`;
    await answerTo('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    const times: number[] = [];
    for (let change = 0; change < WARM_UP + 10 * rounds; change++) {
      const position = { line: 1 + (change % (LINES - 1)), character: 11 };
      const took = await answerTo('textDocument/didChange', {
        textDocument: { uri, version: 2 + change },
        contentChanges: [{ range: { start: position, end: position }, text: '您' }],
      });
      if (change >= WARM_UP) times.push(took);
    }
    await client.sendRequest('shutdown');
    await client.sendNotification('exit');
    return [
      `language server: a change in ${LINES} lines of YAML`,
      formatLimit({ what: 'answered after', value: median(times), unit: 'ms', atMost: 50 }),
    ];
  } finally {
    client.dispose();
    server.kill();
    rmSync(folder, { recursive: true });
  }
}
