import type { Queryable } from '../../platform/database/database.ts';
import { countUsers } from './custom-node-store.ts';
import { readReferences } from './definition.ts';
import type { FlowHooks } from './hooks.ts';
import { toFlow, toVersion } from './representation.ts';
import type { FlowRef } from './runnable.ts';
import { type FlowRow, readFlows } from './store.ts';
import { readVersionIds, readVersionsOf, type VersionRow } from './version-store.ts';

/** The application that workflows are shown of. */
export interface Application {
  readonly applicationRowId: number;
  readonly applicationId: string;
}

/** Workflows and versions as the API returns them, with what stands in other tables and what other features know. */
export class FlowViews {
  readonly #hooks: FlowHooks;

  constructor(options: { hooks: FlowHooks }) {
    this.#hooks = options.hooks;
  }

  async flows(db: Queryable, application: Application, rows: readonly FlowRow[]) {
    const defaults = rows.flatMap(({ default_version_row_id: key }) => (key === null ? [] : [key]));
    const versionIds = await readVersionIds(db, defaults);
    const customNodes = rows.filter(({ flow_class }) => flow_class === 'customNode').map(({ id }) => id);
    const users = await countUsers(db, customNodes);
    const stats = await this.#hooks.readStats(
      db,
      rows.map((row) => refOf(row, application)),
    );
    return rows.map((row) =>
      toFlow(row, application.applicationId, {
        defaultVersionId: versionIds.get(row.default_version_row_id ?? 0),
        stats: stats.get(row.id),
        useCount: users.get(row.id),
      }),
    );
  }

  async flow(db: Queryable, application: Application, row: FlowRow) {
    const [shown] = await this.flows(db, application, [row]);
    return shown as ReturnType<typeof toFlow>;
  }

  async versions(db: Queryable, application: Application, flow: FlowRow, rows: readonly VersionRow[]) {
    const stats = (await this.#hooks.readStats(db, [refOf(flow, application)])).get(flow.id);
    const context = { applicationId: application.applicationId, flowId: flow.id, stats };
    return rows.map((row) => toVersion(row, context));
  }

  /** What `includeCustomNodes` adds: the custom nodes that the shown ones call, themselves or through others. */
  async customNodes(
    db: Queryable,
    application: Application,
    shown: readonly { readonly nodes: FlowRow['nodes'] }[],
  ): Promise<{ customNodes: object[]; customNodeVersions: object[] }> {
    const flows = new Map<string, FlowRow>();
    const versions: { row: VersionRow; flowId: string }[] = [];
    let wanted = new Set(shown.flatMap(({ nodes }) => readReferences(nodes).map(({ customFlowId }) => customFlowId)));
    while (wanted.size > 0) {
      const found = await readFlows(db, application.applicationRowId, [...wanted]);
      const fresh = found.filter(({ id, flow_class }) => flow_class === 'customNode' && !flows.has(id));
      for (const row of fresh) flows.set(row.id, row);
      const ofFresh = await readVersionsOf(
        db,
        fresh.map(({ flow_row_id }) => flow_row_id),
      );
      for (const row of ofFresh) {
        versions.push({ row, flowId: fresh.find((flow) => flow.flow_row_id === row.flow_row_id)?.id ?? '' });
      }
      const next = [...fresh, ...ofFresh].flatMap(({ nodes }) => readReferences(nodes).map((one) => one.customFlowId));
      wanted = new Set(next.filter((id) => !flows.has(id)));
    }
    return {
      customNodes: await this.flows(db, application, [...flows.values()]),
      customNodeVersions: versions.map(({ row, flowId }) =>
        toVersion(row, { applicationId: application.applicationId, flowId }),
      ),
    };
  }
}

/** A workflow's row as the other parts of the feature name it. */
export function refOf(row: FlowRow, { applicationRowId, applicationId }: Application): FlowRef {
  return { flowRowId: row.flow_row_id, flowId: row.id, applicationRowId, applicationId };
}
