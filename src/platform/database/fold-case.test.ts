import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import { inSlowSuite } from '../../../test/support/rounds.ts';
import { foldCase } from '../../kernel/fold-case.ts';
import type { Database } from './database.ts';
import { disagreements } from './folding-test-bed.ts';
import { openDatabase } from './open.ts';

const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));

inSlowSuite('asks the database for every character of Unicode', () => {
  it('folds every character of Unicode as the rule in JavaScript does', async () => {
    const dataDir = await makeDataFolder();
    const onFailure = (error: Error): never => {
      throw error;
    };
    const database: Database = await openDatabase({ dataDir, migrationsDir, onFailure });
    try {
      expect(await disagreements(database)).toEqual([]);
    } finally {
      await database.close();
      await rm(dataDir, { recursive: true });
    }
  }, 120_000);
});

it.each([
  ['ASCII', 'Room TEMP-1', 'room temp-1'],
  ['accents', 'ÄÖÜ Łódź', 'äöü łódź'],
  ['Greek, with its final sigma', 'ΟΔΟΣ οδος', 'οδοσ οδοσ'],
  ['Cyrillic', 'ЖУК', 'жук'],
  ['what has no single lower-case letter', 'İ', 'İ'],
  ['what has no case', '泵站 ß ı 😀', '泵站 ß ı 😀'],
])('knows %s', (_name, text, folded) => {
  expect(foldCase(text)).toBe(folded);
  expect(foldCase(folded)).toBe(folded);
});
