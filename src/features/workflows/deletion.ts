import { notFound } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { removeResource } from '../../platform/resources/changes.ts';
import type { EdgeDeployments } from '../edge-deployments/index.ts';
import { refuseUsed } from './custom-nodes.ts';
import type { FlowHooks } from './hooks.ts';
import { flowResource } from './resource.ts';
import { type Application, refOf } from './show.ts';
import { deleteFlow, type FlowRow, findFlowsWithTrigger, lockFlow, updateFlow } from './store.ts';
import { countVersions } from './version-store.ts';

interface FlowDeletionOptions {
  readonly database: Database;
  readonly hooks: FlowHooks;
  readonly deployments: EdgeDeployments;
}

/** Deletes workflows with their versions, their storage and what refers to them (workflows.md, "1. The flow resource"). */
export class FlowDeletion {
  readonly #options: FlowDeletionOptions;

  constructor(options: FlowDeletionOptions) {
    this.#options = options;
  }

  /** @throws AppError Validation naming the workflows that use it, for a custom node in use */
  async delete(application: ApplicationRef, id: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#options.database, async (tx) => {
      const flow = await lockFlow(tx, application.applicationRowId, id);
      if (!flow || flow.deleted_in_develop) throw notFound(flowResource.label);
      if (flow.flow_class === 'customNode') await refuseUsed(tx, flow.id, { field: 'flowId' });
      await this.#remove(tx, application, flow, change);
    });
    return { success: true };
  }

  /**
   * For whoever deletes what triggers workflows: deletes those that have a trigger of this type with this key in any of
   * their versions, in the transaction of that deletion. A custom node in use stays.
   */
  async deleteTriggeredBy(
    tx: Queryable,
    application: Application,
    trigger: { readonly type: string; readonly key: string },
  ): Promise<void> {
    const ids = await findFlowsWithTrigger(tx, application.applicationRowId, trigger);
    for (const id of ids.sort()) {
      const flow = await lockFlow(tx, application.applicationRowId, id);
      if (flow) await this.#remove(tx, application, flow);
    }
  }

  async #remove(tx: Queryable, application: Application, flow: FlowRow, change?: Change): Promise<void> {
    const { deployments, hooks } = this.#options;
    const isKept = flow.flow_class === 'experience' && (await countVersions(tx, flow.flow_row_id)) > 0;
    if (isKept) await updateFlow(tx, flow.flow_row_id, { deleted_in_develop: true });
    else {
      await deployments.removeOfFlow(tx, application as ApplicationRef, flow.id);
      await deleteFlow(tx, flow.flow_row_id);
    }
    await removeResource(tx, flowResource, flow, change === undefined ? {} : { change });
    await hooks.changed(tx, { ...refOf(flow, application), kind: isKept ? 'changed' : 'deleted' });
  }
}
