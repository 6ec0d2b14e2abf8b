import type { BundleImport, BundleRecord } from '../../../platform/bundles/bundle-kind.ts';
import { refusalOf } from '../../../platform/bundles/check-record.ts';
import type { ImportSteps } from '../../../platform/bundles/import-steps.ts';
import { numberOf } from '../../../platform/bundles/named-rows.ts';
import type { Queryable } from '../../../platform/database/database.ts';
import { removeResource } from '../../../platform/resources/changes.ts';
import type { Definition, SentDefinition } from '../definition.ts';
import { notBuilt } from '../import/import.ts';
import { rewriteIds } from '../import/rewrite.ts';
import { toDefinition } from '../representation.ts';
import { flowResource } from '../resource.ts';
import { complete, findProblems } from '../save.ts';
import type { FlowService } from '../service.ts';
import { type FlowRow, findFlow, updateFlow } from '../store.ts';
import { findVersion, type VersionRow } from '../version-store.ts';
import type { VersionService } from '../versions.ts';
import { type BroughtFlow, type BroughtVersion, readRecords } from './read.ts';

/** Workflows and versions of a bundle that are judged as saving judges them: who calls whom is looked up for each. */
const maxJudged = 2000;

/** A workflow that the versions of a bundle can be of. */
interface Placed {
  readonly brought: BroughtFlow;
  row: FlowRow;
  /** Whether it is what the bundle says: made of it, or changed to it. */
  isNew: boolean;
}

/**
 * The workflows of one bundle on their way in. As with `flows.import`, one that could not be saved comes in and is told of;
 * those that act by themselves are disabled until somebody has looked at them.
 */
export class FlowBundleImport {
  readonly #steps: ImportSteps;
  readonly #bundle: BundleImport;
  readonly #service: FlowService;
  readonly #versions: VersionService;
  readonly #placed = new Map<string, Placed>();
  /** Versions that are as the bundle says, and those that stay, by their ids. */
  readonly #versionRows = new Map<string, VersionRow>();
  #judged = 0;

  constructor(steps: ImportSteps, bundle: BundleImport, services: { service: FlowService; versions: VersionService }) {
    this.#steps = steps;
    this.#bundle = bundle;
    this.#service = services.service;
    this.#versions = services.versions;
  }

  async run(records: readonly BundleRecord[]): Promise<void> {
    const { flows, versions } = readRecords(records, this.#bundle);
    const inOrder = [...flows.values()].sort(byNameAndLabel);
    const steps = this.#steps;
    await steps.each(inOrder, (tx, brought) => this.#findPresent(tx, brought));
    await steps.each(inOrder, (tx, brought) => this.#orRefuse(brought.record, () => this.#insertFlow(tx, brought)));
    const made: { placed: Placed; record: BundleRecord; row: VersionRow }[] = [];
    await steps.each(versions, (tx, brought) =>
      this.#orRefuse(brought.record, async () => {
        const row = await this.#insertVersion(tx, brought);
        const placed = this.#placed.get(brought.flowId);
        if (row && placed) made.push({ placed, record: brought.record, row });
      }),
    );
    const all = [...this.#placed.values()];
    await steps.each(all, (tx, placed) => this.#setDefault(tx, placed));
    // What calls a custom node is judged once that is there.
    await steps.each(all, async (tx, { brought, row, isNew }) => {
      if (isNew && brought.hasDevelop) await this.#warnOfProblems(tx, brought.record, row, toDefinition(row));
    });
    await steps.each(made, (tx, { placed, record, row }) => {
      const name = `${placed.row.name} ${row.version}`;
      return this.#warnOfProblems(tx, { ...record, name }, placed.row, toDefinition(row));
    });
  }

  async #orRefuse(record: BundleRecord, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#bundle.refuse(record, refusalOf(error));
    }
  }

  async #findPresent(tx: Queryable, brought: BroughtFlow): Promise<void> {
    const { applicationRowId } = this.#bundle.application;
    const row = brought.isPresent ? await findFlow(tx, applicationRowId, brought.id) : undefined;
    if (row) this.#placed.set(brought.id, { brought, row, isNew: false });
  }

  async #insertFlow(tx: Queryable, brought: BroughtFlow): Promise<void> {
    const { application, now } = this.#bundle;
    const { flow, hasDevelop, id, record } = brought;
    const present = this.#placed.get(id);
    if (present) {
      // Its versions are told of one by one.
      if (hasDevelop) await this.#bundle.found(record, () => this.#replaceFlow(tx, present));
      return;
    }
    const { name, description, iconData, flowClass, minimumAgentVersion, customNodeSupports } = flow;
    const row = await this.#service.insert(tx, application, {
      id,
      ...{ name, description, iconData, flowClass, minimumAgentVersion, customNodeSupports },
      // Others do nothing until something else calls them.
      enabled: flowClass !== 'cloud' && (brought.enabled ?? true),
      runtime: brought.runtime ?? {},
      definition: hasDevelop ? this.#place(flow.definition, id) : complete({}, this.#owner(id)),
      now,
    });
    if (!hasDevelop) await this.#leaveVersionsOnly(tx, row);
    this.#placed.set(id, { brought, row, isNew: true });
    if (hasDevelop) this.#bundle.stored(record);
  }

  async #replaceFlow(tx: Queryable, placed: Placed): Promise<void> {
    const { brought, row } = placed;
    if (row.deleted_in_develop) {
      this.#bundle.warn(brought.record, 'has no version develop there any more, and stays without one');
      return;
    }
    const { definition, description, iconData, minimumAgentVersion } = brought.flow;
    placed.row = await this.#service.replace(tx, this.#bundle.application, row, {
      ...{ description, iconData, minimumAgentVersion },
      runtime: brought.runtime ?? {},
      definition: this.#place(definition, row.id),
    });
    placed.isNew = true;
  }

  /** As a workflow of an experience is after its version develop was deleted. */
  async #leaveVersionsOnly(tx: Queryable, row: FlowRow): Promise<void> {
    await updateFlow(tx, row.flow_row_id, { deleted_in_develop: true });
    await removeResource(tx, flowResource, row);
  }

  async #insertVersion(tx: Queryable, { flowId, record, version }: BroughtVersion): Promise<VersionRow | undefined> {
    const { application, refuse } = this.#bundle;
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
    const replaced = await findVersion(tx, flow.flow_row_id, version.version);
    if (replaced && replaced.id !== record.present?.id) {
      refuse(record, `is taken: ${flow.name} has a version ${version.version} already`);
      return undefined;
    }
    const save = () =>
      this.#versions.save(tx, application, {
        flow,
        id: record.id,
        replaced,
        body: {
          ...{ version: version.version, notes, enabled },
          ...(minimumAgentVersion === null ? {} : { minimumAgentVersion }),
        },
        definition: this.#place(version.definition, flow.id),
      });
    if (!replaced) {
      const row = await save();
      this.#versionRows.set(row.id, row);
      this.#bundle.stored(record);
      return row;
    }
    this.#versionRows.set(replaced.id, replaced);
    let row: VersionRow | undefined;
    // What a custom node does in a version is what its users have chosen: it stays (workflows.md, "1. The flow resource").
    const isFixed = flow.flow_class === 'customNode';
    await this.#bundle.found(
      record,
      isFixed
        ? undefined
        : async () => {
            row = await save();
          },
    );
    return row;
  }

  async #setDefault(tx: Queryable, placed: Placed): Promise<void> {
    const { brought, isNew, row } = placed;
    const wanted = brought.flow.defaultVersionId;
    if (!isNew || wanted === undefined) return;
    const found = this.#versionRows.get(wanted);
    const version = found?.flow_row_id === row.flow_row_id ? found : undefined;
    if (version && (row.flow_class === 'cloud' || row.flow_class === 'customNode')) {
      placed.row = await updateFlow(tx, row.flow_row_id, { default_version_row_id: version.flow_version_row_id });
    } else this.#bundle.warn(brought.record, 'its default version is not there: develop runs');
  }

  #place(definition: SentDefinition, id: string): Definition {
    const rewritten = rewriteIds(definition, noIds, this.#bundle.application.applicationId);
    return complete(rewritten.definition, this.#owner(id));
  }

  #owner(flowId: string) {
    return { flowId, applicationId: this.#bundle.application.applicationId };
  }

  async #warnOfProblems(tx: Queryable, record: BundleRecord, flow: FlowRow, definition: Definition): Promise<void> {
    this.#judged += 1;
    if (this.#judged === maxJudged + 1)
      this.#bundle.warn(record, 'and those after it were not checked: there are too many');
    if (this.#judged > maxJudged) return;
    const { applicationRowId } = this.#bundle.application;
    const { flow_class: flowClass, id: flowId } = flow;
    const problems = await findProblems(tx, { applicationRowId, flowId, flowClass, definition });
    for (const { message } of [...problems, ...notBuilt(flowClass, definition)]) this.#bundle.warn(record, message);
  }
}

/** They are in their places by now; only what stands for the application may be left. */
const noIds: ReadonlyMap<string, string> = new Map();

function keyOf(flowClass: string, name: string): string {
  return `${flowClass} ${name}`;
}

/** In an order that the next export finds again: among those of one name as their labels are numbered. */
function byNameAndLabel(a: BroughtFlow, b: BroughtFlow): number {
  const [one, other] = [keyOf(a.flow.flowClass, a.flow.name), keyOf(b.flow.flowClass, b.flow.name)];
  if (one !== other) return one < other ? -1 : 1;
  return numberOf(a.record.label) - numberOf(b.record.label);
}
