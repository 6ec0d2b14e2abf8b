import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { developVersion, type FlowClass } from '../../kernel/flow.ts';
import { newId } from '../../kernel/ids.ts';
import { refuseUnstorable } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { isUnchanged } from '../../platform/http/if-match.ts';
import { insertResource, updateResource } from '../../platform/resources/changes.ts';
import type { Limits } from '../limits/index.ts';
import { maxProblems } from './checks/problem.ts';
import type { Definition } from './definition.ts';
import type { FlowHooks } from './hooks.ts';
import { developAsVersion, toDefinition, toVersionOfFlow } from './representation.ts';
import { flowResource } from './resource.ts';
import {
  checkSaved,
  complete,
  emptyCustomNode,
  findProblems,
  indexDefinition,
  prepareCheck,
  refuseForeignFields,
  toColumns,
} from './save.ts';
import type { FlowCheck, FlowPatch, FlowPost, FlowsByVersionQuery, FlowsQuery } from './schemas.ts';
import { readAdvancedQuery, readTriggerFilter, withAnyVersion } from './selection.ts';
import { type FlowViews, refOf } from './show.ts';
import {
  type FlowChoice,
  type FlowRow,
  filterColumns,
  findFlow,
  insertFlow,
  listFlows,
  lockFlow,
  sortColumns,
  updateFlow,
} from './store.ts';
import { findVersion, listByName } from './version-store.ts';

interface FlowServiceOptions {
  readonly database: Database;
  readonly hooks: FlowHooks;
  readonly views: FlowViews;
  readonly limits: Limits;
  readonly now: () => number;
}

/** Workflows as the API lists them. */
export type FlowList = Pick<FlowService, 'list'>;

/** Workflows and their version develop (workflows.md, "1. The flow resource"). */
export class FlowService {
  readonly #options: FlowServiceOptions;

  constructor(options: FlowServiceOptions) {
    this.#options = options;
  }

  async list(application: ApplicationRef, query: FlowsQuery) {
    const { database, views } = this.#options;
    const { applicationRowId, applicationId } = application;
    const { page, choice, advanced } = readChoice(query, 'flows');
    const allVersions = query.allVersions === true && advanced !== undefined && choice.condition !== undefined;
    const condition = allVersions ? withAnyVersion(advanced, choice.condition) : choice.condition;
    const { rows, totalCount } = await listFlows(database.kysely, applicationRowId, page, { ...choice, condition });
    return {
      ...pageAnswer(await views.flows(database.kysely, application, rows), totalCount, page),
      applicationId,
      ...(choice.flowClass === undefined ? {} : { flowClass: choice.flowClass }),
      ...(advanced === undefined ? {} : { query: advanced }),
      ...(query.includeCustomNodes ? await views.customNodes(database.kysely, application, rows) : {}),
      _type: 'flows',
      _links: { self: { href: `/applications/${applicationId}/flows` } },
    };
  }

  /** The versions of one name; develop is every workflow's. */
  async listByVersion(application: ApplicationRef, query: FlowsByVersionQuery) {
    const { database, views } = this.#options;
    const { applicationRowId, applicationId } = application;
    const { version } = query;
    const isDevelop = version === developVersion;
    const { page, choice, advanced } = readChoice(query, isDevelop ? 'flows' : 'versionsOfFlows');
    const db = database.kysely;
    const found = isDevelop
      ? await listFlows(db, applicationRowId, page, choice)
      : await listByName(db, applicationRowId, version, { ...choice, page });
    const items = found.rows.map((row) =>
      'flow_version_row_id' in row ? toVersionOfFlow(row, applicationId) : developAsVersion(row, applicationId),
    );
    return {
      ...pageAnswer(items as object[], found.totalCount, page),
      applicationId,
      version,
      ...(choice.flowClass === undefined ? {} : { flowClass: choice.flowClass }),
      ...(advanced === undefined ? {} : { query: advanced }),
      ...(query.includeCustomNodes ? await views.customNodes(db, application, found.rows) : {}),
      _type: 'flowVersions',
      _links: { self: { href: `/applications/${applicationId}/flows/version` } },
    };
  }

  async get(application: ApplicationRef, id: string, { includeCustomNodes }: Inclusion = {}) {
    const { database } = this.#options;
    const row = await findFlow(database.kysely, application.applicationRowId, id);
    if (!row) throw notFound(flowResource.label);
    return this.#show(database.kysely, application, row, includeCustomNodes);
  }

  async create(application: ApplicationRef, body: FlowPost, { change, includeCustomNodes }: ChangeInclusion) {
    const { applicationRowId, applicationId } = application;
    const flowClass: FlowClass = body.flowClass ?? 'cloud';
    refuseForeignFields(flowClass, body);
    refuseUnstorable(body);
    await prepareCheck(body);
    const { database } = this.#options;
    const row = await inTransaction(database, async (tx) => {
      const flowId = newId();
      const sent = flowClass === 'customNode' ? { ...emptyCustomNode, ...body } : body;
      const definition = complete(sent, { flowId, applicationId });
      await checkSaved(tx, { applicationRowId, flowId, flowClass, definition });
      const now = new Date(this.#options.now());
      return this.insert(tx, application, {
        id: flowId,
        name: body.name,
        description: body.description ?? '',
        iconData: body.iconData ?? null,
        flowClass,
        enabled: body.enabled ?? true,
        minimumAgentVersion: body.minimumAgentVersion ?? null,
        customNodeSupports: body.customNodeSupports,
        runtime: body.runtime ?? {},
        definition,
        now,
        change,
      });
    });
    return this.#show(database.kysely, application, row, includeCustomNodes);
  }

  /** Makes the row of a workflow that has been judged, with all that follows from it. */
  async insert(
    tx: Queryable,
    application: Omit<ApplicationRef, 'ownerId' | 'ownerType'>,
    flow: NewFlow,
  ): Promise<FlowRow> {
    const { applicationRowId } = application;
    const { definition, now, change } = flow;
    if (flow.flowClass === 'customNode') await refuseTakenName(tx, applicationRowId, flow.name);
    const row = await insertFlow(tx, {
      id: flow.id,
      application_row_id: applicationRowId,
      name: flow.name,
      description: flow.description,
      icon_data: flow.iconData,
      flow_class: flow.flowClass,
      enabled: flow.enabled,
      minimum_agent_version: flow.minimumAgentVersion,
      custom_node_supports: flow.customNodeSupports === undefined ? null : JSON.stringify(flow.customNodeSupports),
      runtime: JSON.stringify(flow.runtime),
      ...toColumns(definition),
      created_at: now,
      updated_at: now,
    }).catch((error: unknown) => {
      throw toTakenName(error, flow.name);
    });
    const key = { applicationRowId, flowRowId: row.flow_row_id, versionRowId: null };
    await indexDefinition(tx, key, definition, now);
    await insertResource(tx, flowResource, row, change === undefined ? {} : { change });
    await this.#options.limits.requireWithin(tx, applicationRowId, 'workflows');
    await this.#options.hooks.changed(tx, { ...refOf(row, application), kind: 'created' });
    return row;
  }

  /**
   * Makes a workflow that is there what an import says of its version develop: nothing is judged, and whether it is enabled
   * stays as it is.
   */
  async replace(
    tx: Queryable,
    application: Omit<ApplicationRef, 'ownerId' | 'ownerType'>,
    current: FlowRow,
    flow: Pick<NewFlow, 'description' | 'iconData' | 'minimumAgentVersion' | 'runtime' | 'definition'>,
  ): Promise<FlowRow> {
    const { definition, description, iconData, minimumAgentVersion, runtime } = flow;
    const now = nextTime(current, this.#options.now());
    const flowRowId = current.flow_row_id;
    const row = await updateFlow(tx, flowRowId, {
      description,
      icon_data: iconData,
      minimum_agent_version: minimumAgentVersion,
      runtime: JSON.stringify(runtime),
      ...toColumns(definition),
      updated_at: now,
    });
    const { applicationRowId } = application;
    await indexDefinition(tx, { applicationRowId, flowRowId, versionRowId: null }, definition, now);
    await updateResource(tx, flowResource, row);
    await this.#options.hooks.changed(tx, { ...refOf(row, application), kind: 'changed' });
    return row;
  }

  /** @param options.ifMatch the tag or `lastUpdated` that the workflow must still have */
  async patch(
    application: ApplicationRef,
    id: string,
    body: FlowPatch,
    { change, includeCustomNodes, ifMatch }: ChangeInclusion & { readonly ifMatch?: string | undefined },
  ) {
    const { applicationRowId } = application;
    refuseUnstorable(body);
    await prepareCheck(body);
    const { database, hooks } = this.#options;
    const row = await inTransaction(database, async (tx) => {
      const current = await lockFlow(tx, applicationRowId, id);
      if (!current) throw notFound(flowResource.label);
      refuseStale(current, ifMatch);
      refuseForeignFields(current.flow_class, body);
      const changed = Object.keys(body).length === 0 ? current : await this.#apply(tx, application, current, body);
      await updateResource(tx, flowResource, changed, { change });
      if (changed !== current) await hooks.changed(tx, { ...refOf(changed, application), kind: 'changed' });
      return changed;
    });
    return this.#show(database.kysely, application, row, includeCustomNodes);
  }

  /** What would keep a definition from being saved as the workflow's version develop; what is not given is as it is stored. Changes nothing. */
  async check(application: ApplicationRef, id: string, given: FlowCheck) {
    const { applicationRowId } = application;
    refuseUnstorable(given);
    await prepareCheck(given);
    const { kysely } = this.#options.database;
    const current = await findFlow(kysely, applicationRowId, id);
    if (!current) throw notFound(flowResource.label);
    refuseForeignFields(current.flow_class, given);
    const definition = this.#merge(application, current, given);
    const saved = { applicationRowId, flowId: current.id, flowClass: current.flow_class, definition };
    const problems = await findProblems(kysely, saved);
    return { problems: problems.slice(0, maxProblems), _type: 'flowProblems' as const };
  }

  /** The version develop with what a body says of it. */
  #merge({ applicationId }: ApplicationRef, current: FlowRow, body: FlowCheck): Definition {
    const { triggers, nodes, globals, customNodeConfig } = body;
    const sent = { triggers, nodes, globals, customNodeConfig };
    const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
    return complete({ ...toDefinition(current), ...given }, { flowId: current.id, applicationId });
  }

  async #apply(tx: Queryable, application: ApplicationRef, current: FlowRow, body: FlowPatch) {
    const { applicationRowId } = application;
    const now = nextTime(current, this.#options.now());
    const { id: flowId, flow_class: flowClass, flow_row_id: flowRowId } = current;
    const changesDefinition = (['triggers', 'nodes', 'globals', 'customNodeConfig'] as const).some(
      (field) => body[field] !== undefined,
    );
    let definition: Definition | undefined;
    if (changesDefinition) {
      definition = this.#merge(application, current, body);
      await checkSaved(tx, { applicationRowId, flowId, flowClass, definition });
    }
    if (body.name !== undefined && body.name !== current.name && flowClass === 'customNode') {
      await refuseTakenName(tx, applicationRowId, body.name);
    }
    const changed = await updateFlow(tx, flowRowId, {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.iconData === undefined ? {} : { icon_data: body.iconData }),
      ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
      ...(body.minimumAgentVersion === undefined ? {} : { minimum_agent_version: body.minimumAgentVersion }),
      ...(body.runtime === undefined ? {} : { runtime: JSON.stringify(body.runtime) }),
      ...(body.defaultVersionId === undefined
        ? {}
        : { default_version_row_id: await findDefault(tx, flowRowId, body.defaultVersionId) }),
      ...(definition === undefined ? {} : toColumns(definition)),
      updated_at: now,
    }).catch((error: unknown) => {
      throw toTakenName(error, body.name ?? current.name);
    });
    if (definition) await indexDefinition(tx, { applicationRowId, flowRowId, versionRowId: null }, definition, now);
    return changed;
  }

  async #show(db: Queryable, application: ApplicationRef, row: FlowRow, includeCustomNodes = false) {
    const { views } = this.#options;
    const shown = await views.flow(db, application, row);
    return includeCustomNodes ? { ...shown, ...(await views.customNodes(db, application, [row])) } : shown;
  }
}

interface Inclusion {
  readonly includeCustomNodes?: boolean | undefined;
}
interface ChangeInclusion extends Inclusion {
  readonly change: Change;
}

/** A workflow that is to be made. */
export interface NewFlow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly iconData: string | null;
  readonly flowClass: FlowClass;
  readonly enabled: boolean;
  readonly minimumAgentVersion: string | null;
  readonly customNodeSupports?: readonly string[] | undefined;
  readonly runtime: object;
  readonly definition: Definition;
  readonly now: Date;
  /** Undefined: it is recorded with others, by the caller. */
  readonly change?: Change | undefined;
}

function readChoice(query: FlowsQuery & { readonly version?: string }, of: 'flows' | 'versionsOfFlows') {
  const advanced = query.query === undefined || query.query === '' ? undefined : readAdvancedQuery(query.query, of);
  // An advanced query takes the place of every other way to narrow the list.
  const { filter: _filter, filterField: _field, ...plain } = query;
  const page = readPage(advanced ? plain : query, {
    sortFields: Object.keys(sortColumns),
    filterFields: Object.keys(filterColumns),
    defaultSort: 'name',
    defaultPerPage: 1000,
  });
  const choice: FlowChoice = advanced
    ? { condition: advanced.condition }
    : { flowClass: query.flowClass || 'cloud', triggers: readTriggerFilter(query.triggerFilter) };
  return { page, choice, advanced: advanced?.query };
}

/** `lastUpdated` of a change: later than the one before, so that it tells two states apart. */
export function nextTime({ updated_at }: { readonly updated_at: Date }, now: number): Date {
  return new Date(Math.max(now, updated_at.getTime() + 1));
}

/** The tag of a workflow as it stands, for `If-Match`. */
export function tagOf({ lastUpdated }: { readonly lastUpdated: string }): string {
  return `"${lastUpdated}"`;
}

/** @throws AppError PreconditionFailed when the workflow is not as the caller has seen it */
function refuseStale({ updated_at }: FlowRow, ifMatch: string | undefined): void {
  if (isUnchanged(ifMatch, updated_at.toISOString())) return;
  throw new AppError('PreconditionFailed', `The workflow was changed since, at ${updated_at.toISOString()}`);
}

async function refuseTakenName(tx: Queryable, applicationRowId: number, name: string): Promise<void> {
  const taken = await tx
    .selectFrom('flow')
    .where('application_row_id', '=', applicationRowId)
    .where('flow_class', '=', 'customNode')
    .where('name', '=', name)
    .select('id')
    .executeTakeFirst();
  if (taken) throw takenName(name);
}

function takenName(name: string, cause?: unknown): AppError {
  return new AppError('Conflict', `name is that of another custom node: ${name}`, { field: 'name', cause });
}

/** What `refuseTakenName` did not see yet: somebody else has taken the name at the same time. */
function toTakenName(error: unknown, name: string): unknown {
  return isUniqueViolation(error, 'flow_custom_node_name') ? takenName(name, error) : error;
}

async function findDefault(tx: Queryable, flowRowId: number, versionId: string | null): Promise<number | null> {
  if (versionId === null) return null;
  const version = await findVersion(tx, flowRowId, versionId.toLowerCase());
  if (version?.id !== versionId.toLowerCase()) {
    throw invalid('defaultVersionId', `must be the id of a version of the workflow; ${versionId} is none`);
  }
  return version.flow_version_row_id;
}
