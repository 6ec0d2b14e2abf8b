/**
 * Reads what a block's config holds. It is stored as it was given, by this version or another one, so nothing of it is
 * trusted: what is of another type counts as not given.
 */
export type Config = Readonly<Record<string, unknown>>;

export function readObject(value: unknown): Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Config) : {};
}

/** @param most more of the list are left out */
export function readList(value: unknown, most = 300): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

/** Empty: not given. */
export function readText(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

/** A number, also as text; undefined for anything else. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
