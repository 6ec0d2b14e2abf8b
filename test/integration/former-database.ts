import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../src/platform/database/database.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { makeDataFolder } from '../support/prepared-data.ts';

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Opens an empty embedded database as it was before one migration, lets `fill` put in what there was then, closes it,
 * opens it with all migrations and lets `look` see what became of it.
 *
 * @param before the number of the migration, as in `0065`
 */
export async function upgradeFrom(
  before: string,
  fill: (database: Database) => Promise<unknown>,
  look: (database: Database) => Promise<unknown>,
): Promise<void> {
  const former = await mkdtemp(join(tmpdir(), 'signalbox-migrations-'));
  for (const name of await readdir(migrations)) {
    if (name < before) await cp(join(migrations, name), join(former, name));
  }
  const dataDir = await makeDataFolder('bare');
  try {
    for (const [migrationsDir, use] of [
      [former, fill],
      [migrations, look],
    ] as const) {
      const onFailure = (error: unknown): never => {
        throw error;
      };
      const database = await openDatabase({ dataDir, url: undefined, migrationsDir, onFailure });
      await use(database).finally(() => database.close());
    }
  } finally {
    await rm(dataDir, { recursive: true });
    await rm(former, { recursive: true });
  }
}
