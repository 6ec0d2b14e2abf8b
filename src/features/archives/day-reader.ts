import type { Database } from '../../platform/database/database.ts';
import { IngestYield } from '../../platform/jobs/ingest-yield.ts';
import { type CsvRow, dayMs } from './csv.ts';
import { type ArchivedAttribute, type ArchivedDevice, findUsedKeys, readStatesAfter } from './store.ts';

/** On the embedded database ingest waits for one read at most: a few milliseconds at this size. */
const rowsPerRead = { embedded: 500, server: 1500 };
const bytesPerRead = { embedded: 1024 * 1024, server: 1024 * 1024 };
const hourMs = 3_600_000;

/** Reads the states of one day, in steps that leave room for what devices report meanwhile. */
export class DayReader {
  readonly #database: Database;
  readonly #ingestYield: IngestYield;
  readonly #day: number;
  readonly #signal: AbortSignal;

  constructor(options: { database: Database; isReporting: () => boolean; day: number; signal: AbortSignal }) {
    this.#database = options.database;
    this.#ingestYield = new IngestYield(options);
    this.#day = options.day;
    this.#signal = options.signal;
  }

  /**
   * The attributes that a device's object of the day has, in the order of its columns: those that the device has now,
   * then those that it has lost since but has values for on that day. Not those whose name has another type since:
   * their history was dropped for good (see planAttributes).
   */
  async chooseAttributes(device: ArchivedDevice): Promise<ArchivedAttribute[]> {
    const present = device.attributes.filter((attribute) => !attribute.retired);
    const lost = device.attributes.filter(
      ({ retired, name, key }) =>
        retired && !device.attributes.some((other) => other.name === name && other.key > key && other.key !== key),
    );
    const wanted = lost.filter(({ name }) => !present.some((attribute) => attribute.name === name));
    const open = new Set(wanted.map(({ key }) => key));
    const used = new Set<number>();
    // An hour at a time: a value that is never there would otherwise mean one long look at the whole day.
    for (let from = this.#day; from < this.#day + dayMs && open.size > 0; from += hourMs) {
      await this.#ingestYield.yieldToIngest(this.#signal);
      const range = { from, until: from + hourMs - 1 };
      for (const key of await findUsedKeys(this.#database, {
        deviceRowId: device.deviceRowId,
        keys: [...open],
        ...range,
      })) {
        open.delete(key);
        used.add(key);
      }
    }
    return [...present, ...wanted.filter(({ key }) => used.has(key)).sort((a, b) => a.key - b.key)];
  }

  /** The device's states, oldest first. Values stand in the order of the attributes. */
  async *read(device: ArchivedDevice, attributes: readonly ArchivedAttribute[]): AsyncGenerator<readonly CsvRow[]> {
    const { kind } = this.#database;
    const until = this.#day + dayMs - 1;
    const keys = attributes.map(({ key }) => key);
    let limit = rowsPerRead[kind];
    for (let after = this.#day - 1; ; ) {
      await this.#ingestYield.yieldToIngest(this.#signal);
      const { states, last } = await readStatesAfter(this.#database, {
        deviceRowId: device.deviceRowId,
        after,
        until,
        limit,
        maxBytes: bytesPerRead[kind],
      });
      if (states.length > 0) {
        yield states.map(([time, data]) => ({ time, values: keys.map((key) => data[key]) }));
      }
      if (last) return;
      // Where bytes were the bound, no more rows are looked at than are likely to fit.
      limit = Math.min(rowsPerRead[kind], Math.max(16, states.length * 2));
      after = states.at(-1)?.[0] ?? until;
    }
  }
}
