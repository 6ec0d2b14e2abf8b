import { createHash } from 'node:crypto';
import { invalid } from '../../../kernel/errors.ts';
import { developVersion } from '../../../kernel/flow.ts';
import type { BundleApplication, BundleExport, BundleFields } from '../../../platform/bundles/bundle-kind.ts';
import { FileNames } from '../../../platform/bundles/named-rows.ts';
import type { Queryable } from '../../../platform/database/database.ts';
import { withPlainNumbers } from '../definition.ts';
import { flowVersionResource } from '../resource.ts';
import { type FlowRow, listAllFlows, measureFlows } from '../store.ts';
import { readVersionsOf, type VersionRow } from '../version-store.ts';
import { recordTypes } from './record-types.ts';

/** Of all definitions of an application together: as much text as an import of a bundle reads. */
const maxBytes = 64 * 1024 * 1024;

type Named = { id: string; name: string; type?: string };
type Document = { path: string; resourceType: string; resources: BundleFields[] };

/** An application's workflows as the files of a bundle. @throws AppError Validation when they are more than a bundle holds */
export async function exportFlows(db: Queryable, { applicationRowId }: BundleApplication): Promise<BundleExport> {
  if ((await measureFlows(db, applicationRowId)) > maxBytes) {
    const rule = `names an application whose workflows are more than the ${maxBytes / 2 ** 20} MiB that a bundle holds`;
    throw invalid('applicationId', rule);
  }
  const flows = (await listAllFlows(db, applicationRowId)).sort(byClassAndName);
  const rowIds = flows.map(({ flow_row_id }) => flow_row_id);
  const versions = Map.groupBy(await readVersionsOf(db, rowIds), ({ flow_row_id }) => flow_row_id);
  const written = new FlowFiles();
  for (const flow of flows) {
    const own = (versions.get(flow.flow_row_id) ?? []).sort((a, b) => compare(a.version, b.version));
    written.add(flow, own);
  }
  return { named: written.named, documents: written.documents };
}

/** The files of workflows, each in its folder and under a name of its own. */
class FlowFiles {
  readonly named: Named[] = [];
  readonly documents: Document[] = [];
  readonly #folders = new Map<string, FileNames>();
  readonly #experiences = new FileNames();
  readonly #experienceFolders = new Map<string, string>();

  add(flow: FlowRow, versions: readonly VersionRow[]): void {
    this.named.push({ id: flow.id, name: flow.name });
    const isExperience = flow.flow_class === 'experience';
    if (!flow.deleted_in_develop) {
      if (isExperience) this.#addExperience(flow, developVersion, { id: developIdOf(flow), row: flow });
      else this.#addDocument(`workflows/${flow.flow_class}`, flow.name, recordTypes.flow, flowFields(flow, versions));
    }
    for (const row of versions) {
      if (isExperience) this.#addExperience(flow, row.version, { id: row.id, row });
      else this.#addVersion(flow, row);
    }
  }

  #addVersion(flow: FlowRow, row: VersionRow): void {
    const { id, version, notes, enabled } = row;
    this.named.push({ id, name: `${flow.name} ${version}`, type: flowVersionResource.type });
    const fields = {
      ...{ id, flowId: flow.id, version, enabled },
      ...(notes === '' ? {} : { notes }),
      ...definitionOf(row),
    };
    this.#addDocument('workflowVersions', `${flow.name}_${version}`, recordTypes.version, fields);
  }

  #addExperience(flow: FlowRow, version: string, { id, row }: { id: string; row: FlowRow | VersionRow }): void {
    this.named.push({ id, name: `${flow.name} ${version}`, type: flowVersionResource.type });
    const fields = { id, flowId: flow.id, version, enabled: row.enabled, ...aboutFlow(flow), ...definitionOf(row) };
    const folder = this.#experienceFolders.get(version) ?? this.#experiences.of(version);
    this.#experienceFolders.set(version, folder);
    this.#addDocument(`experience/${folder}/workflows`, flow.name, recordTypes.experience, fields);
  }

  #addDocument(folder: string, name: string, resourceType: string, fields: BundleFields): void {
    const names = this.#folders.get(folder) ?? new FileNames();
    this.#folders.set(folder, names);
    this.documents.push({ path: `${folder}/${names.of(name)}.yaml`, resourceType, resources: [fields] });
  }
}

function flowFields(flow: FlowRow, versions: readonly VersionRow[]): BundleFields {
  const standard = versions.find(({ flow_version_row_id }) => flow_version_row_id === flow.default_version_row_id);
  const { custom_node_supports: supports, flow_class: flowClass, enabled } = flow;
  return {
    id: flow.id,
    flowClass,
    ...aboutFlow(flow),
    // One that acts by itself is disabled by whatever imports it.
    ...(flowClass === 'cloud' || enabled ? {} : { enabled }),
    ...(standard === undefined ? {} : { defaultVersionId: standard.id }),
    ...(supports === null ? {} : { customNodeSupports: supports }),
    ...definitionOf(flow),
  };
}

function aboutFlow({ description, icon_data: iconData, name, runtime }: FlowRow): BundleFields {
  return {
    name,
    ...(description === '' ? {} : { description }),
    ...(iconData === null ? {} : { iconData }),
    ...(Object.keys(runtime).length === 0 ? {} : { runtime }),
  };
}

function definitionOf(row: FlowRow | VersionRow): BundleFields {
  const { custom_node_config: customNodeConfig, minimum_agent_version: minimumAgentVersion } = row;
  return withPlainNumbers({
    triggers: row.triggers,
    nodes: row.nodes,
    globals: row.globals,
    ...(customNodeConfig === null ? {} : { customNodeConfig }),
    ...(minimumAgentVersion === null ? {} : { minimumAgentVersion }),
  }) as BundleFields;
}

/** An id for the version develop of an experience's workflow, which has none, but is a record of its own in bundles. */
function developIdOf({ id }: FlowRow): string {
  return createHash('sha256').update(`${id} ${developVersion}`).digest('hex').slice(0, 24);
}

/** Among those of one class and name, in the order in which they were made, which an import keeps. */
function byClassAndName(a: FlowRow, b: FlowRow): number {
  return compare(a.flow_class, b.flow_class) || compare(a.name, b.name) || a.flow_row_id - b.flow_row_id;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
