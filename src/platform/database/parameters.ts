/** A parameter as it goes over the wire: text, binary, or SQL null. */
export type WireValue = string | Buffer | null;

/**
 * One parameter for the wire. Arrays become PostgreSQL arrays as text, other objects JSON text, dates ISO 8601 in UTC,
 * bytes bytea, undefined null.
 */
export function encodeParameter(value: unknown): WireValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return asBuffer(value);
  if (Array.isArray(value)) return arrayLiteral(value);
  return scalarText(value);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function scalarText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `{"a","b",NULL}` as PostgreSQL reads it (manual, 8.15.6): quotes and backslashes are the only special characters. */
function arrayLiteral(items: readonly unknown[]): string {
  const parts = items.map((item) => {
    if (item === null || item === undefined) return 'NULL';
    if (Array.isArray(item)) return arrayLiteral(item);
    if (typeof item === 'number' || typeof item === 'boolean') return String(item);
    const text = item instanceof Uint8Array ? `\\x${asBuffer(item).toString('hex')}` : scalarText(item);
    return `"${text.replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${parts.join(',')}}`;
}
