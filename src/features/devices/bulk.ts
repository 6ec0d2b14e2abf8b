import { AppError, invalid } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { refuseEmptyOr } from '../../platform/query-language/index.ts';
import { changeDevice, retireDevice } from './changes.ts';
import { checkOperations, planPatch } from './operations.ts';
import { sendPurge } from './purge.ts';
import type { DevicePatch, DevicesDelete, DevicesPatch, OperationBody } from './schemas.ts';
import type { DeviceService } from './service.ts';
import { type DeviceRow, lockDevices } from './store.ts';

/** Devices of one transaction: long enough to pay for its commit, short enough that ingest hardly waits for it. */
const devicesPerStep = 100;
/** Failures that are told with their reasons; the first ones tell the story. */
const maxFailures = 100;

export interface DevicesUpdated {
  updated: number;
  failed: number;
  skipped: number;
  readonly failures: Failure[];
}

/**
 * Changes and deletes many devices in steps, each whole or not at all. A call that was cut short by a crash has done some
 * of its steps, and may be repeated: what is done already is skipped.
 */
export class BulkDevices {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #bus: Bus;
  readonly #jobs: Jobs;
  readonly #mailer: Mailer;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;

  /** @param options.onError told when the mail about a change that was made could not be sent */
  constructor(options: {
    database: Database;
    devices: DeviceService;
    bus: Bus;
    jobs: Jobs;
    mailer: Mailer;
    onError: (error: unknown) => void;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#bus = options.bus;
    this.#jobs = options.jobs;
    this.#mailer = options.mailer;
    this.#onError = options.onError;
    this.#now = options.now;
  }

  /**
   * Sets fields of devices and applies operations to each. `skipped` counts those that are so already; `failed` those
   * for which a rule forbids it, and ids that name nothing.
   *
   * @throws AppError Validation when the body names no devices or asks for what no device can be
   */
  async patch(
    application: ApplicationRef,
    principal: Principal,
    body: DevicesPatch,
    change: Change,
  ): Promise<DevicesUpdated> {
    const { query, deviceIds, updateFields = {}, updateOperations = [] } = body;
    if (query === undefined && deviceIds === undefined) {
      throw new AppError('Validation', 'query or deviceIds is required, to say which devices are meant');
    }
    refuseEmptyOr(query, 'query');
    checkOperations(updateOperations);
    this.#checkEmail(body.email);
    const selected = await this.#devices.select(application, principal, {
      ...(query === undefined ? {} : { query }),
      ...(deviceIds === undefined ? {} : { deviceIds }),
    });
    const found = new Set(selected.map(({ deviceId }) => deviceId));
    const result: DevicesUpdated = { updated: 0, failed: 0, skipped: 0, failures: [] };
    for (const deviceId of new Set(deviceIds?.map((id) => id.toLowerCase()))) {
      if (!found.has(deviceId)) fail(result, { deviceId, message: 'Device was not found' });
    }
    const now = new Date(this.#now());
    const step = async (tx: Queryable, rows: readonly DeviceRow[]) => {
      const done = await patchRows(tx, rows, updateFields, updateOperations, now);
      for (const deviceId of done.changed) this.#announce(tx, application, deviceId, false);
      return done;
    };
    for await (const { rows, done } of this.#inSteps(selected, change, step)) {
      result.updated += done.changed.length;
      result.skipped += rows.length - done.changed.length - done.failures.length;
      for (const failure of done.failures) fail(result, failure);
    }
    const { updated, skipped, failed, failures } = result;
    const reasons = failures.map(({ deviceId, message }) => `\n${deviceId}: ${message}`).join('');
    await this.#mail(
      body.email,
      `${updated} devices were changed, ${skipped} were so already, ${failed} failed.${reasons}`,
    );
    return result;
  }

  /** Deletes the devices that a query selects, as `device.delete` does one. */
  async delete(
    application: ApplicationRef,
    principal: Principal,
    body: DevicesDelete,
    change: Change,
  ): Promise<{ removed: number; failed: number }> {
    this.#checkEmail(body.email);
    refuseEmptyOr(body.query, 'query');
    const selected = await this.#devices.select(application, principal, { query: body.query });
    const now = new Date(this.#now());
    let removed = 0;
    const step = async (tx: Queryable, rows: readonly DeviceRow[]) => {
      const released: string[] = [];
      for (const row of rows) {
        released.push(...(await retireDevice(tx, row, now)));
        await sendPurge(tx, this.#jobs, row.device_row_id);
      }
      const gone = new Set(rows.map(({ id }) => id));
      for (const id of released) if (!gone.has(id)) this.#announce(tx, application, id, false);
      for (const id of gone) this.#announce(tx, application, id, true);
    };
    for await (const { rows } of this.#inSteps(selected, change, step)) removed += rows.length;
    await this.#mail(body.email, `${removed} devices were deleted.`);
    // What somebody else has deleted meanwhile is gone, as was asked for.
    return { removed, failed: 0 };
  }

  /** Does the step for some devices at a time, each time in one transaction; the first one records the change. */
  async *#inSteps<Done>(
    selected: readonly { deviceRowId: number }[],
    change: Change,
    step: (tx: Queryable, rows: readonly DeviceRow[]) => Promise<Done>,
  ): AsyncGenerator<{ rows: readonly DeviceRow[]; done: Done }> {
    for (let from = 0; from === 0 || from < selected.length; from += devicesPerStep) {
      const keys = selected.slice(from, from + devicesPerStep).map(({ deviceRowId }) => deviceRowId);
      yield await inTransaction(this.#database, async (tx) => {
        if (from === 0) await change.record(tx);
        const rows = await lockDevices(tx, keys);
        return { rows, done: await step(tx, rows) };
      });
    }
  }

  #checkEmail(email: string | undefined): void {
    if (email === undefined || this.#mailer.isConfigured) return;
    throw invalid('email', 'cannot be used: no mail server is configured (SIGNALBOX_SMTP_URL)');
  }

  /** The caller has the answer as well; that a mail server is away must not make it look as if nothing had been done. */
  async #mail(email: string | undefined, text: string): Promise<void> {
    if (email === undefined) return;
    await this.#mailer.send({ to: email, subject: 'Your change of devices is done', text }).catch(this.#onError);
  }

  #announce(tx: Queryable, { applicationId }: ApplicationRef, deviceId: string, deleted: boolean): void {
    this.#bus.announce(tx, 'device.changed', { applicationId, deviceId, deleted });
  }
}

interface Failure {
  readonly deviceId: string;
  readonly message: string;
}

function fail(result: DevicesUpdated, failure: Failure): void {
  result.failed += 1;
  if (result.failures.length < maxFailures) result.failures.push(failure);
}

async function patchRows(
  tx: Queryable,
  rows: readonly DeviceRow[],
  fields: DevicePatch,
  operations: readonly OperationBody[],
  now: Date,
): Promise<{ changed: string[]; failures: Failure[] }> {
  const changed: string[] = [];
  const failures: Failure[] = [];
  for (const row of rows) {
    const patch = planPatch(row, fields, operations);
    if (!patch) continue;
    try {
      await changeDevice(tx, row, patch, now);
      changed.push(row.id);
    } catch (error) {
      // A rule was broken, before anything was written; the other devices are not to suffer.
      if (!(error instanceof AppError) || error.type !== 'Validation') throw error;
      failures.push({ deviceId: row.id, message: error.message });
    }
  }
  return { changed, failures };
}
