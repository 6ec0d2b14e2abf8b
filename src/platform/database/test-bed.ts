import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import type { Statement } from './database.ts';
import { isDataError, isUniqueViolation } from './errors.ts';
import type { PooledDatabase } from './pooled-database.ts';

/** Statements and what both engines return for them, through `query` and through `batch`. */
export const answers: readonly (Statement & { name: string; rows: unknown[] })[] = [
  {
    name: 'whole numbers of every width',
    sql: 'select 1::smallint as a, 2::int as b, $1::bigint as c, -9007199254740991::bigint as d',
    parameters: [1_700_000_000_000],
    rows: [{ a: 1, b: 2, c: 1_700_000_000_000, d: -9007199254740991 }],
  },
  {
    name: 'fractions',
    sql: 'select 1.5::numeric as a, $1::double precision as b, 0.25::real as c, sum(x) as d from unnest($2::bigint[]) x',
    parameters: [0.1, [1, 2]],
    rows: [{ a: 1.5, b: 0.1, c: 0.25, d: 3 }],
  },
  {
    name: 'times, with and without a zone, and days',
    sql: `select $1::timestamptz as a, '2020-02-29 12:00:00.123+02'::timestamptz as b, '2020-02-29 12:00'::timestamp as c,
      date '2020-02-29' as d`,
    parameters: [new Date('2019-03-31T01:30:00.123Z')],
    rows: [
      {
        a: new Date('2019-03-31T01:30:00.123Z'),
        b: new Date('2020-02-29T10:00:00.123Z'),
        c: new Date('2020-02-29T12:00:00Z'),
        d: '2020-02-29',
      },
    ],
  },
  {
    name: 'bytes',
    sql: `select $1::bytea as a, '\\x00ff'::bytea as b, array['\\x01'::bytea] as c`,
    parameters: [new Uint8Array([0, 128, 255])],
    rows: [{ a: Buffer.from([0, 128, 255]), b: Buffer.from([0, 255]), c: [Buffer.from([1])] }],
  },
  {
    name: 'jsonb from text and from an object',
    sql: 'select $1::jsonb as a, $2::jsonb as b, $3::jsonb as c',
    parameters: ['[1,"x"]', { a: { b: null } }, 'null'],
    rows: [{ a: [1, 'x'], b: { a: { b: null } }, c: null }],
  },
  {
    name: 'null and undefined',
    sql: 'select $1::text as a, $2::bigint as b, null::timestamptz as c',
    parameters: [null, undefined],
    rows: [{ a: null, b: null, c: null }],
  },
  {
    name: 'truth',
    sql: 'select $1::boolean as a, $2::boolean as b, $3::boolean[] as c',
    parameters: [true, false, [true, null, false]],
    rows: [{ a: true, b: false, c: [true, null, false] }],
  },
  {
    name: 'arrays of every type that has a binary form, and empty ones',
    sql: 'select $1::bigint[] as a, $2::int[] as b, $3::text[] as c, $4::jsonb[] as d, $5::bytea[] as e, $6::bigint[] as f',
    parameters: [
      [1, -1, null, -4294967297, 2 ** 53 - 1],
      [1, -2147483648],
      ['"', '\\', '{}', 'NULL', '', ',', null, 'é😀\n\t'],
      ['{"a":"\\"\\\\"}', null, '1'],
      [new Uint8Array([1, 255]), new Uint8Array()],
      [],
    ],
    rows: [
      {
        a: [1, -1, null, -4294967297, 2 ** 53 - 1],
        b: [1, -2147483648],
        c: ['"', '\\', '{}', 'NULL', '', ',', null, 'é😀\n\t'],
        d: [{ a: '"\\' }, null, 1],
        e: [Buffer.from([1, 255]), Buffer.from([])],
        f: [],
      },
    ],
  },
  {
    name: 'arrays whose type has no binary form here, and arrays of arrays',
    sql: 'select $1::timestamptz[] as a, $2::numeric[] as b, $3::bigint[][] as c, $4::double precision[] as d',
    parameters: [
      [new Date(0)],
      [1.5],
      [
        [1, 2],
        [3, 4],
      ],
      [0.1, 1e300, null],
    ],
    rows: [
      {
        a: [new Date(0)],
        b: [1.5],
        c: [
          [1, 2],
          [3, 4],
        ],
        d: [0.1, 1e300, null],
      },
    ],
  },
  { name: 'no rows', sql: 'select 1 as a where false', rows: [] },
  { name: 'rows without columns', sql: 'select from generate_series(1, 2)', rows: [{}, {}] },
  { name: 'the session: time zone', sql: `select current_setting('TimeZone') as zone`, rows: [{ zone: 'UTC' }] },
];

/** What every `Database` promises; run on each engine. */
export function describeDatabase(name: string, open: () => Promise<PooledDatabase>): void {
  describe(name, () => {
    let database: PooledDatabase;

    beforeAll(async () => {
      database = await open();
      await database.query({ sql: 'create table thing (id bigint primary key, name text)' });
    });
    afterAll(() => database.close());

    const idsOf = async (name: string) =>
      (
        await database.query<{ id: number }>({
          sql: 'select id from thing where name = $1 order by id',
          parameters: [name],
        })
      ).map(({ id }) => id);
    const insert = (id: unknown, name: string): Statement => ({
      sql: 'insert into thing (id, name) values ($1, $2)',
      parameters: [id, name],
    });

    it.each(answers)('returns $name', async ({ rows, ...statement }) => {
      expect(await database.query(statement)).toEqual(rows);
      // The second time the statement is prepared already.
      expect(await database.batch([statement, statement])).toEqual([rows, rows]);
    });

    it('takes any text and any whole number inside arrays, in both forms', async () => {
      const statement = 'select $1::text[] as texts, $2::bigint[] as numbers';
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.option(fc.string({ unit: 'grapheme' })), { maxLength: 20 }),
          fc.array(fc.option(fc.maxSafeInteger()), { maxLength: 20 }),
          async (texts, numbers) => {
            const given = texts.map((text) => text?.replaceAll('\0', '') ?? null);
            const parameters = [given, numbers];
            const expected = [{ texts: given, numbers: numbers.map((number) => (number === 0 ? 0 : number)) }];
            expect(await database.query({ sql: statement, parameters })).toEqual(expected);
            expect(await database.batch([{ sql: statement, parameters }])).toEqual([expected]);
          },
        ),
        { numRuns: 50 },
      );
    });

    // More than any buffer that is kept holds, so that each of the parameters makes it grow.
    it.each([100_000, 1_500_000, 4_000_000])('takes batches of %i bytes and more', async (bytes) => {
      const long = 'x'.repeat(bytes);
      const sql = `select cardinality($1::bigint[]) as numbers, $2::text as text, array_length($3::text[], 1) as texts,
        length(($3::text[])[2]) as length, $4::jsonb as last`;
      const parameters = [Array.from({ length: bytes / 100 }, (_, index) => index), long, ['', long], { ok: true }];
      const [[row], [again]] = (await database.batch([
        { sql, parameters },
        { sql, parameters },
      ])) as [unknown[], unknown[]];
      expect(row).toEqual({ numbers: bytes / 100, text: long, texts: 2, length: bytes, last: { ok: true } });
      expect(again).toEqual(row);
    });

    it('keeps all of a batch or nothing', async () => {
      await database.batch([insert(1, 'whole'), insert(2, 'whole')]);
      expect(await idsOf('whole')).toEqual([1, 2]);
      await expect(database.batch([insert(3, 'half'), insert(1, 'half'), insert(4, 'half')])).rejects.toThrow(AppError);
      expect(await idsOf('half')).toEqual([]);
      // The session is as good as new afterwards.
      await database.batch([insert(3, 'half')]);
      expect(await idsOf('half')).toEqual([3]);
    });

    it('runs a batch whose later statements need the earlier ones', async () => {
      const create = { sql: 'create table made_in_batch (id bigint)' };
      const fill = { sql: 'insert into made_in_batch values ($1)', parameters: [7] };
      const results = await database.batch([create, fill, { sql: 'select id from made_in_batch' }]);
      expect(results).toEqual([[], [], [{ id: 7 }]]);
      await expect(database.batch([{ sql: 'create table gone (id bigint)' }, insert(1, 'dup')])).rejects.toThrow();
      expect(await database.query({ sql: `select to_regclass('gone') as gone` })).toEqual([{ gone: null }]);
    });

    it('goes on after the schema has changed under a prepared statement', async () => {
      await database.query({ sql: 'create table changing (a bigint)' });
      const read = { sql: 'select * from changing' };
      expect(await database.batch([read])).toEqual([[]]);
      await database.query({ sql: 'alter table changing add b bigint' });
      await database.query({ sql: 'insert into changing values (1, 2)' });
      expect(await database.batch([read])).toEqual([[{ a: 1, b: 2 }]]);
      const asked = { ...read, prepared: true };
      expect(await database.query(asked)).toEqual([{ a: 1, b: 2 }]);
      await database.query({ sql: 'alter table changing add c bigint' });
      expect(await database.query(asked)).toEqual([{ a: 1, b: 2, c: null }]);
    });

    it('forgets prepared statements before they become too many', async () => {
      for (let number = 0; number < 450; number++)
        await database.batch([{ sql: `select ${number} as n`, parameters: [] }]);
      const [row] = await database.query<{ count: number }>({ sql: 'select count(*) from pg_prepared_statements' });
      // Those of batches, and those that are asked often.
      expect(row?.count).toBeLessThanOrEqual(300);
    });

    it('goes on after the schema has changed, or a session has forgotten, under a statement that is asked often', async () => {
      await database.query({ sql: 'create table often (a bigint)' });
      await database.query({ sql: 'insert into often values (1)' });
      const db = database.kysely.withTables<{ often: { a: number } }>();
      const read = () => db.selectFrom('often').selectAll().execute();
      for (let times = 0; times < 20; times++) expect(await read()).toEqual([{ a: 1 }]);
      await database.query({ sql: 'alter table often add b bigint default 2' });
      for (let times = 0; times < 20; times++) expect(await read()).toEqual([{ a: 1, b: 2 }]);
      for (let number = 0; number < 450; number++) await database.batch([{ sql: `select ${number} as n` }]);
      for (let times = 0; times < 20; times++) expect(await read()).toEqual([{ a: 1, b: 2 }]);
    });

    it('runs an empty batch', async () => {
      expect(await database.batch([])).toEqual([]);
    });

    it.each<[string, Statement, Partial<AppError>]>([
      ['a duplicate', insert(1, 'again'), { type: 'Conflict' }],
      ['text that is no number', insert('x', 'bad'), { type: 'Validation' }],
      ['a zero byte in text', insert(100, 'a\0b'), { type: 'Validation' }],
      ['a number out of range', { sql: 'select $1::int', parameters: [2 ** 31] }, { type: 'Validation' }],
      ['a syntax error', { sql: 'selec' }, { type: 'Internal' }],
    ])('answers %s with the right error, alone and in a batch', async (_name, statement, expected) => {
      await database.query(insert(1, 'again')).catch(() => {});
      const inBatch = () => database.batch([statement]);
      for (const attempt of [() => database.query(statement), inBatch, inBatch]) {
        const error = await attempt().then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ ...expected, cause: expect.objectContaining({ severity: 'ERROR' }) });
      }
    });

    it('tells which constraint and whether the data was at fault', async () => {
      await database.query(insert(500, 'first'));
      const duplicate = await database.batch([insert(500, 'second')]).catch((error: unknown) => error);
      expect(isUniqueViolation(duplicate, 'thing_pkey')).toBe(true);
      expect(isUniqueViolation(duplicate, 'another')).toBe(false);
      expect(isDataError(duplicate)).toBe(false);
      const poisoned = { sql: 'select x::jsonb from unnest($1::text[]) x', parameters: [['{}', '{"a":"\\u0000"}']] };
      const refused = await database.batch([poisoned]).catch((error: unknown) => error);
      expect(isDataError(refused)).toBe(true);
    });

    it('commits and rolls back transactions of the query builder', async () => {
      const db = database.kysely.withTables<{ thing: { id: number; name: string } }>();
      await db.transaction().execute(async (trx) => {
        const inserted = await trx.insertInto('thing').values({ id: 600, name: 'kysely' }).returning('id').execute();
        expect(inserted).toEqual([{ id: 600 }]);
        const updated = await trx
          .updateTable('thing')
          .set({ name: 'builder' })
          .where('id', '=', 600)
          .executeTakeFirst();
        expect(updated.numUpdatedRows).toBe(1n);
      });
      expect(await idsOf('builder')).toEqual([600]);
      const failing = db.transaction().execute(async (trx) => {
        await trx.insertInto('thing').values({ id: 601, name: 'builder' }).execute();
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      const swallowing = db.transaction().execute(async (trx) => {
        await trx.insertInto('thing').values({ id: 602, name: 'builder' }).execute();
        await sql`select 1/0`.execute(trx).catch(() => {});
      });
      await expect(swallowing).rejects.toThrow();
      expect(await idsOf('builder')).toEqual([600]);
    });

    it('keeps what others do out of an open transaction, and lets them have their turn', async () => {
      const db = database.kysely.withTables<{ thing: { id: number; name: string } }>();
      const others: Promise<unknown>[] = [];
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('thing').values({ id: 700, name: 'inside' }).execute();
        others.push(database.query({ sql: 'select 1' }), database.batch([insert(701, 'outside')]));
        await trx.insertInto('thing').values({ id: 702, name: 'inside' }).execute();
      });
      await Promise.all(others);
      expect(await idsOf('inside')).toEqual([700, 702]);
      expect(await idsOf('outside')).toEqual([701]);
    });

    it('rolls back and takes the session away when it is held too long', async () => {
      const connection = await database.acquire({ maxMs: 50 });
      await connection.script('begin');
      await connection.execute(insert(800, 'forgotten'));
      // The next caller gets a session whether or not the first ever lets go.
      await expect.poll(() => connection.execute({ sql: 'select 1' }).catch((error) => error.type)).toBe('Unavailable');
      connection.release();
      expect(await idsOf('forgotten')).toEqual([]);
      await database.query(insert(800, 'forgotten'));
    });

    it('closes a session that is given back inside a transaction', async () => {
      const connection = await database.acquire();
      await connection.script('begin');
      await connection.execute(insert(810, 'open'));
      connection.release();
      connection.release();
      await expect(connection.execute({ sql: 'select 1' })).rejects.toThrow('after its release');
      expect(await idsOf('open')).toEqual([]);
    });

    it('finishes what is running before it closes, and refuses what comes later', async () => {
      const second = await open();
      const running = second.query({ sql: 'select pg_sleep(0.05), 5 as five' });
      const closed = second.close();
      await expect(second.query({ sql: 'select 1' })).rejects.toMatchObject({ type: 'Unavailable' });
      expect(await running).toMatchObject([{ five: 5 }]);
      await closed;
      await second.close();
    });
  });
}
