import { type Selectable, sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { type JobClaim, jobQueue } from './queue.ts';
import type { Plan } from './stored-plan.ts';
import type { DeviceRecipeJobTable, DeviceRecipeStepTable } from './tables.generated.ts';

export type JobRow = Selectable<DeviceRecipeJobTable>;
export type StepRow = Selectable<DeviceRecipeStepTable>;

/** Rows of CSV that are made into devices in one transaction. */
export interface PlannedStep {
  readonly rows: readonly (readonly string[])[];
  readonly unnamedBefore: number;
}

/** Steps that are inserted in one statement. */
const stepsPerInsert = 50;

/** Queues the making of devices, in the transaction that promises it. */
export async function insertJob(
  tx: Queryable,
  job: { applicationRowId: number; exportId: string; plan: Plan; steps: readonly PlannedStep[]; now: Date },
): Promise<void> {
  const { applicationRowId, exportId, plan, steps, now } = job;
  await jobQueue.join(tx, applicationRowId);
  const row = await tx
    .insertInto('device_recipe_job')
    .values({
      application_row_id: applicationRowId,
      export_id: exportId,
      plan: JSON.stringify(plan),
      state: 'pending',
      created_at: now,
      updated_at: now,
    })
    .returning('device_recipe_job_row_id as key')
    .executeTakeFirstOrThrow();
  for (let from = 0; from < steps.length; from += stepsPerInsert) {
    const some = steps.slice(from, from + stepsPerInsert).map(({ rows, unnamedBefore }, index) => ({
      device_recipe_job_row_id: row.key,
      step: from + index,
      rows: JSON.stringify(rows),
      unnamed_before: unnamedBefore,
    }));
    await tx.insertInto('device_recipe_step').values(some).execute();
  }
}

export function findJob(db: Queryable, key: number): Promise<JobRow | undefined> {
  return db.selectFrom('device_recipe_job').where('device_recipe_job_row_id', '=', key).selectAll().executeTakeFirst();
}

export function findJobOf(db: Queryable, exportId: string): Promise<JobRow | undefined> {
  return db.selectFrom('device_recipe_job').where('export_id', '=', exportId).selectAll().executeTakeFirst();
}

/** Steps of a job in their order, from one on. */
export function readSteps(
  db: Queryable,
  key: number,
  { from, limit }: { from: number; limit: number },
): Promise<StepRow[]> {
  return db
    .selectFrom('device_recipe_step')
    .where('device_recipe_job_row_id', '=', key)
    .where('step', '>=', from)
    .orderBy('step')
    .limit(limit)
    .selectAll()
    .execute();
}

/** Goes on to the next step. False when the claim does not hold: then nothing of this transaction may stay. */
export function advance(
  tx: Queryable,
  claim: JobClaim,
  made: { step: number; created: number; failed: number; now: Date },
): Promise<boolean> {
  return jobQueue.save(tx, claim, {
    state: 'running',
    now: made.now,
    set: [
      sql`next_step = ${made.step + 1}`,
      sql`created = created + ${made.created}`,
      sql`failed = failed + ${made.failed}`,
      // The attempts that count are those which got nowhere.
      sql`attempts = 1`,
    ],
  });
}

export async function keepLines(tx: Queryable, key: number, step: number, sealedLines: string): Promise<void> {
  await tx
    .updateTable('device_recipe_step')
    .set({ sealed_lines: sealedLines })
    .where('device_recipe_job_row_id', '=', key)
    .where('step', '=', step)
    .execute();
}

/** Removes what a job has been made of: from then on the file of its export is the one place that has its secrets. */
export async function deleteSteps(tx: Queryable, exportId: string): Promise<void> {
  await sql`delete from device_recipe_step using device_recipe_job
    where device_recipe_step.device_recipe_job_row_id = device_recipe_job.device_recipe_job_row_id
      and device_recipe_job.export_id = ${exportId}`.execute(tx);
}

/** Seals the kept results again that a former secret key has sealed; returns how many. */
export async function resealLines(tx: Queryable, secrets: SecretBox): Promise<number> {
  const rows = await tx
    .selectFrom('device_recipe_step')
    .where('sealed_lines', 'is not', null)
    .select(['device_recipe_job_row_id as key', 'step', 'sealed_lines'])
    .forUpdate()
    .execute();
  let resealed = 0;
  for (const { key, step, sealed_lines: sealed } of rows) {
    if (sealed === null || !secrets.isOutdated(sealed)) continue;
    await keepLines(tx, key, step, secrets.seal(secrets.open(sealed)));
    resealed += 1;
  }
  return resealed;
}

/** One of the kept results as sealed: all that there are were sealed under keys that this server must know. */
export async function readSealedLines(db: Queryable): Promise<string[]> {
  const rows = await db
    .selectFrom('device_recipe_step')
    .where('sealed_lines', 'is not', null)
    .distinctOn('device_recipe_job_row_id')
    .orderBy('device_recipe_job_row_id')
    .orderBy('step', 'desc')
    .select('sealed_lines')
    .execute();
  return rows.flatMap(({ sealed_lines: sealed }) => sealed ?? []);
}
