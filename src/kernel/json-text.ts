/**
 * Whether any string inside the value is one that PostgreSQL's jsonb and text cannot hold: with U+0000, or with half of
 * a surrogate pair. Walks at most as deep as JSON.parse has already gone.
 */
export function containsUnstorableText(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value)
    ? value.some(containsUnstorableText)
    : Object.entries(value).some(([key, inner]) => containsUnstorableText(key) || containsUnstorableText(inner));
}
