/**
 * Whether new clients should be sent to this server, for whoever balances load between several (`GET /ready`): not before
 * all of it has been opened, and not from the moment in which it is told to stop.
 */
export class Readiness {
  #state: 'starting' | 'ready' | 'draining' = 'starting';

  get state(): 'starting' | 'ready' | 'draining' {
    return this.#state;
  }

  /** Everything is open. A server that has been told to stop meanwhile stays as it is. */
  opened(): void {
    if (this.#state === 'starting') this.#state = 'ready';
  }

  /** The server is going to stop: nobody new should come. */
  stopping(): void {
    this.#state = 'draining';
  }
}
