import type { AttributeValue } from '../../../kernel/attribute-value.ts';
import type { ConcurrencyLimiter } from '../../../kernel/concurrency-limiter.ts';
import { isId } from '../../../kernel/ids.ts';
import { InTurn } from '../../../kernel/in-turn.ts';
import type { ApplicationRef } from '../../../kernel/owner.ts';
import type { TagPattern } from '../../../kernel/tags.ts';
import type { Database } from '../../../platform/database/database.ts';
import { currentLane } from '../../../platform/database/lane.ts';
import { parseQueryText } from '../../../platform/query-language/index.ts';
import { findNewestValues, readLastValues } from '../../device-state/index.ts';
import type { DeviceProfile, DeviceService } from '../../devices/index.ts';
import { type JoinedBucket, readPeaks } from '../../time-series/index.ts';
import { BucketBatches } from './bucket-batches.ts';
import { type Config, readList, readObject, readText } from './config.ts';
import {
  type BucketsAsked,
  readEnds,
  readPoints,
  readReports,
  type StoredPoint,
  type StoredReport,
  type StoredSource,
} from './points-store.ts';
import { renderSelector } from './templates.ts';

/** Devices of one question (dashboards.md, "5. Data: one request, one stream"). */
export const maxDevices = 1000;
/** Points of a series that is not aggregated, and those that TIMEATVALUE goes through. */
export const maxRawPoints = 10_000;
const maxTimedPoints = 100_000;
/** What a question may take in all: a block over it errs alone. */
const maxQuestionMs = 10_000;
/** What a slice of a question should take: others have their turn at the database in between. */
const sliceMs = 50;
/** What becomes of thousands of points takes the thread some ms for each block, of all dashboards. */
const turns = new InTurn();
/** Devices whose values at a past moment are looked up one after another. */
const maxPastDevices = 100;

/** A value, and when it was reported or computed for. */
export interface TimedValue {
  readonly value: AttributeValue;
  /** Epoch ms. */
  readonly time: number;
}

/** The devices that a selector means at this moment. */
export interface Selected {
  readonly devices: readonly DeviceProfile[];
  /** Whether it is one device by its id: its value then is its own, never an aggregate. */
  readonly isOne: boolean;
  readonly truncated: boolean;
}

/** What went wrong with a question, in words for those who may edit the dashboard. */
export class QuestionError extends Error {}

/**
 * Reads for the blocks of one answer. What several blocks ask is asked once, and last values of all are looked up together.
 */
export class BlockReader {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #limiter: ConcurrencyLimiter;
  readonly #elapsed: () => number;
  readonly #asked = new Map<string, Promise<unknown>>();
  readonly #batches: BucketBatches;
  #wanted = new Map<number, DeviceProfile>();
  #lookUp: Promise<Map<number, Readonly<Record<string, { t: number; v: AttributeValue }>>>> | undefined;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    limiter: ConcurrencyLimiter;
    elapsed: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#limiter = options.limiter;
    this.#elapsed = options.elapsed;
    this.#batches = new BucketBatches({
      database: options.database,
      turn: () => this.#limiter.run(async () => undefined),
      inSlices: (range, read) => this.#inSlices(range, read),
    });
  }

  #once<Answer>(question: unknown, ask: () => Promise<Answer>): Promise<Answer> {
    const key = JSON.stringify(question);
    const known = this.#asked.get(key) as Promise<Answer> | undefined;
    if (known) return known;
    const asked = ask();
    this.#asked.set(key, asked);
    return asked;
  }

  /** What was read of many points, when it is the turn of whoever makes something of them. */
  async #inTurn<Answer>(asked: Promise<Answer>): Promise<Answer> {
    const answer = await asked;
    await turns.take(currentLane()?.owner);
    return answer;
  }

  /**
   * The devices that `deviceIds`, `deviceTags` and `query` of a config mean, with the variables put in.
   *
   * @throws QuestionError where what the variables made of it cannot be asked
   */
  async select(application: ApplicationRef, config: Config, common: object): Promise<Selected> {
    const texts = readList(config.deviceIds, 100).map((each) => renderSelector(readText(each), common, false).trim());
    const deviceIds = texts.filter(isId).map((id) => id.toLowerCase());
    const deviceTags = readTags(config.deviceTags, common);
    const query = readQuery(config.query, common);
    const isOne = texts.length === 1 && deviceTags.length === 0 && query === undefined;
    if (deviceIds.length === 0 && deviceTags.length === 0 && query === undefined) {
      return { devices: [], isOne, truncated: false };
    }
    const { applicationId } = application;
    const found = await this.#once(['devices', applicationId, deviceIds, deviceTags, query], () =>
      this.#limiter.run(() =>
        this.#devices.select(application, undefined, {
          deviceIds,
          ...(deviceTags.length === 0 ? {} : { deviceTags }),
          ...(query === undefined ? {} : { query }),
        }),
      ),
    );
    return { devices: found.slice(0, maxDevices), isOne, truncated: found.length > maxDevices };
  }

  /** The newest values of a device by attribute key: those of now, all devices of the answer at once, or as of a moment. */
  async newest(
    devices: readonly DeviceProfile[],
    attributeOf: (device: DeviceProfile) => readonly string[],
    asOf: number | undefined,
  ): Promise<Map<number, ReadonlyMap<string, TimedValue>>> {
    const found = new Map<number, ReadonlyMap<string, TimedValue>>();
    if (asOf === undefined) {
      for (const device of devices) this.#wanted.set(device.deviceRowId, device);
      const stored = await this.#readWanted();
      for (const { deviceRowId, ...device } of devices) {
        const values = stored.get(deviceRowId) ?? {};
        const keys = attributeOf({ deviceRowId, ...device });
        found.set(
          deviceRowId,
          new Map(keys.flatMap((key) => (values[key] ? [[key, { time: values[key].t, value: values[key].v }]] : []))),
        );
      }
      return found;
    }
    for (const device of devices.slice(0, maxPastDevices)) {
      const keys = [...attributeOf(device)];
      const values = await this.#once(['past', device.deviceRowId, keys, asOf], () =>
        this.#limiter.run(() =>
          findNewestValues(this.#database, { deviceRowId: device.deviceRowId, keys, start: 0, end: asOf }),
        ),
      );
      found.set(
        device.deviceRowId,
        new Map([...values].map(([key, { t, v }]) => [key, { time: t, value: v }] as const)),
      );
    }
    return found;
  }

  /** Blocks that ask until it is their turn at the database share one statement. */
  #readWanted() {
    this.#lookUp ??= this.#limiter.run(async () => {
      const rowIds = [...this.#wanted.keys()];
      this.#wanted = new Map();
      this.#lookUp = undefined;
      const rows = await readLastValues(this.#database, rowIds);
      return new Map(rows.map((row) => [row.device_row_id, row.data] as const));
    });
    return this.#lookUp;
  }

  /** Buckets of all points of all sources, read in slices of whole buckets. */
  buckets(question: BucketsAsked): Promise<JoinedBucket[]> {
    if (question.sources.length === 0) return Promise.resolve([]);
    return this.#inTurn(this.#once(['buckets', question], () => this.#batches.ask(question)));
  }

  /** Of each bucket and source the points with the least and the greatest value, oldest first; sources of numbers alone have any. */
  peaks(
    sources: readonly StoredSource[],
    { start, end, resolution }: { start: number; end: number; resolution: number },
  ): Promise<StoredPoint[]> {
    const asked = this.#once(['peaks', sources, start, end, resolution], async () => {
      const found: StoredPoint[] = [];
      await this.#inSlices({ start, end, resolution }, async (range) => {
        found.push(...(await readPeaks(this.#database, { sources, range, resolution })));
      });
      return found;
    });
    return this.#inTurn(asked);
  }

  /** Reads one slice of whole buckets after the other. @throws QuestionError for a question that takes too long */
  async #inSlices(
    { start, end, resolution }: { readonly start: number; readonly end: number; readonly resolution: number },
    read: (slice: { start: number; end: number }) => Promise<void>,
  ): Promise<void> {
    if (resolution === 0) return this.#limiter.run(() => read({ start, end }));
    const deadline = this.#elapsed() + maxQuestionMs;
    let count = 64;
    for (let from = start; from <= end; ) {
      const until = Math.min(end, (Math.floor(from / resolution) + count) * resolution - 1);
      if (this.#elapsed() > deadline) throw new QuestionError('the question takes too long; choose a shorter window');
      const slice = { start: from, end: until };
      // How wide a slice may be shows only in how long the last one took, without the wait for its turn.
      const took = await this.#limiter.run(async () => {
        const begun = this.#elapsed();
        await read(slice);
        return this.#elapsed() - begun;
      });
      count = took > sliceMs ? Math.max(1, count >> 1) : Math.min(16_384, count * 2);
      from = until + 1;
    }
  }

  /** The first or the last point of all sources in a range; undefined when it has none. Of a moment, that of the device made last is the later. */
  async end(
    sources: readonly StoredSource[],
    range: { readonly start: number; readonly end: number; readonly which: 'first' | 'last' },
  ): Promise<StoredPoint | undefined> {
    if (sources.length === 0) return undefined;
    const found = await this.#once(['end', sources, range], () =>
      this.#limiter.run(() => readEnds(this.#database, { sources, ...range })),
    );
    const ordered = found.toSorted((one, other) => one.time - other.time || one.deviceRowId - other.deviceRowId);
    return range.which === 'first' ? ordered[0] : ordered.at(-1);
  }

  /** The newest points of all sources in a range, oldest first. */
  points(
    sources: readonly StoredSource[],
    { start, end, limit = maxRawPoints }: { start: number; end: number; limit?: number },
  ): Promise<StoredPoint[]> {
    if (sources.length === 0) return Promise.resolve([]);
    const question = { sources, start, end, limit };
    return this.#inTurn(
      this.#once(['points', question], () => this.#limiter.run(() => readPoints(this.#database, question))),
    );
  }

  /** The newest reports of a range that hold one of the keys wanted of their device, oldest first. */
  reports(
    wanted: ReadonlyMap<number, readonly string[]>,
    { start, end, limit = maxRawPoints }: { start: number; end: number; limit?: number },
  ): Promise<StoredReport[]> {
    if (wanted.size === 0) return Promise.resolve([]);
    return this.#inTurn(
      this.#once(['reports', [...wanted], start, end, limit], () =>
        this.#limiter.run(() => readReports(this.#database, { wanted, start, end, limit })),
      ),
    );
  }

  /** What else blocks read of the database, in turn with the others. */
  run<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    return this.#limiter.run(read);
  }

  /** What TIMEATVALUE is made of. @throws QuestionError for more points than it goes through */
  async timed(sources: readonly StoredSource[], { start, end }: { start: number; end: number }) {
    const points = await this.points(sources, { start, end, limit: maxTimedPoints });
    if (points.length === maxTimedPoints) throw new QuestionError('there are too many reports to measure times by');
    const before =
      sources.length === 0
        ? []
        : await this.#once(['before', sources, start], () =>
            this.#limiter.run(() => readEnds(this.#database, { sources, start: 0, end: start - 1, which: 'last' })),
          );
    return { points, before };
  }
}

/** Tags as a selector has them: a missing half is a wildcard, and `fromCtx` puts in what a variable holds. */
function readTags(given: unknown, common: object): TagPattern[] {
  const { ctx = {} } = common as { ctx?: Readonly<Record<string, unknown>> };
  return readList(given, 100).flatMap((each): TagPattern[] => {
    const tag = readObject(each);
    const fromCtx = readText(tag.fromCtx);
    const key = renderSelector(readText(tag.key), common, false);
    if (fromCtx !== '') {
      const value = Object.hasOwn(ctx, fromCtx) ? ctx[fromCtx] : undefined;
      const named = readObject(value);
      if (key !== '')
        return toPattern(key, renderSelector(`{{ctx.${fromCtx}}}`, common, false) || readText(named.value));
      return toPattern(readText(named.key), readText(named.value));
    }
    return toPattern(key, renderSelector(readText(tag.value), common, false));
  });
}

/** None without either half: it would mean every device that has any tag. */
function toPattern(key: string, value: string): TagPattern[] {
  if (key === '' && value === '') return [];
  return [{ ...(key === '' ? {} : { key }), ...(value === '' ? {} : { value }) }];
}

/** An advanced query with the variables put in, of which none can add a key. @throws QuestionError */
export function readQuery(given: unknown, common: object): object | undefined {
  const text =
    typeof given === 'string' ? given : typeof given === 'object' && given !== null ? JSON.stringify(given) : '';
  if (text.trim() === '') return undefined;
  try {
    return parseQueryText(renderSelector(text, common, 'json'), 'query');
  } catch (error) {
    throw new QuestionError(`the query cannot be asked: ${(error as Error).message}`);
  }
}
