import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whether it has answered, so that the server does not. */
type Intercept = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | Promise<boolean>;

interface Session {
  readonly name: string;
  readonly contentType: string;
  content: Buffer;
}

/**
 * Google Cloud Storage as its documentation describes it, as far as the archive uses it: resumable uploads in chunks,
 * metadata, media, lists in pages, deletes. There is no emulator in the registries; this answers the real SDK.
 */
export class GcsServer {
  readonly objects = new Map<string, { content: Buffer; contentType: string }>();
  readonly sessions = new Map<string, Session>();
  /** Method, and what it is about. */
  readonly requests: string[] = [];
  intercept: Intercept = () => false;
  pageSize = 1000;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<GcsServer> {
    const server = new GcsServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const [, root, ...steps] = url.pathname.split('/');
    const isMedia = url.searchParams.get('alt') === 'media';
    this.requests.push(
      `${request.method} ${root === 'session' ? `session ${request.headers['content-range'] ?? ''}`.trim() : root === 'upload' ? 'start' : isMedia ? 'media' : steps.length > 4 ? 'object' : 'list'}`,
    );
    if (await this.intercept(request, response, url)) return;
    if (root === 'session') return this.#session(steps[0] ?? '', request, response);
    const bucket = decodeURIComponent(url.pathname.match(/\/b\/([^/]+)/)?.[1] ?? '');
    if (bucket !== 'archive') return fail(response, 404, 'notFound', 'The specified bucket does not exist.');
    if (root === 'upload') return this.#start(url, request, response);
    const name = decodeURIComponent(url.pathname.match(/\/o\/([^/]+)$/)?.[1] ?? '');
    if (name === '') return this.#list(url, response);
    const object = this.objects.get(name);
    if (!object) return fail(response, 404, 'notFound', `No such object: archive/${name}`);
    if (request.method === 'DELETE') {
      this.objects.delete(name);
      response.writeHead(204).end();
    } else if (isMedia) {
      response.writeHead(200, { 'content-type': object.contentType }).end(object.content);
    } else {
      json(response, 200, describe(name, object));
    }
  }

  async #start(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await readAll(request);
    const id = randomUUID();
    this.sessions.set(id, {
      name: url.searchParams.get('name') ?? '',
      contentType: String(request.headers['x-upload-content-type'] ?? ''),
      content: Buffer.alloc(0),
    });
    response.writeHead(200, { location: `${this.url}/session/${id}` }).end();
  }

  async #session(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = this.sessions.get(id);
    const body = await readAll(request);
    if (!session) return fail(response, 410, 'gone', 'no such upload');
    if (request.method === 'DELETE') {
      this.sessions.delete(id);
      response.writeHead(499).end();
      return;
    }
    const range = String(request.headers['content-range']);
    const [, first, last, total] = /^bytes (?:(\d+)-(\d+|\*)|\*)\/(\d+|\*)$/.exec(range) ?? [];
    if (first !== undefined) {
      if (Number(first) !== session.content.byteLength)
        return fail(response, 503, 'backendError', 'not what comes next');
      session.content = Buffer.concat([session.content, body]);
    }
    // An open end means that all the rest has come.
    if (last === '*' || total === String(session.content.byteLength)) {
      const object = { content: session.content, contentType: session.contentType };
      this.objects.set(session.name, object);
      this.sessions.delete(id);
      json(response, 200, describe(session.name, object));
      return;
    }
    const kept = session.content.byteLength;
    response.writeHead(308, kept === 0 ? {} : { range: `bytes=0-${kept - 1}` }).end();
  }

  #list(url: URL, response: ServerResponse): void {
    const names = [...this.objects.keys()]
      .filter((name) => name.startsWith(url.searchParams.get('prefix') ?? ''))
      .sort();
    const from = Number(url.searchParams.get('pageToken') ?? 0);
    const items = names.slice(from, from + this.pageSize).map((name) => describe(name, this.objects.get(name)));
    const next = from + this.pageSize < names.length ? { nextPageToken: String(from + this.pageSize) } : {};
    json(response, 200, { kind: 'storage#objects', items, ...next });
  }
}

/** Of the request's body. */
export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function fail(response: ServerResponse, status: number, reason: string, message: string): void {
  json(response, status, { error: { code: status, message, errors: [{ reason, message, domain: 'global' }] } });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function describe(name: string, object: { content: Buffer; contentType: string } | undefined): object {
  const { content, contentType } = object ?? { content: Buffer.alloc(0), contentType: '' };
  return {
    kind: 'storage#object',
    bucket: 'archive',
    name,
    size: String(content.byteLength),
    contentType,
    md5Hash: createHash('md5').update(content).digest('base64'),
  };
}
