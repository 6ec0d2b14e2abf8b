/** The fields in which something was typed: an empty one leaves to the server what it is. */
export function omitEmpty<T extends Readonly<Record<string, string>>>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) as Partial<T>;
}
