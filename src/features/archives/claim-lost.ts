/** The day is no longer this server's to work on: it was cancelled, deleted, or taken over. Nothing to report. */
export class ClaimLostError extends Error {
  constructor() {
    super('the archive job is no longer held by this server');
    this.name = 'ClaimLostError';
  }
}
