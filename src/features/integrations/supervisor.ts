import type { Database } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { openSecrets } from '../../platform/secrets/stored-secrets.ts';
import { type ConnectionOptions, IntegrationConnection } from './connection.ts';
import {
  claimLinks,
  type HeldIntegration,
  lookAtLinks,
  readHeld,
  releaseAllLinks,
  releaseLinks,
  renewLinks,
  type SeenIntegration,
} from './link-store.ts';
import { LinkError, type RunLink } from './links/link.ts';
import { type IntegrationType, integrationConfig } from './schemas.ts';

/** How soon a change that was made through another server is noticed, and what a dead one has left. */
const lookMs = 500;
/** Without other servers every change is told here; the look is for what was told while the database was away. */
const lookAloneMs = 5_000;
const renewMs = 5_000;
/** Whoever could not renew for so long lets go at the next renewal, before another may take over (after 20 s). */
const trustMs = 12_000;
/** Connections of one server: a socket and a few timers each. The rest is another's. */
const maxConnections = 2_000;
/** Taken at a time, so that servers that start together share what there is. */
const claimsAtOnce = 20;
/** How long stopping waits for connections to close; the whole server has 10 s. */
const stopMs = 4_000;

interface SupervisorOptions
  extends Pick<ConnectionOptions, 'policy' | 'messages' | 'applicationLog' | 'now' | 'onError'> {
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly links: Readonly<Partial<Record<IntegrationType, RunLink>>>;
  /** Ms from any start, which nobody can put back or ahead. */
  readonly elapsed: () => number;
}

/**
 * Holds the connections of integrations: each has one in the whole installation, under a lease in the database. A server
 * takes what is free, shows every few seconds that it is alive, and lets go of everything when it cannot.
 */
export class IntegrationSupervisor {
  readonly #options: SupervisorOptions;
  /** Names this run of this server. */
  readonly #holder: string = crypto.randomUUID();
  readonly #connections = new Map<number, IntegrationConnection>();
  /** Those that are being closed: none is made anew, or given back, before the former has gone. */
  readonly #closing = new Map<number, Promise<void>>();
  #timers: NodeJS.Timeout[] = [];
  #looking: Promise<void> | undefined;
  #again = false;
  #stopped = true;
  #renewedAt = 0;
  #renewing = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  async start(): Promise<void> {
    const { database, elapsed } = this.#options;
    if (database.isExclusive) await releaseAllLinks(database.kysely);
    this.#stopped = false;
    this.#renewedAt = elapsed();
    this.#timers = [
      setInterval(() => this.wake(), database.kind === 'embedded' ? lookAloneMs : lookMs),
      setInterval(() => this.#keepLeases(), renewMs),
    ];
    this.wake();
  }

  /** Something has changed: looks now. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#again) this.wake();
    });
  }

  /** Something waits in an outbox whose connection may be held here. */
  wakeOutbox(rowId: number): void {
    this.#connections.get(rowId)?.wakeOutbox();
  }

  /** Disconnects everything and gives it back, so that another server goes on at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#looking;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, stopMs);
    });
    this.#letGo([...this.#connections.keys()]);
    await Promise.race([Promise.all(this.#closing.values()), timeout]);
    clearTimeout(timer);
    await releaseLinks(this.#options.database.kysely, this.#holder).catch(this.#options.onError);
  }

  async #look(): Promise<void> {
    const { database, onError } = this.#options;
    this.#again = false;
    try {
      const seen = await lookAtLinks(database.kysely, this.#holder);
      const held = new Map(seen.filter(({ isHeld }) => isHeld).map((each) => [each.rowId, each]));
      this.#letGo([...this.#connections.keys()].filter((rowId) => this.#isOver(rowId, held.get(rowId))));
      const settled = [...held.values()].filter(({ rowId }) => !this.#closing.has(rowId));
      const unwanted = settled.filter(({ isWanted }) => !isWanted).map(({ rowId }) => rowId);
      if (unwanted.length > 0) await releaseLinks(database.kysely, this.#holder, unwanted);
      const free = seen.filter(({ isHeld }) => !isHeld).map(({ rowId }) => rowId);
      const room = Math.min(claimsAtOnce, maxConnections - this.#connections.size);
      const wanted = free.slice(0, Math.max(0, room));
      if (wanted.length > 0) await claimLinks(database.kysely, { holder: this.#holder, rowIds: wanted });
      if (free.length > wanted.length && wanted.length > 0) this.#again = true;
      const toOpen = settled.filter(({ isWanted, rowId }) => isWanted && !this.#connections.has(rowId));
      await this.#open([...wanted, ...toOpen.map(({ rowId }) => rowId)]);
      for (const { rowId, hasMessages, name } of held.values()) {
        const connection = this.#connections.get(rowId);
        connection?.rename(name);
        if (hasMessages) connection?.wakeOutbox();
      }
    } catch (error) {
      if (!this.#stopped) onError(error);
    }
  }

  /** Whether a connection must end: it is not held or wanted any more, or it was changed. */
  #isOver(rowId: number, seen: SeenIntegration | undefined): boolean {
    return !seen?.isWanted || seen.revision !== this.#connections.get(rowId)?.revision;
  }

  async #open(rowIds: readonly number[]): Promise<void> {
    if (rowIds.length === 0) return;
    const { database } = this.#options;
    for (const integration of await readHeld(database.kysely, { holder: this.#holder, rowIds })) {
      const { rowId } = integration;
      if (this.#stopped || this.#connections.has(rowId) || this.#closing.has(rowId)) continue;
      const connection = new IntegrationConnection({
        ...this.#options,
        ...this.#prepare(integration),
        holder: this.#holder,
      });
      this.#connections.set(rowId, connection);
      connection.start();
    }
  }

  /** What is stored, with its secrets in clear; where they cannot be read, a connection that says so. */
  #prepare(integration: HeldIntegration): { integration: HeldIntegration; run: RunLink } {
    const { secrets, links, onError } = this.#options;
    try {
      const run = links[integration.type];
      if (!run) throw new Error(`there are no connections of type ${integration.type}`);
      return {
        run,
        integration: { ...integration, config: openSecrets(integration.config, integrationConfig, secrets) },
      };
    } catch (error) {
      onError(error);
      const refusal = new LinkError('The stored secrets cannot be read; give them again', { isRefusal: true });
      return { integration, run: () => Promise.reject(refusal) };
    }
  }

  #letGo(rowIds: readonly number[]): void {
    for (const rowId of rowIds) {
      const connection = this.#connections.get(rowId);
      if (!connection) continue;
      this.#connections.delete(rowId);
      const closed = connection.stop().finally(() => {
        this.#closing.delete(rowId);
        this.wake();
      });
      this.#closing.set(rowId, closed);
    }
  }

  #keepLeases(): void {
    const { database, elapsed, onError } = this.#options;
    const askedAt = elapsed();
    if (askedAt - this.#renewedAt > trustMs && this.#connections.size > 0) {
      // Another server may take over at any moment, and there must not be two connections.
      onError(new Error('leases could not be renewed: the connections of integrations are closed'));
      this.#letGo([...this.#connections.keys()]);
    }
    if (this.#renewing) return;
    this.#renewing = true;
    renewLinks(database.kysely, this.#holder)
      .then(
        () => {
          this.#renewedAt = askedAt;
        },
        (error) => {
          if (!this.#stopped) onError(error);
        },
      )
      .finally(() => {
        this.#renewing = false;
      });
  }
}
