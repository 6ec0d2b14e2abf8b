import type { BundleImport, BundleRecord } from '../../../platform/bundles/bundle-kind.ts';
import { refusalOf } from '../../../platform/bundles/check-record.ts';
import type { Queryable } from '../../../platform/database/database.ts';
import { removeResource } from '../../../platform/resources/changes.ts';
import type { Definition, SentDefinition } from '../definition.ts';
import { notBuilt } from '../import/import.ts';
import { rewriteIds } from '../import/rewrite.ts';
import { toDefinition } from '../representation.ts';
import { flowResource } from '../resource.ts';
import { complete, findProblems } from '../save.ts';
import type { FlowService } from '../service.ts';
import { type FlowRow, listAllFlows, updateFlow } from '../store.ts';
import { findVersion, type VersionRow } from '../version-store.ts';
import type { VersionService } from '../versions.ts';
import { type BroughtFlow, type BroughtVersion, readRecords } from './read.ts';

/** Workflows and versions of a bundle that are judged as saving judges them: who calls whom is looked up for each. */
const maxJudged = 2000;

/** A workflow that the versions of a bundle can be of. */
interface Placed {
  readonly brought: BroughtFlow;
  row: FlowRow;
  readonly isNew: boolean;
}

/**
 * The workflows of one bundle on their way in. As with `flows.import`, one that could not be saved comes in and is told of;
 * those that act by themselves are disabled until somebody has looked at them.
 */
export class FlowBundleImport {
  readonly #tx: Queryable;
  readonly #bundle: BundleImport;
  readonly #service: FlowService;
  readonly #versions: VersionService;
  /** Ids of the bundle's workflows that are there already, by those that were made for them. */
  readonly #replaced = new Map<string, string>();
  readonly #placed = new Map<string, Placed>();
  #judged = 0;

  constructor(tx: Queryable, bundle: BundleImport, services: { service: FlowService; versions: VersionService }) {
    this.#tx = tx;
    this.#bundle = bundle;
    this.#service = services.service;
    this.#versions = services.versions;
  }

  async run(records: readonly BundleRecord[]): Promise<void> {
    const { flows, versions } = readRecords(records, this.#bundle);
    const inOrder = [...flows.values()].sort(byNameAndLabel);
    await this.#findPresent(inOrder);
    for (const brought of inOrder) await this.#orRefuse(brought.record, () => this.#insertFlow(brought));
    const made: { placed: Placed; record: BundleRecord; row: VersionRow }[] = [];
    for (const brought of versions) {
      await this.#orRefuse(brought.record, async () => {
        const row = await this.#insertVersion(brought);
        const placed = this.#placed.get(brought.flowId);
        if (row && placed) made.push({ placed, record: brought.record, row });
      });
    }
    for (const placed of this.#placed.values()) await this.#setDefault(placed, made);
    // What calls a custom node is judged once that is there.
    for (const { brought, row, isNew } of this.#placed.values()) {
      if (isNew && brought.hasDevelop) await this.#warnOfProblems(brought.record, row, toDefinition(row));
    }
    for (const { placed, record, row } of made) {
      const name = `${placed.row.name} ${row.version}`;
      await this.#warnOfProblems({ ...record, name }, placed.row, toDefinition(row));
    }
  }

  async #orRefuse(record: BundleRecord, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#bundle.refuse(record, refusalOf(error));
    }
  }

  async #findPresent(flows: readonly BroughtFlow[]): Promise<void> {
    const { application, retain } = this.#bundle;
    if (!retain) return;
    const present = new Map<string, FlowRow[]>();
    for (const row of await listAllFlows(this.#tx, application.applicationRowId)) {
      const key = keyOf(row.flow_class, row.name);
      present.set(key, [...(present.get(key) ?? []), row]);
    }
    for (const brought of flows) {
      const row = present.get(keyOf(brought.flow.flowClass, brought.flow.name))?.shift();
      if (!row) continue;
      this.#replaced.set(brought.id, row.id);
      this.#placed.set(brought.id, { brought, row, isNew: false });
    }
  }

  async #insertFlow(brought: BroughtFlow): Promise<void> {
    const { application, now } = this.#bundle;
    const { flow, hasDevelop, id, record } = brought;
    const present = this.#placed.get(id);
    if (present) return this.#bundle.found(record, present.row.id);
    const { name, description, iconData, flowClass, minimumAgentVersion, customNodeSupports } = flow;
    const row = await this.#service.insert(this.#tx, application, {
      id,
      ...{ name, description, iconData, flowClass, minimumAgentVersion, customNodeSupports },
      // Others do nothing until something else calls them.
      enabled: flowClass !== 'cloud' && (brought.enabled ?? true),
      runtime: brought.runtime ?? {},
      definition: hasDevelop ? this.#place(flow.definition, id) : complete({}, this.#owner(id)),
      now,
    });
    if (!hasDevelop) await this.#leaveVersionsOnly(row);
    this.#placed.set(id, { brought, row, isNew: true });
    if (hasDevelop) this.#bundle.stored(record);
  }

  /** As a workflow of an experience is after its version develop was deleted. */
  async #leaveVersionsOnly(row: FlowRow): Promise<void> {
    await updateFlow(this.#tx, row.flow_row_id, { deleted_in_develop: true });
    await removeResource(this.#tx, flowResource, row);
  }

  async #insertVersion({ flowId, record, version }: BroughtVersion): Promise<VersionRow | undefined> {
    const { application, refuse, retain } = this.#bundle;
    const flow = this.#placed.get(flowId)?.row;
    if (!flow) {
      refuse(record, 'is of a workflow that the bundle does not bring');
      return undefined;
    }
    const { enabled, minimumAgentVersion, notes } = version;
    if (version.version === 'develop' || version.version === 'default') {
      refuse(record, 'must not be called develop or default');
      return undefined;
    }
    const present = await findVersion(this.#tx, flow.flow_row_id, version.version);
    if (present) {
      if (retain) this.#bundle.found(record, present.id);
      else refuse(record, `is taken: ${flow.name} has a version ${version.version} already`);
      return undefined;
    }
    const row = await this.#versions.save(this.#tx, application, {
      flow,
      id: record.id,
      body: {
        ...{ version: version.version, notes, enabled },
        ...(minimumAgentVersion === null ? {} : { minimumAgentVersion }),
      },
      definition: this.#place(version.definition, flow.id),
    });
    this.#bundle.stored(record);
    return row;
  }

  async #setDefault(placed: Placed, made: readonly { placed: Placed; row: VersionRow }[]): Promise<void> {
    const { brought, isNew, row } = placed;
    const wanted = brought.flow.defaultVersionId;
    if (!isNew || wanted === undefined) return;
    const version = made.find((one) => one.placed === placed && one.row.id === wanted)?.row;
    if (version && (row.flow_class === 'cloud' || row.flow_class === 'customNode')) {
      placed.row = await updateFlow(this.#tx, row.flow_row_id, { default_version_row_id: version.flow_version_row_id });
    } else this.#bundle.warn(brought.record, 'its default version is not there: develop runs');
  }

  /** With the ids of what is there in the place of those that were made for it. */
  #place(definition: SentDefinition, id: string): Definition {
    const rewritten = rewriteIds(definition, this.#replaced, this.#bundle.application.applicationId);
    return complete(rewritten.definition, this.#owner(id));
  }

  #owner(flowId: string) {
    return { flowId, applicationId: this.#bundle.application.applicationId };
  }

  async #warnOfProblems(record: BundleRecord, flow: FlowRow, definition: Definition): Promise<void> {
    this.#judged += 1;
    if (this.#judged === maxJudged + 1)
      this.#bundle.warn(record, 'and those after it were not checked: there are too many');
    if (this.#judged > maxJudged) return;
    const { applicationRowId } = this.#bundle.application;
    const { flow_class: flowClass, id: flowId } = flow;
    const problems = await findProblems(this.#tx, { applicationRowId, flowId, flowClass, definition });
    for (const { message } of [...problems, ...notBuilt(flowClass, definition)]) this.#bundle.warn(record, message);
  }
}

function keyOf(flowClass: string, name: string): string {
  return `${flowClass} ${name}`;
}

/** In an order that the next export finds again: among those of one name as their labels are numbered. */
function byNameAndLabel(a: BroughtFlow, b: BroughtFlow): number {
  const [one, other] = [keyOf(a.flow.flowClass, a.flow.name), keyOf(b.flow.flowClass, b.flow.name)];
  if (one !== other) return one < other ? -1 : 1;
  return numberOf(a.record.label) - numberOf(b.record.label);
}

function numberOf(label: string): number {
  return Number(label.match(/-(\d{1,9})~$/)?.[1] ?? 1);
}
