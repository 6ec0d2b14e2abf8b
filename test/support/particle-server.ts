import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAll } from './gcs-server.ts';

/** The event streams of the Particle cloud as its documentation describes them, and publishing. */
export class ParticleServer {
  readonly published: Record<string, unknown>[] = [];
  /** Paths of the streams that are open. */
  readonly streams = new Map<ServerResponse, string>();
  readonly #server: Server;
  readonly #token: string;

  private constructor(token: string) {
    this.#token = token;
    this.#server = createServer((request, response) => {
      void this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(token: string): Promise<ParticleServer> {
    const server = new ParticleServer(token);
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

  send(name: string, data: string): void {
    const event = { data, ttl: 60, published_at: '2026-01-02T03:04:05.678Z', coreid: '0123456789abcdef01234567' };
    for (const stream of this.streams.keys()) stream.write(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  /** Whatever bytes, on every stream. */
  write(bytes: string | Buffer): void {
    for (const stream of this.streams.keys()) stream.write(bytes);
  }

  /** Cuts every stream. */
  cut(): void {
    for (const stream of this.streams.keys()) stream.destroy();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    if (request.headers.authorization !== `Bearer ${this.#token}`) {
      response.writeHead(401).end(JSON.stringify({ error: 'invalid_token' }));
      return;
    }
    if (request.method === 'POST') {
      this.published.push({ path: request.url, ...JSON.parse(body.toString()) });
      response.writeHead(200).end(JSON.stringify({ ok: true }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':ok\n\n');
    this.streams.set(response, request.url ?? '');
    response.once('close', () => this.streams.delete(response));
  }
}
