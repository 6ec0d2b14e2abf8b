import { rm } from 'node:fs/promises';
import { afterAll } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { openEmbeddedDatabase } from './embedded.ts';
import { describeDatabase } from './test-bed.ts';

const folders: string[] = [];

describeDatabase('the embedded database', async () => {
  const dataDir = await makeDataFolder('bare');
  folders.push(dataDir);
  return openEmbeddedDatabase({
    dataDir,
    onFailure: (error) => {
      throw error;
    },
  });
});

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
