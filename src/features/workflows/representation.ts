import type { Definition } from './definition.ts';
import type { FlowStats } from './runnable.ts';
import type { FlowRow } from './store.ts';
import type { VersionOfFlow, VersionRow } from './version-store.ts';

const noStats: FlowStats = { runCount: 0, errorCount: 0, byVersion: {} };

/** What is said of a workflow beyond its row. */
export interface FlowExtras {
  /** The id of the version that runs when none is asked for. */
  readonly defaultVersionId?: string | undefined;
  readonly stats?: FlowStats | undefined;
  /** How many workflows use the custom node. */
  readonly useCount?: number | undefined;
}

/** A workflow as the API returns it, with its version develop. */
export function toFlow(row: FlowRow, applicationId: string, { defaultVersionId, stats, useCount }: FlowExtras = {}) {
  const isCustomNode = row.flow_class === 'customNode';
  return {
    id: row.id,
    flowId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    ...(row.icon_data === null ? {} : { iconData: row.icon_data }),
    enabled: row.enabled,
    flowClass: row.flow_class,
    ...(defaultVersionId === undefined ? {} : { defaultVersionId }),
    ...(row.minimum_agent_version === null ? {} : { minimumAgentVersion: row.minimum_agent_version }),
    triggers: row.triggers,
    nodes: row.nodes,
    globals: row.globals.map(toGlobal),
    ...(isCustomNode && row.custom_node_config ? { customNodeConfig: row.custom_node_config } : {}),
    ...(isCustomNode ? { customNodeSupports: row.custom_node_supports ?? ['cloud'] } : {}),
    ...(isCustomNode ? { customNodeUseCount: useCount ?? 0 } : {}),
    ...(row.deleted_in_develop ? { deletedInDevelop: true } : {}),
    stats: stats ?? noStats,
    runtime: row.runtime,
    _type: 'flow' as const,
    _links: { self: { href: `/applications/${applicationId}/flows/${row.id}` } },
  };
}

/** A named version as the API returns it. */
export function toVersion(row: VersionRow, { applicationId, flowId, stats }: VersionContext) {
  const counted = stats?.byVersion[row.version];
  return {
    id: row.id,
    flowVersionId: row.id,
    flowId,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    version: row.version,
    notes: row.notes,
    enabled: row.enabled,
    triggers: row.triggers,
    nodes: row.nodes,
    globals: row.globals.map(toGlobal),
    ...(row.minimum_agent_version === null ? {} : { minimumAgentVersion: row.minimum_agent_version }),
    ...(row.custom_node_config === null ? {} : { customNodeConfig: row.custom_node_config }),
    stats: counted ? { ...counted, byVersion: { [row.version]: counted } } : noStats,
    _type: 'flowVersion' as const,
    _links: { self: { href: `/applications/${applicationId}/flows/${flowId}/versions/${row.id}` } },
  };
}

/** Whose version it is. */
export interface VersionContext {
  readonly applicationId: string;
  readonly flowId: string;
  readonly stats?: FlowStats | undefined;
}

/** A version beside its workflow, as a list over workflows returns it; a snapshot of an experience names itself. */
export function toVersionOfFlow(row: VersionOfFlow, applicationId: string) {
  const version = toVersion(row, { applicationId, flowId: row.flow_id });
  if (row.flow_class !== 'experience') return { ...version, name: row.name, flowClass: row.flow_class };
  const { version: name, notes: _notes, minimumAgentVersion: _agent, customNodeConfig: _config, ...rest } = version;
  return {
    ...rest,
    name: row.name,
    description: row.description,
    ...(row.icon_data === null ? {} : { iconData: row.icon_data }),
    flowClass: row.flow_class,
    versions: [name],
  };
}

/** The version develop among those of other workflows. It has no id of its own: the workflow's stands for it. */
export function developAsVersion(row: FlowRow, applicationId: string) {
  const {
    customNodeSupports: _supports,
    customNodeUseCount: _uses,
    runtime: _runtime,
    ...flow
  } = toFlow(row, applicationId);
  const isExperience = row.flow_class === 'experience';
  return {
    ...flow,
    flowVersionId: row.id,
    ...(isExperience ? { versions: ['develop'] } : { version: 'develop' }),
    _type: 'flowVersion' as const,
  };
}

/** What a row's version does. */
export function toDefinition(row: FlowRow | VersionRow): Definition {
  const { triggers, nodes, globals, custom_node_config: customNodeConfig } = row;
  return { triggers, nodes, globals, customNodeConfig };
}

function toGlobal({ key, json }: { readonly key: string; readonly json?: string }) {
  return { key, json: json ?? 'null' };
}
