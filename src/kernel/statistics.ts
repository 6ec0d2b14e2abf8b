/**
 * Sums, means, medians and deviations of doubles that are right wherever the result itself is a double: nothing overflows,
 * underflows or cancels on the way. A result that no double holds is infinite.
 */

/** The middle between two numbers. */
export function midpoint(one: number, other: number): number {
  const sum = one + other;
  return Number.isFinite(sum) ? sum / 2 : one / 2 + other / 2;
}

/** The median of numbers in order; NaN when there are none. */
export function medianOf(sorted: ArrayLike<number>): number {
  const { length } = sorted;
  return midpoint(sorted[Math.floor((length - 1) / 2)] ?? Number.NaN, sorted[Math.floor(length / 2)] ?? Number.NaN);
}

/** The sum, rounded once. */
export function sumOf(numbers: readonly number[]): number {
  const { sum, exponent } = scaledSum(numbers);
  return scale(sum, exponent);
}

/** The mean of the numbers, without overflow however large they are; NaN of none. */
export function meanOf(numbers: readonly number[]): number {
  const { sum, exponent } = scaledSum(numbers);
  return scale(sum / numbers.length, exponent);
}

/** The standard deviation of the numbers as a whole population. */
export function deviationOf(numbers: readonly number[]): number {
  const exponent = exponentOf(numbers);
  const scaled = numbers.map((number) => scale(number, -exponent));
  const center = meanOf(scaled);
  const variance = meanOf(scaled.map((number) => (number - center) ** 2));
  return scale(Math.sqrt(variance), exponent);
}

/** The sum is `sum * 2 ** exponent`. */
function scaledSum(numbers: readonly number[]): { sum: number; exponent: number } {
  const plain = addExactly(numbers);
  if (Number.isFinite(plain)) return { sum: plain, exponent: 0 };
  const exponent = exponentOf(numbers) + Math.ceil(Math.log2(numbers.length + 1));
  return { sum: addExactly(numbers.map((number) => scale(number, -exponent))), exponent };
}

/** Shewchuk's sum of partial sums that do not overlap (1997), as Python's `fsum`; not finite when one of them is not. */
function addExactly(numbers: readonly number[]): number {
  const partials: number[] = [];
  for (const number of numbers) {
    let high = number;
    let kept = 0;
    for (const partial of partials) {
      const [large, small] = Math.abs(high) < Math.abs(partial) ? [partial, high] : [high, partial];
      high = large + small;
      const low = small - (high - large);
      if (low !== 0) partials[kept++] = low;
    }
    partials.length = kept;
    partials.push(high);
  }
  return partials.reduceRight((sum, partial) => sum + partial, 0);
}

/** Such that all numbers divided by `2 ** exponent` are below 2. */
function exponentOf(numbers: readonly number[]): number {
  const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  return largest === 0 ? 0 : Math.ceil(Math.log2(largest));
}

/** `number * 2 ** exponent`, in steps that are powers of two within the range of doubles. */
function scale(number: number, exponent: number): number {
  let scaled = number;
  for (let rest = exponent; rest !== 0; ) {
    const step = Math.max(-1000, Math.min(1000, rest));
    scaled *= 2 ** step;
    rest -= step;
  }
  return scaled;
}
