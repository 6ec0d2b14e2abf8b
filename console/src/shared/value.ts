/** More of a text than a table has room for. */
const longest = 500;

/** A value that a device reported, as text; a long one is cut. */
export function formatValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
