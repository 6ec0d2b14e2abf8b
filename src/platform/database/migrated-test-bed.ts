import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open.ts';

/** An embedded database of a test file's own, with all tables; `end` closes and removes it. */
export async function openMigratedDatabase(): Promise<{ database: Database; end(): Promise<void> }> {
  const folder = await makeDataFolder();
  const database = await openDatabase({
    url: undefined,
    dataDir: folder,
    migrationsDir: fileURLToPath(new URL('../../../migrations', import.meta.url)),
    onFailure: (error) => {
      throw error;
    },
  });
  return {
    database,
    async end() {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}
