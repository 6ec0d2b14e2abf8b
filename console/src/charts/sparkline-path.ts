/** Of a sparkline, in its own units. */
export const width = 96;
export const height = 22;

/** A path through the values; a gap where there is none, and a dot for one that stands alone. */
export function toPath(values: readonly (number | null)[]): string {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return '';
  const low = Math.min(...present);
  const range = Math.max(...present) - low;
  const x = (index: number) => round(1 + (index * (width - 2)) / Math.max(1, values.length - 1));
  const y = (value: number) => round(range === 0 ? height / 2 : height - 2 - ((value - low) / range) * (height - 4));
  return values
    .map((value, index) => {
      if (value === null) return '';
      const before = values[index - 1] ?? null;
      const after = values[index + 1] ?? null;
      const at = `${x(index)} ${y(value)}`;
      if (before !== null) return `L${at}`;
      return after === null ? `M${at}h0.01` : `M${at}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
