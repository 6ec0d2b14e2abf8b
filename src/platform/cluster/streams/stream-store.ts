import type { Redis } from '../redis.ts';

/** How long events go on being recorded after a server has last said that it watches: five minutes, and the time between two words. */
export const leaseMs = 330_000;
/** Of one stream: enough for a reconnect. Bytes are bounded by the largest recent entry, up to about four times. */
const maxEntries = 1000;
const maxBytes = 4 * 1024 * 1024;
/** Streams are read and written in portions of so many entries. */
export const portion = 100;
/** The connection is given up earlier when it shows no sign of life. */
const deadlineMs = 10_000;

/** What an entry of a stream is: an event as JSON, a place at which events were lost, or the place at which a stream was opened. */
export type EntryKind = 'event' | 'gap' | 'opened';

export interface Entry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly text: string;
}

/** Without an expiry when it is new: it lasts as long as those who were there have said that they watch. */
const appendScript = `
  local id
  for i = 3, #ARGV, 2 do id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', ARGV[i], ARGV[i + 1]) end
  if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return id`;

/** The capped streams of Redis, one for each name, and the channel by which readers are told of new entries. */
export class StreamStore {
  readonly #redis: Redis;

  constructor({ redis }: { redis: Redis }) {
    this.#redis = redis;
  }

  /** Of the words "there is something new"; the braces put it on the server of a cluster that has the stream. */
  channelOf(name: string): string {
    return `stream/{${name}}`;
  }

  /** Appends entries and returns the id of the last. */
  async append(name: string, entries: readonly { readonly kind: EntryKind; readonly text: string }[]): Promise<string> {
    const largest = entries.reduce((most, { text }) => Math.max(most, text.length), 1);
    const most = Math.max(1, Math.min(maxEntries, Math.floor(maxBytes / largest)));
    const fields = entries.flatMap(({ kind, text }) => [kind, text]);
    const id = await this.#send(name, (key) => [
      'EVAL',
      appendScript,
      '1',
      key,
      String(leaseMs),
      String(most),
      ...fields,
    ]);
    return String(id);
  }

  /** The entries from `id` on, itself included unless it is left out; at most `portion` and one more. */
  async read(name: string, id: string, { without = false } = {}): Promise<Entry[]> {
    const from = without ? `(${id}` : id;
    const reply = await this.#send(name, (key) => ['XRANGE', key, from, '+', 'COUNT', String(portion + 1)]);
    return toEntries(reply);
  }

  /** Id of the last entry; a stream that has none is opened. */
  async end(name: string): Promise<string> {
    const [last] = toEntries(await this.#send(name, (key) => ['XREVRANGE', key, '+', '-', 'COUNT', '1']));
    return last?.id ?? this.append(name, [{ kind: 'opened', text: '' }]);
  }

  /** The stream lasts for another lease. */
  async extend(name: string): Promise<void> {
    await this.#send(name, (key) => ['PEXPIRE', key, String(leaseMs)]);
  }

  async remove(name: string): Promise<void> {
    await this.#send(name, (key) => ['DEL', key]);
  }

  #send(name: string, toArguments: (key: string) => readonly string[]): Promise<unknown> {
    return this.#redis.command(`stream/{${name}}`, toArguments, deadlineMs);
  }
}

function toEntries(reply: unknown): Entry[] {
  return (reply as [unknown, unknown[]][]).map(([id, fields]) => ({
    id: String(id),
    kind: String(fields[0]) as EntryKind,
    text: String(fields[1]),
  }));
}
