import type { Bus } from '../../platform/bus/bus.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { FlowChange, FlowContribution, FlowRef, FlowStats } from './runnable.ts';

/** What other features do when workflows change, and what they know of them. */
export class FlowHooks {
  readonly #contributions: FlowContribution[] = [];
  readonly #bus: Bus;

  constructor(options: { bus: Bus }) {
    this.#bus = options.bus;
  }

  contribute(contribution: FlowContribution): void {
    this.#contributions.push(contribution);
  }

  /** To be called in the transaction of every change of a workflow or one of its versions. */
  async changed(tx: Queryable, change: FlowChange): Promise<void> {
    const { applicationId, applicationRowId, flowId, kind } = change;
    for (const contribution of this.#contributions) await contribution.changed?.(tx, change);
    this.#bus.announce(tx, 'flow.changed', { applicationId, applicationRowId, flowId, deleted: kind === 'deleted' });
  }

  /** Runs and errors of the last 24 hours by the workflow's id; what is not there has none. */
  async readStats(db: Queryable, flows: readonly FlowRef[]): Promise<ReadonlyMap<string, FlowStats>> {
    const counting = this.#contributions.find(({ readStats }) => readStats !== undefined);
    if (counting?.readStats && flows.length > 0) return counting.readStats(db, flows);
    return new Map();
  }
}
