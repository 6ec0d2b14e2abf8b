import { AppError, notFound } from '../../kernel/errors.ts';
import type { AppEvents } from '../../kernel/events.ts';
import { newId } from '../../kernel/ids.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { Change } from '../../platform/http/audit.ts';
import type { OrganizationRef, OwnerRef } from '../../platform/http/gatekeeper.ts';
import { chooseOwnerSummary, type SummaryQuery, summarizeOwner } from '../applications/index.ts';
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

/** Organisations: what several people own together. */
export class OrganizationService {
  readonly #database: Database;
  readonly #bus: Bus<AppEvents>;
  readonly #now: () => number;

  constructor(options: { database: Database; bus: Bus<AppEvents>; now: () => number }) {
    this.#database = options.database;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  async list(user: UserPrincipal, query: PageQuery & SummaryQuery) {
    const wanted = chooseOrganizationSummary(query);
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    const { rows, totalCount } = await listOrganizations(this.#database.kysely, user.userKey, page);
    const items = await this.#describeAll(rows, wanted);
    return { ...pageAnswer(items, totalCount, page), _type: 'organizations', _links: { self: { href: '/orgs' } } };
  }

  /** Whoever makes an organisation is its first admin. */
  async create(user: UserPrincipal, body: OrganizationPost, change: Change) {
    const now = new Date(this.#now());
    const row = await this.#database.kysely.transaction().execute(async (tx) => {
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
        organization_key: inserted.organization_key,
        user_key: user.userKey,
        role: 'admin',
        application_roles: '[]',
        dashboard_roles: '[]',
        created_at: now,
      });
      await change.record(tx, { owner: toOwner(inserted) });
      return inserted;
    });
    return this.#describe(row);
  }

  async get({ organizationKey }: OrganizationRef, query: SummaryQuery = {}) {
    const wanted = chooseOrganizationSummary(query);
    const row = await findOrganization(this.#database.kysely, organizationKey);
    if (!row) throw notFound('Organization');
    return this.#describe(row, wanted);
  }

  async patch({ organizationKey, organizationId }: OrganizationRef, body: OrganizationPatch, change: Change) {
    const row = await this.#database.kysely.transaction().execute(async (tx) => {
      if (!(await lockOrganization(tx, organizationKey))) throw notFound('Organization');
      const changed = await updateOrganization(tx, organizationKey, {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.billingEmail === undefined ? {} : { billing_email: body.billingEmail }),
        ...(body.iconColor === undefined ? {} : { icon_color: body.iconColor }),
        ...(body.dataTTL === undefined ? {} : { data_ttl: body.dataTTL }),
        updated_at: new Date(this.#now()),
      });
      await change.record(tx);
      return changed;
    });
    this.#bus.emit('organization.changed', { organizationId });
    return this.#describe(row);
  }

  /**
   * Deletes the organisation with its members, invitations and tokens. What it owns is not deleted by the way: it must be
   * transferred or deleted first, so that one call cannot take years of data with it.
   */
  async delete({ organizationKey, organizationId }: OrganizationRef, change: Change): Promise<{ success: true }> {
    await this.#database.kysely.transaction().execute(async (tx) => {
      const row = await lockOrganization(tx, organizationKey);
      if (!row) throw notFound('Organization');
      const { appCount = 0 } = await summarizeOwner(tx, toOwner(row));
      if (appCount > 0) {
        const still = appCount === 1 ? 'an application' : `${appCount} applications`;
        throw new AppError('Validation', `The organization still owns ${still}; transfer or delete that first`);
      }
      await change.record(tx);
      await deleteOrganization(tx, organizationKey);
    });
    this.#bus.emit('organization.changed', { organizationId });
    return { success: true };
  }

  async #describe(row: OrganizationRow, wanted = chooseOrganizationSummary({})) {
    const [described] = await this.#describeAll([row], wanted);
    if (!described) throw notFound('Organization');
    return described;
  }

  async #describeAll(rows: readonly OrganizationRow[], wanted: ReadonlySet<string>) {
    const db = this.#database.kysely;
    const keys = rows.map((row) => row.organization_key);
    const members = Map.groupBy(await listMembers(db, keys), (member) => member.organizationKey);
    const invites = await countInvites(db, keys);
    return Promise.all(
      rows.map(async (row) => {
        const itsMembers = members.get(row.organization_key) ?? [];
        const counts = {
          ...(await summarizeOwner(db, toOwner(row))),
          memberCount: itsMembers.length,
          pendingInviteCount: invites.get(row.organization_key) ?? 0,
        };
        const summary = Object.fromEntries(Object.entries(counts).filter(([field]) => wanted.has(field)));
        return toOrganization(row, itsMembers, summary);
      }),
    );
  }
}

function chooseOrganizationSummary(query: SummaryQuery): ReadonlySet<string> {
  return chooseOwnerSummary(query, ['memberCount', 'pendingInviteCount']);
}

function toOwner(row: OrganizationRow): OwnerRef {
  return { ownerType: 'organization', ownerId: row.id };
}

/** Who is in the organisation, locked against changes; for whoever adds, changes or removes members. */
export async function lockMembers(tx: Queryable, { organizationKey }: OrganizationRef) {
  if (!(await lockOrganization(tx, organizationKey))) throw notFound('Organization');
  return listMembers(tx, [organizationKey]);
}
