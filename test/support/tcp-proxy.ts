import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Both ends of what goes through the proxy; the far one is not there yet for who has come while nothing arrives. */
interface Way {
  readonly near: Socket;
  far: Socket | undefined;
}

/** Stands between a server and what it talks to, so that a test can cut the way and mend it. */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #to: { readonly host: string; readonly port: number };
  readonly #ways = new Set<Way>();
  #state: 'open' | 'cut' | 'stalled' = 'open';

  private constructor(server: Server, to: { host: string; port: number }) {
    this.#server = server;
    this.#to = to;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (near) => {
      if (this.#state === 'cut') return near.resetAndDestroy();
      const way: Way = { near, far: undefined };
      this.#ways.add(way);
      this.#join(near, way);
      if (this.#state === 'open') this.#open(way);
      return undefined;
    });
  }

  static async start(to: { host: string; port: number }): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, to);
  }

  /** Resets every connection; new ones are refused until `mend`. */
  cut(): void {
    this.#state = 'cut';
    this.drop();
  }

  /** Resets every connection; new ones are let through. */
  drop(): void {
    for (const { near, far } of this.#ways) {
      near.resetAndDestroy();
      far?.resetAndDestroy();
    }
  }

  /**
   * Nothing that is sent arrives any more, in either direction, also on new connections, and nobody is told: as behind a cable
   * that was pulled. `mend` lets through what has waited.
   */
  stall(): void {
    this.#state = 'stalled';
    for (const { near, far } of this.#ways) {
      for (const socket of [near, far]) {
        socket?.unpipe();
        socket?.pause();
      }
    }
  }

  mend(): void {
    this.#state = 'open';
    for (const way of this.#ways) this.#open(way);
  }

  async end(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #open(way: Way): void {
    if (!way.far) {
      way.far = connect(this.#to.port, this.#to.host);
      this.#join(way.far, way);
    }
    way.near.pipe(way.far);
    way.far.pipe(way.near);
  }

  #join(socket: Socket, way: Way): void {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#ways.delete(way);
      way.near.destroy();
      way.far?.destroy();
    });
  }
}
