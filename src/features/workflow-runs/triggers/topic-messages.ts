import { setTimeout } from 'node:timers/promises';
import { newId } from '../../../kernel/ids.ts';
import { relayOf } from '../../../kernel/relay.ts';
import { matchesTopic } from '../../../kernel/topic-filter.ts';
import type { CustomMessage, TopicListener } from '../../connections/index.ts';
import type { ActiveTrigger, ApplicationTriggers, FlowLookup } from '../../workflows/index.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { LimitNotes } from '../limit-notes.ts';
import type { Occurrence } from '../occurrence.ts';
import { maxChain } from '../occurrence.ts';
import type { OccurrenceQueue } from '../occurrence-queue.ts';
import { isLosant } from '../planner.ts';
import type { WaitingBound } from '../waiting-bound.ts';

/** Messages that nobody acknowledges and that wait in memory, of one application: further ones start nothing. */
const maxUnstored = 10_000;
/** How often it is asked whether there is room again. */
const fullMs = 1_000;

/**
 * Messages on custom topics start flows (workflows.md, "2. Triggers"): those that are acknowledged are stored before, in their
 * order; the others are kept in memory. Where too much waits already, acknowledgements are held back.
 */
export class TopicMessages implements TopicListener {
  readonly #lookup: FlowLookup;
  readonly #dispatcher: Dispatcher;
  readonly #waiting: WaitingBound;
  readonly #notes: LimitNotes;
  readonly #now: () => number;
  readonly #queue: OccurrenceQueue;
  readonly #filters = new WeakMap<ApplicationTriggers, readonly ActiveTrigger[]>();
  /** Applications with messages that something is still to be found out about: later ones wait behind them. */
  readonly #pending = new Map<number, Promise<void>>();
  #isStopping = false;

  constructor(options: {
    queue: OccurrenceQueue;
    lookup: FlowLookup;
    dispatcher: Dispatcher;
    waiting: WaitingBound;
    notes: LimitNotes;
    now: () => number;
  }) {
    this.#lookup = options.lookup;
    this.#dispatcher = options.dispatcher;
    this.#waiting = options.waiting;
    this.#notes = options.notes;
    this.#now = options.now;
    this.#queue = options.queue;
  }

  take(message: CustomMessage): Promise<void> | undefined {
    const { applicationRowId, isAcknowledged, topic } = message;
    const triggers = this.#lookup.peek(applicationRowId);
    const before = this.#pending.get(applicationRowId);
    if (triggers && !before) {
      if (!this.#isWanted(triggers, topic)) return undefined;
      if (!isAcknowledged) return this.#start(message);
      if (this.#queue.hasRoom && this.#waiting.peek(applicationRowId) === false) return this.#store(message);
    }
    const after = (before ?? Promise.resolve()).then(() => this.#takeLater(message));
    const settled = after.then(
      () => undefined,
      () => undefined,
    );
    this.#pending.set(applicationRowId, settled);
    void settled.then(() => {
      if (this.#pending.get(applicationRowId) === settled) this.#pending.delete(applicationRowId);
    });
    // Whoever is not told of its arrival does not wait for what is found out.
    return isAcknowledged ? after : undefined;
  }

  async requireRoom(applicationRowId: number, topic: string): Promise<void> {
    if (this.#isWanted(await this.#lookup.triggers(applicationRowId), topic))
      await this.#waiting.check(applicationRowId);
  }

  /** Holds nobody back any longer and waits for what was accepted. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#pending.values());
  }

  async #takeLater(message: CustomMessage): Promise<void> {
    const { applicationRowId, isAcknowledged, topic } = message;
    if (!this.#isWanted(await this.#lookup.triggers(applicationRowId), topic)) return;
    if (!isAcknowledged) return this.#start(message);
    while (await this.#waiting.isFull(applicationRowId)) {
      if (this.#isStopping) throw new Error('the server is stopping');
      await setTimeout(fullMs);
    }
    const occurrence = this.#toOccurrence(message);
    if (occurrence) await this.#queue.addWhenRoom(applicationRowId, occurrence);
  }

  #isWanted(triggers: ApplicationTriggers, topic: string): boolean {
    return !triggers.isEmpty && this.#filtersOf(triggers).some(({ key }) => matchesTopic(key, topic));
  }

  #filtersOf(triggers: ApplicationTriggers): readonly ActiveTrigger[] {
    let filters = this.#filters.get(triggers);
    if (!filters) {
      filters = triggers.ofType('mqttTopic').filter(({ config }) => isLosant(config));
      this.#filters.set(triggers, filters);
    }
    return filters;
  }

  #store(message: CustomMessage): Promise<void> | undefined {
    const occurrence = this.#toOccurrence(message);
    return occurrence && this.#queue.add(message.applicationRowId, occurrence);
  }

  #start(message: CustomMessage): undefined {
    const { applicationRowId } = message;
    const occurrence = this.#toOccurrence(message);
    if (!occurrence) return undefined;
    if (this.#dispatcher.waitingOf(applicationRowId) < maxUnstored) {
      this.#dispatcher.runSoon(applicationRowId, occurrence);
      return undefined;
    }
    const triggers = this.#lookup.peek(applicationRowId);
    const unstarted = triggers ? this.#filtersOf(triggers).filter(({ key }) => matchesTopic(key, message.topic)) : [];
    this.#notes.add(applicationRowId, unstarted, 'messages at QoS 0 start nothing: too many wait in memory');
    return undefined;
  }

  /** Undefined at the end of a chain of flows that cause each other. */
  #toOccurrence({ topic, payload, from }: CustomMessage): Occurrence | undefined {
    const chain = 'chain' in from ? from.chain : 0;
    if (chain > maxChain) return undefined;
    const text = toText(payload);
    return {
      id: newId(),
      kind: 'mqttTopic',
      time: this.#now(),
      relay:
        'deviceId' in from
          ? { type: 'device', id: from.deviceId }
          : 'chain' in from
            ? { type: 'flow', id: from.flowId }
            : relayOf(from.principal),
      key: topic,
      data: text ?? Buffer.from(payload).toString('base64'),
      ...(text === undefined ? { root: { encoding: 'base64' } } : {}),
      ...(chain > 0 ? { chain } : {}),
    };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function toText(payload: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(payload);
    // PostgreSQL has no character for U+0000.
    return text.includes('\u0000') ? undefined : text;
  } catch {
    return undefined;
  }
}
