import { cpSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tells the tests where the prepared data folders are; test/prepare-data.ts sets it before the first of them starts. */
export const preparedDataVariable = 'SIGNALBOX_TEST_PREPARED_DATA';

/** `bare`: a database without tables. `migrated`: all tables of the server and of its job queue, without rows but the queues. */
export type PreparedData = 'bare' | 'migrated';

/**
 * A data folder of the test's own, which the test removes: a copy of a prepared one. The first start of a server in it is
 * a first start still, only without the seconds that making a database and its tables takes. Where nothing is prepared, as
 * in the benches, the folder is empty.
 */
export async function makeDataFolder(kind: PreparedData = 'migrated'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  copyPreparedData(folder, kind);
  return folder;
}

/** Fills a folder as `makeDataFolder` does. */
export function copyPreparedData(folder: string, kind: PreparedData): void {
  const prepared = process.env[preparedDataVariable];
  if (prepared) cpSync(join(prepared, kind), folder, { recursive: true });
}
