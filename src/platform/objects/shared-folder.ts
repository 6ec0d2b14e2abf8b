import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import type { Queryable } from '../database/database.ts';
import { insertFact, readFact } from '../database/installation.ts';

const factName = 'shared-folder';
const fileName = 'signalbox-shared-folder';

/**
 * Makes sure that the folder is the one that all nodes of the database have: the first start leaves a mark in both. A volume
 * that each machine has for itself would else lose what the others are asked for.
 *
 * @throws AppError Internal, in one sentence, when it is another one or cannot be written
 */
export async function checkSharedFolder(db: Queryable, folder: string): Promise<void> {
  const file = join(folder, fileName);
  const known = (await readFact(db, factName)) as string | undefined;
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (known === undefined) {
    const mark = found?.trim() || randomUUID();
    if (!found) await make(folder, file, mark);
    await insertFact(db, factName, mark);
    return;
  }
  if (found?.trim() === known) return;
  throw new AppError(
    'Internal',
    `SIGNALBOX_SHARED_DIR (${folder}) is not the folder that the nodes of this database have in common: mount that one, or, if it was lost, write ${known} into ${file}`,
  );
}

async function make(folder: string, file: string, mark: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, `${mark}\n`, { mode: 0o600, flush: true });
  } catch (cause) {
    throw new AppError('Internal', `SIGNALBOX_SHARED_DIR (${folder}) cannot be written to`, { cause });
  }
}
