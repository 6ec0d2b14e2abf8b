import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { defaultVersion, developVersion } from '../../kernel/flow.ts';
import { newId } from '../../kernel/ids.ts';
import { refuseUnstorable } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { refuseEmptyOr } from '../../platform/query-language/index.ts';
import type { EdgeDeployments } from '../edge-deployments/index.ts';
import { refuseUsed } from './custom-nodes.ts';
import type { Definition } from './definition.ts';
import type { FlowHooks } from './hooks.ts';
import { flowResource, flowVersionResource } from './resource.ts';
import { checkSaved, complete, indexDefinition, prepareCheck, refuseForeignFields, toColumns } from './save.ts';
import type { VersionPatch, VersionPost, VersionsDelete, VersionsQuery } from './schemas.ts';
import { readAdvancedQuery } from './selection.ts';
import { nextTime } from './service.ts';
import { type FlowViews, refOf } from './show.ts';
import { type FlowRow, findFlow, lockFlow } from './store.ts';
import {
  deleteVersion,
  findVersion,
  findVersions,
  insertVersion,
  listVersions,
  updateVersion,
  type VersionRow,
  versionFilterColumns,
  versionSortColumns,
} from './version-store.ts';

interface VersionServiceOptions {
  readonly database: Database;
  readonly hooks: FlowHooks;
  readonly views: FlowViews;
  readonly deployments: EdgeDeployments;
  readonly now: () => number;
}

/** Versions that one deletion by query looks at; whoever has more calls again. */
const maxDeleted = 1000;

interface Inclusion {
  readonly includeCustomNodes?: boolean | undefined;
}

/** Named versions of workflows; once made, what they do stays as it is (workflows.md, "1. The flow resource"). */
export class VersionService {
  readonly #options: VersionServiceOptions;

  constructor(options: VersionServiceOptions) {
    this.#options = options;
  }

  async list(application: ApplicationRef, flowId: string, query: VersionsQuery) {
    const { database, views } = this.#options;
    const { applicationId } = application;
    const db = database.kysely;
    const flow = await requireFlow(db, application, flowId);
    const advanced =
      query.query === undefined || query.query === '' ? undefined : readAdvancedQuery(query.query, 'versions');
    const { filter: _filter, filterField: _field, ...plain } = query;
    const page = readPage(advanced ? plain : query, {
      sortFields: Object.keys(versionSortColumns),
      filterFields: Object.keys(versionFilterColumns),
      defaultSort: 'version',
      defaultPerPage: 1000,
    });
    const { rows, totalCount } = await listVersions(db, flow.flow_row_id, page, advanced?.condition);
    return {
      ...pageAnswer(await views.versions(db, application, flow, rows), totalCount, page),
      applicationId,
      flowId,
      ...(advanced === undefined ? {} : { query: advanced.query }),
      ...(query.includeCustomNodes ? await views.customNodes(db, application, rows) : {}),
      _type: 'flowVersions',
      _links: { self: { href: `/applications/${applicationId}/flows/${flowId}/versions` } },
    };
  }

  /** @param version id or name */
  async get(application: ApplicationRef, flowId: string, version: string, inclusion: Inclusion = {}) {
    const db = this.#options.database.kysely;
    const flow = await requireFlow(db, application, flowId);
    const row = await requireVersion(db, flow, version);
    return this.#show(db, application, { flow, row }, inclusion);
  }

  async create(
    application: ApplicationRef,
    flowId: string,
    body: VersionPost,
    options: Inclusion & { readonly change: Change; readonly allowReplacement?: boolean | undefined },
  ) {
    const { applicationRowId, applicationId } = application;
    refuseUnstorable(body);
    if (body.version === developVersion || body.version === defaultVersion) {
      throw invalid('version', `must not be ${developVersion} or ${defaultVersion}`);
    }
    await prepareCheck(body);
    const { database } = this.#options;
    const found = await inTransaction(database, async (tx) => {
      const flow = await lockFlow(tx, applicationRowId, flowId);
      if (!flow) throw notFound(flowResource.label);
      const { flow_class: flowClass } = flow;
      if (flowClass === 'experience') {
        throw invalid('flowClass', 'experience: its versions are made with the versions of the experience');
      }
      refuseForeignFields(flowClass, body);
      const { triggers, nodes, globals, customNodeConfig } = body;
      const definition = complete({ triggers, nodes, globals, customNodeConfig }, { flowId, applicationId });
      await checkSaved(tx, { applicationRowId, flowId, flowClass, definition });
      const replaced = await findVersion(tx, flow.flow_row_id, body.version);
      if (replaced && (!options.allowReplacement || flowClass === 'customNode')) {
        throw invalid('version', `is taken: there is a version ${body.version} already`);
      }
      const row = await this.save(tx, application, { flow, replaced, body, definition });
      const target = { type: 'Flow', id: flow.id, name: flow.name };
      await options.change.record(tx, { target });
      return { flow, row };
    });
    return this.#show(database.kysely, application, found, options);
  }

  /** Writes a version that has been judged, with all that follows from it; what it replaces keeps its id. */
  async save(
    tx: Queryable,
    application: Omit<ApplicationRef, 'ownerId' | 'ownerType'>,
    version: {
      readonly flow: FlowRow;
      readonly id?: string;
      readonly replaced?: VersionRow | undefined;
      readonly body: Pick<VersionPost, 'version' | 'notes' | 'enabled' | 'minimumAgentVersion'>;
      readonly definition: Definition;
    },
  ): Promise<VersionRow> {
    const { body, definition, flow, replaced, id = newId() } = version;
    const now = replaced ? nextTime(replaced, this.#options.now()) : new Date(this.#options.now());
    const columns = {
      notes: body.notes ?? '',
      enabled: body.enabled ?? true,
      minimum_agent_version: body.minimumAgentVersion ?? null,
      ...toColumns(definition),
      updated_at: now,
    };
    const flowRowId = flow.flow_row_id;
    const row = replaced
      ? await updateVersion(tx, replaced.flow_version_row_id, columns)
      : await insertVersion(tx, { id, flow_row_id: flowRowId, version: body.version, created_at: now, ...columns });
    const key = { applicationRowId: application.applicationRowId, flowRowId, versionRowId: row.flow_version_row_id };
    await indexDefinition(tx, key, definition, now);
    await this.#options.hooks.changed(tx, { ...refOf(flow, application), kind: 'changed' });
    return row;
  }

  async patch(
    application: ApplicationRef,
    flowId: string,
    version: string,
    body: VersionPatch,
    { change, ...inclusion }: Inclusion & { readonly change: Change },
  ) {
    refuseUnstorable(body);
    const { database, hooks } = this.#options;
    const found = await inTransaction(database, async (tx) => {
      const flow = await lockFlow(tx, application.applicationRowId, flowId);
      if (!flow) throw notFound(flowResource.label);
      const current = await requireVersion(tx, flow, version);
      const row =
        Object.keys(body).length === 0
          ? current
          : await updateVersion(tx, current.flow_version_row_id, {
              ...(body.notes === undefined ? {} : { notes: body.notes }),
              ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
              updated_at: nextTime(current, this.#options.now()),
            });
      await change.record(tx, { target: { type: 'Flow', id: flow.id, name: flow.name } });
      if (row !== current) await hooks.changed(tx, { ...refOf(flow, application), kind: 'changed' });
      return { flow, row };
    });
    return this.#show(database.kysely, application, found, inclusion);
  }

  async delete(
    application: ApplicationRef,
    flowId: string,
    version: string,
    change: Change,
  ): Promise<{ success: true }> {
    const { database, hooks } = this.#options;
    await inTransaction(database, async (tx) => {
      const flow = await lockFlow(tx, application.applicationRowId, flowId);
      if (!flow) throw notFound(flowResource.label);
      await this.#remove(tx, application, flow, await requireVersion(tx, flow, version));
      await change.record(tx, { target: { type: 'Flow', id: flow.id, name: flow.name } });
      await hooks.changed(tx, { ...refOf(flow, application), kind: 'changed' });
    });
    return { success: true };
  }

  /** Deletes those that the query selects, at most a thousand; what must not be deleted counts as failed. */
  async deleteMany(application: ApplicationRef, flowId: string, body: VersionsDelete, change: Change) {
    refuseEmptyOr(body.query, 'query');
    const { condition } = readAdvancedQuery(body.query, 'versions');
    const { database, hooks } = this.#options;
    let removed = 0;
    let failed = 0;
    await inTransaction(database, async (tx) => {
      const flow = await lockFlow(tx, application.applicationRowId, flowId);
      if (!flow) throw notFound(flowResource.label);
      for (const row of await findVersions(tx, flow.flow_row_id, condition, maxDeleted)) {
        try {
          await this.#remove(tx, application, flow, row);
          removed += 1;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          failed += 1;
        }
      }
      await change.record(tx, { target: { type: 'Flow', id: flow.id, name: flow.name } });
      if (removed > 0) await hooks.changed(tx, { ...refOf(flow, application), kind: 'changed' });
    });
    return { removed, failed };
  }

  /** @throws AppError Validation for the default version and one in use, Conflict for one that devices should run */
  async #remove(tx: Queryable, application: ApplicationRef, flow: FlowRow, row: VersionRow): Promise<void> {
    if (row.flow_version_row_id === flow.default_version_row_id) {
      throw invalid('flowVersionId', 'is the default version of the workflow, which cannot be deleted');
    }
    if (flow.flow_class === 'customNode') {
      await refuseUsed(tx, flow.id, { field: 'flowVersionId', versions: [row.version, row.id] });
    }
    const { deployments } = this.#options;
    if (await deployments.isDesired(tx, application, { flowId: flow.id, version: row.version })) {
      throw new AppError('Conflict', `Version ${row.version} is the one that edge devices should run`);
    }
    await deleteVersion(tx, row.flow_version_row_id);
  }

  async #show(
    db: Queryable,
    application: ApplicationRef,
    { flow, row }: { readonly flow: FlowRow; readonly row: VersionRow },
    { includeCustomNodes }: Inclusion,
  ) {
    const { views } = this.#options;
    const [shown] = await views.versions(db, application, flow, [row]);
    return { ...shown, ...(includeCustomNodes ? await views.customNodes(db, application, [row]) : {}) };
  }
}

/** @throws AppError NotFound */
export async function requireFlow(db: Queryable, application: ApplicationRef, flowId: string): Promise<FlowRow> {
  const row = await findFlow(db, application.applicationRowId, flowId);
  if (!row) throw notFound(flowResource.label);
  return row;
}

async function requireVersion(db: Queryable, flow: FlowRow, version: string): Promise<VersionRow> {
  const row = await findVersion(db, flow.flow_row_id, version);
  if (!row) throw notFound(flowVersionResource.label);
  return row;
}
