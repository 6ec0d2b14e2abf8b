import type { Database } from '../../../platform/database/database.ts';
import {
  areComputedTogether,
  type JoinedAggregation,
  type JoinedBucket,
  readBucketsOfEach,
  readJoinedBuckets,
} from '../../time-series/index.ts';
import { type BucketsAsked, readBuckets } from './points-store.ts';

/** Sources of one statement; each has a row of its own in the result. */
const maxSources = 200;

/** Reads a range slice after slice, in turn with others. */
export type ReadInSlices = (
  range: Pick<BucketsAsked, 'start' | 'end' | 'resolution'>,
  read: (slice: { readonly start: number; readonly end: number }) => Promise<void>,
) => Promise<void>;

interface Asked {
  readonly question: BucketsAsked;
  readonly resolve: (buckets: JoinedBucket[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Questions about the same sources and range: what they want is computed of the same values. */
interface Group {
  readonly question: BucketsAsked;
  readonly aggregations: JoinedAggregation[];
  readonly asked: Asked[];
}

/**
 * Buckets that blocks ask for while others are read, read together: what is asked of one device each by one statement for all of these devices, and
 * several aggregations of the same values by one that reads them once. The answers are those of `readBuckets`.
 */
export class BucketBatches {
  readonly #database: Database;
  /** Resolves when it is the turn of whoever waits. */
  readonly #turn: () => Promise<void>;
  readonly #inSlices: ReadInSlices;
  #waiting: Asked[] = [];

  constructor(options: { database: Database; turn: () => Promise<void>; inSlices: ReadInSlices }) {
    this.#database = options.database;
    this.#turn = options.turn;
    this.#inSlices = options.inSlices;
  }

  /** @throws AppError, or what `inSlices` throws */
  ask(question: BucketsAsked): Promise<JoinedBucket[]> {
    const { promise, resolve, reject } = Promise.withResolvers<JoinedBucket[]>();
    const asked = { question, resolve, reject };
    // Of what is picked, of several devices by their times, nothing is shared.
    if (question.aggregation === 'FIRST' || question.aggregation === 'LAST') void this.#askAlone(asked);
    else if (this.#waiting.push(asked) === 1) void this.#askTogether();
    return promise;
  }

  async #askTogether(): Promise<void> {
    try {
      await this.#turn();
    } catch (error) {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
      return;
    }
    const groups = groupOf(this.#waiting.splice(0));
    const [single, joined] = [groups.filter(isOfOne), groups.filter((group) => !isOfOne(group))];
    const alike = Map.groupBy(single, ({ question: { start, end, resolution }, aggregations }) =>
      JSON.stringify([start, end, resolution, aggregations]),
    );
    for (const all of alike.values()) {
      for (let from = 0; from < all.length; from += maxSources) void this.#readEach(all.slice(from, from + maxSources));
    }
    for (const group of joined) void this.#readJoined(group);
  }

  #readEach(groups: readonly Group[]): Promise<void> {
    const [{ question, aggregations } = {}] = groups;
    if (!question || !aggregations) return Promise.resolve();
    const sources = groups.flatMap((group) => group.question.sources);
    return this.#read(groups, (range) =>
      readBucketsOfEach(this.#database, { sources, aggregations, range, resolution: question.resolution }),
    );
  }

  #readJoined(group: Group): Promise<void> {
    const { question, aggregations } = group;
    const { sources, resolution } = question;
    if (aggregations.includes('MEDIAN')) return Promise.all(group.asked.map((asked) => this.#askAlone(asked))).then();
    return this.#read([group], async (range) => [
      await readJoinedBuckets(this.#database, { sources, aggregations, range, resolution }),
    ]);
  }

  /** @param read the buckets of a slice: for each group, those of each of its aggregations */
  async #read(
    groups: readonly Group[],
    read: (slice: { start: number; end: number }) => Promise<JoinedBucket[][][]>,
  ): Promise<void> {
    const [{ question } = {}] = groups;
    if (!question) return;
    const found = groups.map(({ aggregations }) => aggregations.map((): JoinedBucket[] => []));
    try {
      await this.#inSlices(question, async (slice) => {
        for (const [place, columns] of (await read(slice)).entries()) {
          for (const [index, buckets] of columns.entries()) found[place]?.[index]?.push(...buckets);
        }
      });
    } catch (error) {
      const asked = groups.flatMap((group) => group.asked);
      const [only] = asked;
      // What is wrong with one of them is no fault of the others.
      if (only && asked.length === 1) only.reject(error);
      else await Promise.all(asked.map((each) => this.#askAlone(each)));
      return;
    }
    for (const [place, { asked, aggregations }] of groups.entries()) {
      for (const { question: own, resolve } of asked) {
        resolve(found[place]?.[aggregations.indexOf(own.aggregation as JoinedAggregation)] ?? []);
      }
    }
  }

  async #askAlone({ question, resolve, reject }: Asked): Promise<void> {
    const found: JoinedBucket[] = [];
    try {
      await this.#inSlices(question, async (slice) => {
        found.push(...(await readBuckets(this.#database, { ...question, ...slice })));
      });
      resolve(found);
    } catch (error) {
      reject(error);
    }
  }
}

function isOfOne({ question }: Group): boolean {
  return question.sources.length === 1;
}

function groupOf(asked: readonly Asked[]): Group[] {
  const groups = new Map<string, Group[]>();
  for (const each of asked) {
    const { sources, start, end, resolution } = each.question;
    const aggregation = each.question.aggregation as JoinedAggregation;
    const key = JSON.stringify([sources, start, end, resolution]);
    const alike = groups.get(key) ?? [];
    groups.set(key, alike);
    const group = alike.find(({ aggregations }) => areComputedTogether([...aggregations, aggregation]));
    if (!group) {
      alike.push({ question: each.question, aggregations: [aggregation], asked: [each] });
      continue;
    }
    if (!group.aggregations.includes(aggregation)) group.aggregations.push(aggregation);
    group.asked.push(each);
  }
  return [...groups.values()].flat();
}
