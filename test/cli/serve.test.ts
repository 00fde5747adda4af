import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, startServing } from '../../src/cli/commands/serve.ts';
import type { Io } from '../../src/cli/io.ts';
import { WORD_SERVICES } from './harness.ts';

let folder = '';
let serving: Serving;

function silent(): Io['stdout'] {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  return { stream, isTerminal: false, columns: undefined };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-serve-'));
  const io: Io = {
    stdin: { isTerminal: false, read: () => new Uint8Array() },
    stdout: silent(),
    stderr: silent(),
    env: {},
    cwd: folder,
    now: () => new Date('2026-03-01T10:00:00+08:00'),
  };
  serving = await startServing('zh', {}, 0, io, WORD_SERVICES, '1.2.3');
});
afterAll(async () => {
  serving.close();
  await serving.closed;
  rmSync(folder, { recursive: true, force: true });
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly token?: string;
}

/** By hand: `fetch` would not let a test lie about host and origin. */
function ask(path: string, { method, headers = {}, body, token }: Ask = {}): Promise<Reply> {
  return new Promise((done, fail) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: serving.port,
        path,
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          Host: `127.0.0.1:${serving.port}`,
          'X-Cuilint-Token': token ?? serving.token,
          ...headers,
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          done({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

function judged(text: string | Uint8Array, query = 'name=a.txt'): Promise<Reply> {
  return ask(`/api/check?${query}`, { body: text });
}

describe('strangers', () => {
  test.each([
    { name: 'another name for this machine', headers: { Host: 'evil.example' }, status: 403 },
    { name: 'the right name with another port', headers: { Host: 'localhost:1' }, status: 403 },
    { name: 'another page', headers: { Origin: 'https://evil.example' }, status: 403 },
    { name: 'a page without origin', headers: { Origin: 'null' }, status: 403 },
  ])('$name gets nothing', async ({ headers, status }) => {
    for (const path of ['/', '/api/rule?name=threat/word']) {
      const reply = await ask(path, { headers });
      expect(reply.status).toBe(status);
      expect(reply.text).not.toMatch(/上门|<html/);
    }
  });

  test.each(['', 'x', `${'A'.repeat(32)}`])('the token %j opens nothing', async (token) => {
    const reply = await ask('/api/check?name=a.txt', { body: '上门', token });
    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.text).error).toContain('口令不对');
  });

  test('the page holds no token, and there is a new one each time', async () => {
    const { text } = await ask('/', { token: '' });
    expect(text).toContain('<textarea');
    expect(text).not.toContain(serving.token);
    expect(serving.token.length).toBeGreaterThanOrEqual(32);
    expect(serving.address).toBe(`http://${'127.0.0.1'}:${serving.port}/#${serving.token}`);
  });

  test('nobody but the loopback is listened to', async () => {
    const refused = new Promise<boolean>((done) => {
      // Another address of the loopback network would be answered by a server on all addresses.
      const socket = connect({ host: '127.0.0.2', port: serving.port });
      socket.once('connect', () => {
        socket.destroy();
        done(false);
      });
      socket.once('error', () => done(true));
    });
    expect(await refused).toBe(true);
  });
});

describe('every answer', () => {
  test('of the page has a policy that allows its own script, its own server and nothing else', async () => {
    const { headers, text } = await ask('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(text).not.toMatch(/ on\w+=| style=|https?:\/\//);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test.each([
    { path: '/api/no', status: 404 },
    { path: '/../../etc/passwd', status: 404 },
    { path: '/api/check?name=a.txt', status: 404 },
    { path: '/api/rule', method: 'DELETE', status: 404 },
  ])('to $path is $status and a sentence', async ({ path, method = 'GET', status }) => {
    const reply = await ask(path, { method });
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.text).error).toMatch(/\p{Script=Han}/u);
  });
});

describe('check', () => {
  test('judges a text, with places and counts', async () => {
    const { status, text } = await judged('您好\n我们上门，你是老赖\n');
    expect(status).toBe(200);
    const { findings, counts, segments, problems, omitted } = JSON.parse(text);
    expect(
      findings.map(({ ruleId, line, column }: Record<string, unknown>) => [ruleId, line, column]),
    ).toEqual([
      ['threat/word', 2, 3],
      ['insult/word', 2, 8],
    ]);
    expect(counts).toMatchObject({ error: 1, warning: 1, info: 0 });
    expect({ segments, problems, omitted }).toEqual({ segments: 2, problems: [], omitted: 0 });
  });

  test('says of each clause since when it is in force, in words', async () => {
    const { findings } = JSON.parse((await judged('我们上门\n')).text);
    for (const { validity } of findings[0].clauses)
      expect(validity).toMatch(/^\d{4}-\d\d-\d\d 起施行$|^现行，起始日未核$/);
  });

  test('reads a file by its name, and names what it cannot read', async () => {
    const { findings } = JSON.parse((await judged('编号,内容\n7,我们上门\n', 'name=a.csv')).text);
    expect(findings).toMatchObject([{ record: 1, field: '内容' }]);
    const broken = JSON.parse((await judged('{"a":"我们上门",}', 'name=a.json')).text);
    expect(broken.problems).toMatchObject([{ code: 'INPUT_SYNTAX', line: 1 }]);
    expect(broken.findings).toHaveLength(1);
    const packed = JSON.parse((await judged(Buffer.from('PK\u0003\u0004xx'), 'name=a.xlsx')).text);
    expect(packed.problems).toHaveLength(1);
  });

  test('masks personal data', async () => {
    const { text } = await judged('请打13800000000，不然我们上门');
    expect(text).toContain('上门');
    expect(text).not.toContain('13800000000');
  });

  test.each([
    { query: 'name=a.txt&kind=mms', says: '--kind' },
    { query: 'name=a.txt&profile=shop', says: '--profile' },
  ])('a wrong choice is one sentence: $query', async ({ query, says }) => {
    const { status, text } = await judged('上门', query);
    expect(status).toBe(422);
    expect(JSON.parse(text).error).toContain(says);
  });

  test.each(['', 'name=', 'name=-', 'name=a/', `name=${'a'.repeat(300)}`])(
    'a file without a name is refused: %j',
    async (query) => {
      expect((await judged('上门', query)).status).toBe(400);
    },
  );

  test('folders in a name are no way into the disk', async () => {
    writeFileSync(join(folder, 'secret.txt'), '我们上门\n');
    const { text } = await judged('您好', `name=${encodeURIComponent('../secret.txt')}`);
    expect(JSON.parse(text).findings).toEqual([]);
  });

  test('lists 500 findings and counts the others', async () => {
    const { findings, omitted } = JSON.parse((await judged('我们上门\n'.repeat(700))).text);
    expect([findings.length, omitted]).toEqual([500, 200]);
  });

  test('more than 50 MB is refused in a sentence, said or not said beforehand', async () => {
    const headers = { 'Content-Length': String(51 * 1024 * 1024) };
    const promised = await new Promise<Reply>((done, fail) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: serving.port,
          path: '/api/check?name=a.txt',
          method: 'POST',
          headers: {
            Host: `127.0.0.1:${serving.port}`,
            'X-Cuilint-Token': serving.token,
            ...headers,
          },
        },
        (response) => {
          let text = '';
          response.on('data', (part: Buffer) => {
            text += part.toString('utf8');
          });
          response.on('end', () => {
            sent.destroy();
            done({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      sent.on('error', fail);
      sent.flushHeaders();
    });
    expect(promised.status).toBe(413);
    expect(JSON.parse(promised.text).error).toContain('50 MB');
  });
});

describe('report', () => {
  test.each([
    { format: 'html', begins: '<!DOCTYPE html>' },
    { format: 'json', begins: '{"version":1' },
    { format: 'csv', begins: '\ufeff"cuilint"' },
    { format: 'markdown', begins: '<!-- cuilint report -->' },
    { format: 'xlsx', begins: 'PK\u0003\u0004' },
  ])('is handed out as $format', async ({ format, begins }) => {
    const { status, text } = await ask(`/api/report?name=a.txt&format=${format}`, {
      body: '我们上门\n',
    });
    expect(status).toBe(200);
    expect(text.startsWith(begins)).toBe(true);
    if (format !== 'xlsx') expect(text).toContain('上门');
  });

  test('in no other format', async () => {
    for (const format of ['', 'pdf', '__proto__'])
      expect((await ask(`/api/report?name=a.txt&format=${format}`, { body: '' })).status).toBe(400);
  });
});

describe('rule', () => {
  test.each([
    { name: 'threat/word', id: 'threat/word' },
    { name: 'threat/old-word', id: 'threat/word' },
    { name: '老赖', id: 'insult/word' },
    { name: ' THREAT ', id: 'threat/word' },
  ])('is found by $name', async ({ name, id }) => {
    const { text } = await ask(`/api/rule?${new URLSearchParams({ name })}`);
    expect(JSON.parse(text)).toMatchObject({ id, why: '测试' });
  });

  test.each(['', 'constructor', '没有这条'])('is not found by %j', async (name) => {
    expect((await ask(`/api/rule?${new URLSearchParams({ name })}`)).text).toBe('null');
  });
});
