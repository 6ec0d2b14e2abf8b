import { setTimeout as sleep } from 'node:timers/promises';

/** Connections that last, and of which some can be ended so that their clients connect elsewhere. */
export interface Movable {
  /** How many there are now. */
  readonly count: number;
  /** Ends as many of them; fewer when there are not so many. */
  end(most: number): void;
}

/** How often some are ended. */
const stepMs = 100;
/** The part of the time in which nobody is moved: whoever balances the load asks `/ready` every few seconds. */
const noticeShare = 1 / 3;

/**
 * Moves clients off a server that is going to stop, evenly over the time that there is, so that the servers that take them
 * over are not met by all of them at once. Those that come meanwhile are moved too. Resolves when the time is over, nobody
 * is left after the notice, or `signal` is aborted; whoever is left then is ended by the stop itself.
 *
 * @param options.ms Of the whole; 0: nothing happens
 */
export async function drain(
  movables: readonly Movable[],
  options: {
    readonly ms: number;
    readonly signal: AbortSignal;
    /** Ms from any start. */
    readonly now: () => number;
    /** Left out: waits that long, or until the signal. */
    readonly pause?: (ms: number) => Promise<unknown>;
  },
): Promise<void> {
  const { ms, signal, now } = options;
  if (ms === 0) return;
  const pause = options.pause ?? ((length: number) => sleep(length, undefined, { signal }).catch(() => undefined));
  const end = now() + ms;
  await pause(ms * noticeShare);
  while (!signal.aborted) {
    const stepsLeft = Math.ceil((end - now()) / stepMs);
    const left = movables.reduce((sum, { count }) => sum + count, 0);
    if (stepsLeft <= 0 || left === 0) return;
    for (const movable of movables) movable.end(Math.ceil(movable.count / stepsLeft));
    await pause(stepMs);
  }
}
