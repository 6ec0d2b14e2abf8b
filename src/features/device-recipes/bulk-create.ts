import { csvLine } from '../../kernel/csv.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { checkRelations } from '../devices/index.ts';
import type { RequestedExports } from '../exports/index.ts';
import { insertJob, type PlannedStep } from './job-store.ts';
import { type DeviceMaker, devicesPerStep } from './maker.ts';
import { planDevices, resultHeader } from './plan.ts';
import { type DevicesCsv, readCsv } from './read-csv.ts';
import { deviceRecipeResource } from './resource.ts';
import { countUnnamed } from './rows.ts';
import { type RecipeRunner, resultKind } from './runner.ts';
import { type BulkCreatePost, maxDevices } from './schemas.ts';
import { findRecipe, type RecipeRow } from './store.ts';
import type { Plan } from './stored-plan.ts';

/** Up to so many devices are made while the caller waits (resources.md, "Device recipes"). */
const maxAtOnce = 750;

/** What a call has come to: devices, or the job that makes them. */
export type BulkCreated =
  | { readonly created: number; readonly failed: number; readonly csvResult: string }
  | { readonly jobQueued: true; readonly jobId: string };

/** Makes many devices from a recipe, each as `devices.post` would make it (resources.md, "Device recipes"). */
export class BulkCreate {
  readonly #database: Database;
  readonly #maker: DeviceMaker;
  readonly #runner: RecipeRunner;
  readonly #requested: RequestedExports;
  readonly #mailer: Mailer;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;

  /** @param options.onError told when the mail about devices that were made could not be sent */
  constructor(options: {
    database: Database;
    maker: DeviceMaker;
    runner: RecipeRunner;
    requested: RequestedExports;
    mailer: Mailer;
    onError: (error: unknown) => void;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#maker = options.maker;
    this.#runner = options.runner;
    this.#requested = options.requested;
    this.#mailer = options.mailer;
    this.#onError = options.onError;
    this.#now = options.now;
  }

  /**
   * Makes a device of each row of the CSV, or `count` devices: all in one transaction, or as a job when they are many. A
   * row that breaks a rule fails alone.
   *
   * @throws AppError NotFound, Validation before anything is made, Throttled when too many jobs are under way
   */
  async start(
    application: ApplicationRef,
    principal: Principal,
    recipeId: string,
    body: BulkCreatePost,
    { baseUrl, change }: { baseUrl: string; change: Change },
  ): Promise<BulkCreated> {
    const { email, callbackUrl } = body;
    const recipe = await findRecipe(this.#database.kysely, application.applicationRowId, recipeId);
    if (!recipe) throw notFound('Device recipe');
    this.#requested.check({ email, callbackUrl });
    const csv = await readRows(body);
    const plan = planDevices(recipe, body, csv);
    const steps = cutIntoSteps(plan, csv.rows);
    const isJob = csv.rows.length > maxAtOnce;
    const done = await inTransaction(this.#database, async (tx): Promise<BulkCreated> => {
      await checkPlan(tx, application, plan);
      await record(tx, recipe, change);
      if (!isJob) return this.#makeAll(tx, application, plan, steps);
      const wanted = { kind: resultKind, delivery: { email, callbackUrl }, baseUrl };
      const exportId = await this.#requested.open(tx, application, principal, wanted);
      const { applicationRowId } = application;
      await insertJob(tx, { applicationRowId, exportId, plan, steps, now: new Date(this.#now()) });
      this.#runner.wakeAfter(tx);
      return { jobQueued: true, jobId: exportId };
    });
    if ('created' in done) await this.#mail(email, `${done.created} devices were made, ${done.failed} failed.`);
    return done;
  }

  async #makeAll(tx: Queryable, application: ApplicationRef, plan: Plan, steps: readonly PlannedStep[]) {
    const total = { created: 0, failed: 0, csvResult: csvLine(resultHeader(plan)) };
    for (const step of steps) {
      const { created, failed, lines } = await this.#maker.make(tx, application, plan, step);
      total.created += created;
      total.failed += failed;
      total.csvResult += lines.join('');
    }
    return total;
  }

  /** The caller has the answer as well; that a mail server is away must not make it look as if nothing had been done. */
  async #mail(email: string | undefined, text: string): Promise<void> {
    if (!email) return;
    await this.#mailer.send({ to: email, subject: 'Your devices were made', text }).catch(this.#onError);
  }
}

async function readRows(body: BulkCreatePost): Promise<DevicesCsv> {
  const { csv, count } = body;
  if (csv !== undefined && count !== undefined) throw invalid('count', 'must not be given together with csv');
  if (csv !== undefined) return readCsv(csv, { maxRows: maxDevices });
  if (count === undefined) throw invalid('csv', 'is required, or count');
  return { header: [], rows: Array.from({ length: count }, () => []) };
}

function cutIntoSteps(plan: Plan, rows: DevicesCsv['rows']): PlannedStep[] {
  const steps: PlannedStep[] = [];
  let unnamedBefore = 0;
  for (let from = 0; from < rows.length; from += devicesPerStep) {
    const some = rows.slice(from, from + devicesPerStep);
    steps.push({ rows: some, unnamedBefore });
    unnamedBefore += countUnnamed(plan, some);
  }
  return steps;
}

/** What holds for all rows is refused at once: the gateway or the system that the recipe, or the call, names. */
async function checkPlan(tx: Queryable, { applicationRowId }: ApplicationRef, { recipe }: Plan): Promise<void> {
  const { deviceClass, gatewayId, parentId } = recipe;
  await checkRelations(tx, applicationRowId, deviceClass, {
    ...(gatewayId === null ? {} : { gatewayId }),
    ...(parentId === null ? {} : { parentId }),
  });
}

async function record(tx: Queryable, recipe: RecipeRow, change: Change): Promise<void> {
  const { auditType = '' } = deviceRecipeResource;
  await change.record(tx, { target: { type: auditType, id: recipe.id, name: recipe.name } });
}
