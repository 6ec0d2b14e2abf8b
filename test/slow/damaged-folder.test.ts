import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyPreparedData } from '../support/prepared-data.ts';
import { runCommand } from '../support/run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-damaged-'));
  copyPreparedData(folder, 'migrated');
});
afterEach(() => rm(folder, { recursive: true }));

const inDatabase = (...steps: string[]): string => join(folder, 'postgres', ...steps);
const control = (): string => inDatabase('global', 'pg_control');
async function forEachSegment(change: (file: string) => Promise<void>): Promise<void> {
  for (const name of await readdir(inDatabase('pg_wal'))) {
    if (/^[0-9A-F]{24}$/.test(name)) await change(inDatabase('pg_wal', name));
  }
}

it.each<[string, () => Promise<void>, RegExp]>([
  ['is of another version', () => writeFile(inDatabase('PG_VERSION'), '99\n'), /written by PostgreSQL 99/],
  ['holds no version', () => rm(inDatabase('PG_VERSION')), /holds no database/],
  ['has a control file that is cut off', () => truncate(control(), 100), /cannot open .*pg_control/],
  [
    'has a bit changed in its control file',
    async () => {
      const bytes = await readFile(control());
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      await writeFile(control(), bytes);
    },
    /incorrect checksum in control file/,
  ],
  ['lacks its control file', () => rm(control()), /cannot open .*pg_control/],
  ['lacks its log', () => forEachSegment((file) => rm(file)), /checkpoint record/],
  [
    'has a log of zeros',
    () => forEachSegment(async (file) => writeFile(file, Buffer.alloc((await readFile(file)).length))),
    /magic number|checkpoint record/,
  ],
  ['has a key that is too short', () => writeFile(join(folder, 'secret.key'), 'x\n'), /fewer than 16 characters/],
])('says in one line that a data folder %s, and ends', { timeout: 120_000 }, async (_what, damage, message) => {
  await damage();
  const files = await readdir(folder);
  const { code, stdout, stderr } = await runCommand([], {
    env: { SIGNALBOX_DATA_DIR: folder, SIGNALBOX_HTTP_PORT: '0', SIGNALBOX_MQTT_PORT: '0' },
  });
  expect(code).toBe(1);
  const lines = `${stdout}${stderr}`.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^Signalbox could not start: /);
  expect(lines[0]).toMatch(message);
  // No second database beside the damaged one, and none in its place; what belongs to every start may be there.
  const own = (names: readonly string[]) => names.filter((name) => !/^((create\.)?lock\.db.*|reserve)$/.test(name));
  expect(own(await readdir(folder))).toEqual(own(files));
});
