import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEntry } from '../../kernel/events.ts';
import type { Database } from '../../platform/database/database.ts';
import { backOffMs } from '../../platform/durable/back-off.ts';
import type { OutgoingPolicy } from '../../platform/network/outgoing-hosts.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import { StatusWriter } from './connection-status.ts';
import { type HeldIntegration, writeSubscribedTopics } from './link-store.ts';
import { LinkError, type Publish, type RunLink } from './links/link.ts';
import type { ConnectionEvent, IntegrationMessages } from './messages.ts';
import { discardedLine } from './outbox.ts';
import { OutboxPump } from './outbox-pump.ts';

/** resources.md, "Integrations": back-off. */
const backOff = { firstMs: 1_000, maxMs: 60_000 };
const refusedBackOff = { firstMs: 1_000, maxMs: 300_000 };
/** A connection that has stood so long begins the back-off anew when it ends. */
const stableMs = 30_000;

export interface ConnectionOptions {
  readonly integration: HeldIntegration;
  readonly run: RunLink;
  readonly holder: string;
  readonly database: Database;
  readonly policy: OutgoingPolicy;
  readonly messages: IntegrationMessages;
  readonly applicationLog: ApplicationLog;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** The connection of one integration, from the moment this server holds it until it must let go: made again and again. */
export class IntegrationConnection {
  readonly #options: ConnectionOptions;
  readonly #status: StatusWriter;
  readonly #ending = new AbortController();
  #name: string;
  #pump: OutboxPump | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    const { database, holder, integration, now, onError } = options;
    const { rowId, revision } = integration;
    this.#options = options;
    this.#name = integration.name;
    this.#status = new StatusWriter({ database, holder, rowId, revision, now, onError });
  }

  get revision(): number {
    return this.#options.integration.revision;
  }

  /** A new name is for the log alone. */
  rename(name: string): void {
    this.#name = name;
  }

  start(): void {
    this.#ended = this.#run().catch(this.#options.onError);
  }

  /** Something waits in the outbox. */
  wakeOutbox(): void {
    this.#pump?.wake();
  }

  /** Disconnects. Resolves when everything is closed and the last status is written. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#ended;
    await this.#status.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    let isFailing = false;
    for (let failures = 0; !signal.aborted; ) {
      const error = await this.#connect();
      if (signal.aborted) break;
      if (this.#status.connected) this.#tell({ type: 'disconnect', error: error.message });
      else if (!isFailing) this.#tell({ type: 'failure', error: error.message });
      // Of attempts that fail one after the other the first is told.
      isFailing = !this.#status.connected;
      failures = this.#status.connectedForMs >= stableMs ? 1 : failures + 1;
      const waitMs = backOffMs(error.isRefusal ? refusedBackOff : backOff, failures);
      this.#status.disconnected(error.message, waitMs);
      this.#log('warn', `The integration “${this.#name}” is not connected: ${error.message}.`);
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
    if (!this.#status.connected) return;
    this.#tell({ type: 'disconnect' });
    this.#log('info', `The integration “${this.#name}” was disconnected.`);
  }

  /** One attempt, and the time that it stays connected. Returns why it ended. */
  async #connect(): Promise<LinkError> {
    const { integration, run, policy, database, onError } = this.#options;
    const { integrationId, rowId, config, topics, subscribedTopics } = integration;
    try {
      await run({
        integrationId,
        config,
        topics,
        formerTopics: subscribedTopics,
        policy,
        signal: this.#ending.signal,
        events: {
          onConnected: (publish) => this.#onConnected(publish),
          onAlive: () => this.#status.alive(),
          onMessage: async (message) => {
            const origin = { ...integration, name: this.#name };
            const taken = await this.#options.messages.take(origin, message, this.#ending.signal);
            this.#status.count(taken === 'taken' ? 'received' : 'dropped');
          },
          onUnreadable: (topic, reason) => {
            this.#options.messages.refuse({ ...integration, name: this.#name }, topic, reason);
            this.#status.count('dropped');
          },
          onSubscribed: (now) => writeSubscribedTopics(database.kysely, rowId, now),
        },
      });
      return new LinkError('The connection has ended');
    } catch (error) {
      if (error instanceof LinkError) return error;
      if (!this.#ending.signal.aborted) onError(error);
      return new LinkError('The server failed; its log has the details');
    } finally {
      await this.#pump?.stop();
      this.#pump = undefined;
    }
  }

  #onConnected(publish: Publish): void {
    const { database, integration, now, onError, applicationLog } = this.#options;
    const { rowId, integrationId, applicationId } = integration;
    this.#status.connect();
    this.#tell({ type: 'connect' });
    this.#log('info', `The integration “${this.#name}” is connected.`);
    this.#pump = new OutboxPump({
      database,
      rowId,
      publish,
      now,
      onPublished: (count) => this.#status.count('published', count),
      onDiscarded: ({ topic }, reason) => {
        this.#status.count('discarded');
        applicationLog.write(applicationId, () => discardedLine({ integrationId, name: this.#name, topic, reason }));
      },
      onError,
    });
    this.#pump.wake();
  }

  #tell(event: ConnectionEvent): void {
    const { messages, integration } = this.#options;
    messages.tell({ ...integration, name: this.#name }, event);
  }

  #log(level: LogEntry['level'], message: string): void {
    const { applicationLog, integration } = this.#options;
    const details = { integrationId: integration.integrationId };
    applicationLog.write(integration.applicationId, () => ({ level, type: 'integration', message, details }));
  }
}
