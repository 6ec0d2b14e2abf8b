import type { AppEvents, Feeds, Invalidations, LogLines, Staleness } from '../../kernel/events.ts';
import type { Queryable, Statement } from '../database/database.ts';
import { afterCommit, beforeCommit } from '../database/transaction.ts';

/** What a feature listens to, by the event's name. */
export type Listeners = { readonly [Name in keyof AppEvents]?: (event: AppEvents[Name], from: Place) => void };

/** Where it was announced: on this server, or on another one. */
export type Place = 'here' | 'elsewhere';

/** An invalidation on its way to other servers. */
export interface Announcement {
  readonly name: keyof Invalidations;
  readonly event: unknown;
}

/** Other servers on the same database. */
export interface RemoteListeners {
  /** Tells them once the transaction has committed, in the order in which transactions commit. */
  send(tx: Queryable, announcements: readonly Announcement[]): Promise<void>;
  /** As `send`, for a transaction that is given as statements: the last of them. */
  toStatement(announcements: readonly Announcement[]): Statement;
  /** Resolves when everything has been told here that others had announced before; rejects when that cannot be known. */
  caughtUp(): Promise<void>;
}

/**
 * What has just happened, told in this process to whoever listens (`kernel/events.ts` has the three kinds). Listeners are
 * removed by calling what `on` returns.
 */
export class Bus {
  readonly #listeners = new Map<keyof AppEvents, Set<(event: never, from: Place) => void>>();
  readonly #onListenerError: (error: unknown, name: keyof AppEvents) => void;
  readonly #announced = new WeakMap<Queryable, Announcement[]>();
  #remote: RemoteListeners | undefined;

  constructor(options: { onListenerError: (error: unknown, name: keyof AppEvents) => void }) {
    this.#onListenerError = options.onListenerError;
  }

  /** From now on, other servers are told too what is announced. */
  connect(remote: RemoteListeners): void {
    this.#remote = remote;
  }

  /** As `RemoteListeners.caughtUp`; at once where there are no other servers. */
  async caughtUp(): Promise<void> {
    await this.#remote?.caughtUp();
  }

  on<Name extends keyof AppEvents>(name: Name, listener: (event: AppEvents[Name], from: Place) => void): () => void {
    let listeners = this.#listeners.get(name);
    if (!listeners) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    listeners.add(listener as (event: never, from: Place) => void);
    return () => listeners.delete(listener as (event: never, from: Place) => void);
  }

  /** As `on`, for all of them; returns what removes all of them. */
  listen(listeners: Listeners): () => void {
    const stops = Object.entries(listeners).map(([name, listener]) =>
      this.on(name as keyof AppEvents, listener as (event: unknown, from: Place) => void),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Tells of an invalidation once the transaction that makes it true has committed. */
  announce<Name extends keyof Invalidations>(tx: Queryable, name: Name, event: Invalidations[Name]): void {
    afterCommit(tx, () => this.#tell(name, event, 'here'));
    // Where nobody listens here nobody does elsewhere: all servers have the same features.
    if (this.#remote && this.#listeners.get(name)?.size) this.#announceTo(this.#remote, tx, { name, event });
  }

  /**
   * As `announce`, for a transaction that is given as statements, as the last of them; none where there are no other servers.
   * Listeners of this server are not told.
   */
  toStatements<Name extends keyof Invalidations>(name: Name, events: readonly Invalidations[Name][]): Statement[] {
    if (!this.#remote || events.length === 0) return [];
    return [this.#remote.toStatement(events.map((event) => ({ name, event })))];
  }

  /** All of a transaction in one statement, as its last. */
  #announceTo(remote: RemoteListeners, tx: Queryable, announcement: Announcement): void {
    const known = this.#announced.get(tx);
    if (known) {
      known.push(announcement);
      return;
    }
    const announcements = [announcement];
    this.#announced.set(tx, announcements);
    beforeCommit(tx, () => remote.send(tx, announcements));
  }

  /** Tells here of what another server has announced, or that such an announcement may have been missed. */
  tell<Name extends keyof (Invalidations & Staleness)>(name: Name, event: AppEvents[Name]): void {
    this.#tell(name, event, 'elsewhere');
  }

  /** Tells of something that goes by, or of a line for the log. */
  emit<Name extends keyof (Feeds & LogLines)>(name: Name, event: AppEvents[Name]): void {
    this.#tell(name, event, 'here');
  }

  /** Calls every listener in turn. One that throws is reported and does not keep the others from hearing. */
  #tell(name: keyof AppEvents, event: unknown, from: Place): void {
    const listeners = this.#listeners.get(name);
    if (!listeners) return;
    for (const listener of listeners) {
      try {
        (listener as (event: unknown, from: Place) => void)(event, from);
      } catch (error) {
        this.#onListenerError(error, name);
      }
    }
  }
}
