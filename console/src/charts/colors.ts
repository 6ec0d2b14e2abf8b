/** What plots are drawn on: the paper of sections and the ground of pages, light and dark. */
export const grounds = ['#ffffff', '#f6f7f8', '#242424', '#1b1c1e'];
/**
 * Told apart in both colour schemes, also by most people who see few colours: each has 3:1 or more on every ground (WCAG 2.2,
 * 1.4.11).
 */
export const palette = ['#1c8799', '#d9480f', '#8264ea', '#2b8a3e', '#d6336c', '#1c7ed6', '#a87900', '#868e96'];
/** Lines beyond the palette have its colours again, with another stroke. */
const dashes = [[], [8, 4], [2, 3]] as const;

export function colorOf(index: number): string {
  return palette[index % palette.length] ?? '#1c8799';
}

/** Lengths of strokes and of the blanks between them, in px; none for a line without blanks. */
export function dashOf(index: number): readonly number[] {
  return dashes[Math.floor(index / palette.length) % dashes.length] ?? [];
}
