/** Told apart in both colour schemes, also by most people who see few colours. */
const palette = ['#1c8799', '#d9480f', '#7048e8', '#2b8a3e', '#c2255c', '#1971c2', '#a87900', '#868e96'];

export function colorOf(index: number): string {
  return palette[index % palette.length] ?? '#1c8799';
}
