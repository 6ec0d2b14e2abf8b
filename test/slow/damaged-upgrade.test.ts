// What was damaged, or made by somebody who means harm, before a database of a former version is opened by this one: the start
// says which migration it failed at and why, nothing of that migration is there, and once the data are mended it goes on from there.
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { runCommand } from '../support/run-command.ts';
import { seed } from '../support/seed.ts';
import { unpackFixture } from '../support/upgrade/unpack.ts';

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));
const timeout = 300_000;

/** Opens the data folder with the migrations before one, uses it and closes it. */
async function withDatabase<Result>(
  dataDir: string,
  before: string,
  use: (database: Database) => Promise<Result>,
): Promise<Result> {
  const migrationsDir = await mkdtemp(join(tmpdir(), 'signalbox-migrations-'));
  try {
    for (const name of await readdir(migrations)) {
      if (name < before) await cp(join(migrations, name), join(migrationsDir, name));
    }
    const onFailure = (error: unknown): never => {
      throw error;
    };
    const database = await openDatabase({ dataDir, migrationsDir, onFailure });
    return await use(database).finally(() => database.close());
  } finally {
    await rm(migrationsDir, { recursive: true });
  }
}

const run =
  (...statements: string[]) =>
  async (database: Database): Promise<void> => {
    for (const sql of statements) await database.query({ sql });
  };
const all = async () => undefined;

/** Does something with the data folder of the version before migration 0041, and removes it. */
async function withFormer(use: (dataDir: string) => Promise<void>): Promise<void> {
  const { dataDir } = await unpackFixture('schema-0040', 'data-folder');
  try {
    await use(dataDir);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

interface Damage {
  readonly what: string;
  readonly damage: readonly string[];
  /** The last line of what the operator is told. */
  readonly message: RegExp;
  /** The number of the migration that is not applied. */
  readonly failed: string;
  readonly mend: readonly string[];
}

const damages: readonly Damage[] = [
  {
    what: 'tags that are no list',
    damage: [`update device set tags = '"none"'`, `update resource_name set tags = 'a=b'`],
    message: /^Signalbox could not start: Migration 0051_search_words failed: cannot extract elements from a scalar/,
    failed: '0051',
    mend: [`update device set tags = '[]'`],
  },
  {
    what: 'a table that somebody has made where one of ours comes',
    damage: ['create table event (id text)', "insert into event values ('theirs')"],
    message: /^Signalbox could not start: Migration 0070_events failed: relation "event" already exists/,
    failed: '0070',
    mend: ['drop table event'],
  },
  {
    what: 'two accounts that are one by the rule of today',
    damage: [
      `insert into app_user (id, email, password_hash, password_updated_at, created_at, updated_at)
        select lpad(to_hex(n), 24, '0'), case n when 1 then 'ας@example.com' else 'ασ@example.com' end, 'x', now(), now(), now()
        from generate_series(1, 2) n`,
    ],
    message:
      /^Signalbox could not start: Migration 0050_fold_case failed: could not create unique index .*\(.*ασ@example\.com.*\)/,
    failed: '0050',
    mend: ["delete from app_user where email = 'ας@example.com'"],
  },
  {
    what: 'a note of a migration that is of another text',
    damage: ["update schema_migration set checksum = 'x' where name like '0031%'"],
    message: /^Signalbox could not start: Migration 0031_retention has changed since it was applied/,
    failed: '0041',
    mend: [],
  },
  {
    what: 'a migration of a later version',
    damage: ["insert into schema_migration (name, checksum) values ('9999_future', 'x')"],
    message: /^Signalbox could not start: The database has migration 9999_future, .*: use a newer Signalbox/,
    failed: '0041',
    mend: [],
  },
];

it.each(damages)(
  'says what it failed at, does none of it, and goes on once mended: $what',
  { timeout },
  async (each) => {
    await withFormer(async (dataDir) => {
      await withDatabase(dataDir, '0041', run(...each.damage));
      const { code, stdout, stderr } = await runCommand([], {
        env: { SIGNALBOX_DATA_DIR: dataDir, SIGNALBOX_HTTP_PORT: '0', SIGNALBOX_MQTT_PORT: '0' },
      });
      expect(code).toBe(1);
      const lines = `${stdout}${stderr}`.trim().split('\n');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(each.message);
      if (each.mend.length === 0) return;
      await withDatabase(dataDir, each.failed, async (database) => {
        const applied = await database.query<{ name: string }>({
          sql: 'select name from schema_migration order by name',
        });
        expect(applied.at(-1)?.name).toMatch(/^\d{4}/);
        expect(String(applied.at(-1)?.name) < each.failed).toBe(true);
        await run(...each.mend)(database);
      });
      await withDatabase(dataDir, '9999', all);
    });
  },
);

/** What does not belong into any JSON of ours, and texts that are awkward. */
const hostileJson = ['null', '"x"', '17', '[]', '{}', '[null]', '[{"key": {}}]', '{"__proto__": {"a": 1}}', '[[[[]]]]'];
const hostileText = [
  '',
  ' ',
  "'; drop table device; --",
  'é',
  'x'.repeat(100_000),
  '\u{10ffff}',
  '{{constructor}}',
  '../../etc',
];
interface Column {
  readonly name: string;
  readonly column: string;
  readonly type: string;
}

/** Columns of a table of ours that hold JSON or text. */
async function readColumns(database: Database): Promise<Column[]> {
  return database.query<Column>({
    sql: `select c.table_name as name, c.column_name as column, c.data_type as type
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
        and c.data_type in ('jsonb', 'json', 'text') and c.table_name not in ('schema_migration', 'installation')
      order by 1, 2`,
  });
}

it('opens what has hostile values in any column, or says which migration refuses them', { timeout }, async () => {
  const rounds = 3;
  const outcomes: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await withFormer(async (dataDir) => {
      let changed = 0;
      await withDatabase(dataDir, '0041', async (database) => {
        const columns = await readColumns(database);
        expect(columns.length).toBeGreaterThan(50);
        const chosen = fc.sample(fc.tuple(fc.nat(columns.length - 1), fc.nat(1_000)), {
          numRuns: 25,
          seed: seed + round,
        });
        for (const [at, which] of chosen) {
          const { name, column, type } = columns[at] as Column;
          const values = type === 'text' ? hostileText : hostileJson;
          const value = values[which % values.length];
          const sql = `update ${name} set "${column}" = $1::${type} where ctid = (select ctid from ${name} limit 1) returning 1`;
          // What a check or a key of that version refuses could not be there.
          changed += await database.query({ sql, parameters: [value] }).then(
            (rows) => rows.length,
            () => 0,
          );
        }
      });
      expect(changed).toBeGreaterThan(0);
      const opened = await withDatabase(dataDir, '9999', async (database) => {
        const [row] = await database.query<{ name: string }>({ sql: 'select max(name) as name from schema_migration' });
        return `opened at ${row?.name}`;
      }).catch((error: Error) => error.message);
      expect(opened).toMatch(/^opened at \d{4}_|^Migration \d{4}_\w+ failed: ./);
      const refused = /^Migration (\d{4})/.exec(opened)?.[1];
      // All before it is there and usable.
      if (refused) await withDatabase(dataDir, refused, run('select count(*) from application'));
      outcomes.push(`${changed} values: ${opened}`);
    });
  }
  console.log(outcomes.join('\n'));
  expect(outcomes).toHaveLength(rounds);
});
