import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { AppEvents } from '../../kernel/events.ts';
import { newId } from '../../kernel/ids.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { ApplicationRef } from '../../platform/http/gatekeeper.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { readCounts } from '../search/index.ts';
import { type ArchivePolicy, openArchiveConfig, sealArchiveConfig } from './archive-config.ts';
import { chooseSummary, type SummaryQuery, toApplication } from './representation.ts';
import type { ApplicationPatch, ApplicationPost, ArchiveConfig } from './schemas.ts';
import {
  type ApplicationRow,
  filterColumns,
  findApplication,
  insertApplication,
  listApplications,
  lockApplication,
  sortColumns,
  updateApplication,
} from './store.ts';

export const purgeJob = 'application.purge';

/** Applications: the unit that owns devices, keys, tokens and a topic space of its own. */
export class ApplicationService {
  readonly #database: Database;
  readonly #bus: Bus<AppEvents>;
  readonly #jobs: Jobs;
  readonly #secrets: SecretBox;
  readonly #archivePolicy: ArchivePolicy;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    bus: Bus<AppEvents>;
    jobs: Jobs;
    secrets: SecretBox;
    archivePolicy: ArchivePolicy;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#bus = options.bus;
    this.#jobs = options.jobs;
    this.#secrets = options.secrets;
    this.#archivePolicy = options.archivePolicy;
    this.#now = options.now;
  }

  async list(principal: Principal, query: PageQuery & SummaryQuery & { orgId?: string }) {
    const wanted = chooseSummary(query);
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    if (query.orgId !== undefined) throw notFound('Organization');
    if (principal.kind !== 'user') throw new AppError('Forbidden', 'The token does not belong to a user');
    const db = this.#database.kysely;
    const { rows, totalCount } = await listApplications(db, { type: 'user', id: principal.userId }, page);
    const counts = await readCounts(
      db,
      rows.map((row) => row.application_key),
    );
    const items = rows.map((row) => toApplication(row, counts.get(row.application_key), wanted));
    return {
      ...pageAnswer(items, totalCount, page),
      _type: 'applications',
      _links: { self: { href: '/applications' } },
    };
  }

  async create(principal: Principal, body: ApplicationPost) {
    if (principal.kind !== 'user') throw new AppError('Forbidden', 'The token does not belong to a user');
    if (body.orgId !== undefined) throw notFound('Organization');
    const row = await this.insert(this.#database.kysely, { type: 'user', id: principal.userId }, body);
    return toApplication(row, undefined, chooseSummary({}));
  }

  /** Inserts an application on the given transaction; `create` without a caller, for the server's own needs. */
  async insert(
    tx: Queryable,
    owner: { type: 'user' | 'organization'; id: string },
    body: ApplicationPost,
  ): Promise<ApplicationRow> {
    const now = new Date(this.#now());
    checkGlobals(body.globals);
    const archiveConfig = body.archiveConfig ? this.#seal(body.archiveConfig, null) : null;
    return insertApplication(tx, {
      id: newId(),
      owner_type: owner.type,
      owner_id: owner.id,
      name: body.name,
      description: body.description ?? '',
      endpoint_slug: body.endpointSlug ?? null,
      exp_user_token_cutoff: body.expUserTokenCutoff === undefined ? null : new Date(body.expUserTokenCutoff),
      endpoint_default_cors: body.endpointDefaultCors ?? true,
      globals: JSON.stringify(body.globals ?? []),
      ftue_tracking: '[]',
      archive_config: archiveConfig && JSON.stringify(archiveConfig),
      created_at: now,
      updated_at: now,
      deleted_at: null,
    }).catch(refuseTakenSlug);
  }

  async get({ applicationKey }: ApplicationRef, query: SummaryQuery) {
    const wanted = chooseSummary(query);
    const [row, counts] = await Promise.all([
      findApplication(this.#database.kysely, applicationKey),
      readCounts(this.#database.kysely, [applicationKey]),
    ]);
    if (!row) throw notFound('Application');
    return toApplication(row, counts.get(applicationKey), wanted);
  }

  /** Changes only the given fields, all or none. */
  async patch({ applicationKey, applicationId }: ApplicationRef, body: ApplicationPatch) {
    checkGlobals(body.globals);
    const row = await this.#database.kysely
      .transaction()
      .execute(async (tx) => {
        const current = await lockApplication(tx, applicationKey);
        if (!current) throw notFound('Application');
        const archiveConfig =
          body.archiveConfig &&
          JSON.stringify(this.#seal(body.archiveConfig, current.archive_config as ArchiveConfig | null));
        return updateApplication(tx, applicationKey, {
          ...(body.name === undefined ? {} : { name: body.name }),
          ...(body.description === undefined ? {} : { description: body.description }),
          ...(body.endpointSlug === undefined ? {} : { endpoint_slug: body.endpointSlug }),
          ...(body.expUserTokenCutoff === undefined
            ? {}
            : { exp_user_token_cutoff: new Date(body.expUserTokenCutoff) }),
          ...(body.endpointDefaultCors === undefined ? {} : { endpoint_default_cors: body.endpointDefaultCors }),
          ...(body.globals === undefined ? {} : { globals: JSON.stringify(body.globals) }),
          ...(body.ftueTracking === undefined ? {} : { ftue_tracking: JSON.stringify(body.ftueTracking) }),
          ...(archiveConfig === undefined ? {} : { archive_config: archiveConfig }),
          updated_at: new Date(this.#now()),
        });
      })
      .catch(refuseTakenSlug);
    this.#bus.emit('application.changed', { applicationId });
    const counts = await readCounts(this.#database.kysely, [applicationKey]);
    return toApplication(row, counts.get(applicationKey), chooseSummary({}));
  }

  /**
   * Makes the application unreachable for every caller before it answers; its connections, tokens and streams end on
   * the announcement, and a job removes its rows.
   */
  async delete({ applicationKey, applicationId }: ApplicationRef): Promise<{ success: true }> {
    await this.#database.kysely.transaction().execute(async (tx) => {
      if (!(await lockApplication(tx, applicationKey))) throw notFound('Application');
      const now = new Date(this.#now());
      await updateApplication(tx, applicationKey, { deleted_at: now, updated_at: now });
    });
    this.#bus.emit('application.deleted', { applicationId, applicationKey });
    await this.#jobs.send(purgeJob, { applicationKey }, { singletonKey: String(applicationKey) });
    return { success: true };
  }

  /** The stored archive configuration with its secret in clear, or null; for the archive jobs only. */
  async readArchiveConfig(applicationKey: number): Promise<ArchiveConfig | null> {
    const row = await findApplication(this.#database.kysely, applicationKey);
    return row?.archive_config ? openArchiveConfig(row.archive_config as ArchiveConfig, this.#secrets) : null;
  }

  #seal(config: ArchiveConfig, stored: ArchiveConfig | null): ArchiveConfig {
    return sealArchiveConfig(config, stored, { policy: this.#archivePolicy, secrets: this.#secrets });
  }
}

/** The rules of `globals` that a schema cannot say: keys are unique, values are JSON. */
function checkGlobals(globals: ApplicationPatch['globals']): void {
  const keys = new Set<string>();
  for (const [index, { key, json }] of (globals ?? []).entries()) {
    if (keys.has(key)) throw invalid(`globals[${index}].key`, `must be unique; "${key}" stands there twice`);
    keys.add(key);
    try {
      JSON.parse(json);
    } catch {
      throw invalid(`globals[${index}].json`, 'must be valid JSON');
    }
  }
}

function refuseTakenSlug(error: unknown): never {
  if (isUniqueViolation(error, 'application_endpoint_slug')) {
    throw new AppError('Conflict', 'endpointSlug is already taken', { cause: error });
  }
  throw error;
}
