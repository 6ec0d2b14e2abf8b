import { AppError, invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';
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
  type FileRow,
  findAt,
  findFile,
  insertFile,
  lockTree,
  longestPathBelow,
  moveBelow,
  updateFile,
} from './store.ts';
import type { Dimensions } from './tables.ts';

/**
 * Files and directories of one application. A bound on what one transaction changes when a directory with all of them in
 * it is moved or deleted.
 */
export const maxFiles = 50_000;

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
): Promise<{ row: FileRow; from: Place }> {
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
    const moved = await moveBelow(tx, applicationRowId, { from: toDirectory(from), to: toDirectory(to) });
    const changes = moved.map(({ id: movedId, parent_directory: descriptor }) => ({ id: movedId, descriptor }));
    await changeDescriptors(tx, changes);
  }
  return { row, from };
}

/**
 * Deletes a file, or a directory with everything in it; the contents have no file any more then and are removed by a sweep.
 *
 * @returns what was deleted, and how many files and directories with it
 * @throws AppError NotFound
 */
export async function removeFile(
  tx: Queryable,
  { applicationRowId }: Application,
  id: string,
  context: ChangeContext = {},
): Promise<{ row: FileRow; count: number }> {
  await lockTree(tx, applicationRowId);
  const row = await findFile(tx, applicationRowId, id);
  if (!row) throw new AppError('NotFound', 'File was not found');
  const directory = toDirectory({ parentDirectory: row.parent_directory, name: row.name });
  const below = row.type === 'directory' ? await deleteBelow(tx, applicationRowId, directory) : [];
  await deleteFile(tx, row.file_row_id);
  const contents = [row, ...below].filter(({ type, status }) => type === 'file' && status === 'completed');
  await removeResources(tx, fileResource, { applicationRowId, ids: below.map(({ id: belowId }) => belowId) });
  await removeResource(tx, fileResource, row, context);
  await addToStorage(tx, applicationRowId, {
    count: -contents.length,
    size: -contents.reduce((sum, { size }) => sum + size, 0),
  });
  return { row, count: below.length + 1 };
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
