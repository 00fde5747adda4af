import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CuilintError, formatProblem, type Message } from '../../model/error.ts';
import { visible } from '../../reporters/visible.ts';
import type { Io } from '../io.ts';
import { keepingServices } from '../keeping-services.ts';
import { parseCheckOptions, type RawOptions, usageError } from '../options.ts';
import { type Language, USAGE } from '../phrases.ts';
import { SERVE } from '../phrases-serve.ts';
import { print } from '../print.ts';
import { type Answers, type Asked, createAnswers } from '../serve-answers.ts';
import { pagePolicy, SERVED_FORMATS, servedPage } from '../serve-page.ts';
import type { Services } from '../services.ts';

/** The loopback alone: nobody on the network reaches it. */
const HOST = '127.0.0.1';
const TOKEN_BYTES = 24;
const MEGABYTE = 1024 * 1024;
const MAX_MEGABYTES = 50;
const REQUEST_TIMEOUT_MS = 60_000;
const MAX_NAME = 255;

export interface ServeOptions extends RawOptions {
  readonly port?: string;
}

/** An answer that is not what was asked for. */
class Refusal extends Error {
  readonly status: number;
  readonly told: Message;

  constructor(status: number, told: Message) {
    super(told.en);
    this.status = status;
    this.told = told;
  }
}

const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
};

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  more: Readonly<Record<string, string>> = {},
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...HEADERS,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Content-Type': type,
    'Content-Length': bytes.length,
    ...more,
  });
  response.end(bytes);
}

/** Throws a Refusal (413) once more than the limit has come, whatever its head promised. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const limit = MAX_MEGABYTES * MEGABYTE;
  const tooLarge = new Refusal(413, SERVE.tooLarge(MAX_MEGABYTES));
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge;
  const parts: Buffer[] = [];
  let size = 0;
  // Destroyed on leaving, the request would take the answer with it.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    // Safe: without an encoding a request gives buffers.
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > limit) throw tooLarge;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function isSameToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A name from another site that leads here (DNS rebinding) is refused, and so is a request of another page. */
function refuseStrangers(request: IncomingMessage, port: number): void {
  const { host, origin } = request.headers;
  const own = [`${HOST}:${port}`, `localhost:${port}`];
  const isOwn = host !== undefined && own.includes(host);
  if (!isOwn || (origin !== undefined && origin !== `http://${host}`))
    throw new Refusal(403, SERVE.wrongHost);
}

/** The name of a file without its folders: it is shown and tells the format, and nothing is opened by it. */
function fileName(given: string | null): string {
  const name = (given ?? '').split(/[/\\]/).at(-1) ?? '';
  if (name === '' || name.length > MAX_NAME || name === '-')
    throw new Refusal(400, SERVE.badRequest);
  return name;
}

function given<Key extends string>(
  key: Key,
  parameters: URLSearchParams,
): { readonly [K in Key]?: string } {
  const value = parameters.get(key);
  // Safe: an object of this one key, which a computed name does not let the compiler see.
  return (value === null || value === '' ? {} : { [key]: value }) as {
    readonly [K in Key]?: string;
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  page: string,
  answers: Answers,
  token: string,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', `http://${HOST}`);
  const isGet = request.method === 'GET' || request.method === 'HEAD';
  const json = (value: unknown): void =>
    send(response, 200, 'application/json; charset=utf-8', JSON.stringify(value));
  if (pathname === '/' && isGet) {
    send(response, 200, 'text/html; charset=utf-8', page, {
      'Content-Security-Policy': pagePolicy(),
    });
    return;
  }
  if (pathname === '/favicon.ico' && isGet) return send(response, 204, 'image/x-icon', '');
  const { 'x-cuilint-token': sent } = request.headers;
  if (!isSameToken(typeof sent === 'string' ? sent : undefined, token))
    throw new Refusal(401, SERVE.noToken);
  const asked = async (): Promise<Asked> => ({
    name: fileName(searchParams.get('name')),
    bytes: await bodyOf(request),
    ...given('kind', searchParams),
    ...given('profile', searchParams),
  });
  switch (`${request.method} ${pathname}`) {
    case 'GET /api/rule':
      return json(answers.rule(searchParams.get('name') ?? '') ?? null);
    case 'POST /api/check':
      return json(await answers.judge(await asked()));
    case 'POST /api/report': {
      const format = SERVED_FORMATS.find((each) => each === searchParams.get('format'));
      if (format === undefined) throw new Refusal(400, SERVE.badRequest);
      const bytes = await answers.report(await asked(), format);
      return send(response, 200, 'application/octet-stream', bytes);
    }
    default:
      throw new Refusal(404, SERVE.notFound);
  }
}

function told(error: unknown, lang: Language): { readonly status: number; readonly text: string } {
  if (error instanceof Refusal) return { status: error.status, text: error.told[lang] };
  if (error instanceof CuilintError) {
    const { code, reason, hint } = error;
    const problem = { code, reason, ...(hint === undefined ? {} : { hint }) };
    return { status: 422, text: formatProblem(problem, lang) };
  }
  return { status: 500, text: SERVE.broken[lang] };
}

export interface Serving {
  /** With the token behind `#`, where no server ever sees it. */
  readonly address: string;
  readonly port: number;
  readonly token: string;
  close(): void;
  /** When it has been closed. */
  readonly closed: Promise<void>;
}

/** Starts the server. Throws CuilintError USAGE where the port cannot be had. */
export async function startServing(
  lang: Language,
  raw: RawOptions,
  wantedPort: number,
  io: Io,
  services: Services,
  version: string,
): Promise<Serving> {
  const kept = keepingServices(services);
  const page = servedPage(lang, kept.loadRuleset({ pages: true }));
  const answers = createAnswers(lang, raw, io, kept, version);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  let port = wantedPort;
  const server: Server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      const fail = (error: unknown): void => {
        const { status, text } = told(error, lang);
        // What was not read of a refused body must not be taken for the next request.
        response.setHeader('Connection', 'close');
        if (!response.headersSent)
          send(
            response,
            status,
            'application/json; charset=utf-8',
            JSON.stringify({ error: visible(text) }),
          );
      };
      try {
        refuseStrangers(request, port);
      } catch (error) {
        fail(error);
        return;
      }
      answer(request, response, page, answers, token).catch(fail);
    },
  );
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(wantedPort, HOST, done);
  }).catch((error: unknown) => {
    throw new CuilintError('USAGE', SERVE.portTaken(wantedPort), {
      hint: SERVE.otherPort,
      cause: error,
    });
  });
  // Safe: a server that listens on a host and port has an address of this kind.
  port = (server.address() as AddressInfo).port;
  const closed = new Promise<void>((done) => server.once('close', done));
  return {
    address: `http://${HOST}:${port}/#${token}`,
    port,
    token,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
    closed,
  };
}

function portOf(value: string | undefined): number {
  if (value === undefined) return 0;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port <= 65535) return port;
  throw usageError({
    zh: USAGE.badValue('--port', value, SERVE.aPort.zh).zh,
    en: USAGE.badValue('--port', value, SERVE.aPort.en).en,
  });
}

/**
 * `serve`: a page on the loopback that judges while somebody types. Its settings are those of the configuration
 * of the folder. Goes on until a signal ends it: 130 or 143.
 */
export async function runServe(
  options: ServeOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const { port, ...raw } = options;
  const { lang } = parseCheckOptions(raw, io.cwd, io.now(), io.env);
  const serving = await startServing(lang, raw, portOf(port), io, services, version);
  let code = 0;
  const stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
    code = signal === 'SIGINT' ? 130 : 143;
    serving.close();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    await print(io, `${SERVE.ready(serving.address)[lang]}\n`);
    await serving.closed;
  } finally {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
    serving.close();
  }
  return code;
}
