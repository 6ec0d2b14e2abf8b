/** Told apart in both colour schemes, also by most people who see few colours. */
const palette = ['#1c8799', '#d9480f', '#7048e8', '#2b8a3e', '#c2255c', '#1971c2', '#a87900', '#868e96'];
/** Lines beyond the palette have its colours again, with another stroke. */
const dashes = [[], [8, 4], [2, 3]] as const;

export function colorOf(index: number): string {
  return palette[index % palette.length] ?? '#1c8799';
}

/** Lengths of strokes and of the blanks between them, in px; none for a line without blanks. */
export function dashOf(index: number): readonly number[] {
  return dashes[Math.floor(index / palette.length) % dashes.length] ?? [];
}
