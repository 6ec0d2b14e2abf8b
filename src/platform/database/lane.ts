import { AsyncLocalStorage } from 'node:async_hooks';

/** Who something is done for: the database takes turns between owners, and between what belongs to one. */
export interface Lane {
  /** Of whose load this is part: a user or an organization. */
  readonly owner: string;
  /** Which of the owner's: an application, or a part of the server. */
  readonly name: string;
}

const lanes = new AsyncLocalStorage<Lane | undefined>();

/**
 * Runs the work on behalf of a caller: its statements wait for their turn among the caller's own, and may take seconds only.
 * What the work starts and does not wait for goes on in the lane, unless it leaves it.
 */
export function runInLane<Result>(lane: Lane, work: () => Result): Result {
  return lanes.run(lane, work);
}

/** Runs the work as the server's own, whoever has set it going. */
export function leaveLane<Result>(work: () => Result): Result {
  return lanes.getStore() === undefined ? work() : lanes.run(undefined, work);
}

/** The lane that is being worked in; undefined for the server's own work. */
export function currentLane(): Lane | undefined {
  return lanes.getStore();
}
