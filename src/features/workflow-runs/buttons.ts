import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { FlowTrigger } from '../../kernel/flow.ts';
import { newId } from '../../kernel/ids.ts';
import { parseJson, refuseUnkeepable } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { countSourceOf, type Principal } from '../../kernel/principal.ts';
import { RateWindow } from '../../kernel/rate-window.ts';
import { relayOf } from '../../kernel/relay.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { DeviceDirectory } from '../devices/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import { NodeError } from '../workflow-nodes/index.ts';
import type { FlowLookup, RunnableFlow } from '../workflows/index.ts';
import type { Cause } from './cause.ts';
import type { Dispatcher } from './dispatcher.ts';
import { maxChain, type Occurrence, runIdOf } from './occurrence.ts';
import type { ScheduledPresses } from './timers/scheduled-presses.ts';
import type { WaitingBound } from './waiting-bound.ts';

/** Presses of one button on this server (workflows.md, "1. The flow resource"). */
const pressLimit = { count: 100, windowMs: 10_000 };
const maxLimits = 10_000;
/** The longest that a press may be scheduled ahead. */
const maxAheadMs = 366 * 86_400_000;

export interface ButtonPress {
  readonly key: string;
  readonly payload?: unknown;
  readonly meta?: unknown;
  readonly flowVersion?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly step?: boolean | undefined;
}

/** A press by another workflow. */
export interface FlowPress {
  readonly flowId: string;
  readonly button: string;
  readonly payload: unknown;
  readonly flowVersion?: string | undefined;
  /** At a time in epoch ms, or so many ms from now; undefined: now. */
  readonly when?: { readonly at: number } | { readonly afterMs: number } | undefined;
}

interface PressedButton {
  readonly flow: RunnableFlow;
  readonly button: FlowTrigger;
}

/** Presses buttons of flows. */
export class Buttons {
  readonly #database: Database;
  readonly #lookup: FlowLookup;
  readonly #directory: Pick<DeviceDirectory, 'findIn'>;
  readonly #dispatcher: Dispatcher;
  readonly #waiting: WaitingBound;
  readonly #scheduled: ScheduledPresses;
  readonly #usage: UsageCounter;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #limits = new Map<string, RateWindow>();

  constructor(options: {
    database: Database;
    lookup: FlowLookup;
    directory: Pick<DeviceDirectory, 'findIn'>;
    dispatcher: Dispatcher;
    waiting: WaitingBound;
    scheduled: ScheduledPresses;
    usage: UsageCounter;
    now: () => number;
    elapsed: () => number;
  }) {
    this.#database = options.database;
    this.#lookup = options.lookup;
    this.#directory = options.directory;
    this.#dispatcher = options.dispatcher;
    this.#waiting = options.waiting;
    this.#scheduled = options.scheduled;
    this.#usage = options.usage;
    this.#now = options.now;
    this.#elapsed = options.elapsed;
  }

  /**
   * Queues a run of a button and returns once it is durable.
   *
   * @throws AppError NotFound without such a button or version, Validation when flow or version are disabled or for a device that
   *   the application does not have, Throttled
   */
  async press(
    application: ApplicationRef,
    principal: Principal,
    flowId: string,
    press: ButtonPress,
  ): Promise<{ success: true; runId: string }> {
    const { applicationRowId } = application;
    const { key, flowVersion: version } = press;
    refuseUnkeepable('payload', press.payload);
    const { flow, button } = await this.#find(applicationRowId, flowId, version, (trigger) => trigger.key === key);
    const deviceId = press.deviceId?.toLowerCase();
    if (deviceId !== undefined && !(await this.#directory.findIn(application.applicationId, deviceId))) {
      throw invalid('deviceId', `${deviceId} is not a device of the application`);
    }
    this.#checkRate(`${flow.flowId}/${key}`);
    await this.#waiting.check(applicationRowId);
    const meta = button.meta ?? {};
    const occurrence: Occurrence = {
      id: newId(),
      kind: 'virtualButton',
      time: this.#now(),
      relay: relayOf(principal),
      data: press.payload === undefined ? readPayload(meta.payload) : press.payload,
      ...(press.meta === undefined ? {} : { meta: press.meta }),
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(press.step ? { isStepped: true } : {}),
      target: { flowId: flow.flowId, version, type: 'virtualButton', key },
    };
    const runId = await this.#store(applicationRowId, occurrence, { flow, button, source: countSourceOf(principal) });
    return { success: true, runId };
  }

  /**
   * Presses a button in the name of a workflow, which names it by the editor's id of it (`meta.uiId`, `meta.id`), its key, or the end of
   * its key. As `press`, but that workflows may press as often as the bounds of their runs allow, and later too.
   *
   * @throws NodeError LimitExceeded at the end of a long chain of workflows that start each other, ValidationError for a time too far ahead
   */
  async pressAs(
    { applicationRowId }: ApplicationRef,
    { relay, chain }: Cause,
    press: FlowPress,
  ): Promise<{ runId: string }> {
    if (chain > maxChain)
      throw new NodeError('LimitExceeded', `More than ${maxChain} workflows have started each other`);
    const { button: name, flowVersion } = press;
    const due = press.when && this.#readDue(press.when);
    const version = flowVersion === 'default' ? undefined : flowVersion;
    const named = await this.#find(applicationRowId, press.flowId, version, ({ key = '', meta = {} }) =>
      [meta.uiId, meta.id, key, key.slice(press.flowId.length + 1)].includes(name),
    );
    await this.#waiting.check(applicationRowId);
    const { flow, button } = named;
    const occurrence: Occurrence = {
      id: newId(),
      kind: 'virtualButton',
      time: due ?? this.#now(),
      relay,
      chain,
      data: press.payload === undefined ? readPayload(button.meta?.payload) : press.payload,
      target: { flowId: flow.flowId, version, type: 'virtualButton', key: button.key ?? '' },
    };
    if (due === undefined) {
      return { runId: await this.#store(applicationRowId, occurrence, { ...named, source: 'flow.flow' }) };
    }
    const runId = runIdOfPress(occurrence, named);
    await this.#scheduled.schedule({ applicationRowId, flowRowId: flow.flowRowId, runId, occurrence, due });
    this.#count(applicationRowId, 'flow.flow');
    return { runId };
  }

  /** Takes a press back that is to come later. */
  async cancelScheduled(
    { applicationRowId }: ApplicationRef,
    { runId }: { runId: string },
  ): Promise<{ cancelled: boolean }> {
    return { cancelled: await this.#scheduled.cancel(applicationRowId, runId) };
  }

  /** What is past is pressed now. */
  #readDue(when: { readonly at: number } | { readonly afterMs: number }): number {
    const now = this.#now();
    const due = 'at' in when ? when.at : now + when.afterMs;
    if (due - now > maxAheadMs) throw new NodeError('ValidationError', 'A run can be scheduled a year ahead at most');
    return Math.max(Math.round(due), now);
  }

  async #find(
    applicationRowId: number,
    flowId: string,
    version: string | undefined,
    isMeant: (trigger: FlowTrigger) => boolean,
  ): Promise<PressedButton> {
    const flow = await this.#lookup.load(applicationRowId, flowId, version, { evenDisabled: true });
    const button = flow?.triggers.find((trigger) => trigger.type === 'virtualButton' && isMeant(trigger));
    if (!flow || !button) throw notFound('Button');
    if (!(await this.#lookup.load(applicationRowId, flowId, version))) {
      throw invalid('flowId', 'names a workflow, or a version of it, that is disabled');
    }
    return { flow, button };
  }

  /** Returns the id of the run, once it is durable. */
  async #store(
    applicationRowId: number,
    occurrence: Occurrence,
    { source, ...pressed }: PressedButton & { source: string },
  ): Promise<string> {
    await inTransaction(this.#database, (tx) => this.#dispatcher.store(tx, applicationRowId, occurrence));
    this.#count(applicationRowId, source);
    return runIdOfPress(occurrence, pressed);
  }

  #count(applicationRowId: number, source: string): void {
    this.#usage.add({ applicationRowId, deviceRowId: 0, type: 'virtualButton', source });
  }

  #checkRate(button: string): void {
    let limit = this.#limits.get(button);
    if (!limit) {
      // Forgetting all of them lets nobody press oftener than twice.
      if (this.#limits.size >= maxLimits) this.#limits.clear();
      limit = new RateWindow(pressLimit);
      this.#limits.set(button, limit);
    }
    const wait = limit.take(this.#elapsed());
    if (wait > 0) {
      throw new AppError('Throttled', 'A button may be pressed 100 times in 10 s', { retryAfter: wait / 1000 });
    }
  }
}

function runIdOfPress({ id }: Occurrence, { flow, button: { key = '', meta } }: PressedButton): string {
  const uiId = typeof meta?.uiId === 'string' ? meta.uiId : undefined;
  return runIdOf(id, flow.flowId, { type: 'virtualButton', key, uiId });
}

/** `meta.payload` of a button: a JSON text, or a value. */
function readPayload(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload ?? {};
  try {
    return payload.trim() === '' ? {} : parseJson(payload);
  } catch {
    return {};
  }
}
