import { type Insertable, type Selectable, sql } from 'kysely';
import { AppError } from '../../kernel/errors.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { RetryPolicy } from '../../platform/durable/back-off.ts';
import { type Claim, DurableQueue } from '../../platform/durable/durable-queue.ts';
import { StoredPieces } from '../../platform/durable/stored-pieces.ts';
import type { BundleProblem } from './plan.ts';
import type { StoredPlan } from './stored-plan.ts';
import type { ApplicationImportTable } from './tables.generated.ts';

export type ImportRow = Selectable<ApplicationImportTable>;

/** What a claim brings along. */
export interface ClaimedImport {
  readonly applicationId: string;
}
export type ImportClaim = Claim<number> & ClaimedImport;

/** Bundles of which contents are to be stored. */
export const importQueue = new DurableQueue<ClaimedImport>({
  table: 'application_import',
  key: 'application_import_row_id',
  turns: 'application_import_turn',
  states: { pending: 'pending', working: ['running'], retrying: 'pending', dead: 'failed' },
  order: 'application_import_row_id',
  join: sql`join application_directory a on a.application_row_id = d.application_row_id and a.deleted_at is null`,
  columns: sql`a.id as "applicationId"`,
});
/** Bundles of which contents are to be stored. */
export const importPieces = new StoredPieces({
  table: 'application_import_piece',
  key: 'application_import_row_id',
});
export const importRetries: RetryPolicy = { firstMs: 5_000, maxMs: 60_000, maxAttempts: 5 };

/**
 * Lets no two bundles of one owner be taken at the same time, until the transaction ends.
 *
 * @param alive since when one that is being received must have shown a sign of life; what was being received by a server
 *   that died is in nobody's way
 */
export async function isOwnerBusy(tx: Queryable, owner: OwnerRef, alive: Date): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bundle ${owner.ownerType} ${owner.ownerId}`}, 0))`.execute(
    tx,
  );
  const row = await tx
    .selectFrom('application_import')
    .leftJoin('application_directory as a', 'a.application_row_id', 'application_import.application_row_id')
    .where('application_import.owner_type', '=', owner.ownerType)
    .where('application_import.owner_id', '=', owner.ownerId)
    .where((where) =>
      where.or([
        where.and([where('application_import.state', 'in', ['pending', 'running']), where('a.deleted_at', 'is', null)]),
        where.and([
          where('application_import.state', '=', 'receiving'),
          where('application_import.updated_at', '>', alive),
        ]),
      ]),
    )
    .select('application_import.id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export function insertImport(db: Queryable, row: Insertable<ApplicationImportTable>): Promise<ImportRow> {
  return db.insertInto('application_import').values(row).returningAll().executeTakeFirstOrThrow();
}

/** A sign of life of one that is being received. */
export async function touchImport(db: Queryable, importRowId: number, now: Date): Promise<void> {
  await db
    .updateTable('application_import')
    .set({ updated_at: now })
    .where('application_import_row_id', '=', importRowId)
    .execute();
}

/** Notes the application that is being made of one that is being received, hidden until all is stored. */
export async function noteHidden(tx: Queryable, row: ImportRow, applicationRowId: number): Promise<void> {
  await keepReceiving(tx, row);
  await tx
    .updateTable('application_import')
    .set({ application_row_id: applicationRowId })
    .where('application_import_row_id', '=', row.application_import_row_id)
    .execute();
}

/**
 * Keeps an import that is being received until the transaction ends: nothing more is stored of one that was taken for dead.
 *
 * @throws AppError Unavailable when it was
 */
export async function keepReceiving(tx: Queryable, row: ImportRow): Promise<void> {
  const { rows } = await sql`select from application_import
    where application_import_row_id = ${row.application_import_row_id} and state = 'receiving' for key share`.execute(
    tx,
  );
  if (rows.length === 0) throw tookTooLong();
}

export function tookTooLong(): AppError {
  return new AppError('Unavailable', 'The import took too long');
}

/** What has become of a bundle once its records are stored. */
export interface StoredBundle {
  readonly applicationRowId: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly BundleProblem[];
  readonly problemCount: number;
  readonly plan: StoredPlan;
}

/** The records are stored: something follows, or all is done. False when the import has been taken away meanwhile. */
export async function markStored(tx: Queryable, row: ImportRow, stored: StoredBundle, now: Date): Promise<boolean> {
  const { contents = [], afterwards = [] } = stored.plan;
  const isDone = contents.length === 0 && afterwards.length === 0;
  if (!isDone) await importQueue.join(tx, stored.applicationRowId);
  const { numUpdatedRows } = await tx
    .updateTable('application_import')
    .set({
      application_row_id: stored.applicationRowId,
      state: isDone ? 'done' : 'pending',
      counts: JSON.stringify(stored.counts),
      problems: JSON.stringify(stored.problems),
      problem_count: stored.problemCount,
      plan: JSON.stringify(stored.plan),
      contents: contents.length,
      updated_at: now,
      finished_at: isDone ? now : null,
    })
    .where('application_import_row_id', '=', row.application_import_row_id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What was put off is done. Unless contents follow, so is the import; one that somebody works on already notices by itself. */
export async function markCompleted(db: Queryable, row: ImportRow, now: Date): Promise<void> {
  await db
    .updateTable('application_import')
    .set({ state: 'done', plan: '{}', updated_at: now, finished_at: now })
    .where('application_import_row_id', '=', row.application_import_row_id)
    .where('state', '=', 'pending')
    .where('contents', '=', 0)
    .execute();
}

/** Notes of all that are being received that nobody is at them any more. */
export async function markDead(db: Queryable): Promise<void> {
  await db
    .updateTable('application_import')
    .set({ updated_at: new Date(0) })
    .where('state', '=', 'receiving')
    .execute();
}

/**
 * Removes imports that are being received: the one that is named, or those without a sign of life since a time, or all.
 *
 * @returns the applications that were being made of them, which nobody has seen
 */
export async function deleteReceiving(
  tx: Queryable,
  { row, since }: { row?: ImportRow; since?: Date } = {},
): Promise<{ applicationRowId: number; applicationId: string }[]> {
  const { rows } = await sql<{ applicationRowId: number; applicationId: string }>`with gone as (
      delete from application_import where state = 'receiving'
        ${row ? sql`and application_import_row_id = ${row.application_import_row_id}` : sql``}
        ${since ? sql`and updated_at <= ${since}` : sql``}
      returning application_row_id)
    select a.application_row_id as "applicationRowId", a.id as "applicationId"
    from gone join application_directory a using (application_row_id)`.execute(tx);
  return rows;
}

export function findImport(db: Queryable, importRowId: number): Promise<ImportRow | undefined> {
  return db
    .selectFrom('application_import')
    .where('application_import_row_id', '=', importRowId)
    .selectAll()
    .executeTakeFirst();
}

/** An import of an application by its id. */
export function findImportById(db: Queryable, applicationRowId: number, id: string): Promise<ImportRow | undefined> {
  return db
    .selectFrom('application_import')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

/** The imports of an application, the newest first. */
export function listImports(db: Queryable, applicationRowId: number, limit: number): Promise<ImportRow[]> {
  return db
    .selectFrom('application_import')
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .orderBy('application_import_row_id', 'desc')
    .limit(limit)
    .execute();
}

/** Notes that one more content is dealt with. False when the claim no longer holds. */
export function saveDone(
  tx: Queryable,
  claim: ImportClaim,
  { problem, now }: { problem?: BundleProblem; now: Date },
): Promise<boolean> {
  return importQueue.save(tx, claim, {
    state: 'running',
    now,
    set: [
      sql`done = done + 1`,
      // Only what never gets any further, however often it is begun, is given up.
      sql`attempts = 1`,
      ...(problem
        ? [
            sql`problem_count = problem_count + 1`,
            sql`problems = case when jsonb_array_length(problems) < ${maxProblems}
              then problems || ${JSON.stringify([problem])}::jsonb else problems end`,
          ]
        : []),
    ],
  });
}

/** Problems of a bundle that are told one by one. */
export const maxProblems = 1000;

export function finishImport(tx: Queryable, claim: ImportClaim, now: Date): Promise<boolean> {
  return importQueue.finish(tx, claim, {
    state: 'done',
    now,
    set: [sql`finished_at = ${now}`, sql`plan = '{}'::jsonb`],
  });
}

export function giveUpImport(tx: Queryable, claim: ImportClaim, error: string, now: Date): Promise<boolean> {
  return importQueue.deadLetter(tx, claim, { error, now, set: [sql`finished_at = ${now}`, sql`plan = '{}'::jsonb`] });
}

/** Removes imports that ended before a time. */
export async function deleteOldImports(db: Queryable, ended: Date): Promise<void> {
  await db.deleteFrom('application_import').where('finished_at', '<=', ended).execute();
}
