/** From -1 to 1, again after so many steps, shifted for each device. */
export function wave(step: number, period: number, shift: number): number {
  return Math.sin((2 * Math.PI * (step + shift * 17)) / period);
}

/** A place in the Spreewald, another for each number. */
export function gpsNear(number: number): string {
  return `${(51.87 + (number % 4) * 0.012).toFixed(4)},${(13.96 + Math.floor(number / 4) * 0.03).toFixed(4)}`;
}
