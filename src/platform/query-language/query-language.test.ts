import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { foldCase } from '../../kernel/fold-case.ts';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open.ts';
import {
  booleanKind,
  type ColumnField,
  compileQuery,
  idKind,
  numberKind,
  parseQueryText,
  type QueryLanguage,
  rankedKind,
  readQuery,
  type SpecialField,
  tagsField,
  textKind,
  timestampKind,
} from './index.ts';

const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
const levels = ['info', 'warning', 'error', 'critical'];

const language: QueryLanguage = {
  things: 'samples',
  fields: new Map<string, ColumnField | SpecialField>([
    ['id', { kind: idKind, column: sql`sample.id` }],
    ['text', { kind: textKind, column: sql`sample.text` }],
    ['number', { kind: numberKind, column: sql`sample.number` }],
    ['flag', { kind: booleanKind, column: sql`sample.flag` }],
    ['time', { kind: timestampKind, column: sql`sample.time` }],
    ['level', { kind: rankedKind(levels), column: sql`sample.level` }],
    ['tags', tagsField((tag) => sql`sample.tags @> ${JSON.stringify([tag])}::jsonb`)],
    // As a data table finds long texts: by their first characters.
    [
      'narrowed',
      {
        kind: textKind,
        column: sql`sample.text`,
        narrow: (comparison, operand: string, ignoreCase) =>
          comparison === '$eq' && !ignoreCase ? sql`left(sample.text, 2) = left(${operand}::text, 2)` : undefined,
      },
    ],
  ]),
};

interface Sample {
  readonly id: string;
  readonly text: string | null;
  readonly number: number | null;
  readonly flag: boolean | null;
  /** ms */
  readonly time: number | null;
  readonly level: string | null;
  readonly tags: readonly { key: string; value: string }[];
}

const id = (number: number) => number.toString(16).padStart(24, '0');
const words = ['', 'a', 'A', 'ab', 'Ab', 'b', 'ß', 'É', 'é', '😀', '%', '_', 'a\\', 'ba', 'Ω', 'ω', '10', '9'];
const numbers = [0, -1, 1, 1.5, 2 ** 53 - 1, -1e300, 5e-324];
const times = [0, 1, 1_500_000_000_000, 1_500_000_000_001];
const samples: readonly Sample[] = Array.from({ length: 120 }, (_, index) => ({
  id: id(index),
  text: index % 7 === 6 ? null : (words[(index * 5) % words.length] as string),
  number: index % 5 === 4 ? null : (numbers[(index * 3) % numbers.length] as number),
  flag: [true, false, null][index % 3] as boolean | null,
  time: index % 11 === 10 ? null : (times[index % times.length] as number),
  level: index % 13 === 12 ? null : (levels[index % levels.length] as string),
  tags: index % 4 === 0 ? [] : [{ key: index % 2 ? 'a' : 'b', value: String(index % 3) }],
}));

/** What the language means, said in plain JavaScript and without the tree that the compiler makes. */
function matches(sample: Sample, query: Record<string, unknown>): boolean {
  return Object.entries(query).every(([name, value]) => {
    if (name === '$and') return (value as Record<string, unknown>[]).every((each) => matches(sample, each));
    if (name === '$or' && (value as unknown[]).length === 0) return true;
    if (name === '$nor' && (value as unknown[]).length === 0) return false;
    if (name === '$or') return (value as Record<string, unknown>[]).some((each) => matches(sample, each));
    if (name === '$nor') return !(value as Record<string, unknown>[]).some((each) => matches(sample, each));
    if (name === 'tags') return tagsMatch(sample, value as Record<string, unknown>);
    const stored = sample[(name === 'narrowed' ? 'text' : name) as keyof Sample] as string | number | boolean | null;
    if (typeof value !== 'object' || value === null) return compares(name, stored, '$eq', value, false);
    const { $ci = false, ...operators } = value as Record<string, unknown>;
    return Object.entries(operators).every(([operator, operand]) =>
      compares(name, stored, operator, operand, $ci === true),
    );
  });
}

function tagsMatch(sample: Sample, value: Record<string, unknown>): boolean {
  if ('$ne' in value) return !tagsMatch(sample, value.$ne as Record<string, unknown>);
  if ('$eq' in value) return tagsMatch(sample, value.$eq as Record<string, unknown>);
  const { $tagKey, $tagValue, ...rest } = value;
  if ($tagKey === undefined && $tagValue === undefined) {
    return Object.entries(rest).every(([key, text]) =>
      sample.tags.some((tag) => tag.key === key && tag.value === text),
    );
  }
  return sample.tags.some((tag) => ($tagKey ?? tag.key) === tag.key && ($tagValue ?? tag.value) === tag.value);
}

function compares(name: string, stored: unknown, operator: string, operand: unknown, ignoreCase: boolean): boolean {
  if (operator === '$ne') return !compares(name, stored, '$eq', operand, ignoreCase);
  if (operator === '$in') return (operand as unknown[]).some((each) => compares(name, stored, '$eq', each, ignoreCase));
  if (operator === '$nin') return !compares(name, stored, '$in', operand, ignoreCase);
  if (stored === null || operand === null) return operator === '$eq' && stored === operand;
  if (typeof stored !== typeof operand) return false;
  const fold = (value: unknown) =>
    name === 'level'
      ? levels.indexOf(value as string)
      : name === 'id'
        ? String(value).toLowerCase()
        : ignoreCase && typeof value === 'string'
          ? foldCase(value)
          : value;
  const [left, right] = [fold(stored), fold(operand)];
  switch (operator) {
    case '$eq':
      return left === right;
    case '$startsWith':
      return String(left).startsWith(String(right));
    case '$endsWith':
      return String(left).endsWith(String(right));
    case '$contains':
      return String(left).includes(String(right));
    default: {
      const order =
        typeof left === 'string'
          ? Buffer.compare(Buffer.from(left), Buffer.from(String(right)))
          : Number(left) - Number(right);
      return operator === '$gt'
        ? order > 0
        : operator === '$gte'
          ? order >= 0
          : operator === '$lt'
            ? order < 0
            : order <= 0;
    }
  }
}

let database: Database;
let dataDir: string;

beforeAll(async () => {
  dataDir = await makeDataFolder();
  const onFailure = (error: Error): never => {
    throw error;
  };
  database = await openDatabase({ dataDir, migrationsDir, onFailure });
  await database.script(`create table sample (id text, text text collate "C", number double precision, flag boolean,
    time timestamptz, level text, tags jsonb)`);
  await database.query({
    sql: `insert into sample select id, text, number, flag, to_timestamp(time / 1000.0), level, tags
      from jsonb_to_recordset($1::jsonb) as s(id text, text text, number double precision, flag boolean,
        time bigint, level text, tags jsonb)`,
    parameters: [JSON.stringify(samples)],
  });
}, 120_000);
afterAll(async () => {
  await database?.close();
  await rm(dataDir, { recursive: true });
});

async function select(query: unknown): Promise<string[]> {
  const condition = compileQuery(query, 'query', language);
  const { rows } = await sql<{ id: string }>`select id from sample where ${condition} order by id`.execute(
    database.kysely,
  );
  return rows.map((row) => row.id);
}

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, ...words, ...numbers, ...times),
  fc.constantFrom(id(3), id(200)),
);
const anyId = fc.constantFrom<unknown>(null, id(0), id(3), id(0xa), id(0xa).toUpperCase(), id(200));
const orders = ['$gt', '$gte', '$lt', '$lte'];
const parts = ['$startsWith', '$endsWith', '$contains'];

/** What a query may say of one field. */
function comparisons(own: fc.Arbitrary<unknown>, operators: readonly string[], withCase: boolean) {
  const single = fc
    .array(fc.tuple(fc.constantFrom('$eq', '$ne', ...operators), own), { minLength: 1, maxLength: 3 })
    .map((entries) => Object.fromEntries(entries));
  const list = fc.array(own, { maxLength: 4 });
  const lists = fc.oneof(
    list.map(($in) => ({ $in })),
    list.map(($nin) => ({ $nin })),
  );
  const either = fc.oneof(single, lists);
  const cased = withCase ? fc.tuple(either, fc.boolean()).map(([given, $ci]) => ({ ...given, $ci })) : either;
  return fc.oneof(own, either, cased);
}

const text = comparisons(anyValue, [...orders, ...parts], true);
const tags = fc.oneof(
  fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('0', '1', '2'), { maxKeys: 2 }),
  fc.record({ $tagKey: fc.constantFrom('a', 'b'), $tagValue: fc.constantFrom('0', '1') }, { requiredKeys: [] }),
);
const leaf = fc.oneof(
  text.map((value) => ({ text: value })),
  text.map((value) => ({ narrowed: value })),
  comparisons(anyValue, orders, false).map((value) => ({ number: value })),
  comparisons(anyValue, orders, false).map((value) => ({ flag: value })),
  comparisons(fc.constantFrom<unknown>(null, true, ...times), orders, false).map((value) => ({ time: value })),
  comparisons(fc.constantFrom<unknown>(null, 3, ...levels), orders, false).map((value) => ({ level: value })),
  comparisons(anyId, [], false).map((value) => ({ id: value })),
  fc
    .oneof(
      tags,
      tags.map(($ne) => ({ $ne })),
    )
    .map((value) => ({ tags: value })),
);
const query = fc.letrec<{ query: Record<string, unknown> }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf as fc.Arbitrary<Record<string, unknown>>,
    fc.array(leaf, { maxLength: 3 }).map((all) => Object.assign({}, ...all) as Record<string, unknown>),
    fc
      .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('query'), { maxLength: 3 }))
      .map(([name, branches]) => ({ [name]: branches })),
  ),
})).query;

describe('queries', () => {
  it('select what plain JavaScript selects', async () => {
    await fc.assert(
      fc.asyncProperty(query, async (given) => {
        const expected = samples.filter((sample) => matches(sample, given)).map((sample) => sample.id);
        expect(await select(given)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('select nothing that the opposite selects, and everything together with it', async () => {
    await fc.assert(
      fc.asyncProperty(query, async (given) => {
        const [these, others] = [await select(given), await select({ $nor: [given] })];
        expect([...these, ...others].sort()).toEqual(samples.map((sample) => sample.id));
      }),
      { numRuns: 100 },
    );
  });

  it('select everything when they say nothing', async () => {
    expect(await select({})).toHaveLength(samples.length);
    expect(await select({ $and: [] })).toHaveLength(samples.length);
    expect(await select({ $or: [] })).toHaveLength(samples.length);
    expect(await select({ $nor: [] })).toHaveLength(0);
  });

  it('read times as text and as milliseconds', async () => {
    const expected = samples.filter(({ time }) => time === 1_500_000_000_000).map((sample) => sample.id);
    expect(await select({ time: '2017-07-14T02:40:00.000Z' })).toEqual(expected);
    expect(await select({ time: { $gt: '2017-07-14T02:39:59Z', $lt: 1_500_000_000_001 } })).toEqual(expected);
    expect(await select({ time: { $gt: 8.64e15 } })).toEqual([]);
  });

  it('leave a comparison bare, so that an index serves it', async () => {
    await database.script('create table many (number double precision); create index on many (number)');
    await database.script('insert into many select generate_series(1, 20000); analyze many');
    const fields = new Map([['number', { kind: numberKind, column: sql`many.number` }]]);
    const condition = compileQuery({ $or: [{ number: { $gte: 10, $lt: 20 } }, { number: { $in: [1, 2] } }] }, 'query', {
      things: 'numbers',
      fields,
    });
    const { rows } = await sql<Record<string, string>>`explain select * from many where ${condition}`.execute(
      database.kysely,
    );
    expect(JSON.stringify(rows)).toContain('Index');
  });
});

const nested = (levels: number): unknown => (levels === 0 ? { text: 'a' } : { $and: [nested(levels - 1)] });

it.each<[string, unknown, string]>([
  ['no object', [], 'query must be an object'],
  ['an unknown field', { nme: 1 }, 'query.nme is not a field that samples can be queried by (id, text'],
  ['a name of Object', { constructor: 1 }, 'query.constructor is not a field'],
  ['an unknown field far inside', { $or: [{}, { $nor: [{ x: 1 }] }] }, 'query.$or[1].$nor[0].x is not a field'],
  [
    'an unknown operator',
    { text: { $match: '*' } },
    'query.text.$match is not supported; this field supports $eq, $ne',
  ],
  ['an operator of another kind', { number: { $contains: '1' } }, 'query.number.$contains is not supported'],
  ['branches that are no list', { $or: {} }, 'query.$or must be an array of at most 100 queries'],
  ['too many branches', { $or: Array(101).fill({}) }, 'query.$or must be an array of at most 100 queries'],
  ['too many values', { text: { $in: Array(101).fill('') } }, 'query.text.$in must be an array of at most 100 values'],
  [
    'too many values in all',
    { $and: Array(51).fill({ text: { $in: Array(100).fill('') } }) },
    'query.$and[50].text.$in must not bring the query to more than 5000 listed values',
  ],
  ['too deep', nested(11), 'is nested deeper than 10 levels'],
  [
    'too large',
    { $and: Array(6).fill({ $or: Array(100).fill({ text: 'a' }) }) },
    'must not have more than 500 conditions',
  ],
  ['no comparison', { text: {} }, 'query.text must have a comparison'],
  ['only how to compare', { text: { $ci: true } }, 'query.text must have a comparison'],
  ['a wrong $ci', { text: { $eq: 'a', $ci: 1 } }, 'query.text.$ci must be true or false'],
  ['a list as value', { text: ['a'] }, 'query.text must be text, a number, true, false or null'],
  ['an object as value', { text: { $eq: {} } }, 'query.text.$eq must be text, a number, true, false or null'],
  ['text that is no time', { time: { $gt: 'yesterday' } }, 'query.time.$gt must be a time'],
  ['what is no id', { id: { $in: [null, 'x'] } }, 'query.id.$in[1] must be an id of 24 hex digits, or null'],
  ['a number for an id', { id: 3 }, 'query.id must be an id of 24 hex digits, or null'],
  ['an unknown word', { level: 'fatal' }, 'query.level must be one of info, warning, error, critical'],
  ['what cannot be stored', { text: 'a\0' }, 'query must not contain U+0000'],
  ['no tag', { tags: 'a' }, 'query.tags must be an object'],
  ['tags said in two ways', { tags: { $tagKey: 'a', b: '1' } }, 'query.tags must have either'],
  ['a wrong tag key', { tags: { 'a b': '1' } }, 'query.tags.a b is not a tag key'],
  ['a tag that is no text', { tags: { a: 1 } }, 'query.tags.a must be text of at most 255 characters'],
])('refuses %s', (_name, given, message) => {
  expect(() => readQuery(given, 'query', language)).toThrow(
    expect.objectContaining({ type: 'Validation', message: expect.stringContaining(message) }),
  );
});

it('reads a query from text, and refuses numbers that it would have to take for others', async () => {
  const given = parseQueryText('{"number": {"$lt": 1e300, "$ne": 0.1000000000000000055511151231257827}}', 'query');
  expect(await select(given)).toHaveLength(samples.filter(({ number }) => number !== null).length);
  for (const number of ['9007199254740993', '{"$gt": -9007199254740993}', '{"$in": [1, 9007199254740993]}', '1e400']) {
    const query = parseQueryText(`{"number": ${number}}`, 'query');
    expect(() => readQuery(query, 'query', language)).toThrow('must not be a number that a double cannot hold');
  }
  for (const bad of ['', '[]', '1', '{', 'null']) {
    expect(() => parseQueryText(bad, 'query')).toThrow('query must be a JSON object');
  }
});
