import { cpSync, readdirSync, truncateSync } from 'node:fs';
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
  if (prepared) copySlim(join(prepared, kind), folder);
}

/** Copies a data folder whose log ends where it is in use. */
export function copySlim(from: string, folder: string): void {
  cpSync(from, folder, { recursive: true });
  const log = logFolderOf(folder);
  // Kept without the zeros that it ends with: here they are a hole, which nobody has to write.
  for (const name of readdirSync(log).filter(isLogSegment)) truncateSync(join(log, name), logSegmentBytes);
}

/** Of a segment of PostgreSQL's log. */
const logSegmentBytes = 16 * 1024 * 1024;

/** Where a data folder has PostgreSQL's log. */
export const logFolderOf = (dataDir: string): string => join(dataDir, 'postgres', 'pg_wal');

export const isLogSegment = (name: string): boolean => /^[0-9A-F]{24}$/.test(name);
