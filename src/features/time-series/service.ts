import { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import { invalid } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Database } from '../../platform/database/database.ts';
import { parseQueryText } from '../../platform/query-language/index.ts';
import { walkLastValues } from '../device-state/index.ts';
import type { DeviceProfile, DeviceService } from '../devices/index.ts';
import { readAggregatedPoints } from './aggregate.ts';
import { type AggregationName, findAggregation, isAggregationName } from './aggregations.ts';
import { type Point, PointMaker } from './answer.ts';
import { wantAttributes } from './groups.ts';
import { readLastPoints } from './last-values.ts';
import { findPosition, type Position } from './positions.ts';
import { countBuckets, lastTime, readRange } from './range.ts';
import { readRawPoints } from './raw.ts';
import type { LastValueQuery, TimeSeriesQuery } from './schemas.ts';
import { defaultSizings, type SliceSizing } from './slices.ts';
import { clipToPartitions } from './store.ts';

/** The most values that an aggregated answer may hold: several times what a screen has pixels for. */
const maxValues = 100_000;
const defaultLimit = 1000;
/** Statements of all questions together: most sessions of a server's pool, and every other turn at the engine, are for others. */
const statementsAtOnce = { embedded: 1, server: 4 };
/** Questions in hand. With a slice of 50 ms for each, a turn comes round every ten seconds on the embedded engine. */
const maxQuestions = 200;
/** Ranges up to here are read as they are: a few slices at most, where asking which weeks have data costs as much as one. */
const shortMs = 35 * 86_400_000;

/** The application that is asked about; no more of it is needed. */
type Place = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** What devices have reported, read back over time (semantics.md, "Devices and their state"). */
export class TimeSeriesService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #now: () => number;
  readonly #sizing: SliceSizing;
  readonly #questions: ConcurrencyLimiter;
  readonly #limiter: ConcurrencyLimiter;

  constructor(options: { database: Database; devices: DeviceService; now: () => number; sizing?: SliceSizing }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#now = options.now;
    this.#sizing = options.sizing ?? defaultSizings[options.database.kind];
    const refusal = 'Too many time-series queries are in progress; retry later';
    this.#questions = new ConcurrencyLimiter({ atOnce: maxQuestions, maxWaiting: 0, refusal });
    // A question that has been taken is finished: it has two statements under way at most, and all of them find room.
    const atOnce = statementsAtOnce[options.database.kind];
    this.#limiter = new ConcurrencyLimiter({ atOnce, maxWaiting: 2 * maxQuestions, refusal });
  }

  /**
   * The series of every device that `deviceIds` or `deviceTags` address, one of which must be given. Both ends of the
   * range are included. A device without points is there with none; attributes that it does not have are left out, and
   * so are those that are no numbers when the aggregation wants numbers; buckets without a value are left out.
   *
   * Aggregated (default LAST), points are labelled with the start of their bucket: a multiple of `resolution`, which for
   * the first bucket may be before `start`; without `resolution` the range is one bucket, labelled `start`. Those of MINMAX are
   * reports themselves: of each bucket and attribute the one with the least and the one with the greatest value, at their own times. NONE
   * returns the first `limit` (default 1000) points of each device in the given order and does not look at `resolution`.
   *
   * @throws AppError Validation when the query breaks a rule, or its answer would be too large; Unavailable when too many
   *   are in hand
   */
  query(application: Place, principal: Principal | undefined, query: TimeSeriesQuery) {
    return this.#questions.run(() => this.#answer(application, principal, query));
  }

  async #answer(application: Place, principal: Principal | undefined, query: TimeSeriesQuery) {
    const now = this.#now();
    const name = readAggregationName(query.aggregation ?? 'LAST');
    const range = readRange(query, now);
    const { order = 'asc' } = query;
    const aggregation = findAggregation(name);
    const resolution = aggregation ? readResolution(query.resolution) : 0;
    const profiles = await this.#select(application, principal, query);
    const names = query.attributes && new Set(query.attributes);
    const numeric = aggregation?.numeric ?? false;
    const wanted = profiles.map((profile) => [profile, wantAttributes(profile, { names, numeric })] as const);

    let points: Map<number, Point[]>;
    if (aggregation) {
      const attributes = wanted.reduce((count, [, some]) => count + some.length, 0);
      // Of each bucket MINMAX returns two values.
      checkSize(countBuckets(range, resolution), aggregation.kind === 'extremes' ? 2 * attributes : attributes);
      const isShort = range.end - range.start <= shortMs;
      const stored = isShort ? range : await clipToPartitions(this.#database, range);
      const question = {
        wanted,
        aggregation,
        range,
        stored,
        resolution,
        order,
        sizing: this.#sizing,
        limiter: this.#limiter,
      };
      points = await readAggregatedPoints(this.#database, question, new PointMaker({ field: 'resolution' }));
    } else {
      const question = { wanted, range, order, limit: query.limit ?? defaultLimit, limiter: this.#limiter };
      points = await readRawPoints(this.#database, question, new PointMaker({ field: 'limit' }));
    }
    return {
      start: new Date(range.start).toISOString(),
      end: new Date(range.end).toISOString(),
      resolution,
      aggregation: query.aggregation ?? 'LAST',
      devices: Object.fromEntries(
        profiles.map(({ deviceId, deviceRowId, name }) => [deviceId, { name, points: points.get(deviceRowId) ?? [] }]),
      ),
    };
  }

  /**
   * The newest value of `attribute`, or without it of every attribute, of each addressed device that has one. `time` is
   * when that value was reported; with several, the newest of their times.
   */
  async readLast(
    application: Place,
    principal: Principal | undefined,
    query: LastValueQuery,
  ): Promise<Record<string, Point>> {
    const profiles = await this.#select(application, principal, query);
    const maker = new PointMaker({ field: query.attribute === undefined ? 'attribute' : 'deviceIds' });
    return readLastPoints(this.#database, { profiles, attribute: query.attribute }, maker);
  }

  /**
   * Where each device is, by its GPS attribute with the newest value; devices without one are left out. `query` is an advanced
   * device query as JSON.
   *
   * @throws AppError Validation when the query breaks a rule, or there are more devices than one query may address
   */
  async readPositions(
    application: Place,
    principal: Principal | undefined,
    { query = '{}' }: { readonly query?: string },
  ) {
    const located = (
      await this.#devices.select(application, principal, { query: parseQueryText(query, 'query') })
    ).filter(({ attributes }) => attributes.values().some(({ dataType }) => dataType === 'gps'));
    const positions = new Map<number, Position>();
    const byRow = new Map(located.map((profile) => [profile.deviceRowId, profile]));
    for await (const some of walkLastValues(this.#database, [...byRow.keys()])) {
      for (const { deviceRowId, values } of some) {
        const profile = byRow.get(deviceRowId);
        const position = profile && findPosition(profile, values);
        if (position) positions.set(deviceRowId, position);
      }
    }
    const items = located.flatMap(({ deviceRowId }) => positions.get(deviceRowId) ?? []);
    return { applicationId: application.applicationId, items, count: items.length, _type: 'devicePositions' as const };
  }

  async #select(
    application: Place,
    principal: Principal | undefined,
    { deviceIds, deviceTags }: Pick<TimeSeriesQuery, 'deviceIds' | 'deviceTags'>,
  ): Promise<DeviceProfile[]> {
    if (!deviceIds && !deviceTags) throw invalid('deviceIds', 'or deviceTags is required');
    for (const [index, { key, value }] of (deviceTags ?? []).entries()) {
      if (key === undefined && value === undefined) throw invalid(`deviceTags[${index}]`, 'must have a key or a value');
    }
    return this.#devices.select(application, principal, { deviceIds, deviceTags });
  }
}

function readAggregationName(given: NonNullable<TimeSeriesQuery['aggregation']>): AggregationName {
  const { type, options } = typeof given === 'string' ? { type: given } : given;
  if (!isAggregationName(type)) throw invalid('aggregation', `${type} is not supported`);
  if (options && Object.keys(options).length > 0) throw invalid('aggregation.options', `must be empty for ${type}`);
  return type;
}

/** Whole ms; a positive width is at least one, and at most what the longest range has. */
function readResolution(given = 0): number {
  return given > 0 ? Math.min(Math.max(1, Math.round(given)), lastTime) : 0;
}

function checkSize(buckets: number, attributes: number): void {
  if (buckets * attributes <= maxValues) return;
  const size = `${buckets} buckets for ${attributes} attributes of devices are more than ${maxValues} values`;
  if (buckets > 1) throw invalid('resolution', `selects too many values: ${size}; use a larger one or a shorter range`);
  throw invalid('attributes', `select too many values: ${size}; query fewer devices or attributes at a time`);
}
