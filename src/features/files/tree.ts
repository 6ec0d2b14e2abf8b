import { AppError, invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { changeDescriptors, removeResources } from '../../platform/resources/bulk-changes.ts';
import {
  type ChangeContext,
  insertResource,
  removeResource,
  updateResource,
} from '../../platform/resources/changes.ts';
import { readCounts } from '../../platform/resources/name-index.ts';
import { addToStorage } from '../../platform/resources/storage-stats.ts';
import { checkPlace, listDirectories, type Place, toDirectory, toPath } from './paths.ts';
import type { Author } from './representation.ts';
import { fileResource } from './resource.ts';
import {
  deleteBelow,
  deleteFile,
  deleteSomeBelow,
  type FileRow,
  findAt,
  findFile,
  holdsMoreThan,
  insertFile,
  listBelow,
  lockTree,
  longestPathBelow,
  moveBelow,
  updateFile,
} from './store.ts';
import type { Dimensions } from './tables.ts';

/** Files and directories of one application: a bound on what is changed when a directory with all of them is moved. */
export const maxFiles = 50_000;
/** Entries of a directory that go, or whose names search is told of, in one transaction. */
const entriesAtOnce = 1000;

type Application = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** A file or directory that is to be made. */
export interface NewFile extends Place {
  readonly id?: string;
  readonly type: 'file' | 'directory';
  readonly contentType: string;
  readonly size: number;
  readonly dimensions: Dimensions | undefined;
  readonly author: Author | undefined;
}

/**
 * Makes a file (pending) or directory, and the directories on the way to it.
 *
 * @throws AppError Conflict when the path is taken, Validation when the application has too many
 */
export async function addFile(
  tx: Queryable,
  { applicationRowId }: Application,
  { id = newId(), ...made }: NewFile,
  { now, ...context }: ChangeContext & { now: Date },
): Promise<FileRow> {
  checkPlace(made);
  await lockTree(tx, applicationRowId);
  const { type, parentDirectory, name, author } = made;
  const directories = await findMissing(tx, applicationRowId, parentDirectory);
  if (await findAt(tx, applicationRowId, made)) throw taken(made);
  const held = (await readCounts(tx, [applicationRowId])).get(applicationRowId)?.get(fileResource.type) ?? 0;
  if (held + directories.length >= maxFiles) {
    throw new AppError('Validation', `An application may have ${maxFiles} files and directories`);
  }
  const common = {
    application_row_id: applicationRowId,
    author_type: author?.type ?? null,
    author_id: author?.id ?? null,
    created_at: now,
    updated_at: now,
  };
  await makeDirectories(tx, directories, common);
  const row = await insertFile(tx, {
    ...common,
    id,
    type,
    parent_directory: parentDirectory,
    name,
    status: type === 'file' ? 'pending' : 'completed',
    content_type: made.contentType,
    size: made.size,
    dimensions: made.dimensions === undefined ? null : JSON.stringify(made.dimensions),
  });
  await insertResource(tx, fileResource, row, context);
  return row;
}

/**
 * Moves a file, or a directory with everything in it.
 *
 * @returns `staleBelow`: the directory, when search is still to be told where the entries in it are (`tellSearch`), which
 *   costs far more than moving them
 * @throws AppError NotFound, Conflict when the path is taken, Validation for a directory into itself or paths too long
 */
export async function moveFile(
  tx: Queryable,
  { applicationRowId }: Application,
  id: string,
  {
    choose,
    author,
    now,
    ...context
  }: ChangeContext & { choose: (from: Place) => Place; author: Author | undefined; now: Date },
): Promise<{ row: FileRow; from: Place; staleBelow: string | undefined }> {
  await lockTree(tx, applicationRowId);
  const found = await findFile(tx, applicationRowId, id);
  if (!found) throw new AppError('NotFound', 'File was not found');
  const from = { parentDirectory: found.parent_directory, name: found.name };
  const to = choose(from);
  checkPlace(to);
  const isDirectory = found.type === 'directory';
  if (isDirectory && to.parentDirectory.startsWith(toDirectory(from))) {
    throw invalid('parentDirectory', 'must not be the directory itself, or in it');
  }
  const other = await findAt(tx, applicationRowId, to);
  if (other && other.id !== id) throw taken(to);
  if (isDirectory) await checkLengths(tx, applicationRowId, { from: toDirectory(from), to: toDirectory(to) });
  const directories = await findMissing(tx, applicationRowId, to.parentDirectory);
  const common = {
    application_row_id: applicationRowId,
    author_type: author?.type ?? null,
    author_id: author?.id ?? null,
    created_at: now,
    updated_at: now,
  };
  await makeDirectories(tx, directories, common);
  const row = await updateFile(tx, found.file_row_id, {
    parent_directory: to.parentDirectory,
    name: to.name,
    updated_at: now,
  });
  await updateResource(tx, fileResource, row, context);
  if (isDirectory && toPath(from) !== toPath(to)) {
    await moveBelow(tx, applicationRowId, { from: toDirectory(from), to: toDirectory(to) });
    if (await holdsMoreThan(tx, applicationRowId, toDirectory(to), entriesAtOnce)) {
      return { row, from, staleBelow: toDirectory(to) };
    }
    await tellSearchOf(tx, applicationRowId, toDirectory(to), 0);
  }
  return { row, from, staleBelow: undefined };
}

/** Tells search where the entries of a directory are, in small steps; doing it twice does no harm. */
export async function tellSearch(
  database: Database,
  { applicationRowId, directory }: { applicationRowId: number; directory: string },
  signal: AbortSignal,
): Promise<void> {
  let after: number | undefined = 0;
  while (after !== undefined) {
    signal.throwIfAborted();
    const from: number = after;
    after = await inTransaction(database, async (tx) => {
      // Nothing is moved on meanwhile.
      await lockTree(tx, applicationRowId);
      return tellSearchOf(tx, applicationRowId, directory, from);
    });
  }
}

/** @returns the number of the last entry that was told, while there may be more */
async function tellSearchOf(
  tx: Queryable,
  applicationRowId: number,
  directory: string,
  after: number,
): Promise<number | undefined> {
  const rows = await listBelow(tx, applicationRowId, directory, { after, limit: entriesAtOnce });
  await changeDescriptors(
    tx,
    rows.map(({ id, parent_directory: descriptor }) => ({ id, descriptor })),
  );
  return rows.length < entriesAtOnce ? undefined : rows.at(-1)?.file_row_id;
}

/**
 * Makes a directory small enough for `removeFile`: what it holds beyond that goes in steps of one transaction each, so that
 * nobody waits long for the database. Files go before the directories that they are in.
 *
 * @param options.onDeleted told of each step in its transaction; `isFirst` also where the transaction is tried once more
 * @param options.signal stops between two steps
 * @returns whether anything went
 */
export async function thinOut(
  database: Database,
  application: Application,
  id: string,
  options: {
    onDeleted: (
      tx: Queryable,
      step: { directory: FileRow; gone: readonly FileRow[]; isFirst: boolean },
    ) => Promise<void>;
    signal?: AbortSignal;
  },
): Promise<boolean> {
  const { applicationRowId } = application;
  for (let steps = 0; ; steps += 1) {
    options.signal?.throwIfAborted();
    const isLarge = await inTransaction(database, async (tx) => {
      await lockTree(tx, applicationRowId);
      const row = await findFile(tx, applicationRowId, id);
      if (row?.type !== 'directory') return false;
      const directory = toDirectory({ parentDirectory: row.parent_directory, name: row.name });
      if (!(await holdsMoreThan(tx, applicationRowId, directory, entriesAtOnce))) return false;
      const gone = await deleteSomeBelow(tx, applicationRowId, directory, entriesAtOnce);
      await forget(tx, applicationRowId, gone);
      await options.onDeleted(tx, { directory: row, gone, isFirst: steps === 0 });
      return true;
    });
    if (!isLarge) return steps > 0;
  }
}

/** What follows from the deletion of entries that are not recorded one by one. */
async function forget(tx: Queryable, applicationRowId: number, rows: readonly FileRow[]): Promise<void> {
  await removeResources(tx, fileResource, { applicationRowId, ids: rows.map(({ id }) => id) });
  await removeFromStorage(tx, applicationRowId, rows);
}

async function removeFromStorage(tx: Queryable, applicationRowId: number, rows: readonly FileRow[]): Promise<void> {
  const contents = rows.filter(({ type, status }) => type === 'file' && status === 'completed');
  const size = contents.reduce((sum, { size: bytes }) => sum + bytes, 0);
  await addToStorage(tx, applicationRowId, { count: -contents.length, size: -size });
}

/**
 * Deletes a file, or a directory with everything in it (after `thinOut`); the contents have no file any more then and are removed by a sweep.
 *
 * @returns what was deleted, and what was in it
 * @throws AppError NotFound
 */
export async function removeFile(
  tx: Queryable,
  { applicationRowId }: Application,
  id: string,
  context: ChangeContext = {},
): Promise<{ row: FileRow; below: FileRow[] }> {
  await lockTree(tx, applicationRowId);
  const row = await findFile(tx, applicationRowId, id);
  if (!row) throw new AppError('NotFound', 'File was not found');
  const directory = toDirectory({ parentDirectory: row.parent_directory, name: row.name });
  const below = row.type === 'directory' ? await deleteBelow(tx, applicationRowId, directory) : [];
  await deleteFile(tx, row.file_row_id);
  await forget(tx, applicationRowId, below);
  await removeResource(tx, fileResource, row, context);
  await removeFromStorage(tx, applicationRowId, [row]);
  return { row, below };
}

/** The directories on the way that are not there yet. @throws AppError Conflict when one is a file */
async function findMissing(tx: Queryable, applicationRowId: number, directory: string): Promise<Place[]> {
  const missing: Place[] = [];
  // From the innermost: where one is there, so are those that it is in.
  for (const place of listDirectories(directory).reverse()) {
    const found = await findAt(tx, applicationRowId, place);
    if (found?.type === 'directory') break;
    if (found) throw new AppError('Conflict', `parentDirectory leads through ${toPath(place)}, which is a file`);
    missing.unshift(place);
  }
  return missing;
}

async function makeDirectories(
  tx: Queryable,
  places: readonly Place[],
  common: Pick<FileRow, 'application_row_id' | 'author_type' | 'author_id' | 'created_at' | 'updated_at'>,
): Promise<void> {
  for (const { parentDirectory, name } of places) {
    const row = await insertFile(tx, {
      ...common,
      id: newId(),
      type: 'directory',
      parent_directory: parentDirectory,
      name,
      status: 'completed',
    });
    await insertResource(tx, fileResource, row);
  }
}

async function checkLengths(
  tx: Queryable,
  applicationRowId: number,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const longest = await longestPathBelow(tx, applicationRowId, from);
  const grown = longest + Buffer.byteLength(to) - Buffer.byteLength(from);
  // The first slash does not count; see `checkPlace`.
  if (longest > 0 && grown > 1025) {
    throw invalid('parentDirectory', 'or name would make a path of more than 1024 bytes of what is in the directory');
  }
}

function taken(place: Place): AppError {
  return new AppError('Conflict', `name is taken: there is a file or directory ${toPath(place)}`);
}
