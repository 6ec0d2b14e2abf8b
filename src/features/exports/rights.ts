import { type Action, actions } from '../../kernel/actions.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { DeviceService } from '../devices/index.ts';
import type { ExportKinds } from './kinds.ts';
import type { StatesRequest } from './lines.ts';
import type { KnownExport } from './store.ts';

/** Finds the bearer of a token, if it may use the action on the application now. */
export interface AllowedBearers {
  findAllowed(call: { tokenId: string; applicationId: string; action: Action }): Promise<Principal | undefined>;
}

/** An export, or telling of it, that another try would not help. */
export class PermanentExportError extends Error {}

/** Whether an export, which goes on after the request for it, still rests on a right. */
export class ExportRights {
  readonly #bearers: AllowedBearers;
  readonly #devices: DeviceService;
  readonly #kinds: ExportKinds;

  constructor(options: { bearers: AllowedBearers; devices: DeviceService; kinds: ExportKinds }) {
    this.#kinds = options.kinds;
    this.#bearers = options.bearers;
    this.#devices = options.devices;
  }

  /**
   * The token that asked for the export, if it could ask for it again; undefined when it was deleted, set inactive or has
   * expired, or when its user, device, key, role or application has changed so that it could not.
   *
   * @returns epoch ms until which that holds at most
   */
  async findEnd(row: KnownExport): Promise<number | undefined> {
    // From before the token was kept; it ends within a day by itself.
    if (row.access_token_id === null) return Number.POSITIVE_INFINITY;
    for (const name of this.#kinds.get(row.kind).actions) {
      const action = actions.get(name);
      const call = { tokenId: row.access_token_id, applicationId: row.application_id };
      const bearer = action && (await this.#bearers.findAllowed({ ...call, action }));
      if (bearer) return (await this.#reachesDevices(row, bearer)) ? bearer.expiresAt : undefined;
    }
    return undefined;
  }

  /** As `findEnd`. @throws PermanentExportError when there is no right any more */
  async requireEnd(row: KnownExport): Promise<number> {
    const end = await this.findEnd(row);
    if (end === undefined) throw new PermanentExportError('whoever asked for the export may not read this any more');
    return end;
  }

  /** A device reaches some devices of its application only, and they may be others by now. */
  async #reachesDevices(row: KnownExport, bearer: Principal): Promise<boolean> {
    if (bearer.kind !== 'device') return true;
    const application: Pick<ApplicationRef, 'applicationRowId' | 'applicationId'> = {
      applicationRowId: row.application_row_id,
      applicationId: row.application_id,
    };
    const { deviceIds } = row.request as unknown as StatesRequest;
    const [known, reached] = await Promise.all([
      this.#devices.findAll(application, deviceIds),
      this.#devices.findAll(application, deviceIds, bearer),
    ]);
    return reached.length === known.length;
  }
}
