/**
 * Told apart in both colour schemes, also by most people who see few colours; each at least 3:1 against what it stands on in
 * either scheme (a test computes it).
 */
export const palette = [
  '#1c8799',
  '#d9480f',
  '#845ef7',
  '#2b8a3e',
  '#d6336c',
  '#1c7ed6',
  '#a87900',
  '#868e96',
] as const;
/** Lines beyond the palette have its colours again, with another stroke: 32 lines are told apart. */
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3]] as const;

/**
 * The CSS colour of the line at this place, from 0; from the ninth line on colours repeat, and `dashOf` tells them
 * apart.
 */
export function colorOf(index: number): string {
  return palette[index % palette.length] ?? '#1c8799';
}

/** Lengths of strokes and of the blanks between them, in px; none for a line without blanks. */
export function dashOf(index: number): readonly number[] {
  return dashes[Math.floor(index / palette.length) % dashes.length] ?? [];
}
