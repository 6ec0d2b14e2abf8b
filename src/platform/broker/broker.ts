import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Invalidations } from '../../kernel/events.ts';
import { runTogether } from '../../kernel/run-together.ts';
import type { Bus } from '../bus/bus.ts';
import type { ClusterNode } from '../cluster/node-registry.ts';
import type { Redis } from '../cluster/redis.ts';
import type { Database } from '../database/database.ts';
import { type BrokerMemory, createBrokerMemory } from './broker-memory.ts';
import type { ConnectPacket } from './connect-packet.ts';
import { ConnectFailure, readConnect } from './connect-reader.ts';
import { encodeConnack } from './encode.ts';
import type { MessageHooks, Refusal, Session, SessionHooks, Transport } from './hooks.ts';
import { LiveExchange } from './live-exchange.ts';
import type { LiveFrame } from './live-frames.ts';
import type { OwnMessage } from './message-router.ts';
import { OwnInterest } from './own-interest.ts';
import { SessionStore, type StoredWill } from './session-store.ts';
import { SharedSessions } from './shared-sessions.ts';
import { TopicSpace } from './topic-space.ts';

/** Connections that have not sent their CONNECT yet. One more ends the oldest, so that a flood of them starves nobody. */
const maxWaiting = 5000;
const connectTimeoutMs = 10_000;
/** CONNECTs that are being decided about; each may ask the database. */
const maxDeciding = 5000;
/** How often a server looks for messages of which no other server has told it. */
const lookMs = 5_000;
/** How soon it tries again where the database did not let it. */
const retryMs = 1_000;

/**
 * Clients are asked for a certificate and need none; with `clientCa`, they must present one that it has signed, and the
 * handshake fails without.
 */
export interface BrokerTls {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly clientCa?: Buffer;
}

/** Where a connection comes from. */
export interface Origin {
  readonly remoteAddress: string | undefined;
  readonly transport: Transport;
  /** Of the connection's TLS, where it has any: what certificates are asked of. */
  readonly socket?: unknown;
}

export interface BrokerLogger {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** MQTT 3.1.1 for many applications: finds out whose client it is, then hands it to that application's topic space. */
export class Broker<Data> {
  readonly #sessions: SessionHooks<Data>;
  readonly #messages: MessageHooks<Data>;
  readonly #logger: BrokerLogger;
  readonly #server: Server;
  readonly #store: SessionStore;
  readonly #memory: BrokerMemory;
  /** How messages come to and from other servers, where several share the database. */
  readonly #live: Live | undefined;
  readonly #node: ClusterNode | undefined;
  /** The servers that share the database, as of the last look. */
  #nodes: readonly string[] = [];
  readonly #spaces = new Map<string, Promise<TopicSpace<Data>>>();
  readonly #opened = new Map<string, TopicSpace<Data>>();
  readonly #streams = new Set<Duplex>();
  /** The oldest first. */
  readonly #waiting = new Set<Duplex>();
  #deciding = 0;
  #closing = false;
  #lookTimer: NodeJS.Timeout | undefined;
  #resyncing: Promise<void> | undefined;
  #resyncAgain = false;

  constructor(options: {
    sessions: SessionHooks<Data>;
    messages: MessageHooks<Data>;
    logger: BrokerLogger;
    database: Database;
    tls?: BrokerTls;
    /** This server among those that share the database; undefined: it has it for itself. */
    node?: ClusterNode | undefined;
    /** What such servers tell each other. */
    redis?: Redis | undefined;
    /** Over which such servers are heard. */
    bus: Bus;
  }) {
    const { database, node, redis, bus } = options;
    const shared = node && new SharedSessions({ database, node, bus });
    this.#store = new SessionStore({ database, node, shared });
    shared?.listen({
      lost: ({ applicationId, clientId, generation }) =>
        this.#opened.get(applicationId)?.claimedElsewhere(clientId, generation + 1),
      posted: ({ applicationId, clientId }) => this.#opened.get(applicationId)?.router.look(clientId),
      notRetained: (applicationId, topic) => this.#messages.notKept(applicationId, { topic }),
      full: ({ applicationId, clientId, topic }) => this.#messages.notKept(applicationId, { topic, clientId }),
    });
    this.#node = node;
    this.#messages = options.messages;
    this.#sessions = options.sessions;
    this.#logger = options.logger;
    this.#memory = createBrokerMemory(options.logger);
    if (node && redis) {
      const exchange = new LiveExchange({
        redis,
        node,
        logger: options.logger,
        receive: (frame) => this.#receive(frame, bus),
      });
      const whenHearing = exchange.hearAs.bind(exchange);
      const own = new OwnInterest({ database, node, bus, whenHearing });
      this.#live = { exchange, own, caughtUp: runTogether(() => exchange.caughtUp(this.#nodes)) };
      // What others have said meanwhile was not heard.
      redis.onBack(() => void this.#look());
    }
    const onConnection = (socket: Socket): void => {
      socket.setNoDelay(true);
      const transport = options.tls ? 'mqtts' : 'mqtt';
      void this.handle(socket, { remoteAddress: socket.remoteAddress, transport, socket });
    };
    this.#server = options.tls ? createTlsServer(toTlsOptions(options.tls), onConnection) : createServer(onConnection);
    this.#server.on('tlsClientError', () => undefined);
  }

  /**
   * Publishes the wills of clients whose server has stopped without a word; to be called before `listen`, so that they come
   * before whatever these clients say next. Resolves when all of them are dealt with.
   *
   * @param node the server that has stopped, where several share the database
   * @returns how many there were
   */
  async publishLeftWills(node?: string): Promise<number> {
    let count = 0;
    for (let after = ''; ; ) {
      const wills = await this.#store.loadWills(after, node);
      await Promise.all(wills.map((will) => this.#publishLeftWill(will)));
      const last = wills.at(-1);
      if (!last) return count;
      after = last.willId;
      count += wills.length;
    }
  }

  /** Where several servers share the database: this one sees to the wills that one which had it for itself has left. */
  claimLeftWills(): Promise<void> {
    return this.#store.claimWills();
  }

  async #publishLeftWill(will: StoredWill): Promise<void> {
    const { willId } = will;
    const session = await this.#sessions.restore(will);
    if (session) {
      const space = await this.#space(session.applicationId);
      return new Promise((resolve) => space.publishWill(session, will, resolve));
    }
    this.#store.apply([{ kind: 'forgetWill', willId }], ignoreFailure);
  }

  listen(options: { host: string; port: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(options.port, options.host, () => {
        this.#server.removeListener('error', reject);
        this.#server.on('error', (error) => this.#logger.warn({ err: error }, 'MQTT listener'));
        if (!this.#store.shared) return resolve();
        this.#lookOn();
        void this.#look().then(resolve);
      });
    });
  }

  /** Looks for what has come for sessions that are here: the word of it may have been lost. */
  async #look(): Promise<void> {
    try {
      this.#nodes = (await this.#node?.findAll()) ?? [];
      const waiting = (await this.#store.shared?.findWaiting()) ?? [];
      for (const { applicationId, clientId } of waiting) this.#opened.get(applicationId)?.router.look(clientId);
    } catch (error) {
      this.#logger.warn({ err: error }, 'messages from other servers could not be looked for');
    }
  }

  /** What another server has sent. */
  #receive(frame: Exclude<LiveFrame, { kind: 'heard' }>, bus: Bus): void {
    if (frame.kind === 'catchUp') {
      const { node, question } = frame.asked;
      const done = () => this.#live?.exchange.send([node], { kind: 'heard', question, count: 0 });
      // One that cannot hear others waits for nobody: it reads all of it when it can.
      bus.caughtUp().then(done, done);
      return;
    }
    const space = this.#opened.get(frame.applicationId);
    if (frame.kind === 'message') space?.receive(frame);
    else space?.router.lookFor(frame.topic);
  }

  #lookOn(): void {
    this.#lookTimer = setTimeout(async () => {
      await this.#look();
      if (!this.#closing) this.#lookOn();
    }, lookMs).unref();
  }

  /** A client has connected to a server: to another one, where it is not this one's own announcement. */
  clientClaimed(event: Invalidations['client.claimed']): void {
    if (this.#store.shared?.isOwn(event)) return;
    const { applicationId, clientId, generation } = event;
    this.#spaces.get(applicationId)?.then((space) => space.claimedElsewhere(clientId, generation), ignoreFailure);
  }

  /** Another server has changed what sessions have subscribed to. */
  subscriptionsChanged({ applicationId, changes }: Invalidations['subscriptions.changed']): void {
    this.#spaces.get(applicationId)?.then((space) => space.subscriptionsChanged(changes), ignoreFailure);
  }

  /** Another server has said what its clients have subscribed to. */
  interestChanged({ applicationId, node, added, removed }: Invalidations['interest.changed']): void {
    this.#spaces.get(applicationId)?.then((space) => space.interestChanged(node, { added, removed }), ignoreFailure);
  }

  /** A server is no more. */
  nodeGone(node: string): void {
    this.#nodes = this.#nodes.filter((other) => other !== node);
    for (const opening of this.#spaces.values()) opening.then((space) => space.nodeGone(node), ignoreFailure);
  }

  /** What the clients of a server that has died had subscribed to is wanted there no more. */
  async forgetNode(node: string): Promise<void> {
    await this.#live?.own.forget(node);
  }

  /** What other servers said may have been missed: finds out what is so by now, however long that takes. */
  resync(): void {
    this.#resyncAgain = true;
    if (!this.#store.shared || this.#resyncing) return;
    this.#resyncing = this.#resyncAll().finally(() => {
      this.#resyncing = undefined;
    });
  }

  async #resyncAll(): Promise<void> {
    while (this.#resyncAgain && !this.#closing) {
      this.#resyncAgain = false;
      try {
        for (const space of [...this.#opened.values()]) {
          await space.reread();
          const lost = (await this.#store.shared?.findLost(new Map(space.generations()))) ?? [];
          for (const clientId of lost) space.claimedElsewhere(clientId, Number.POSITIVE_INFINITY);
        }
      } catch (error) {
        this.#logger.warn({ err: error }, 'sessions could not be looked at again; trying once more');
        this.#resyncAgain = true;
        await setTimeoutAsync(retryMs, undefined, { ref: false });
      }
    }
  }

  /** The port that is really listened on; undefined before that and after. */
  get port(): number | undefined {
    return (this.#server.address() as AddressInfo | null)?.port;
  }

  get connectionCount(): number {
    let count = 0;
    for (const space of this.#opened.values()) count += space.connectionCount;
    return count;
  }

  /** Serves MQTT on a stream: a socket, or a WebSocket's stream of bytes. Never rejects. */
  async handle(stream: Duplex, origin: Origin): Promise<void> {
    const { remoteAddress, transport } = origin;
    const ignore = (): void => undefined;
    stream.on('error', ignore);
    if (this.#closing) {
      stream.destroy();
      return;
    }
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    try {
      const opening = await this.#readConnect(stream);
      const decision = await this.#decide(opening.connect, origin);
      if ('returnCode' in decision) return refuse(stream, decision.returnCode);
      const space = await this.#space(decision.applicationId);
      if (stream.destroyed || this.#closing) {
        stream.destroy();
        return;
      }
      space.accept(stream, opening, decision);
    } catch (error) {
      this.#logger.debug({ err: error, remoteAddress }, 'MQTT connection ended before it began');
      if (error instanceof ConnectFailure) {
        const { clientId } = error;
        const attempt = { ...(clientId ? { clientId } : {}), ...(remoteAddress ? { remoteAddress } : {}), transport };
        this.#sessions.connectRejected?.(attempt, error.message);
      }
      const returnCode = error instanceof ConnectFailure ? error.returnCode : 3;
      if (returnCode === undefined) stream.destroy();
      else refuse(stream, returnCode);
    }
  }

  async #readConnect(stream: Duplex) {
    for (const oldest of this.#waiting) {
      if (this.#waiting.size < maxWaiting) break;
      this.#waiting.delete(oldest);
      oldest.destroy();
    }
    this.#waiting.add(stream);
    try {
      return await readConnect(stream, connectTimeoutMs);
    } finally {
      this.#waiting.delete(stream);
    }
  }

  /**
   * Publishes into an application's space; resolves when the message is kept for all who are owed it. Where no space has
   * been opened nobody is connected, so only a message that can be owed, or wanted on another server, opens one.
   *
   * @returns how many clients of other servers have heard it, if that is counted
   */
  async publish(applicationId: string, message: OwnMessage): Promise<number> {
    const opens = message.retain || message.qos > 0 || this.#live !== undefined;
    const space = opens ? await this.#space(applicationId) : this.#opened.get(applicationId);
    return (await space?.router.publish(message)) ?? 0;
  }

  /** Ends as many connections, whosever they are. */
  disconnectSome(most: number, reason: string): void {
    let left = most;
    for (const space of this.#opened.values()) {
      if (left <= 0) return;
      left -= space.disconnectSome(left, reason);
    }
  }

  disconnect(applicationId: string, clientId: string, reason: string): void {
    this.disconnectWhere(applicationId, (session) => session.clientId === clientId, reason);
  }

  disconnectWhere(applicationId: string, matches: (session: Session<Data>) => boolean, reason: string): void {
    this.#opened.get(applicationId)?.disconnectWhere(matches, reason);
  }

  /** Ends a client's connection and its session. */
  forget(applicationId: string, clientId: string, reason: string): void {
    // A space that is not open has nothing in memory, and its rows go with the device's own.
    this.#spaces.get(applicationId)?.then((space) => space.forget(clientId, reason), ignoreFailure);
  }

  /** Ends the connections of an application; what is kept for it goes with the application's row. */
  async closeSpace(applicationId: string, reason: string): Promise<void> {
    const opening = this.#spaces.get(applicationId);
    this.#spaces.delete(applicationId);
    this.#opened.delete(applicationId);
    const space = await opening?.catch(ignoreFailure);
    space?.close(reason);
  }

  /** Stops accepting, ends every connection, and resolves when all have been told of as disconnected. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#lookTimer);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await Promise.all([...this.#spaces.keys()].map((id) => this.closeSpace(id, 'server stopping')));
    // Wills that the end has published are kept like any message.
    await this.#store.drain();
    this.#live?.own.stop();
    this.#live?.exchange.stop();
    for (const stream of this.#streams) stream.destroy();
    await closed;
  }

  async #decide(
    connect: ConnectPacket,
    { remoteAddress, transport, socket }: Origin,
  ): Promise<Session<Data> | Refusal> {
    // An empty client id asks the server to make one up [MQTT-3.1.3-6]; ours are device ids, so there is none to make up.
    if (connect.clientId === '') return { returnCode: 2, reason: 'the client id is empty' };
    if (this.#deciding >= maxDeciding) return { returnCode: 3, reason: 'too many devices connect at once' };
    this.#deciding += 1;
    try {
      const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined;
      return await this.#sessions.authenticate({
        clientId: connect.clientId,
        ...(connect.username === undefined ? {} : { username: connect.username }),
        ...(connect.password === undefined ? {} : { password: connect.password }),
        ...(remoteAddress === undefined ? {} : { remoteAddress }),
        transport,
        ...(certificate === undefined ? {} : { certificate }),
        keepAlive: connect.keepAlive,
        clean: connect.clean,
      });
    } finally {
      this.#deciding -= 1;
    }
  }

  #space(applicationId: string): Promise<TopicSpace<Data>> {
    let opening = this.#spaces.get(applicationId);
    if (!opening) {
      // It stays until the application is deleted or the server stops: reading it again would cost more than it takes.
      const space = new TopicSpace({
        applicationId,
        sessions: this.#sessions,
        messages: this.#messages,
        store: this.#store,
        memory: this.#memory,
        live: this.#live,
      });
      opening = space.start().then(() => {
        if (this.#spaces.get(applicationId) === opening) this.#opened.set(applicationId, space);
        return space;
      });
      opening.catch(() => {
        // The database could not be read; the next who comes tries again.
        if (this.#spaces.get(applicationId) === opening) this.#spaces.delete(applicationId);
      });
      this.#spaces.set(applicationId, opening);
    }
    return opening;
  }
}

function toTlsOptions({ cert, key, clientCa }: BrokerTls) {
  return {
    cert,
    key,
    requestCert: true,
    rejectUnauthorized: clientCa !== undefined,
    ...(clientCa ? { ca: clientCa } : {}),
  };
}

function ignoreFailure(): undefined {}

/** What a space needs for messages of and to other servers, and `exchange` and `own` themselves. */
interface Live {
  readonly own: OwnInterest;
  readonly exchange: LiveExchange;
  readonly caughtUp: () => Promise<void>;
}

/** CONNACK with a code, then the end [MQTT-3.2.2-5]. */
function refuse(stream: Duplex, returnCode: number): void {
  stream.end(encodeConnack(returnCode));
  // What it still sends is not read, but must not hold up the end either.
  stream.resume();
  // Whoever does not read the answer is not waited for.
  setTimeout(() => stream.destroy(), 1000).unref();
}
