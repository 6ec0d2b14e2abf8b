import { AppError } from '../../kernel/errors.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { ApplicationKeyService } from '../application-keys/index.ts';
import type { DeviceService } from '../devices/index.ts';
import { type Outcome, planRows, resultLine } from './rows.ts';
import type { Plan } from './stored-plan.ts';

/** Devices of one statement: long enough to pay for its round trip, short enough that ingest hardly waits for it. */
export const devicesPerStep = 100;

/** What came of some rows: their lines of the result, and how many of them became devices. */
export interface MadeRows {
  readonly lines: readonly string[];
  readonly created: number;
  readonly failed: number;
}

/** Makes the devices that a plan and rows of CSV ask for, by the rules of devices and access keys. */
export class DeviceMaker {
  readonly #devices: DeviceService;
  readonly #keys: ApplicationKeyService;

  constructor(options: { devices: DeviceService; keys: ApplicationKeyService }) {
    this.#devices = options.devices;
    this.#keys = options.keys;
  }

  /** Makes a step of `devicesPerStep` rows at most, on the given transaction. A row that breaks a rule fails alone. */
  async make(
    tx: Queryable,
    application: { readonly applicationRowId: number },
    plan: Plan,
    { rows, unnamedBefore }: { readonly rows: readonly (readonly string[])[]; readonly unnamedBefore: number },
  ): Promise<MadeRows> {
    const planned = planRows(plan, rows, unnamedBefore);
    const wanted = planned.filter(({ refusal }) => refusal === undefined);
    const results = await this.#devices.insertMany(tx, application, {
      attributes: [...plan.recipe.attributes],
      bodies: wanted.map(({ body }) => body),
    });
    const ids = results.flatMap((result) => (result instanceof AppError ? [] : [result.id]));
    const keys = plan.makesKeys
      ? await this.#keys.insertForDevices(tx, application, ids, { description: describeKey(plan) })
      : undefined;
    let next = 0;
    const lines = planned.map(({ cells, refusal }) => {
      const result = refusal === undefined ? results[next++] : undefined;
      const outcome: Outcome =
        result && !(result instanceof AppError)
          ? { deviceId: result.id, ...keys?.get(result.id) }
          : { refusal: refusal ?? result?.message ?? '' };
      return resultLine(plan, cells, outcome);
    });
    return { lines, created: ids.length, failed: planned.length - ids.length };
  }
}

function describeKey({ recipe }: Plan): string {
  return `Made with its device, from the recipe ${recipe.name}`;
}
