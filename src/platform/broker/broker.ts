import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { ConnectFailure, readConnect } from './connect-reader.ts';
import type { BrokerHooks, Refusal, Session, Transport } from './hooks.ts';
import { TopicSpace } from './topic-space.ts';

/** Connections that have not sent their CONNECT yet; a flood of them must not starve those that have. */
const maxWaiting = 5000;
const connectTimeoutMs = 10_000;

export interface BrokerLogger {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** MQTT 3.1.1 for many applications: finds out whose client it is, then hands it to that application's topic space. */
export class Broker<Data> {
  readonly #hooks: BrokerHooks<Data>;
  readonly #logger: BrokerLogger;
  readonly #server: Server;
  readonly #spaces = new Map<string, Promise<TopicSpace<Data>>>();
  readonly #opened = new Map<string, TopicSpace<Data>>();
  readonly #streams = new Set<Duplex>();
  #waiting = 0;
  #closing = false;

  constructor(options: {
    hooks: BrokerHooks<Data>;
    logger: BrokerLogger;
    tls?: { readonly cert: Buffer; readonly key: Buffer };
  }) {
    this.#hooks = options.hooks;
    this.#logger = options.logger;
    const onConnection = (socket: Socket): void => {
      socket.setNoDelay(true);
      void this.handle(socket, socket.remoteAddress, options.tls ? 'mqtts' : 'mqtt');
    };
    this.#server = options.tls ? createTlsServer(options.tls, onConnection) : createServer(onConnection);
    this.#server.on('tlsClientError', () => undefined);
  }

  listen(options: { host: string; port: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(options.port, options.host, () => {
        this.#server.removeListener('error', reject);
        this.#server.on('error', (error) => this.#logger.warn({ err: error }, 'MQTT listener'));
        resolve();
      });
    });
  }

  /** The port that is really listened on. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connectionCount(): number {
    let count = 0;
    for (const space of this.#opened.values()) count += space.connectionCount;
    return count;
  }

  /** Serves MQTT on a stream: a socket, or a WebSocket's stream of bytes. Never rejects. */
  async handle(stream: Duplex, remoteAddress: string | undefined, transport: Transport): Promise<void> {
    const ignore = (): void => undefined;
    stream.on('error', ignore);
    if (this.#closing || this.#waiting >= maxWaiting) {
      stream.destroy();
      return;
    }
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    this.#waiting += 1;
    try {
      const connect = await readConnect(stream, connectTimeoutMs);
      const decision = await this.#decide(connect, remoteAddress, transport);
      if ('returnCode' in decision) return refuse(stream, decision.returnCode);
      const space = await this.#space(decision.applicationId);
      if (stream.destroyed || this.#closing) {
        stream.destroy();
        return;
      }
      stream.removeListener('error', ignore);
      space.accept(stream, decision);
    } catch (error) {
      this.#logger.debug({ err: error, remoteAddress }, 'MQTT connection ended before it began');
      if (error instanceof ConnectFailure) {
        const { clientId } = error;
        const attempt = { ...(clientId ? { clientId } : {}), ...(remoteAddress ? { remoteAddress } : {}), transport };
        this.#hooks.turnedAway?.(attempt, error.message);
      }
      const returnCode = error instanceof ConnectFailure ? error.returnCode : 3;
      if (returnCode === undefined) stream.destroy();
      else refuse(stream, returnCode);
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Publishes into an application's space; without one there is nobody to hear it, so only a retained message makes one. */
  async publish(
    applicationId: string,
    message: { topic: string; payload: Uint8Array; qos: 0 | 1; retain: boolean },
  ): Promise<void> {
    const space = message.retain ? await this.#space(applicationId) : this.#opened.get(applicationId);
    await space?.publish(message);
  }

  disconnect(applicationId: string, clientId: string, reason: string): void {
    this.disconnectWhere(applicationId, (session) => session.clientId === clientId, reason);
  }

  disconnectWhere(applicationId: string, matches: (session: Session<Data>) => boolean, reason: string): void {
    this.#opened.get(applicationId)?.disconnectWhere(matches, reason);
  }

  /** Ends an application's space with all that it holds. */
  async closeSpace(applicationId: string, reason: string): Promise<void> {
    const space = await this.#spaces.get(applicationId);
    this.#spaces.delete(applicationId);
    this.#opened.delete(applicationId);
    await space?.close(reason);
  }

  /** Stops accepting, ends every connection, and resolves when all have been told of as disconnected. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await Promise.all([...this.#spaces.keys()].map((id) => this.closeSpace(id, 'server stopping')));
    for (const stream of this.#streams) stream.destroy();
    await closed;
  }

  async #decide(
    connect: Awaited<ReturnType<typeof readConnect>>,
    remoteAddress: string | undefined,
    transport: Transport,
  ): Promise<Session<Data> | Refusal> {
    // An empty client id asks the server to make one up [MQTT-3.1.3-6]; ours are device ids, so there is none to make up.
    if (connect.clientId === '') return { returnCode: 2, reason: 'the client id is empty' };
    return this.#hooks.authenticate({
      clientId: connect.clientId,
      ...(connect.username === undefined ? {} : { username: connect.username }),
      ...(connect.password === undefined ? {} : { password: Buffer.from(connect.password) }),
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
      transport,
      keepAlive: connect.keepalive ?? 0,
      clean: connect.clean ?? true,
    });
  }

  #space(applicationId: string): Promise<TopicSpace<Data>> {
    let opening = this.#spaces.get(applicationId);
    if (!opening) {
      // An idle space is some 14 KB, and closing one would lose its retained messages and sessions: it stays until the
      // application is deleted or the server stops.
      const space = new TopicSpace({ applicationId, hooks: this.#hooks });
      opening = space.start().then(() => {
        this.#opened.set(applicationId, space);
        return space;
      });
      this.#spaces.set(applicationId, opening);
    }
    return opening;
  }
}

/** CONNACK with a code, then the end [MQTT-3.2.2-5]. */
function refuse(stream: Duplex, returnCode: number): void {
  stream.end(Buffer.from([0x20, 0x02, 0x00, returnCode]));
  // Whoever does not read the answer is not waited for.
  setTimeout(() => stream.destroy(), 1000).unref();
}
