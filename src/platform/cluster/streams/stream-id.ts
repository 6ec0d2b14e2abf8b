/** An id of a Redis stream: `<ms>-<number>`. */
const pattern = /^\d{1,20}-\d{1,20}$/;

export function isStreamId(text: string): boolean {
  return pattern.test(text);
}

/** Whether `id` comes after `other`; both are ids of a stream. */
export function isAfter(id: string, other: string): boolean {
  const [ms = '', number = ''] = id.split('-');
  const [otherMs = '', otherNumber = ''] = other.split('-');
  return ms === otherMs ? BigInt(number) > BigInt(otherNumber) : BigInt(ms) > BigInt(otherMs);
}
