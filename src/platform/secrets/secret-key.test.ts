import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSecretKey } from './secret-key.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterEach(() => rm(dataDir, { recursive: true }));
const read = () => readSecretKey({ secretKey: undefined, dataDir });

it('makes a key that is on disk only once it is saved, whole and for its owner alone', async () => {
  const made = await read();
  expect(made).toMatchObject({ isNew: true, text: expect.stringMatching(/^[\w-]{43}$/) });
  expect(await readdir(dataDir)).toEqual([]);
  await made.save();
  expect(await readdir(dataDir)).toEqual(['secret.key']);
  expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect(await read()).toMatchObject({ isNew: false, text: made.text });
});

it('replaces no key that another server has made in the meantime', async () => {
  const [first, second] = [await read(), await read()];
  await first.save();
  await expect(second.save()).rejects.toThrow('start this one again');
  expect(await readFile(join(dataDir, 'secret.key'), 'utf8')).toBe(`${first.text}\n`);
  expect(await readdir(dataDir)).toEqual(['secret.key']);
});

it('prefers the key of the settings, and leaves the folder alone', async () => {
  const key = await readSecretKey({ secretKey: 'a key from the settings', dataDir });
  expect(key).toMatchObject({ isNew: false, text: 'a key from the settings', place: 'SIGNALBOX_SECRET_KEY' });
  await key.save();
  expect(await readdir(dataDir)).toEqual([]);
});
