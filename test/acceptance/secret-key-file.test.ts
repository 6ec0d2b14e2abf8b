import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer } from '../support/start-server.ts';

it.each([
  ['empty', '\n', /secret\.key is empty: put it back from a backup/],
  ['cut short', 'abc', /secret\.key holds fewer than 16 characters: put it back/],
])('refuses a key file that is %s, and leaves it as it is', async (_name, text, message) => {
  const dataDir = await makeDataFolder();
  try {
    await writeFile(join(dataDir, 'secret.key'), text);
    await expect(startServer({ dataDir })).rejects.toThrow(message);
    expect(await readFile(join(dataDir, 'secret.key'), 'utf8')).toBe(text);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
