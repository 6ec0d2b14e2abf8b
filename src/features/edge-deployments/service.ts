import { invalid, notFound } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { DeviceProfile, DeviceService } from '../devices/index.ts';
import { type EdgeFlows, noFlows } from './flows.ts';
import { toDeployment } from './representation.ts';
import type { DeploymentsQuery, ReleasePost, RemovePost, ReplacePost, ReportPost } from './schemas.ts';
import {
  deleteOfFlow,
  findDeploymentOf,
  insertMissing,
  isDesired,
  listDeployments,
  noteReport,
  readLogs,
  type Source,
  setDesired,
  sortColumns,
} from './store.ts';

const succeeded = { success: true } as const;
/** The version that is edited; only named ones stay as they are. */
const develop = 'develop';
/** Whoever asks for versions and whoever deletes them wait for each other: none is deleted that has just been asked for. */
const turn = 'edge deployments';

/**
 * Which version of an edge workflow each device should run, and which it says that it runs (resources.md, "Edge
 * deployments"). Nothing here reaches a device: agents ask, and report.
 */
export class EdgeDeployments {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #now: () => number;
  #flows: EdgeFlows | undefined;

  constructor(options: { database: Database; devices: DeviceService; now: () => number }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#now = options.now;
  }

  /** Brings the workflows along that can be deployed; to be called when the features are created, once. */
  contribute(flows: EdgeFlows): void {
    if (this.#flows) throw new Error('the workflows that can be deployed are contributed twice');
    this.#flows = flows;
  }

  /** Whether there are workflows at all: without them no record can come about. */
  get hasFlows(): boolean {
    return this.#flows !== undefined;
  }

  async list(application: ApplicationRef, query: DeploymentsQuery) {
    const { applicationId, applicationRowId } = application;
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: [],
      defaultSort: 'lastUpdated',
    });
    const deviceId = query.deviceId;
    const flowId = query.flowId;
    const { version } = query;
    const db = this.#database.kysely;
    const isFilled = query.filterEmpty === 'true' || query.filterEmpty === '1';
    const narrow = { deviceId, flowId, version, isFilled };
    const { rows, totalCount } = await listDeployments(db, applicationRowId, page, narrow);
    const logs = await readLogs(
      db,
      rows.map((row) => row.edge_deployment_row_id),
    );
    const names = await this.#sources.readNames(db, application, [...new Set(rows.map((row) => row.flow_id))]);
    const items = rows.map((row) =>
      toDeployment(row, applicationId, {
        logs: logs.get(row.edge_deployment_row_id) ?? [],
        flowName: names.get(row.flow_id),
      }),
    );
    return {
      ...pageAnswer(items, totalCount, page),
      applicationId,
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(flowId === undefined ? {} : { flowId }),
      ...(version === undefined ? {} : { version }),
      _type: 'edgeDeployments',
      _links: { self: { href: `/applications/${applicationId}/edge/deployments` } },
    };
  }

  /** Asks for a version, or for none, on every edgeCompute device that the body names. */
  async release(application: ApplicationRef, principal: Principal, body: ReleasePost, change: Change) {
    const { applicationRowId } = application;
    const flowId = body.flowId;
    const { version, deviceIds = [], deviceTags } = body;
    const wanted = { version, field: 'version' };
    await this.#requireVersion(this.#database.kysely, application, flowId, wanted);
    const selected = await this.#devices.select(application, principal, {
      deviceIds,
      ...(deviceTags === undefined ? {} : { deviceTags }),
    });
    requireAll(deviceIds, selected);
    const devices = selected.filter(({ deviceClass }) => deviceClass === 'edgeCompute');
    if (devices.length === 0) {
      throw invalid(deviceTags === undefined ? 'deviceIds' : 'deviceTags', 'must name a device of class edgeCompute');
    }
    const deviceRowIds = devices.map(({ deviceRowId }) => deviceRowId);
    await inTransaction(this.#database, async (tx) => {
      await takeTurn(tx, turn, applicationRowId);
      // Once more: it may have been deleted while the devices were looked up.
      await this.#requireVersion(tx, application, flowId, wanted);
      const now = new Date(this.#now());
      if (version !== null) await insertMissing(tx, { applicationRowId, flowId, deviceRowIds, now });
      const source = sourceOf(principal);
      await setDesired(tx, applicationRowId, { flowId, deviceRowIds }, { version, source, now });
      await change.record(tx);
    });
    return succeeded;
  }

  /** Asks for another version, or for none, wherever one is desired. */
  async replace(application: ApplicationRef, principal: Principal, body: ReplacePost, change: Change) {
    const flowId = body.flowId;
    const { oldVersion, newVersion: version } = body;
    await inTransaction(this.#database, async (tx) => {
      await takeTurn(tx, turn, application.applicationRowId);
      await this.#requireVersion(tx, application, flowId, { version, field: 'newVersion' });
      const choice = { flowId, desiredVersion: oldVersion };
      const now = new Date(this.#now());
      await setDesired(tx, application.applicationRowId, choice, { version, source: sourceOf(principal), now });
      await change.record(tx);
    });
    return succeeded;
  }

  /** Asks that a workflow is removed from all devices, all workflows from a device, or one from one. */
  async remove(application: ApplicationRef, principal: Principal, body: RemovePost, change: Change) {
    const flowId = body.flowId ?? undefined;
    const { deviceId } = body;
    if (flowId === undefined && deviceId === null) throw invalid('flowId', 'and deviceId must not both be null');
    if (flowId !== undefined) await this.#requireFlow(this.#database.kysely, application, flowId);
    const devices = deviceId === null ? undefined : await this.#devices.findAll(application, [deviceId]);
    if (deviceId !== null) requireAll([deviceId], devices ?? [], 'deviceId');
    await inTransaction(this.#database, async (tx) => {
      const choice = { flowId, deviceRowIds: devices?.map(({ deviceRowId }) => deviceRowId) };
      const removal = { version: null, source: sourceOf(principal), now: new Date(this.#now()) };
      await setDesired(tx, application.applicationRowId, choice, removal);
      await change.record(tx);
    });
    return succeeded;
  }

  /** What a device's agent is to run, as the workflow's version stands. @throws AppError NotFound when it is to run none */
  async readWorkflow(application: ApplicationRef, agent: { readonly deviceId: string }, id: string): Promise<object> {
    const db = this.#database.kysely;
    const row = await findDeploymentOf(db, application.applicationRowId, { id, deviceId: agent.deviceId });
    if (!row) throw notFound('Edge deployment');
    const { flow_id: flowId, desired_version: version } = row;
    const found = version === null ? undefined : await this.#sources.readVersion(db, application, flowId, version);
    if (!found) throw notFound('Workflow version');
    return found;
  }

  /** Takes in what an agent says that it runs, or why it does not run what it has tried. */
  async report(
    { applicationRowId }: ApplicationRef,
    agent: { readonly deviceId: string },
    id: string,
    body: ReportPost,
  ) {
    const { version, error } = body;
    await inTransaction(this.#database, async (tx) => {
      const row = await findDeploymentOf(tx, applicationRowId, { id, deviceId: agent.deviceId, lock: true });
      if (!row) throw notFound('Edge deployment');
      if (error === undefined && row.current_version === version) return;
      const source: Source = { type: 'device', id: agent.deviceId };
      await noteReport(tx, row, { version, error, source, now: new Date(this.#now()) });
    });
    return succeeded;
  }

  /** For the feature that has the workflows: removes the records of one, in the transaction that deletes it. */
  async removeOfFlow(tx: Queryable, { applicationRowId }: ApplicationRef, flowId: string): Promise<void> {
    await deleteOfFlow(tx, applicationRowId, flowId);
  }

  /** For the feature that has the workflows: a version that some device should run must not be deleted. */
  async isDesired(
    tx: Queryable,
    { applicationRowId }: ApplicationRef,
    flow: { readonly flowId: string; readonly version: string },
  ): Promise<boolean> {
    await takeTurn(tx, turn, applicationRowId);
    return isDesired(tx, applicationRowId, flow);
  }

  get #sources(): EdgeFlows {
    return this.#flows ?? noFlows;
  }

  async #requireFlow(db: Queryable, application: ApplicationRef, flowId: string): Promise<void> {
    const found = await this.#sources.find(db, application, flowId);
    if (!found) throw invalid('flowId', `must be the id of a workflow of this application; ${flowId} is none`);
    if (found !== 'edge') throw invalid('flowId', 'must be the id of a workflow of class edge');
  }

  async #requireVersion(
    db: Queryable,
    application: ApplicationRef,
    flowId: string,
    { version, field }: { version: string | null; field: string },
  ): Promise<void> {
    await this.#requireFlow(db, application, flowId);
    if (version === null) return;
    if (version === develop || !(await this.#sources.hasVersion(db, application, flowId, version))) {
      throw invalid(field, 'must be a named version of the workflow, or null');
    }
  }
}

/** @throws AppError Validation naming the first id that is none of the devices */
function requireAll(deviceIds: readonly string[], devices: readonly DeviceProfile[], field = 'deviceIds'): void {
  const known = new Set(devices.map(({ deviceId }) => deviceId));
  const index = deviceIds.findIndex((id) => !known.has(id.toLowerCase()));
  if (index < 0) return;
  const at = field === 'deviceIds' ? `deviceIds[${index}]` : field;
  throw invalid(at, `must be the id of a device of this application; ${deviceIds[index]} is none`);
}

/** Who changes a record, in the words of the contract ("Rules for all", who did it). */
function sourceOf(principal: Principal): Source {
  if (principal.kind === 'user' && principal.via === 'user') return { type: 'user', id: principal.userId };
  if (principal.kind === 'device') return { type: 'device', id: principal.deviceId };
  return { type: 'apiToken', id: principal.tokenId };
}
