/**
 * How often a test of random examples looks. `npm test` must stay under three minutes, and finds with few examples what breaks
 * plainly; the slow suite runs the same files once more (vitest.slow.config.ts) with as many as find what is rare.
 */
export function rounds(few: number, many: number): number {
  return process.env.SIGNALBOX_TEST_ROUNDS === 'many' ? many : few;
}
