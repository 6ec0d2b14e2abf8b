import type { Client } from 'pg';

/** Sets `statement_timeout` of sessions, and only where it is another one already. */
export class StatementTimeouts {
  readonly #initialMs: number;
  readonly #current = new WeakMap<Client, number>();

  /** @param initialMs what a new session has */
  constructor(initialMs: number) {
    this.#initialMs = initialMs;
  }

  /** In front of what is sent next; nothing waits for it. */
  readonly set = (client: Client, ms: number): void => {
    if ((this.#current.get(client) ?? this.#initialMs) === ms) return;
    this.#current.set(client, ms);
    // A failure here is one of the connection, which the statement behind it meets as well.
    client.query(`set statement_timeout = ${Math.round(ms)}`).catch(() => undefined);
  };
}
