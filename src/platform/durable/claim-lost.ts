/** The job is no longer this server's to work on: it was cancelled, deleted, or taken over. Nothing to report. */
export class ClaimLostError extends Error {
  constructor() {
    super('the job is no longer held by this server');
    this.name = 'ClaimLostError';
  }
}

/** The job was begun more often than it may be, and no attempt has come to an end: each time the server died first. */
export class AttemptsExhaustedError extends Error {
  constructor(attempts: number) {
    super(`the server ended during the last of ${attempts} attempts`);
    this.name = 'AttemptsExhaustedError';
  }
}
