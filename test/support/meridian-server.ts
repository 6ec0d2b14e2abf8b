import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * The stream of asset updates of Meridian as its web SDK and its schema of messages (`track.AssetUpdateList`) describe it: JSON
 * messages on a WebSocket, the method and the token in the query, the request as the first message.
 */
export class MeridianServer {
  /** What clients have asked for. */
  readonly requests: unknown[] = [];
  readonly sockets = new Set<WebSocket>();
  readonly #server: Server;

  private constructor(token: string) {
    this.#server = createServer((_request, response) => response.writeHead(404).end());
    const sockets = new WebSocketServer({ noServer: true });
    this.#server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const { method, authorization } = Object.fromEntries(url.searchParams);
      if (url.pathname !== '/streams/v1/track/assets' || method !== 'POST') {
        socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (client) => {
        this.sockets.add(client);
        client.once('close', () => this.sockets.delete(client));
        client.on('message', (data) => {
          if (authorization === `Token ${token}`) this.requests.push(JSON.parse(String(data)));
          else client.send(JSON.stringify({ error: { grpc_code: 16, http_code: 401, message: 'Unauthorized' } }));
        });
      });
    });
  }

  static async start(token: string): Promise<MeridianServer> {
    const server = new MeridianServer(token);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  send(...updates: object[]): void {
    for (const socket of this.sockets) socket.send(JSON.stringify({ result: { asset_updates: updates } }));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
