import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { defaultVersion, developVersion } from '../../kernel/flow.ts';
import { normalizeText } from '../../kernel/text.ts';
import type { Listeners } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { readGlobals } from '../applications/index.ts';
import { readFlowGlobals, withPlainNumbers } from './definition.ts';
import type { ActiveTrigger, ApplicationTriggers, FlowLookup, FlowRef, RunnableFlow } from './runnable.ts';
import { type FlowRow, findFlow } from './store.ts';
import { readActiveTriggers, type TriggerRow } from './trigger-store.ts';
import { findVersion, findVersionByRow, type VersionRow } from './version-store.ts';

/** Some 200 bytes each: 100 MB at most, when that many triggers are active on this node. */
const maxTriggersKept = 500_000;
/** Characters of the definitions that are kept; in memory they take a few times as much. */
const maxCharactersKept = 32 * 1024 * 1024;

/** Which triggers fire and what runs then, kept in memory; what changes is dropped by what the bus tells. */
export class CachedFlowLookup implements FlowLookup {
  readonly #database: Database;
  readonly #triggers = new LRUCache<number, TriggerIndex>({
    maxSize: maxTriggersKept,
    sizeCalculation: ({ size }) => size + 1,
  });
  readonly #flows = new LRUCache<string, RunnableFlow>({
    maxSize: maxCharactersKept,
    sizeCalculation: sizeOf,
  });
  /** Whatever was being read when something changed may be out of date. */
  #generation = 0;

  constructor(options: { database: Database }) {
    this.#database = options.database;
  }

  get listens(): Listeners {
    return {
      'flow.changed': ({ applicationRowId }) =>
        this.#drop((flow) => flow.applicationRowId === applicationRowId, applicationRowId),
      'application.changed': ({ applicationId }) => this.#drop((flow) => flow.applicationId === applicationId),
      'application.deleted': ({ applicationRowId }) =>
        this.#drop((flow) => flow.applicationRowId === applicationRowId, applicationRowId),
      'caches.stale': () => {
        this.#generation += 1;
        this.#triggers.clear();
        this.#flows.clear();
      },
    };
  }

  #drop(isMeant: (flow: RunnableFlow) => boolean, applicationRowId?: number): void {
    this.#generation += 1;
    if (applicationRowId !== undefined) this.#triggers.delete(applicationRowId);
    for (const [key, flow] of this.#flows) if (isMeant(flow)) this.#flows.delete(key);
  }

  peek(applicationRowId: number): ApplicationTriggers | undefined {
    return this.#triggers.get(applicationRowId);
  }

  async triggers(applicationRowId: number, db: Queryable = this.#database.kysely): Promise<ApplicationTriggers> {
    const kept = this.#triggers.get(applicationRowId);
    if (kept) return kept;
    const generation = this.#generation;
    const index = new TriggerIndex(await readActiveTriggers(db, applicationRowId));
    if (generation === this.#generation) this.#triggers.set(applicationRowId, index);
    return index;
  }

  async readDefault(tx: Queryable, flow: FlowRef, types: readonly string[]): Promise<readonly ActiveTrigger[]> {
    const rows = await readActiveTriggers(tx, flow.applicationRowId, { flowRowId: flow.flowRowId, types });
    return rows.filter(({ is_default }) => is_default).map(toTrigger);
  }

  async fires(
    applicationRowId: number,
    type: string,
    key: string,
    version?: string,
  ): Promise<readonly ActiveTrigger[]> {
    return (await this.triggers(applicationRowId)).find(type, key, version);
  }

  async load(
    applicationRowId: number,
    flowId: string,
    version: string = defaultVersion,
    { evenDisabled = false }: { readonly evenDisabled?: boolean } = {},
  ): Promise<RunnableFlow | undefined> {
    const key = `${applicationRowId} ${evenDisabled} ${flowId} ${version}`;
    const kept = this.#flows.get(key);
    if (kept) return kept;
    const generation = this.#generation;
    const flow = await this.#read(applicationRowId, flowId, { version, evenDisabled });
    if (flow && generation === this.#generation) this.#flows.set(key, flow);
    return flow;
  }

  async #read(
    applicationRowId: number,
    flowId: string,
    { version, evenDisabled }: { readonly version: string; readonly evenDisabled: boolean },
  ): Promise<RunnableFlow | undefined> {
    const db = this.#database.kysely;
    const row = await findFlow(db, applicationRowId, flowId.toLowerCase());
    if (!row || !(row.enabled || evenDisabled)) return undefined;
    const named = await this.#findVersion(row, version);
    if (named === null || !((named?.enabled ?? true) || evenDisabled)) return undefined;
    const application = await db
      .selectFrom('application_directory')
      .where('application_row_id', '=', applicationRowId)
      .where('deleted_at', 'is', null)
      .select(['id', 'name'])
      .executeTakeFirst();
    if (!application) return undefined;
    const globals = await readGlobals(db, applicationRowId);
    return toRunnable(row, named, { applicationRowId, application, globals });
  }

  /** Undefined: develop; null: there is no such version. */
  async #findVersion(row: FlowRow, version: string): Promise<VersionRow | undefined | null> {
    const db = this.#database.kysely;
    if (version === developVersion) return row.deleted_in_develop ? null : undefined;
    if (version !== defaultVersion) return (await findVersion(db, row.flow_row_id, version)) ?? null;
    if (row.default_version_row_id === null) return undefined;
    return (await findVersionByRow(db, row.default_version_row_id)) ?? null;
  }
}

function toRunnable(
  row: FlowRow,
  version: VersionRow | undefined,
  context: {
    readonly applicationRowId: number;
    readonly application: { readonly id: string; readonly name: string };
    readonly globals: ReadonlyMap<string, unknown>;
  },
): RunnableFlow {
  const { application, applicationRowId } = context;
  const { triggers, nodes, globals: own, custom_node_config } = version ?? row;
  const all = { ...Object.fromEntries(context.globals), ...readFlowGlobals(own) };
  const globals = withPlainNumbers(all) as Record<string, unknown>;
  const revision = createHash('sha256')
    .update(JSON.stringify([row.updated_at, version?.id, version?.updated_at, application.name, globals]))
    .digest('base64url');
  return {
    flowRowId: row.flow_row_id,
    flowId: row.id,
    applicationRowId,
    applicationId: application.id,
    applicationName: application.name,
    flowName: row.name,
    flowClass: row.flow_class,
    version: version?.version ?? developVersion,
    versionId: version?.id,
    triggers,
    nodes,
    globals,
    customNodeConfig: custom_node_config ?? undefined,
    runtime: row.runtime,
    revision: `${row.id}.${revision}`,
  };
}

function sizeOf({ triggers, nodes, globals }: RunnableFlow): number {
  return JSON.stringify(triggers).length + JSON.stringify(nodes).length + JSON.stringify(globals).length + 1;
}

/** The triggers of one application by type and key. */
class TriggerIndex implements ApplicationTriggers {
  readonly #byType = new Map<string, Map<string, ActiveTrigger[]>>();
  readonly size: number;

  constructor(rows: readonly TriggerRow[]) {
    this.size = rows.length;
    for (const row of rows) {
      const byKey = this.#byType.get(row.type) ?? new Map<string, ActiveTrigger[]>();
      this.#byType.set(row.type, byKey);
      const key = toCompared(row);
      const triggers = byKey.get(key) ?? [];
      byKey.set(key, triggers);
      triggers.push(toTrigger(row));
    }
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  find(type: string, key: string, version?: string): readonly ActiveTrigger[] {
    return ofVersion(this.#byType.get(type)?.get(key) ?? [], version);
  }

  ofType(type: string, version?: string): readonly ActiveTrigger[] {
    return ofVersion([...(this.#byType.get(type)?.values() ?? [])].flat(), version);
  }
}

/** Tags and paths of files are kept in one form, and so compared; topics and other keys are told apart by every byte. */
function toCompared({ type, key }: TriggerRow): string {
  return type.startsWith('deviceTag') || type === 'appFile' ? normalizeText(key) : key;
}

function ofVersion(triggers: readonly ActiveTrigger[], version: string | undefined): readonly ActiveTrigger[] {
  if (version === undefined || version === defaultVersion) return triggers.filter(({ isDefault }) => isDefault);
  const name = normalizeText(version);
  return triggers.filter((trigger) => trigger.version === name);
}

function toTrigger(row: TriggerRow): ActiveTrigger {
  return {
    flowRowId: row.flow_row_id,
    flowId: row.flow_id,
    flowName: row.flow_name,
    flowClass: row.flow_class,
    version: row.version ?? developVersion,
    isDefault: row.is_default,
    index: row.position,
    type: row.type,
    key: row.key,
    config: row.config,
    uiId: row.ui_id ?? undefined,
    runtime: row.runtime,
    armedAt: row.armed_at.getTime(),
  };
}
