import { AppError, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { OrganizationRef, OwnerRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { closeOwner } from '../../platform/database/owner-turn.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Summaries, SummaryQuery } from '../applications/index.ts';
import { toOrganization } from './representation.ts';
import type { OrganizationPatch, OrganizationPost } from './schemas.ts';
import {
  countInvites,
  deleteOrganization,
  filterColumns,
  findOrganization,
  insertMember,
  insertOrganization,
  listMembers,
  listOrganizations,
  lockOrganization,
  type OrganizationRow,
  sortColumns,
  updateOrganization,
} from './store.ts';

/** Organizations: what several people own together. */
export class OrganizationService {
  readonly #database: Database;
  readonly #summaries: Summaries;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: { database: Database; summaries: Summaries; bus: Bus; now: () => number }) {
    this.#summaries = options.summaries;
    this.#database = options.database;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  async list(user: UserPrincipal, query: PageQuery & SummaryQuery) {
    const wanted = this.#choose(query);
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    const { rows, totalCount } = await listOrganizations(this.#database.kysely, user.userRowId, page);
    const items = await this.#describeAll(rows, wanted);
    return { ...pageAnswer(items, totalCount, page), _type: 'organizations', _links: { self: { href: '/orgs' } } };
  }

  /** Whoever makes an organization is its first admin. */
  async create(user: UserPrincipal, body: OrganizationPost, change: Change, query: SummaryQuery = {}) {
    const wanted = this.#choose(query);
    const now = new Date(this.#now());
    const row = await inTransaction(this.#database, async (tx) => {
      const inserted = await insertOrganization(tx, {
        id: newId(),
        name: body.name,
        description: body.description ?? '',
        billing_email: body.billingEmail ?? null,
        icon_color: body.iconColor ?? null,
        data_ttl: body.dataTTL ?? null,
        created_at: now,
        updated_at: now,
      });
      await insertMember(tx, {
        organization_row_id: inserted.organization_row_id,
        user_row_id: user.userRowId,
        role: 'admin',
        application_roles: '[]',
        dashboard_roles: '[]',
        created_at: now,
      });
      await change.record(tx, { owner: toOwner(inserted) });
      return inserted;
    });
    return this.#describe(row, wanted);
  }

  async get({ organizationRowId }: OrganizationRef, query: SummaryQuery = {}) {
    const wanted = this.#choose(query);
    const row = await findOrganization(this.#database.kysely, organizationRowId);
    if (!row) throw notFound('Organization');
    return this.#describe(row, wanted);
  }

  async patch(
    { organizationRowId, organizationId }: OrganizationRef,
    body: OrganizationPatch,
    change: Change,
    query: SummaryQuery = {},
  ) {
    const wanted = this.#choose(query);
    const row = await inTransaction(this.#database, async (tx) => {
      if (!(await lockOrganization(tx, organizationRowId))) throw notFound('Organization');
      const changed = await updateOrganization(tx, organizationRowId, {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.billingEmail === undefined ? {} : { billing_email: body.billingEmail }),
        ...(body.iconColor === undefined ? {} : { icon_color: body.iconColor }),
        ...(body.dataTTL === undefined ? {} : { data_ttl: body.dataTTL }),
        updated_at: new Date(this.#now()),
      });
      await change.record(tx);
      this.#bus.announce(tx, 'organization.changed', { organizationId });
      return changed;
    });
    return this.#describe(row, wanted);
  }

  /**
   * Deletes the organization with its members, invitations and tokens. What it owns is not deleted by the way: it must be
   * transferred or deleted first, so that one call cannot take years of data with it.
   */
  async delete({ organizationRowId, organizationId }: OrganizationRef, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      await closeOwner(tx, { ownerType: 'organization', ownerId: organizationId });
      const row = await lockOrganization(tx, organizationRowId);
      if (!row) throw notFound('Organization');
      const { appCount, dashCount } = await this.#summaries.ofOwner(tx, toOwner(row));
      if (appCount + dashCount > 0) {
        const still =
          appCount > 0
            ? appCount === 1
              ? 'an application'
              : `${appCount} applications`
            : dashCount === 1
              ? 'a dashboard'
              : `${dashCount} dashboards`;
        throw new AppError('Validation', `The organization still owns ${still}; transfer or delete that first`);
      }
      await change.record(tx);
      await deleteOrganization(tx, organizationRowId);
      this.#bus.announce(tx, 'organization.changed', { organizationId });
    });
    return { success: true };
  }

  /** Before something is changed whose answer has a summary. @throws AppError Validation for a field that does not exist */
  checkSummary(query: SummaryQuery): void {
    this.#choose(query);
  }

  #choose(query: SummaryQuery): ReadonlySet<string> {
    return this.#summaries.chooseOfOwner(query, ['memberCount', 'pendingInviteCount']);
  }

  async #describe(row: OrganizationRow, wanted: ReadonlySet<string>) {
    const [described] = await this.#describeAll([row], wanted);
    if (!described) throw notFound('Organization');
    return described;
  }

  async #describeAll(rows: readonly OrganizationRow[], wanted: ReadonlySet<string>) {
    const db = this.#database.kysely;
    const keys = rows.map((row) => row.organization_row_id);
    const members = Map.groupBy(await listMembers(db, keys), (member) => member.organizationRowId);
    const invites = await countInvites(db, keys);
    return Promise.all(
      rows.map(async (row) => {
        const itsMembers = members.get(row.organization_row_id) ?? [];
        const counts = {
          ...(await this.#summaries.ofOwner(db, toOwner(row), wanted)),
          memberCount: itsMembers.length,
          pendingInviteCount: invites.get(row.organization_row_id) ?? 0,
        };
        const summary = Object.fromEntries(Object.entries(counts).filter(([field]) => wanted.has(field)));
        return toOrganization(row, itsMembers, summary);
      }),
    );
  }
}

function toOwner(row: OrganizationRow): OwnerRef {
  return { ownerType: 'organization', ownerId: row.id };
}

/** Who is in the organization, locked against changes; for whoever adds, changes or removes members. */
export async function lockMembers(tx: Queryable, { organizationRowId }: OrganizationRef) {
  if (!(await lockOrganization(tx, organizationRowId))) throw notFound('Organization');
  return listMembers(tx, [organizationRowId]);
}
