import type { AppEvents, Feeds, Invalidations, LogLines } from '../../kernel/events.ts';
import type { Queryable } from '../database/database.ts';
import { afterCommit } from '../database/transaction.ts';

/** What a feature listens to, by the event's name. */
export type Listeners = { readonly [Name in keyof AppEvents]?: (event: AppEvents[Name]) => void };

/**
 * What has just happened, told in this process to whoever listens (`kernel/events.ts` has the three kinds). Listeners are
 * removed by calling what `on` returns.
 */
export class Bus {
  readonly #listeners = new Map<keyof AppEvents, Set<(event: never) => void>>();
  readonly #onListenerError: (error: unknown, name: keyof AppEvents) => void;

  constructor(options: { onListenerError: (error: unknown, name: keyof AppEvents) => void }) {
    this.#onListenerError = options.onListenerError;
  }

  on<Name extends keyof AppEvents>(name: Name, listener: (event: AppEvents[Name]) => void): () => void {
    let listeners = this.#listeners.get(name);
    if (!listeners) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    listeners.add(listener as (event: never) => void);
    return () => listeners.delete(listener as (event: never) => void);
  }

  /** As `on`, for all of them; returns what removes all of them. */
  listen(listeners: Listeners): () => void {
    const stops = Object.entries(listeners).map(([name, listener]) =>
      this.on(name as keyof AppEvents, listener as (event: unknown) => void),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Tells of an invalidation once the transaction that makes it true has committed. */
  announce<Name extends keyof Invalidations>(tx: Queryable, name: Name, event: Invalidations[Name]): void {
    afterCommit(tx, () => this.#tell(name, event));
  }

  /** Tells of something that goes by, or of a line for the log. */
  emit<Name extends keyof (Feeds & LogLines)>(name: Name, event: AppEvents[Name]): void {
    this.#tell(name, event);
  }

  /** Calls every listener in turn. One that throws is reported and does not keep the others from hearing. */
  #tell(name: keyof AppEvents, event: unknown): void {
    const listeners = this.#listeners.get(name);
    if (!listeners) return;
    for (const listener of listeners) {
      try {
        (listener as (event: unknown) => void)(event);
      } catch (error) {
        this.#onListenerError(error, name);
      }
    }
  }
}
