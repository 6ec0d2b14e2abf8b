import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openEmbeddedDatabase } from './embedded.ts';
import { describeDatabase } from './test-bed.ts';

const folders: string[] = [];

describeDatabase('the embedded database', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  folders.push(dataDir);
  return openEmbeddedDatabase({
    dataDir,
    onFailure: (error) => {
      throw error;
    },
  });
});

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
