/** How the time between the attempts of a job grows. */
export interface BackOff {
  /** After the first failure, in ms. */
  readonly firstMs: number;
  /** Never longer than this, in ms. */
  readonly maxMs: number;
}

/** After how many attempts a job is given up, and how long each waits for the next. */
export interface RetryPolicy extends BackOff {
  readonly maxAttempts: number;
}

/**
 * How long to wait after the given number of failures, in ms: twice as long after each, with jitter that takes away up
 * to a half, so that jobs which failed together are not tried together.
 *
 * @param random in [0, 1)
 */
export function backOffMs({ firstMs, maxMs }: BackOff, failures: number, random: number = Math.random()): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(full * (0.5 + random / 2));
}

/** When a job whose attempt has just failed is tried again; undefined: it is given up (see `DurableQueue.deadLetter`). */
export function nextAttempt(
  policy: RetryPolicy,
  { attempts, now, random }: { attempts: number; now: number; random?: number },
): Date | undefined {
  return attempts >= policy.maxAttempts ? undefined : new Date(now + backOffMs(policy, attempts, random));
}
