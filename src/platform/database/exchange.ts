import type { Connection as PgConnection, Submittable } from 'pg';

/** The fields of a result that a row of it is read with. */
export interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

interface ExchangeHandlers {
  /** Writes every message of the exchange, Sync the last. Must not throw: the driver would wait for an answer for ever. */
  send(connection: PgConnection): void;
  onDescription?(description: RowDescription): void;
  onRow?(texts: readonly (string | null)[]): void;
  onComplete?(): void;
}

/**
 * Many messages and one Sync through the driver's queue: PostgreSQL runs everything up to the Sync as one transaction
 * and, after a failure, skips to it and rolls back (manual, 55.2.4 Pipelining). One round trip, whatever was sent.
 */
export class Exchange implements Submittable {
  readonly done: Promise<void>;
  /** Called once with the outcome. Public and writable because the driver wraps it to time the exchange. */
  callback: (error: Error | null) => void;
  readonly #handlers: ExchangeHandlers;
  #failure: Error | null = null;

  constructor(handlers: ExchangeHandlers) {
    this.#handlers = handlers;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.done = promise;
    this.callback = (error) => (error ? reject(error) : resolve());
  }

  submit(connection: PgConnection): void {
    this.#handlers.send(connection);
  }

  handleRowDescription(message: RowDescription): void {
    this.#handlers.onDescription?.(message);
  }

  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void {
    if (this.#failure) return;
    try {
      this.#handlers.onRow?.(message.fields);
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  handleCommandComplete(): void {
    this.#handlers.onComplete?.();
  }

  handleEmptyQuery(): void {
    this.#handlers.onComplete?.();
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(this.#failure);
  }
}
