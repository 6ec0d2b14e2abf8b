import type { Duplex } from 'node:stream';
import { Aedes, type AedesPublishPacket, type Client, type PublishPacket, type Subscription } from 'aedes';
import { isValidTopicFilter, isValidTopicName } from '../../kernel/topic-filter.ts';
import { BoundedPersistence } from './bounded-persistence.ts';
import type { BrokerHooks, Session } from './hooks.ts';
import { limitPacketSize } from './packet-size.ts';

/** semantics.md, MQTT: the largest payload. */
const maxPayloadBytes = 256 * 1024;
/** Filters one client may hold; each costs memory and matching time. */
const maxSubscriptions = 1000;
/** How long a subscriber may leave its socket full before it is disconnected. */
const drainTimeoutMs = 30_000;

/** A client of a space, from its acceptance to its end. */
interface Connection<Data> {
  readonly session: Session<Data>;
  readonly client: Client;
  connected: boolean;
  closeReason: string | undefined;
  messagesFromClient: number;
  messagesToClient: number;
}

/** Packets that were acknowledged but are for nobody else; see `publish` below. */
const consumed = new WeakSet<object>();

/** Aedes with one addition: a packet marked as consumed goes no further. */
class ConsumingAedes extends Aedes {
  override publish(...parameters: Parameters<Aedes['publish']>): void {
    const [packet, client, done] = parameters as unknown as [object, unknown, ((error?: Error) => void) | undefined];
    if (!consumed.has(packet)) return super.publish(...parameters);
    (typeof client === 'function' ? (client as () => void) : done)?.();
  }
}

/**
 * One application's topic space: an Aedes instance of its own, so that no topic, retained message, will or session can
 * be shared with another application by any mistake in a rule.
 */
export class TopicSpace<Data> {
  readonly #applicationId: string;
  readonly #hooks: BrokerHooks<Data>;
  readonly #persistence = new BoundedPersistence();
  readonly #aedes: ConsumingAedes;
  readonly #connections = new Map<Client, Connection<Data>>();
  readonly #connectedById = new Map<string, Connection<Data>>();
  /** Sessions of streams that have been handed to Aedes but have not passed its CONNECT yet. */
  readonly #accepted = new WeakMap<Duplex, Connection<Data>>();

  constructor(options: { applicationId: string; hooks: BrokerHooks<Data> }) {
    this.#applicationId = options.applicationId;
    this.#hooks = options.hooks;
    this.#aedes = new ConsumingAedes({
      persistence: this.#persistence,
      drainTimeout: drainTimeoutMs,
      // Packets that follow CONNECT before its CONNACK [MQTT-3.1.4, non normative]; they arrive in one read at most.
      queueLimit: 1000,
      maxClientsIdLength: 24,
      // The decision was made before the stream got here.
      authenticate: (client, _username, _password, done) => {
        const accepted = this.#accepted.get(client.conn as Duplex);
        // Aedes ends an earlier connection of the same client next [MQTT-3.1.4-2]; this is why.
        const earlier = accepted && this.#connectedById.get(accepted.session.clientId);
        if (earlier) earlier.closeReason ??= 'taken over by a new connection';
        done(null, accepted !== undefined);
      },
      authorizePublish: (client, packet, done) => this.#authorizePublish(client, packet, done),
      authorizeSubscribe: (client, subscription, done) => this.#authorizeSubscribe(client, subscription, done),
      authorizeForward: (client, packet) => (this.#mayDeliver(client, packet) ? packet : null),
      published: (packet, client, done) => {
        const connection = client && this.#connections.get(client);
        if (connection) this.#hooks.published(connection.session, toMessage(packet));
        done();
      },
    });
    this.#listenToClients();
  }

  async start(): Promise<void> {
    await this.#aedes.listen();
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Takes over a stream whose CONNECT was accepted. */
  accept(stream: Duplex, session: Session<Data>): void {
    const client = this.#aedes.handle(stream);
    const connection = {
      session,
      client,
      connected: false,
      closeReason: undefined,
      messagesFromClient: 0,
      messagesToClient: 0,
    };
    this.#accepted.set(stream, connection);
    this.#connections.set(client, connection);
    // A client that never gets as far as being registered is not announced as gone.
    stream.once('close', () => {
      if (!connection.connected) this.#connections.delete(client);
    });
    limitPacketSize(client, maxPayloadBytes);
  }

  publish(message: { topic: string; payload: Uint8Array; qos: 0 | 1; retain: boolean }): Promise<void> {
    const packet: PublishPacket = {
      cmd: 'publish',
      dup: false,
      topic: message.topic,
      payload: Buffer.from(message.payload),
      qos: message.qos,
      retain: message.retain,
    };
    return new Promise((resolve, reject) => {
      this.#aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Ends the connections of all sessions that match. */
  disconnectWhere(matches: (session: Session<Data>) => boolean, reason: string): void {
    for (const connection of [...this.#connections.values()]) {
      if (matches(connection.session)) this.#close(connection, reason);
    }
  }

  /** Ends every connection and forgets retained messages and sessions. */
  close(reason: string): Promise<void> {
    this.disconnectWhere(() => true, reason);
    return new Promise((resolve) => this.#aedes.close(resolve));
  }

  #close(connection: Connection<Data>, reason: string): void {
    connection.closeReason ??= reason;
    connection.client.close();
  }

  #listenToClients(): void {
    this.#aedes.on('clientReady', (client) => {
      const connection = this.#connections.get(client);
      if (!connection) return;
      connection.connected = true;
      this.#connectedById.set(connection.session.clientId, connection);
      this.#hooks.connected(connection.session);
    });
    this.#aedes.on('clientDisconnect', (client) => {
      const connection = this.#connections.get(client);
      this.#connections.delete(client);
      if (!connection?.connected) return;
      const { clientId } = connection.session;
      if (this.#connectedById.get(clientId) === connection) this.#connectedById.delete(clientId);
      this.#hooks.disconnected(connection.session, {
        reason: connection.closeReason ?? (saidGoodbye(client) ? 'client disconnected' : 'connection lost'),
        messagesFromClient: connection.messagesFromClient,
        messagesToClient: connection.messagesToClient,
      });
    });
    const note = (client: Client, reason: string): void => {
      const connection = this.#connections.get(client);
      if (connection) connection.closeReason ??= reason;
    };
    this.#aedes.on('keepaliveTimeout', (client) => note(client, 'keep alive timeout'));
    this.#aedes.on('clientError', (client, error) => {
      // Errors of the socket itself are plain losses; anything else is what the client sent.
      const isSocketError = (error as NodeJS.ErrnoException).syscall !== undefined;
      note(client, isSocketError ? 'connection lost' : `protocol error: ${error.message}`);
    });
  }

  #authorizePublish(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void {
    const connection = client && this.#connections.get(client);
    if (!connection) return done(new Error('not connected'));
    const { topic } = packet;
    const message = toMessage(packet);
    if (!isValidTopicName(topic)) return done(new Error('the topic is not valid'));
    if (message.payload.length > maxPayloadBytes) return done(new Error('the payload is larger than 256 KiB'));
    connection.messagesFromClient += 1;
    this.#hooks.publish(connection.session, message, (decision, reason) => {
      if (decision === 'consume') consumed.add(packet);
      if (decision !== 'close') return done(null);
      connection.closeReason ??= reason ?? 'publish refused';
      done(new Error(connection.closeReason));
    });
  }

  #authorizeSubscribe(
    client: Client,
    subscription: Subscription,
    done: (error: Error | null, subscription?: Subscription | null) => void,
  ): void {
    const connection = this.#connections.get(client);
    const held = Object.keys((client as unknown as { subscriptions: object }).subscriptions).length;
    if (!connection || held >= maxSubscriptions || !isValidTopicFilter(subscription.topic)) return done(null, null);
    this.#hooks.subscribe(connection.session, subscription.topic).then(
      (allowed) => {
        if (allowed) this.#persistence.grant(subscription);
        done(null, allowed ? subscription : null);
      },
      () => done(null, null),
    );
  }

  #mayDeliver(client: Client, packet: AedesPublishPacket): boolean {
    // Aedes tells itself about its clients on $SYS topics; none of that is for them.
    if (packet.topic.startsWith('$')) return false;
    const connection = this.#connections.get(client);
    if (!connection) return false;
    const decision = this.#hooks.delivering(connection.session, toMessage(packet));
    if (decision === 'close') this.#close(connection, 'throttled: too many messages to the device');
    if (decision !== 'deliver') return false;
    connection.messagesToClient += 1;
    return true;
  }

  get applicationId(): string {
    return this.#applicationId;
  }
}

function toMessage(packet: { topic: string; payload: Buffer | string }): { topic: string; payload: Uint8Array } {
  return {
    topic: packet.topic,
    payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
  };
}

/** Whether the client sent DISCONNECT; Aedes keeps that to itself. */
function saidGoodbye(client: Client): boolean {
  return (client as unknown as { _disconnected: boolean })._disconnected;
}
