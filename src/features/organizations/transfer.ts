import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import { isRoleAtLeast } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { AccessService } from '../access/index.ts';
import type { ApplicationService } from '../applications/index.ts';
import type { ResourceTransfer } from './schemas.ts';

/** Giving applications to another owner. */
export class TransferService {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #applications: ApplicationService;

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
    const to = await this.#findDestination(principal, body);
    if (to.ownerType === from.ownerType && to.ownerId === from.ownerId) {
      throw invalid('destinationId', 'must be another owner');
    }
    // There are no dashboards in this version, so none that is named can be there.
    if (body.strict && (body.dashboardIds?.length ?? 0) > 0) {
      throw invalid('dashboardIds[0]', 'is not a dashboard of the owner');
    }
    await inTransaction(this.#database, async (tx) => {
      const ids = body.applicationIds ?? [];
      await this.#applications.transfer(tx, { from, to, ids, strict: body.strict ?? false });
      await change.record(tx, { owner: from });
      await change.record(tx, { owner: to });
    });
    return { success: true };
  }

  async #findDestination(principal: Principal, body: ResourceTransfer): Promise<OwnerRef> {
    const id = body.destinationId.toLowerCase();
    if (body.destinationType === 'user') {
      if (principal.kind !== 'user' || principal.userId !== id) throw notFound('User');
      return { ownerType: 'user', ownerId: id };
    }
    const reached = await this.#access.reachOrganization(principal, id);
    if (!reached) throw notFound('Organization');
    if (!isRoleAtLeast(reached.role, 'edit')) {
      throw new AppError('Forbidden', 'Only editors and admins of the organization may give applications to it');
    }
    return { ownerType: 'organization', ownerId: reached.organization.organizationId };
  }
}
