import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { FileUploadTable } from './tables.generated.ts';

export type UploadRow = Selectable<FileUploadTable>;

/** Uploads of one file that may be made at the same time; those that expire first make room. */
const maxOpen = 20;

export async function insertUpload(tx: Queryable, row: Insertable<FileUploadTable>): Promise<void> {
  await tx.insertInto('file_upload').values(row).execute();
  await sql`delete from file_upload where file_row_id = ${row.file_row_id} and id not in (
    select id from file_upload where file_row_id = ${row.file_row_id}
    order by expires_at desc, id = ${row.id} desc limit ${maxOpen})`.execute(tx);
}

/** An upload with what it is for; undefined when it was made, or its file or application is gone. */
export function findUpload(db: Queryable, id: string) {
  return db
    .selectFrom('file_upload as upload')
    .innerJoin('application_file as file', 'file.file_row_id', 'upload.file_row_id')
    .innerJoin('application_directory as application', 'application.application_row_id', 'file.application_row_id')
    .where('upload.id', '=', id)
    .where('application.deleted_at', 'is', null)
    .selectAll('upload')
    .select(['file.id as file_id', 'file.status', 'file.size as file_size', 'application.id as application_id'])
    .select('application.application_row_id')
    .executeTakeFirst();
}

/** Uses an upload up. False when it has been, or its file is gone. */
export async function takeUpload(tx: Queryable, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('file_upload').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteExpiredUploads(db: Queryable, before: Date): Promise<void> {
  await db.deleteFrom('file_upload').where('expires_at', '<=', before).execute();
}
