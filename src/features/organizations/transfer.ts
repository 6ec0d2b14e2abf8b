import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import { isRoleAtLeast } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { AccessService } from '../access/index.ts';
import type { ApplicationService } from '../applications/index.ts';
import type { ResourceTransfer } from './schemas.ts';

/**
 * Gives dashboards that belong to no application to another owner, on the given transaction; those of an application go with
 * it. `rowId` is the number of the user's or organization's row.
 *
 * @throws AppError Validation, if `strict`, for one that is not a dashboard of the owner
 */
export type DashboardTransfer = (
  tx: Queryable,
  options: {
    readonly from: OwnerRef;
    readonly to: OwnerRef & { readonly rowId: number };
    readonly ids: readonly string[];
    readonly strict: boolean;
  },
) => Promise<void>;

/** Giving applications and dashboards to another owner. */
export class TransferService {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #applications: ApplicationService;
  #transferDashboards: DashboardTransfer | undefined;

  constructor(options: { database: Database; access: AccessService; applications: ApplicationService }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#applications = options.applications;
  }

  /**
   * From an owner that the caller manages to the caller's own sandbox, or to an organization in which the caller may
   * create applications. With `strict` everything named must be there; without, what is not there is left out.
   */
  async transfer(
    from: OwnerRef,
    principal: Principal,
    body: ResourceTransfer,
    change: Change,
  ): Promise<{ success: true }> {
    const { rowId, ...to } = await this.#findDestination(principal, body);
    if (to.ownerType === from.ownerType && to.ownerId === from.ownerId) {
      throw invalid('destinationId', 'must be another owner');
    }
    await inTransaction(this.#database, async (tx) => {
      const ids = body.applicationIds ?? [];
      const strict = body.strict ?? false;
      await this.#applications.transfer(tx, { from, to, ids, strict });
      const dashboards = { from, to: { ...to, rowId }, ids: body.dashboardIds ?? [], strict };
      await this.#transferDashboards?.(tx, dashboards);
      await change.record(tx, { owner: from });
      await change.record(tx, { owner: to });
    });
    return { success: true };
  }

  /** Has dashboards transferred by whoever knows of them; to be called when features are created. */
  serveDashboards(transfer: DashboardTransfer): void {
    this.#transferDashboards = transfer;
  }

  async #findDestination(principal: Principal, body: ResourceTransfer): Promise<OwnerRef & { rowId: number }> {
    const id = body.destinationId.toLowerCase();
    if (body.destinationType === 'user') {
      if (principal.kind !== 'user' || principal.userId !== id) throw notFound('User');
      return { ownerType: 'user', ownerId: id, rowId: principal.userRowId };
    }
    const reached = await this.#access.reachOrganization(principal, id);
    if (!reached) throw notFound('Organization');
    if (!isRoleAtLeast(reached.role, 'edit')) {
      throw new AppError('Forbidden', 'Only editors and admins of the organization may give applications to it');
    }
    const { organizationId, organizationRowId } = reached.organization;
    return { ownerType: 'organization', ownerId: organizationId, rowId: organizationRowId };
  }
}
