import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId, normalizeId } from '../../kernel/ids.ts';
import type { ApplicationRef, OwnerRef } from '../../kernel/owner.ts';
import { type PageQuery, type PageRequest, pageAnswer, readPage } from '../../kernel/paging.ts';
import { isRoleAtLeast } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import { toDate } from '../../kernel/time-text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { readCounts } from '../../platform/resources/name-index.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { AccessService } from '../access/index.ts';
import { type ArchivePolicy, openArchiveConfig, sealArchiveConfig } from './archive-config.ts';
import { checkEndpointSlug } from './endpoint-slug.ts';
import { checkGlobals } from './globals.ts';
import { toApplication } from './representation.ts';
import type { ApplicationPatch, ApplicationPost, ArchiveConfig } from './schemas.ts';
import {
  type ApplicationRow,
  filterColumns,
  findApplication,
  findCountedApplication,
  findOrganizationName,
  insertApplication,
  listApplications,
  lockApplication,
  markAllDeleted,
  requireOwner,
  selectOwned,
  sortColumns,
  updateApplication,
} from './store.ts';
import type { Summaries, SummaryQuery } from './summaries.ts';

export const purgeJob = 'application.purge';

type Named = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** Makes an application of the template that `applicationTemplateId` of the body names. */
export type TemplateMaker = (
  principal: Principal,
  owner: OwnerRef,
  body: ApplicationPost,
  call: { readonly change: Change; readonly baseUrl: string },
) => Promise<{ readonly applicationRowId: number }>;

/** Applications: the unit that owns devices, keys, tokens and a topic space of its own. */
export class ApplicationService {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #bus: Bus;
  readonly #jobs: Jobs;
  readonly #secrets: SecretBox;
  readonly #summaries: Summaries;
  readonly #archivePolicy: ArchivePolicy;
  readonly #now: () => number;
  #makeFromTemplate: TemplateMaker | undefined;

  constructor(options: {
    database: Database;
    access: AccessService;
    bus: Bus;
    jobs: Jobs;
    secrets: SecretBox;
    summaries: Summaries;
    archivePolicy: ArchivePolicy;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#bus = options.bus;
    this.#jobs = options.jobs;
    this.#secrets = options.secrets;
    this.#summaries = options.summaries;
    this.#archivePolicy = options.archivePolicy;
    this.#now = options.now;
  }

  async list(principal: Principal, query: PageQuery & SummaryQuery & { orgId?: string }) {
    const wanted = this.#summaries.choose(query);
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    const db = this.#database.kysely;
    const { rows, totalCount } = await this.#listReached(principal, query.orgId, page);
    const counts = await readCounts(
      db,
      rows.map((row) => row.application_row_id),
    );
    const [first] = rows;
    // All are of one owner.
    const organizationName = first && (await findOrganizationName(db, first));
    const items = rows.map((row) => {
      const summary = this.#summaries.ofApplication(counts.get(row.application_row_id), wanted);
      return toApplication(row, { summary, organizationName });
    });
    return {
      ...pageAnswer(items, totalCount, page),
      _type: 'applications',
      _links: { self: { href: '/applications' } },
    };
  }

  /** In the organization that the body names, where the caller must be an editor; else in the caller's own sandbox. */
  async create(
    principal: Principal,
    body: ApplicationPost,
    { change, baseUrl, query = {} }: { change: Change; baseUrl: string; query?: SummaryQuery },
  ) {
    this.#summaries.choose(query);
    const owner = await this.chooseOwner(principal, body.orgId);
    if (body.applicationTemplateId !== undefined) {
      const make = this.#makeFromTemplate;
      if (!make) throw invalid('applicationTemplateId', 'names no template of this server');
      const { applicationRowId } = await make(principal, owner, body, { change, baseUrl });
      return this.get({ applicationRowId }, query);
    }
    const row = await inTransaction(this.#database, async (tx) => {
      const inserted = await this.insert(tx, owner, body);
      await change.record(tx, { owner, target: { type: 'Application', id: inserted.id, name: inserted.name } });
      return inserted;
    });
    return this.#represent(row, { organizationName: await findOrganizationName(this.#database.kysely, row) }, query);
  }

  /** Has templates made into applications by whoever knows of templates; to be called when features are created. */
  serveTemplates(make: TemplateMaker): void {
    this.#makeFromTemplate = make;
  }

  /**
   * Whose a new application is to be: the organization that is named, or else the caller's.
   *
   * @throws AppError NotFound, or Forbidden for those who may not make applications there
   */
  async chooseOwner(principal: Principal, orgId: string | undefined): Promise<OwnerRef> {
    const wanted = orgId ?? (principal.kind === 'organization' ? principal.organizationId : undefined);
    if (principal.kind !== 'user' && principal.kind !== 'organization') {
      throw new AppError('Forbidden', 'Only people and organizations may create applications');
    }
    if (wanted === undefined) {
      if (principal.kind !== 'user') throw new Error('only people have a sandbox');
      return { ownerType: 'user', ownerId: principal.userId };
    }
    const reached = await this.#access.reachOrganization(principal, wanted);
    if (!reached) throw notFound('Organization');
    if (!isRoleAtLeast(reached.role, 'edit')) {
      throw new AppError('Forbidden', 'Only editors and admins of the organization may create applications in it');
    }
    return { ownerType: 'organization', ownerId: reached.organization.organizationId };
  }

  /** One organization's applications, or (where `orgId` is blank or missing) the caller's own; only those that the caller may see. */
  async #listReached(principal: Principal, orgId: string | undefined, page: PageRequest) {
    const db = this.#database.kysely;
    const wanted = orgId || (principal.kind === 'organization' ? principal.organizationId : undefined);
    if (wanted === undefined) {
      if (principal.kind !== 'user') throw new Error('only people have a sandbox');
      return listApplications(db, { ownerType: 'user', ownerId: principal.userId }, page);
    }
    const reached = await this.#access.reachOrganization(principal, wanted);
    if (!reached) throw notFound('Organization');
    const { role, applicationRoles } = reached;
    const owner = { ownerType: 'organization' as const, ownerId: reached.organization.organizationId };
    if (role === 'admin') return listApplications(db, owner, page);
    const overridden = [...applicationRoles].map(([id, override]) => ({ id, hidden: override === 'none' }));
    const visible = role === 'none' ? { only: overridden.filter((each) => !each.hidden).map((each) => each.id) } : {};
    const hidden = overridden.filter((each) => each.hidden).map((each) => each.id);
    return listApplications(db, owner, page, { ...visible, hidden });
  }

  /**
   * Inserts an application on the given transaction; `create` without a caller, for the server's own needs.
   *
   * @param options.isHidden whether nobody is to see it yet: like one that is deleted, it is not there for anybody until `show`;
   *   `discard` removes it
   */
  async insert(
    tx: Queryable,
    owner: OwnerRef,
    body: ApplicationPost,
    { id = newId(), isHidden = false }: { id?: string; isHidden?: boolean } = {},
  ): Promise<ApplicationRow> {
    const now = new Date(this.#now());
    await requireOwner(tx, owner);
    checkGlobals(body.globals);
    checkEndpointSlug(body.endpointSlug);
    const archiveConfig = body.archiveConfig ? this.#seal(body.archiveConfig, null) : null;
    return insertApplication(tx, {
      id,
      owner_type: owner.ownerType,
      owner_id: owner.ownerId,
      name: body.name,
      description: body.description ?? '',
      endpoint_slug: body.endpointSlug ?? null,
      exp_user_token_cutoff: body.expUserTokenCutoff === undefined ? null : toDate(body.expUserTokenCutoff),
      endpoint_default_cors: body.endpointDefaultCors ?? true,
      globals: JSON.stringify(body.globals ?? []),
      ftue_tracking: '[]',
      archive_config: archiveConfig && JSON.stringify(archiveConfig),
      data_ttl: body.dataTTL ?? null,
      applied_template_ids: [...(body.appliedTemplateIds ?? [])],
      created_at: now,
      updated_at: now,
      deleted_at: isHidden ? now : null,
    }).catch(refuseTakenSlug);
  }

  /**
   * Lets an application be seen that was inserted hidden, with everything that has been put into it.
   *
   * @throws AppError NotFound when its owner is gone, Conflict when another has its endpoint slug by now
   */
  async show(tx: Queryable, owner: OwnerRef, { applicationRowId, applicationId }: Named): Promise<void> {
    await requireOwner(tx, owner);
    await updateApplication(tx, applicationRowId, { deleted_at: null }).catch(refuseTakenSlug);
    this.#bus.announce(tx, 'application.changed', { applicationId });
  }

  /** Has an application removed that was inserted hidden, with everything that has been put into it. */
  discard(tx: Queryable, application: Named): Promise<void> {
    return this.#announceDeleted(tx, application);
  }

  async get({ applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>, query: SummaryQuery) {
    const found = await findCountedApplication(this.#database, applicationRowId);
    if (!found) throw notFound('Application');
    return this.#represent(found.row, found, query);
  }

  /** Changes only the given fields, all or none. */
  async patch(
    { applicationRowId, applicationId }: ApplicationRef,
    body: ApplicationPatch,
    change: Change,
    query: SummaryQuery = {},
  ) {
    this.#summaries.choose(query);
    checkGlobals(body.globals);
    checkEndpointSlug(body.endpointSlug);
    const row = await inTransaction(this.#database, async (tx) => {
      const current = await lockApplication(tx, applicationRowId);
      if (!current) throw notFound('Application');
      const archiveConfig =
        body.archiveConfig &&
        JSON.stringify(this.#seal(body.archiveConfig, current.archive_config as ArchiveConfig | null));
      const changed = await updateApplication(tx, applicationRowId, {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.endpointSlug === undefined ? {} : { endpoint_slug: body.endpointSlug }),
        ...(body.expUserTokenCutoff === undefined ? {} : { exp_user_token_cutoff: toDate(body.expUserTokenCutoff) }),
        ...(body.endpointDefaultCors === undefined ? {} : { endpoint_default_cors: body.endpointDefaultCors }),
        ...(body.globals === undefined ? {} : { globals: JSON.stringify(body.globals) }),
        ...(body.ftueTracking === undefined ? {} : { ftue_tracking: JSON.stringify(body.ftueTracking) }),
        ...(archiveConfig === undefined ? {} : { archive_config: archiveConfig }),
        ...(body.dataTTL === undefined ? {} : { data_ttl: body.dataTTL }),
        updated_at: new Date(this.#now()),
      });
      await change.record(tx);
      this.#bus.announce(tx, 'application.changed', { applicationId });
      return changed;
    }).catch(refuseTakenSlug);
    const db = this.#database.kysely;
    const counts = await readCounts(db, [applicationRowId]);
    const organizationName = await findOrganizationName(db, row);
    return this.#represent(row, { counts: counts.get(applicationRowId), organizationName }, query);
  }

  #represent(
    row: ApplicationRow,
    more: { readonly counts?: ReadonlyMap<string, number> | undefined; readonly organizationName: string | undefined },
    query: SummaryQuery = {},
  ) {
    const summary = this.#summaries.ofApplication(more.counts, this.#summaries.choose(query));
    return toApplication(row, { summary, organizationName: more.organizationName });
  }

  /**
   * Makes the application unreachable for every caller before it returns; its connections, tokens and streams end on
   * the announcement, and a job removes its rows.
   */
  async delete({ applicationRowId, applicationId }: ApplicationRef, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      if (!(await lockApplication(tx, applicationRowId))) throw notFound('Application');
      const now = new Date(this.#now());
      await updateApplication(tx, applicationRowId, { deleted_at: now, updated_at: now });
      await change.record(tx);
      await this.#announceDeleted(tx, { applicationRowId, applicationId });
    });
    return { success: true };
  }

  /** Marks all applications of an owner as deleted, on the given transaction. */
  async deleteAllOf(tx: Queryable, owner: OwnerRef): Promise<void> {
    const deleted = await markAllDeleted(tx, owner, new Date(this.#now()));
    for (const application of deleted) await this.#announceDeleted(tx, application);
  }

  /**
   * Gives applications of one owner to another, on the given transaction. The caller has checked that both may.
   *
   * @param options.strict whether an application that is not there is an error; otherwise it is left out
   * @returns what was given away
   */
  async transfer(tx: Queryable, options: { from: OwnerRef; to: OwnerRef; ids: readonly string[]; strict: boolean }) {
    const ids = [...new Set(options.ids.map(normalizeId))];
    await requireOwner(tx, options.to);
    const owned = await selectOwned(tx, options.from, ids).forUpdate().execute();
    if (options.strict && owned.length < ids.length) {
      const known = new Set(owned.map((application) => application.applicationId));
      throw invalid(`applicationIds[${ids.findIndex((id) => !known.has(id))}]`, 'is not an application of the owner');
    }
    const now = new Date(this.#now());
    for (const { applicationRowId } of owned) {
      await updateApplication(tx, applicationRowId, {
        owner_type: options.to.ownerType,
        owner_id: options.to.ownerId,
        updated_at: now,
      });
    }
    for (const { applicationId } of owned) this.#bus.announce(tx, 'application.changed', { applicationId });
    return owned;
  }

  /** Its connections, tokens and streams end, and a job removes its rows, once the transaction has committed. */
  async #announceDeleted(tx: Queryable, application: Named): Promise<void> {
    const { applicationRowId, applicationId } = application;
    this.#bus.announce(tx, 'application.deleted', { applicationId, applicationRowId });
    await this.#jobs.send(tx, purgeJob, { applicationRowId }, { singletonKey: String(applicationRowId) });
  }

  /** The stored archive configuration with its secret in clear, or null; for the archive jobs only. */
  async readArchiveConfig(applicationRowId: number): Promise<ArchiveConfig | null> {
    const row = await findApplication(this.#database.kysely, applicationRowId);
    return row?.archive_config ? openArchiveConfig(row.archive_config as ArchiveConfig, this.#secrets) : null;
  }

  /**
   * A configuration that somebody wants to try, as `readArchiveConfig` returns it: checked as if it were patched, its
   * placeholder replaced by the stored secret.
   *
   * @throws AppError Validation
   */
  async prepareArchiveConfig(applicationRowId: number, config: ArchiveConfig): Promise<ArchiveConfig> {
    const row = await findApplication(this.#database.kysely, applicationRowId);
    const stored = (row?.archive_config ?? null) as ArchiveConfig | null;
    return openArchiveConfig(this.#seal(config, stored), this.#secrets);
  }

  #seal(config: ArchiveConfig, stored: ArchiveConfig | null): ArchiveConfig {
    return sealArchiveConfig(config, stored, { policy: this.#archivePolicy, secrets: this.#secrets });
  }
}

function refuseTakenSlug(error: unknown): never {
  if (isUniqueViolation(error, 'application_endpoint_slug')) {
    throw new AppError('Conflict', 'endpointSlug is already taken', { cause: error });
  }
  throw error;
}
