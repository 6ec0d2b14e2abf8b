/** Whether this run is the slow suite's, which runs these files of `npm test` once more (vitest.slow.config.ts). */
const isSlowSuite = process.env.SIGNALBOX_TEST_ROUNDS === 'many';

/**
 * How often a test of random examples looks, or which share of all places a walk over them tries. `npm test` must stay
 * short, and finds with few examples what breaks plainly; the slow suite runs the same files once more
 * (vitest.slow.config.ts) with as many as find what is rare.
 */
export function rounds(few: number, many: number): number {
  return isSlowSuite ? many : few;
}

/**
 * Tests beside others that `npm test` has no time for: only the slow suite has them.
 *
 * @param _reason what takes long in them
 */
export function inSlowSuite(_reason: string, declare: () => void): void {
  if (isSlowSuite) declare();
}
