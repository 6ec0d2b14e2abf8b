import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { isId, newId, normalizeId } from '../../kernel/ids.ts';
import type { ApplicationRef, OwnerRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import { isRoleAtLeast } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { isUnchanged } from '../../platform/http/if-match.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import type { AccessService } from '../access/index.ts';
import { findSource } from '../events/index.ts';
import type { Limits } from '../limits/index.ts';
import type { DashboardTransfer } from '../organizations/index.ts';
import { placeBlocks } from './blocks.ts';
import { checkReports, type ReportMeans } from './reports/check.ts';
import { planReports } from './reports/schedules.ts';
import { etagOf, type Standing, toDashboard } from './representation.ts';
import { dashboardResource } from './resource.ts';
import { checkApplications, checkDashboard, type ReadingOwner, readSharing } from './saving.ts';
import type {
  Block,
  ContextVariable,
  DashboardPatch,
  DashboardPost,
  DashboardsQuery,
  ReportConfig,
} from './schemas.ts';
import {
  type DashboardChoice,
  type DashboardRow,
  deleteDashboard,
  filterColumns,
  findDashboard,
  insertDashboard,
  listDashboards,
  lockDashboard,
  sortColumns,
  toOwner,
  toResourceRow,
  updateDashboard,
} from './store.ts';
import { hasVersions, keepVersion } from './version-store.ts';

/** Where a dashboard is made: in an application, or with its owner alone. */
export interface DashboardPlace {
  readonly owner: ReadingOwner;
  readonly application?: Pick<ApplicationRef, 'applicationId' | 'applicationRowId'>;
  readonly organizationRowId?: number;
}

const defaults = { refreshRate: 60, defaultTheme: 'light', duration: 3_600_000, resolution: 60_000 } as const;

/** Dashboards as their owners make and change them (dashboards.md, "1. The resource"). */
export class DashboardService {
  readonly #means: ReportMeans;
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #bus: Bus;
  readonly #limits: Limits;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    access: AccessService;
    bus: Bus;
    limits: Limits;
    means: ReportMeans;
    now: () => number;
  }) {
    this.#means = options.means;
    this.#database = options.database;
    this.#access = options.access;
    this.#bus = options.bus;
    this.#limits = options.limits;
    this.#now = options.now;
  }

  /** Of the caller, of an organization (`orgId`, blank: the caller's own), of an application (blank: of none). */
  async list(principal: Principal, query: DashboardsQuery) {
    const choice = await this.#choose(principal, query);
    return this.#list(choice, query, '/dashboards', {
      ...(query.applicationId ? { applicationId: normalizeId(query.applicationId) } : {}),
      ...(query.orgId ? { orgId: normalizeId(query.orgId) } : {}),
    });
  }

  async listOf({ applicationId }: ApplicationRef, principal: Principal, query: DashboardsQuery) {
    const hidden = await this.#hiddenFrom(principal, applicationId);
    const path = `/applications/${applicationId}/dashboards`;
    return this.#list({ applicationId, hidden }, query, path, { applicationId });
  }

  /** What somebody may see, for blocks that list it: of an application, or all of the caller's own. */
  async listFor(
    principal: Principal,
    { filter, application }: { filter: string; application: ApplicationRef | undefined },
  ) {
    const asked = { perPage: 100, summary: true, ...(filter === '' ? {} : { filterField: 'name', filter }) };
    if (!application) return this.list(principal, asked);
    const reached = await this.#access.reachApplication(principal, application.applicationId);
    if (!reached) return { items: [], totalCount: 0 };
    return this.listOf(reached.application, principal, asked);
  }

  async #list(choice: DashboardChoice, query: DashboardsQuery, path: string, extra: object) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
      defaultPerPage: 1000,
    });
    const { rows, totalCount } = await listDashboards(this.#database.kysely, choice, page);
    const items = rows.map((row) => toDashboard(row, { summary: query.summary ?? false }));
    return {
      ...pageAnswer(items, totalCount, page),
      ...extra,
      _type: 'dashboards' as const,
      _links: { self: { href: path } },
    };
  }

  async #choose(principal: Principal, query: DashboardsQuery): Promise<DashboardChoice> {
    const { applicationId } = query;
    const where = applicationId === undefined ? {} : { applicationId: applicationId === '' ? null : applicationId };
    if (applicationId) {
      if (!isId(applicationId)) throw invalid('applicationId', 'must be 24 hexadecimal digits');
      const reached = await this.#access.reachApplication(principal, applicationId);
      if (!reached) throw notFound('Application');
      const id = reached.application.applicationId;
      return { applicationId: id, hidden: await this.#hiddenFrom(principal, id) };
    }
    const orgId = query.orgId || (principal.kind === 'organization' ? principal.organizationId : undefined);
    if (orgId === undefined) {
      if (principal.kind !== 'user') throw new AppError('Forbidden', 'Only people and organizations have dashboards');
      return { ...where, owner: { ownerType: 'user', ownerId: principal.userId } };
    }
    const reached = await this.#access.reachOrganization(principal, orgId);
    if (!reached) throw notFound('Organization');
    const owner = { ownerType: 'organization' as const, ownerId: reached.organization.organizationId };
    if (reached.role === 'admin') return { ...where, owner };
    const named = [...reached.dashboardRoles, ...reached.applicationRoles];
    const shown = named.filter(([, role]) => role !== 'none').map(([id]) => id);
    return {
      ...where,
      owner,
      hidden: [...reached.dashboardRoles].filter(([, role]) => role === 'none').map(([id]) => id),
      hiddenApplications: [...reached.applicationRoles].filter(([, role]) => role === 'none').map(([id]) => id),
      ...(reached.role === 'none' ? { only: shown } : {}),
    };
  }

  /** Dashboards of an application that a member must not see although it reaches the application. */
  async #hiddenFrom(principal: Principal, applicationId: string): Promise<string[]> {
    if (principal.kind !== 'user') return [];
    const { application } = (await this.#access.reachApplication(principal, applicationId)) ?? {};
    if (application?.ownerType !== 'organization') return [];
    const membership = await this.#access.reachOrganization(principal, application.ownerId);
    if (!membership || membership.role === 'admin') return [];
    return [...membership.dashboardRoles].filter(([, role]) => role === 'none').map(([id]) => id);
  }

  /** Where the body of a POST wants its dashboard. @throws AppError NotFound, Forbidden or Validation */
  async choosePlace(principal: Principal, { applicationId, orgId }: DashboardPost): Promise<DashboardPlace> {
    const userRowId = principal.kind === 'user' ? principal.userRowId : null;
    if (applicationId !== undefined) {
      const reached = await this.#access.reachApplication(principal, applicationId);
      if (!reached) throw invalid('applicationId', `names no application: ${applicationId}`);
      const { application, role } = reached;
      if (orgId !== undefined && application.ownerId !== normalizeId(orgId)) {
        throw invalid('applicationId', 'must be an application of the organization');
      }
      if (!isRoleAtLeast(role, 'collaborate')) throw forbidden('in the application');
      return { owner: { ...ownerOf(application), userRowId }, application };
    }
    const wanted = orgId ?? (principal.kind === 'organization' ? principal.organizationId : undefined);
    if (wanted === undefined) {
      if (principal.kind !== 'user') throw new AppError('Forbidden', 'Only people and organizations have dashboards');
      return { owner: { ownerType: 'user', ownerId: principal.userId, userRowId } };
    }
    const reached = await this.#access.reachOrganization(principal, wanted);
    if (!reached) throw notFound('Organization');
    if (!isRoleAtLeast(reached.role, 'edit')) throw forbidden('of the organization');
    const { organizationId, organizationRowId } = reached.organization;
    return { owner: { ownerType: 'organization', ownerId: organizationId, userRowId: null }, organizationRowId };
  }

  async create(principal: Principal, place: DashboardPlace, body: DashboardPost, change: Change) {
    const { reports, ...prepared } = await this.#prepare(place, body);
    await checkApplications(
      this.#access,
      { owner: place.owner, principal },
      { blocks: prepared.blocks, variables: body.contextConfiguration ?? [] },
    );
    return inTransaction(this.#database, async (tx) => {
      const row = await this.#insert(tx, place, { ...body, reportConfigs: reports }, prepared);
      await planReports(tx, row.dashboard_row_id, { configs: reports, before: [], now: this.#now() });
      const owner = place.application ? {} : { owner: toOwner(row) };
      await insertResource(tx, dashboardResource, toResourceRow(row), { change, ...owner });
      await this.#requireRoom(tx, row);
      await keepVersion(tx, row, { savedBy: await findSource(tx, principal), at: row.updated_at });
      return row;
    });
  }

  /**
   * As `create`, on the given transaction, for a bundle: its blocks are of the application, or keep what could not be found.
   *
   * @throws AppError before anything is written
   */
  async insertImported(
    tx: Queryable,
    application: Pick<ApplicationRef, 'applicationId' | 'applicationRowId'>,
    { blocks, ...body }: DashboardPost,
    { id, blocks: imported }: { id: string; blocks: Block[] },
  ): Promise<DashboardRow> {
    const window = readWindow(body);
    checkDashboard(body, window, { isImport: true });
    const owner = { ownerType: 'user' as const, ownerId: '', userRowId: null };
    const sharing = await readSharing(body);
    const row = await this.#insert(tx, { owner, application }, body, { id, blocks: imported, window, sharing });
    await insertResource(tx, dashboardResource, toResourceRow(row));
    await this.#requireRoom(tx, row);
    return row;
  }

  /** Of those that belong to no application there is no limit. */
  async #requireRoom(tx: Queryable, row: DashboardRow): Promise<void> {
    const { in_application_row_id: applicationRowId } = row;
    if (applicationRowId !== null) await this.#limits.requireWithin(tx, applicationRowId, 'dashboards');
  }

  /**
   * Makes a dashboard that is there what a bundle says, on the given transaction; who sees it stays as it is.
   *
   * @throws AppError before anything is written
   */
  async replaceImported(
    tx: Queryable,
    id: string,
    { blocks: _given, ...body }: Omit<DashboardPost, 'public' | 'password'>,
    blocks: Block[],
  ): Promise<void> {
    const found = await findDashboard(tx, id);
    const current = found && (await lockDashboard(tx, found.dashboard_row_id));
    if (!current) throw notFound(dashboardResource.label);
    const window = readWindow(body, { duration: Number(current.duration), resolution: Number(current.resolution) });
    checkDashboard(body, window, { isImport: true });
    const changed = await updateDashboard(tx, current, {
      ...toChanges(body, window),
      blocks: JSON.stringify(blocks),
      updated_at: new Date(this.#now()),
    });
    await updateResource(tx, dashboardResource, toResourceRow(changed));
    await keepVersion(tx, changed, { savedBy: null, at: changed.updated_at });
    this.#bus.announce(tx, 'dashboard.changed', { dashboardId: changed.id });
  }

  async #prepare(place: DashboardPlace, body: DashboardPost) {
    const window = readWindow(body);
    checkDashboard(body, window);
    const blocks = placeBlocks(body.blocks ?? [], place.application?.applicationId ?? null);
    const reports = this.#checkReports(body.reportConfigs ?? [], body.contextConfiguration ?? []);
    return { id: newId(), blocks, window, reports, sharing: await readSharing(body) };
  }

  #checkReports(configs: readonly ReportConfig[], variables: readonly ContextVariable[]): ReportConfig[] {
    return checkReports(configs, variables, this.#means, this.#now());
  }

  #insert(
    tx: Queryable,
    { owner, application, organizationRowId }: DashboardPlace,
    body: Omit<DashboardPost, 'blocks'>,
    prepared: {
      readonly id: string;
      readonly blocks: readonly Block[];
      readonly window: { readonly duration: number; readonly resolution: number };
      readonly sharing: Awaited<ReturnType<typeof readSharing>>;
    },
  ): Promise<DashboardRow> {
    const now = new Date(this.#now());
    return insertDashboard(tx, {
      id: prepared.id,
      application_row_id: application?.applicationRowId ?? null,
      user_row_id: application || owner.ownerType !== 'user' ? null : owner.userRowId,
      organization_row_id: application ? null : (organizationRowId ?? null),
      name: body.name,
      description: body.description ?? '',
      refresh_rate: body.refreshRate ?? defaults.refreshRate,
      default_theme: body.defaultTheme ?? defaults.defaultTheme,
      ...prepared.window,
      is_public: prepared.sharing.is_public ?? false,
      password_hash: prepared.sharing.password_hash ?? null,
      blocks: JSON.stringify(prepared.blocks),
      context_configuration: JSON.stringify(body.contextConfiguration ?? []),
      report_configs: JSON.stringify(body.reportConfigs ?? []),
      extras: body.signalbox === undefined ? null : JSON.stringify(body.signalbox),
      created_at: now,
      updated_at: now,
    });
  }

  /**
   * The dashboard, if it is in the application and the caller may see it.
   *
   * @throws AppError NotFound
   */
  async requireIn({ applicationId }: ApplicationRef, principal: Principal, id: string): Promise<DashboardRow> {
    const row = await findDashboard(this.#database.kysely, id);
    if (!row || row.application_id !== applicationId) throw notFound(dashboardResource.label);
    if ((await this.#hiddenFrom(principal, applicationId)).includes(row.id)) throw notFound(dashboardResource.label);
    return row;
  }

  async require(id: string): Promise<DashboardRow> {
    const row = await findDashboard(this.#database.kysely, id);
    if (!row) throw notFound(dashboardResource.label);
    return row;
  }

  /** @param options.ifMatch the ETag that the caller has seen: what was changed since is not written over */
  async patch(
    principal: Principal,
    row: DashboardRow,
    body: DashboardPatch,
    { change, ifMatch }: { change: Change; ifMatch: string | undefined },
  ): Promise<DashboardRow> {
    const owner = { ...toOwner(row), userRowId: row.of_user_row_id ?? ownRowId(principal, row) };
    const sharing = await readSharing(body);
    const blocks = body.blocks && placeBlocks(body.blocks, row.application_id);
    const variables = body.contextConfiguration;
    const by = { owner, principal };
    const before = { blocks: row.blocks, variables: row.context_configuration };
    await checkApplications(this.#access, by, { blocks: blocks ?? [], variables: variables ?? [] }, before);
    return inTransaction(this.#database, async (tx) => {
      const current = await lockDashboard(tx, row.dashboard_row_id);
      if (!current) throw notFound(dashboardResource.label);
      if (!isUnchanged(ifMatch, etagOf(current))) {
        throw new AppError('Conflict', 'The dashboard was changed by somebody else since it was read');
      }
      const window = readWindow(body, { duration: Number(current.duration), resolution: Number(current.resolution) });
      checkDashboard(body, window);
      const reports =
        body.reportConfigs && this.#checkReports(body.reportConfigs, variables ?? current.context_configuration);
      // Of what was saved before versions were kept, the last.
      if (!(await hasVersions(tx, current.dashboard_row_id))) {
        await keepVersion(tx, current, { savedBy: null, at: current.updated_at });
      }
      const changed = await updateDashboard(tx, current, {
        ...toChanges(body, window),
        ...sharing,
        ...(blocks === undefined ? {} : { blocks: JSON.stringify(blocks) }),
        ...(variables === undefined ? {} : { context_configuration: JSON.stringify(variables) }),
        ...(reports === undefined ? {} : { report_configs: JSON.stringify(reports) }),
        updated_at: new Date(this.#now()),
      });
      if (reports) {
        const before = current.report_configs;
        await planReports(tx, changed.dashboard_row_id, { configs: reports, before, now: this.#now() });
      }
      const recordedFor = changed.in_application_row_id === null ? { owner: toOwner(changed) } : {};
      await updateResource(tx, dashboardResource, toResourceRow(changed), { change, ...recordedFor });
      await keepVersion(tx, changed, { savedBy: await findSource(tx, principal), at: changed.updated_at });
      this.#bus.announce(tx, 'dashboard.changed', { dashboardId: changed.id });
      return changed;
    });
  }

  async delete(row: DashboardRow, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const current = await lockDashboard(tx, row.dashboard_row_id);
      if (!current) throw notFound(dashboardResource.label);
      await deleteDashboard(tx, current.dashboard_row_id);
      const recordedFor = current.in_application_row_id === null ? { owner: toOwner(current) } : {};
      await removeResource(tx, dashboardResource, toResourceRow(current), { change, ...recordedFor });
      this.#bus.announce(tx, 'dashboard.changed', { dashboardId: current.id });
    });
    return { success: true };
  }

  /** As `DashboardTransfer` says. */
  readonly transfer: DashboardTransfer = async (tx, { from, to, ids, strict }) => {
    for (const [index, id] of [...new Set(ids.map(normalizeId))].entries()) {
      const row = await findDashboard(tx, id);
      const isOwn = row?.owner_type === from.ownerType && row.owner_id === from.ownerId && !row.application_id;
      if (!row || !isOwn) {
        if (strict) throw invalid(`dashboardIds[${index}]`, 'is not a dashboard of the owner');
        continue;
      }
      const isUser = to.ownerType === 'user';
      await updateDashboard(tx, row, {
        user_row_id: isUser ? to.rowId : null,
        organization_row_id: isUser ? null : to.rowId,
        updated_at: new Date(this.#now()),
      });
      this.#bus.announce(tx, 'dashboard.changed', { dashboardId: row.id });
    }
  };

  represent(row: DashboardRow, access: Standing) {
    return toDashboard(row, { access });
  }
}

/** The columns of what a body says, but for its blocks and whom it is shared with. */
function toChanges(
  body: Omit<DashboardPatch, 'blocks' | 'public' | 'password'>,
  window: { readonly duration: number; readonly resolution: number },
) {
  const { contextConfiguration, reportConfigs, signalbox } = body;
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(body.refreshRate === undefined ? {} : { refresh_rate: body.refreshRate }),
    ...(body.defaultTheme === undefined ? {} : { default_theme: body.defaultTheme }),
    ...(body.duration === undefined && body.resolution === undefined ? {} : window),
    ...(contextConfiguration === undefined ? {} : { context_configuration: JSON.stringify(contextConfiguration) }),
    ...(reportConfigs === undefined ? {} : { report_configs: JSON.stringify(reportConfigs) }),
    ...(signalbox === undefined ? {} : { extras: JSON.stringify(signalbox) }),
  };
}

function readWindow(
  body: Pick<DashboardPatch, 'duration' | 'resolution'>,
  current: { duration: number; resolution: number } = defaults,
) {
  const duration = body.duration ?? current.duration;
  // What was fine enough for a long window is too wide for a short one that is set without it.
  const resolution =
    body.resolution ?? (body.duration === undefined ? current.resolution : Math.min(current.resolution, duration));
  return { duration, resolution };
}

function ownerOf({ ownerType, ownerId }: OwnerRef): OwnerRef {
  return { ownerType, ownerId };
}

/** The number of the owner's row, where the caller is that owner. */
function ownRowId(principal: Principal, row: DashboardRow): number | null {
  return principal.kind === 'user' && row.owner_id === principal.userId ? principal.userRowId : null;
}

function forbidden(where: string): AppError {
  return new AppError('Forbidden', `Only editors and admins may create dashboards ${where}`);
}
