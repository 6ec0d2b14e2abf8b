const firstMs = 30_000;
/** A target that is gone for a weekend is asked a few times a day, and is served within hours of its return. */
const maxMs = 6 * 3_600_000;

/**
 * How long to wait after the given number of failures, in ms: twice as long after each, with jitter, so that days which
 * failed together are not tried together.
 *
 * @param random in [0, 1)
 */
export function backOffMs(failures: number, random: number = Math.random()): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(full * (0.5 + random / 2));
}
