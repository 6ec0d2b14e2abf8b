import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import type { Place } from './paths.ts';
import type { ApplicationFileTable } from './tables.generated.ts';

export type FileRow = Selectable<ApplicationFileTable>;

export const sortColumns = {
  lastUpdated: 'updated_at',
  type: 'type_and_name',
  name: 'name',
  creationDate: 'created_at',
} as const;
export const filterColumns = { name: 'name' } as const;

/**
 * Lets no two changes of an application's tree of files happen at once, until the transaction ends: nothing is put into a
 * directory that is being moved or deleted.
 */
export async function lockTree(tx: Queryable, applicationRowId: number): Promise<void> {
  await takeTurn(tx, 'files', applicationRowId);
}

export function findFile(db: Queryable, applicationRowId: number, id: string): Promise<FileRow | undefined> {
  return db
    .selectFrom('application_file')
    .where('id', '=', id)
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .executeTakeFirst();
}

export function findAt(db: Queryable, applicationRowId: number, place: Place): Promise<FileRow | undefined> {
  return db
    .selectFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .where('parent_directory', '=', place.parentDirectory)
    .where('name', '=', place.name)
    .selectAll()
    .executeTakeFirst();
}

/** A file by the id of its application, for those who show no token; undefined also once the application is deleted. */
export function findPublic(db: Queryable, applicationId: string, place: Place): Promise<FileRow | undefined> {
  return db
    .selectFrom('application_file as file')
    .innerJoin('application_directory as application', 'application.application_row_id', 'file.application_row_id')
    .where('application.id', '=', applicationId)
    .where('application.deleted_at', 'is', null)
    .where('file.parent_directory', '=', place.parentDirectory)
    .where('file.name', '=', place.name)
    .where('file.type', '=', 'file')
    .where('file.status', '=', 'completed')
    .selectAll('file')
    .executeTakeFirst();
}

/**
 * Locks a file for the transaction. Whoever changes a file locks it before its uploads, its content and its name in search, and
 * after the tree (`lockTree`) where that is locked too: otherwise two of them may wait for each other in a circle.
 */
export function lockFile(tx: Queryable, fileRowId: number): Promise<FileRow | undefined> {
  return tx
    .selectFrom('application_file')
    .where('file_row_id', '=', fileRowId)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
}

export function insertFile(tx: Queryable, row: Insertable<ApplicationFileTable>): Promise<FileRow> {
  return tx.insertInto('application_file').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Inserts files and directories, in one statement; in no order. */
export async function insertFiles(
  tx: Queryable,
  rows: readonly Insertable<ApplicationFileTable>[],
): Promise<FileRow[]> {
  if (rows.length === 0) return [];
  return tx.insertInto('application_file').values(rows).returningAll().execute();
}

/** Every file and directory of an application, as far as it takes up a place: `maxFiles` at most. */
export function listPlaces(
  db: Queryable,
  applicationRowId: number,
): Promise<Pick<FileRow, 'id' | 'type' | 'parent_directory' | 'name'>[]> {
  return db
    .selectFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .select(['id', 'type', 'parent_directory', 'name'])
    .execute();
}

/** Files that have a content, in the order of their paths. */
export function listContents(db: Queryable, applicationRowId: number, limit: number): Promise<FileRow[]> {
  return db
    .selectFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .where('type', '=', 'file')
    .where('status', '=', 'completed')
    .selectAll()
    .orderBy(sql`parent_directory collate "C"`)
    .orderBy(sql`name collate "C"`)
    .limit(limit)
    .execute();
}

export function updateFile(
  tx: Queryable,
  fileRowId: number,
  changes: Updateable<ApplicationFileTable>,
): Promise<FileRow> {
  return tx
    .updateTable('application_file')
    .set(changes)
    .where('file_row_id', '=', fileRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function countFiles(db: Queryable, applicationRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** What is in a directory at every depth. The order of the column is that of bytes, in which `0` follows the slash. */
function below(directory: string) {
  const end = `${directory.slice(0, -1)}0`;
  return sql<boolean>`(parent_directory >= ${directory} and parent_directory < ${end})`;
}

/** The bytes of the longest path below a directory, with its first slash; 0 when it is empty. */
export async function longestPathBelow(db: Queryable, applicationRowId: number, directory: string): Promise<number> {
  const { bytes } = await db
    .selectFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .where(below(directory))
    .select(sql<number | null>`max(octet_length(parent_directory) + octet_length(name))`.as('bytes'))
    .executeTakeFirstOrThrow();
  return bytes ?? 0;
}

/** Puts everything in a directory, at every depth, into another. */
export async function moveBelow(
  tx: Queryable,
  applicationRowId: number,
  { from, to }: { from: string; to: string },
): Promise<void> {
  // The database itself counts the characters of the prefix.
  await tx
    .updateTable('application_file')
    .set({ parent_directory: sql<string>`${to} || substr(parent_directory, length(${from}::text) + 1)` })
    .where('application_row_id', '=', applicationRowId)
    .where(below(from))
    .execute();
}

export async function deleteFile(tx: Queryable, fileRowId: number): Promise<void> {
  await tx.deleteFrom('application_file').where('file_row_id', '=', fileRowId).execute();
}

/** Deletes everything in a directory, at every depth; returns what was deleted. */
export function deleteBelow(tx: Queryable, applicationRowId: number, directory: string): Promise<FileRow[]> {
  return tx
    .deleteFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .where(below(directory))
    .returningAll()
    .execute();
}

/** Deletes some of what is in a directory at every depth: files before directories, and those from the innermost. */
export async function deleteSomeBelow(
  tx: Queryable,
  applicationRowId: number,
  directory: string,
  limit: number,
): Promise<FileRow[]> {
  const { rows } = await sql<FileRow>`delete from application_file where file_row_id in (
      select file_row_id from application_file where application_row_id = ${applicationRowId} and ${below(directory)}
      order by type desc, octet_length(parent_directory) desc limit ${limit})
    returning *`.execute(tx);
  return rows;
}

/** Whether a directory holds more than so many entries, at every depth. */
export async function holdsMoreThan(
  db: Queryable,
  applicationRowId: number,
  directory: string,
  count: number,
): Promise<boolean> {
  const rows = await db
    .selectFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .where(below(directory))
    .select('file_row_id')
    .limit(count + 1)
    .execute();
  return rows.length > count;
}

/** Some of what is in a directory at every depth, in the order of their numbers. */
export function listBelow(
  db: Queryable,
  applicationRowId: number,
  directory: string,
  { after, limit }: { after: number; limit: number },
): Promise<Pick<FileRow, 'file_row_id' | 'id' | 'parent_directory'>[]> {
  return db
    .selectFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .where(below(directory))
    .where('file_row_id', '>', after)
    .select(['file_row_id', 'id', 'parent_directory'])
    .orderBy('file_row_id')
    .limit(limit)
    .execute();
}

/** Files with a content in a directory, at every depth, in the order of their numbers. */
export function listFilesBelow(
  db: Queryable,
  applicationRowId: number,
  directory: string,
  limit: number,
): Promise<FileRow[]> {
  return db
    .selectFrom('application_file')
    .where('application_row_id', '=', applicationRowId)
    .where(below(directory))
    .where('type', '=', 'file')
    .where('status', '=', 'completed')
    .selectAll()
    .orderBy('file_row_id')
    .limit(limit)
    .execute();
}

/** Files whose content has not come since that time. */
export function listPendingSince(db: Queryable, before: Date, limit: number): Promise<FileRow[]> {
  return db
    .selectFrom('application_file')
    .where('status', '=', 'pending')
    .where('created_at', '<=', before)
    .selectAll()
    .orderBy('created_at')
    .limit(limit)
    .execute();
}

export function listFiles(
  db: Queryable,
  applicationRowId: number,
  page: PageRequest,
  narrow: { type?: 'file' | 'directory' | undefined; status?: 'pending' | 'completed' | undefined; directory?: string },
): Promise<{ rows: FileRow[]; totalCount: number }> {
  let query = db.selectFrom('application_file').where('application_row_id', '=', applicationRowId).selectAll();
  if (narrow.type) query = query.where('type', '=', narrow.type);
  if (narrow.status) query = query.where('status', '=', narrow.status);
  if (narrow.directory !== undefined) query = query.where('parent_directory', '=', narrow.directory);
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'file_row_id' });
}
