import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, notFound } from '../../kernel/errors.ts';
import type { Invalidations } from '../../kernel/events.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { RunnableFlow } from '../workflows/index.ts';
import type { Dispatcher } from './dispatcher.ts';
import {
  deleteOrder,
  findOutcome,
  insertOrder,
  leaveOutcome,
  listOpenOrders,
  type OrderOutcome,
  type RunOrder,
} from './order-store.ts';
import type { RunExecutor } from './run-executor.ts';
import type { RunReader } from './run-reader.ts';

/** How long the outcome of another server may lie there unseen. */
const pollMs = 100;
/** How long is waited for another server. */
const patienceMs = 15_000;
/** Orders that are looked at once some may have been missed. */
const maxMissed = 1000;

type Ordered = Invalidations['flowRun.ordered'];

/**
 * Ends runs and lets them go on (workflows.md, "7. Debugging and the run log (ours)"), whichever server has them: an order for a run
 * that is not here is a row that is announced, and the server that has the run leaves there what came of it.
 */
export class RunOrders {
  readonly #database: Database;
  readonly #bus: Bus;
  readonly #dispatcher: Dispatcher;
  readonly #executor: RunExecutor;
  readonly #runs: Pick<RunReader, 'get' | 'listElsewhere'>;
  readonly #onError: (error: unknown) => void;

  constructor(options: {
    database: Database;
    bus: Bus;
    dispatcher: Dispatcher;
    executor: RunExecutor;
    runs: Pick<RunReader, 'get' | 'listElsewhere'>;
    onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#bus = options.bus;
    this.#dispatcher = options.dispatcher;
    this.#executor = options.executor;
    this.#runs = options.runs;
    this.#onError = options.onError;
  }

  /** Ends a run that waits or goes on. @throws AppError NotFound, Unavailable when the server that has it does not respond */
  async cancel(application: ApplicationRef, flow: RunnableFlow, runId: string): Promise<{ success: true }> {
    await this.#order(application, flow, runId, 'cancel');
    return { success: true };
  }

  /**
   * Lets a run that waits before a node go on; with `all` to its end.
   *
   * @throws AppError NotFound, Conflict for one that does not wait, Unavailable as `cancel`
   */
  async step(
    application: ApplicationRef,
    flow: RunnableFlow,
    runId: string,
    { all = false }: { all?: boolean | undefined },
  ): Promise<{ success: true }> {
    const outcome = await this.#order(application, flow, runId, all ? 'stepAll' : 'step');
    if (outcome === 'conflict') throw new AppError('Conflict', 'Nobody steps through the run');
    return { success: true };
  }

  /** Another server has been told something that may be about a run here. */
  heard({ orderId, ...order }: Ordered): void {
    const outcome = this.#act(order);
    if (outcome === undefined) return;
    leaveOutcome(this.#database.kysely, orderId, outcome).catch(this.#onError);
  }

  /** Orders may have been missed. */
  lookAgain(): void {
    listOpenOrders(this.#database.kysely, maxMissed)
      .then((orders) => {
        for (const order of orders) this.heard(order);
      })
      .catch(this.#onError);
  }

  async #order(
    application: ApplicationRef,
    flow: RunnableFlow,
    runId: string,
    action: RunOrder['action'],
  ): Promise<OrderOutcome> {
    const order: RunOrder = { applicationRowId: application.applicationRowId, runId, action };
    const isOfFlow = this.#executor.find(runId)?.flow.flowRowId ?? flow.flowRowId;
    if (isOfFlow !== flow.flowRowId) throw notFound('Run');
    if (!(await this.#isUnderWay(application, flow, runId))) {
      // Of a run that nobody knows this throws NotFound.
      await this.#runs.get(application, flow.flowId, runId);
      throw new AppError('Conflict', 'The run has ended');
    }
    return this.#act(order) ?? this.#askOthers(application, flow, order);
  }

  /** Here, or as far as is stored elsewhere. */
  async #isUnderWay(application: ApplicationRef, flow: RunnableFlow, runId: string): Promise<boolean> {
    if (this.#executor.find(runId) || (await this.#runs.listElsewhere(flow)).has(runId)) return true;
    const queued = await this.#dispatcher.readQueued(application, flow.flowId);
    return queued.some((planned) => planned.runId === runId);
  }

  /** Does it with a run that is here; undefined: it is not. */
  #act({ applicationRowId, runId, action }: RunOrder): OrderOutcome | undefined {
    const running = this.#executor.find(runId);
    if (running && running.planned.application.applicationRowId !== applicationRowId) return undefined;
    if (action === 'cancel') {
      if (running) {
        running.cancel();
        return 'done';
      }
      const waiting = this.#dispatcher.removeWaiting(applicationRowId, runId);
      waiting?.replaced();
      return waiting && 'done';
    }
    if (!running) return undefined;
    if (!running.planned.occurrence.isStepped) return 'conflict';
    running.step(action === 'stepAll');
    return 'done';
  }

  async #askOthers(application: ApplicationRef, flow: RunnableFlow, order: RunOrder): Promise<OrderOutcome> {
    // The embedded engine has one server: the run is about to begin, or has just ended.
    if (this.#database.kind === 'embedded') throw notFound('Run');
    const orderId = newId();
    await inTransaction(this.#database, async (tx) => {
      await insertOrder(tx, orderId, order);
      this.#bus.announce(tx, 'flowRun.ordered', { orderId, ...order });
    });
    try {
      for (const until = performance.now() + patienceMs; performance.now() < until; ) {
        await sleep(pollMs);
        const outcome = await findOutcome(this.#database.kysely, orderId);
        if (outcome) return outcome;
        if (!(await this.#isUnderWay(application, flow, order.runId))) throw notFound('Run');
      }
    } finally {
      await deleteOrder(this.#database.kysely, orderId).catch(this.#onError);
    }
    throw new AppError('Unavailable', 'The server that has the run does not respond; try again');
  }
}
