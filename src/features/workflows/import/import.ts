import { invalid } from '../../../kernel/errors.ts';
import type { FlowClass } from '../../../kernel/flow.ts';
import { newId } from '../../../kernel/ids.ts';
import type { ApplicationRef } from '../../../kernel/owner.ts';
import type { Change } from '../../../platform/audit/change.ts';
import type { Database, Queryable } from '../../../platform/database/database.ts';
import { inTransaction } from '../../../platform/database/transaction.ts';
import { findNodeType } from '../../workflow-nodes/index.ts';
import type { Problem } from '../checks/problem.ts';
import type { Definition, SentDefinition } from '../definition.ts';
import { toDefinition, toVersion } from '../representation.ts';
import { complete, findProblems, prepareCheck } from '../save.ts';
import type { FlowsImport } from '../schemas.ts';
import type { FlowService } from '../service.ts';
import type { FlowViews } from '../show.ts';
import { type FlowRow, findFlow, updateFlow } from '../store.ts';
import { unfiredTriggers } from '../triggers.ts';
import { findVersion, type VersionRow } from '../version-store.ts';
import type { VersionService } from '../versions.ts';
import { readFiles } from './files.ts';
import { type FlowRecord, readFlow, readVersion, type VersionRecord } from './records.ts';
import { clearForeignKeys, rewriteIds } from './rewrite.ts';

interface FlowImportOptions {
  readonly database: Database;
  readonly service: FlowService;
  readonly versions: VersionService;
  readonly views: FlowViews;
  readonly now: () => number;
}

/** Something that the owner of an imported workflow should look at. */
export interface ImportWarning {
  readonly message: string;
  readonly flowId?: string;
  readonly name?: string;
  readonly version?: string;
  readonly nodeId?: string;
  readonly key?: string;
}

const maxRecords = 1000;
const maxWarnings = 1000;

/**
 * Workflows from elsewhere: new ids and keys, what refers from one to another rewritten, all of it or nothing (workflows.md,
 * "1. The flow resource", flows.import). They are disabled until somebody has looked at them.
 */
export class FlowImport {
  readonly #options: FlowImportOptions;

  constructor(options: FlowImportOptions) {
    this.#options = options;
  }

  async run(application: ApplicationRef, body: FlowsImport, change: Change) {
    const { database, views } = this.#options;
    const { applicationId } = application;
    const { flows, versions, warnings } = readBody(body);
    const ids = mintIds(flows, versions);
    for (const each of [...flows, ...versions]) await prepareCheck(each.definition);
    const result = await inTransaction(database, async (tx) => {
      const made = await this.#insertFlows(tx, application, { flows, ids, warnings });
      const madeVersions = await this.#insertVersions(tx, application, { versions, ids, made, warnings });
      const rows = await setDefaults(tx, { flows, made, madeVersions, warnings });
      await warnOfProblems(tx, application, { rows, madeVersions, warnings });
      await change.record(tx, { body: { flows: flows.map(({ name }) => name), flowVersions: versions.length } });
      return { rows, madeVersions };
    });
    return {
      flows: await views.flows(database.kysely, application, result.rows),
      flowVersions: result.madeVersions.map(({ flow, row }) => toVersion(row, { applicationId, flowId: flow.id })),
      importedFlowIdMap: Object.fromEntries(ids.flows),
      importedVersionIdMap: Object.fromEntries(ids.versions),
      warnings: warnings.slice(0, maxWarnings),
    };
  }

  async #insertFlows(
    tx: Queryable,
    application: ApplicationRef,
    { flows, ids, warnings }: { flows: readonly FlowRecord[]; ids: Ids; warnings: ImportWarning[] },
  ): Promise<Map<FlowRecord, FlowRow>> {
    const made = new Map<FlowRecord, FlowRow>();
    const now = new Date(this.#options.now());
    for (const record of flows) {
      const id = (record.oldId === undefined ? undefined : ids.flows.get(record.oldId)) ?? newId();
      const definition = place(record, { ids, id, applicationId: application.applicationId, warnings });
      const { name, description, iconData, flowClass, minimumAgentVersion, customNodeSupports } = record;
      const fields = { id, name, description, iconData, flowClass, minimumAgentVersion, customNodeSupports };
      const row = await this.#options.service.insert(tx, application, {
        ...fields,
        enabled: false,
        runtime: {},
        definition,
        now,
      });
      made.set(record, row);
    }
    return made;
  }

  async #insertVersions(
    tx: Queryable,
    application: ApplicationRef,
    from: {
      readonly versions: readonly VersionRecord[];
      readonly ids: Ids;
      readonly made: ReadonlyMap<FlowRecord, FlowRow>;
      readonly warnings: ImportWarning[];
    },
  ): Promise<MadeVersion[]> {
    const { versions, ids, made, warnings } = from;
    const inserted: MadeVersion[] = [];
    for (const [index, record] of versions.entries()) {
      const own = [...made].find(([{ oldId }]) => oldId === record.oldFlowId)?.[1];
      const flow = own ?? (await findFlow(tx, application.applicationRowId, record.oldFlowId.toLowerCase()));
      const field = `flowVersions[${index}]`;
      if (!flow)
        throw invalid(`${field}.flowId`, `is no workflow of the import or the application: ${record.oldFlowId}`);
      if (record.version === 'develop' || record.version === 'default') {
        throw invalid(`${field}.version`, 'must not be develop or default');
      }
      if (await findVersion(tx, flow.flow_row_id, record.version)) {
        throw invalid(`${field}.version`, `is taken: ${flow.name} has a version ${record.version} already`);
      }
      const { applicationId } = application;
      const subject = { ...record, name: flow.name };
      const definition = place(subject, { ids, id: flow.id, applicationId, warnings });
      const { version, notes, enabled, minimumAgentVersion } = record;
      const body = { version, notes, enabled, ...(minimumAgentVersion === null ? {} : { minimumAgentVersion }) };
      const id = newIdOf(record, ids);
      const row = await this.#options.versions.save(tx, application, { flow, id, body, definition });
      inserted.push({ record, flow, row });
    }
    return inserted;
  }
}

interface MadeVersion {
  readonly record: VersionRecord;
  readonly flow: FlowRow;
  readonly row: VersionRow;
}

/** New ids by the old ones. */
interface Ids {
  readonly flows: ReadonlyMap<string, string>;
  readonly versions: ReadonlyMap<string, string>;
  readonly all: ReadonlyMap<string, string>;
  /** Versions of other workflows may have the same label. */
  readonly ofRecords: ReadonlyMap<VersionRecord, string>;
}

function readBody(body: FlowsImport) {
  const files = readFiles(body.files ?? []);
  const named = (records: readonly unknown[] | undefined, field: string) =>
    (records ?? []).map((record, index) => ({ record, place: `${field}[${index}]` }));
  const sentFlows = [...named(body.flows, 'flows'), ...files.flows];
  const sentVersions = [...named(body.flowVersions, 'flowVersions'), ...files.flowVersions];
  if (sentFlows.length > maxRecords) throw invalid('flows', `must be at most ${maxRecords}`);
  if (sentVersions.length > maxRecords) throw invalid('flowVersions', `must be at most ${maxRecords}`);
  const seen = new Set<string>();
  const flows = sentFlows.map(({ record, place: at }) => {
    const flow = readFlow(record, at);
    if (flow.oldId !== undefined && seen.has(flow.oldId)) throw invalid(`${at}.id`, 'is that of another workflow');
    if (flow.oldId !== undefined) seen.add(flow.oldId);
    return flow;
  });
  const versions = sentVersions.map(({ record, place: at }) => readVersion(record, at));
  const warnings: ImportWarning[] = files.warnings.map((message) => ({ message }));
  return { flows, versions, warnings };
}

function mintIds(flows: readonly FlowRecord[], versions: readonly VersionRecord[]): Ids {
  const ofFlows = new Map(flows.flatMap(({ oldId }) => (oldId === undefined ? [] : [[oldId, newId()] as const])));
  const ofRecords = new Map(versions.map((record) => [record, newId()] as const));
  const ofVersions = new Map(
    versions.flatMap((record) =>
      record.oldId === undefined ? [] : [[record.oldId, newIdOf(record, { ofRecords })] as const],
    ),
  );
  const lower = ([old, fresh]: readonly [string, string]) =>
    [old.startsWith('~') ? old : old.toLowerCase(), fresh] as const;
  return { flows: ofFlows, versions: ofVersions, ofRecords, all: new Map([...ofVersions, ...ofFlows].map(lower)) };
}

function newIdOf(record: VersionRecord, { ofRecords }: Pick<Ids, 'ofRecords'>): string {
  return ofRecords.get(record) as string;
}

/** The definition as it is stored here; what it refers to and nobody brings is told. */
function place(
  record: {
    readonly name: string;
    readonly applicationId: string | undefined;
    readonly definition: SentDefinition;
    readonly version?: string;
  },
  { ids, id, applicationId, warnings }: { ids: Ids; id: string; applicationId: string; warnings: ImportWarning[] },
) {
  const isForeign = record.applicationId !== undefined && record.applicationId.toLowerCase() !== applicationId;
  const { definition, unresolved } = rewriteIds(record.definition, ids.all, applicationId);
  const triggers = isForeign ? clearForeignKeys(definition.triggers ?? []) : definition.triggers;
  const about = { flowId: id, name: record.name, ...(record.version === undefined ? {} : { version: record.version }) };
  for (const placeholder of unresolved) {
    warnings.push({ message: `Nothing stands for ${placeholder}`, ...about, key: placeholder });
  }
  return complete({ ...definition, triggers }, { flowId: id, applicationId });
}

/** Makes the versions the default ones that were so; returns the rows of the workflows as they are then. */
async function setDefaults(
  tx: Queryable,
  from: {
    readonly flows: readonly FlowRecord[];
    readonly made: ReadonlyMap<FlowRecord, FlowRow>;
    readonly madeVersions: readonly MadeVersion[];
    readonly warnings: ImportWarning[];
  },
): Promise<FlowRow[]> {
  const rows: FlowRow[] = [];
  for (const record of from.flows) {
    const row = from.made.get(record) as FlowRow;
    const wanted = record.defaultVersionId;
    const version = from.madeVersions.find((made) => made.flow === row && made.record.oldId === wanted)?.row;
    const hasDefault = row.flow_class === 'cloud' || row.flow_class === 'customNode';
    if (wanted !== undefined && !(version && hasDefault)) {
      from.warnings.push({
        message: `The default version ${wanted} is not there: develop runs`,
        flowId: row.id,
        name: row.name,
      });
    }
    rows.push(
      wanted !== undefined && version && hasDefault
        ? await updateFlow(tx, row.flow_row_id, { default_version_row_id: version.flow_version_row_id })
        : row,
    );
  }
  return rows;
}

async function warnOfProblems(
  tx: Queryable,
  { applicationRowId }: ApplicationRef,
  from: {
    readonly rows: readonly FlowRow[];
    readonly madeVersions: readonly MadeVersion[];
    readonly warnings: ImportWarning[];
  },
): Promise<void> {
  const warn = (flow: FlowRow, problems: readonly Problem[], version?: string) => {
    for (const { message, nodeId, key } of problems) {
      from.warnings.push({
        message,
        flowId: flow.id,
        name: flow.name,
        ...(version === undefined ? {} : { version }),
        ...(nodeId === undefined ? {} : { nodeId }),
        ...(key === undefined ? {} : { key }),
      });
    }
  };
  for (const flow of from.rows) {
    const saved = { applicationRowId, flowId: flow.id, flowClass: flow.flow_class, definition: toDefinition(flow) };
    warn(flow, [...(await findProblems(tx, saved)), ...notBuilt(flow.flow_class, saved.definition)]);
  }
  for (const { flow, row } of from.madeVersions) {
    const saved = { applicationRowId, flowId: flow.id, flowClass: flow.flow_class, definition: toDefinition(row) };
    warn(flow, [...(await findProblems(tx, saved)), ...notBuilt(flow.flow_class, saved.definition)], row.version);
  }
}

/** What of an imported workflow is kept and does nothing yet. What runs at the edge is not for this server to run. */
export function notBuilt(flowClass: FlowClass, { nodes, triggers }: Definition): Problem[] {
  if (flowClass === 'edge' || flowClass === 'embedded') return [];
  const silent = new Set(triggers.map(({ type }) => type).filter((type) => unfiredTriggers.has(type)));
  const unknown = new Set(nodes.map(({ type }) => type).filter((type) => !findNodeType(type)));
  return [
    ...[...silent].map((type) => ({
      field: 'triggers',
      type,
      message: `Triggers of the type ${type} do not fire yet`,
    })),
    ...[...unknown].map((type) => ({ field: 'nodes', type, message: `Nodes of the type ${type} do not run yet` })),
  ];
}
