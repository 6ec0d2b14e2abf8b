/**
 * About how many bytes the value takes as JSON, without writing it: what is in hand is weighed often, and is mostly light.
 * Escapes and letters of several bytes are not counted.
 */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Date) return 26;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let weight = 2;
  if (Array.isArray(value)) for (const item of value) weight += weigh(item) + 1;
  else for (const [key, inner] of Object.entries(value)) weight += key.length + 4 + weigh(inner);
  return weight;
}
