import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import type { Invalidations } from '../../kernel/events.ts';
import { newId } from '../../kernel/ids.ts';
import type { Announcement, Bus, RemoteListeners } from '../bus/bus.ts';
import type { DatabaseLogger, Queryable, Statement } from '../database/database.ts';

const channel = 'signalbox';
/** PostgreSQL takes payloads below 8,000 bytes. */
const maxPayloadBytes = 7_000;
/** How often the connection is asked for a sign of life, and how long it may take to give one. */
const beatMs = 1_000;
const patienceMs = 3_000;
const retryMs = 250;

/** What goes over the channel; without `event` it was too large, and only its name is told. */
interface Payload {
  readonly from: string;
  readonly name: keyof Invalidations;
  readonly event?: unknown;
}

export interface RemoteInvalidationsOptions {
  /** Of the PostgreSQL server: itself, or a pooler in session mode. */
  readonly url: string;
  readonly bus: Bus;
  readonly logger: DatabaseLogger;
}

/**
 * Invalidations of all servers on one database, by PostgreSQL's `NOTIFY`: sent in the transaction that makes them true, heard
 * over one connection outside of the pool in the order of the commits. While that connection is broken nothing that was read
 * is kept for long (`caches.stale`), and once it is back everything that rests on what was read is looked at again
 * (`invalidations.missed`): what other servers said meanwhile is gone.
 */
export class RemoteInvalidations implements RemoteListeners {
  readonly #url: string;
  readonly #bus: Bus;
  readonly #logger: DatabaseLogger;
  /** Tells what this process has sent from what others have. */
  readonly #id = newId();
  readonly #stopping = new AbortController();
  #client: Client | undefined;
  #beat: NodeJS.Timeout | undefined;
  #mending: Promise<void> | undefined;
  #breaks = 0;

  constructor(options: RemoteInvalidationsOptions) {
    this.#url = options.url;
    this.#bus = options.bus;
    this.#logger = options.logger;
  }

  /** How often the connection has been lost. */
  get breaks(): number {
    return this.#breaks;
  }

  /** Whether what other servers announce is heard. */
  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  /** Begins to listen. Rejects with the driver's error when the server cannot be reached. */
  async start(): Promise<void> {
    await this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#beat);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
    await this.#mending;
  }

  async send(tx: Queryable, announcements: readonly Announcement[]): Promise<void> {
    await sql`select pg_notify(${channel}, payload)
      from unnest(${this.#encode(announcements)}::text[]) with ordinality as said (payload, number) order by number`.execute(
      tx,
    );
  }

  toStatement(announcements: readonly Announcement[]): Statement {
    return {
      sql: `select pg_notify($1, payload) from unnest($2::text[]) with ordinality as said (payload, number) order by number`,
      parameters: [channel, this.#encode(announcements)],
    };
  }

  async caughtUp(): Promise<void> {
    if (!this.#client) throw new Error('other servers are not heard');
    // PostgreSQL sends what has been notified before it says that it is ready for the next statement.
    await this.#client.query('select 1');
  }

  #encode(announcements: readonly Announcement[]): string[] {
    return announcements.map(({ name, event }) => encode({ from: this.#id, name, event }));
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.#url,
      application_name: 'signalbox invalidations',
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
      keepAlive: true,
    });
    // Without a listener an error event would end the process.
    client.on('error', () => {});
    client.on('notification', ({ payload }) => this.#receive(payload));
    try {
      await client.connect();
      await client.query(`set idle_session_timeout = 0; listen ${channel}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    client.once('end', () => this.#broken(client));
    let asking = false;
    this.#beat = setInterval(() => {
      if (asking) return;
      asking = true;
      client.query('select 1').then(
        () => {
          asking = false;
        },
        () => this.#broken(client),
      );
    }, beatMs);
    this.#beat.unref();
  }

  #broken(client: Client): void {
    if (this.#client !== client || this.#stopping.signal.aborted) return;
    this.#client = undefined;
    this.#breaks += 1;
    clearInterval(this.#beat);
    void client.end().catch(() => undefined);
    this.#logger.warn({}, 'the connection over which other servers are heard was lost');
    this.#bus.tell('caches.stale', {});
    this.#mending ??= this.#mend().finally(() => {
      this.#mending = undefined;
    });
  }

  async #mend(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted && !this.#client) {
      try {
        await this.#connect();
      } catch {
        // What was read since the last time may be out of date already.
        this.#bus.tell('caches.stale', {});
        await sleep(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
    if (signal.aborted) {
      // Connected while it was being stopped.
      await this.stop();
      return;
    }
    this.#logger.warn({}, 'other servers are heard again; what was read before is forgotten');
    // From here on everything is heard, so what is read from here on is kept up to date.
    this.#missed(undefined);
  }

  #missed(about: keyof Invalidations | undefined): void {
    this.#bus.tell('caches.stale', {});
    this.#bus.tell('invalidations.missed', { about });
  }

  #receive(text: string | undefined): void {
    let payload: Payload;
    try {
      payload = JSON.parse(text ?? '');
    } catch {
      return this.#logger.warn({}, 'another server has said something that is not understood');
    }
    if (payload.from === this.#id) return;
    if (payload.event === undefined) this.#missed(payload.name);
    else this.#bus.tell(payload.name, payload.event as never);
  }
}

function encode(payload: Payload): string {
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) <= maxPayloadBytes) return text;
  return JSON.stringify({ from: payload.from, name: payload.name } satisfies Payload);
}
