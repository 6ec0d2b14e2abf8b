import { newId } from '../../../kernel/ids.ts';
import type { RefusalListener, RefusedState } from '../../device-state/index.ts';
import type { ApplicationTriggers, FlowLookup } from '../../workflows/index.ts';
import type { Occurrence } from '../occurrence.ts';
import { maxChain } from '../occurrence.ts';
import type { OccurrenceQueue } from '../occurrence-queue.ts';
import { ofDevice } from '../planner.ts';
import { wantsState } from '../state-triggers.ts';

/**
 * Reports that could not be stored start flows whose triggers want them (`allowInvalid`); that is stored before the sender is
 * told (workflows.md, "2. Triggers").
 */
export class RefusedReports implements RefusalListener {
  readonly #lookup: FlowLookup;
  readonly #queue: OccurrenceQueue;

  constructor(options: { lookup: FlowLookup; queue: OccurrenceQueue }) {
    this.#lookup = options.lookup;
    this.#queue = options.queue;
  }

  take(refused: readonly RefusedState[]): Promise<void> | undefined {
    const applicationRowId = (refused[0] as RefusedState).device.applicationRowId;
    const triggers = this.#lookup.peek(applicationRowId);
    if (!triggers) return this.#takeLater(applicationRowId, refused);
    const wanted = select(triggers, refused);
    return wanted.length === 0 ? undefined : this.#store(applicationRowId, wanted);
  }

  async #takeLater(applicationRowId: number, refused: readonly RefusedState[]): Promise<void> {
    await this.#store(applicationRowId, select(await this.#lookup.triggers(applicationRowId), refused));
  }

  async #store(applicationRowId: number, occurrences: readonly Occurrence[]): Promise<void> {
    await Promise.all(occurrences.map((occurrence) => this.#queue.addWhenRoom(applicationRowId, occurrence)));
  }
}

function select(triggers: ApplicationTriggers, refused: readonly RefusedState[]): Occurrence[] {
  if (triggers.isEmpty) return [];
  return refused.flatMap((state) => {
    const occurrence = toOccurrence(state);
    const found = ofDevice(triggers, state.device, 'device', '', occurrence.flowVersion);
    const isWanted = (occurrence.chain ?? 0) <= maxChain && found.some((trigger) => wantsState(trigger, occurrence));
    return isWanted ? [occurrence] : [];
  });
}

function toOccurrence({ device, original, arrivedAt, origin, batchSize }: RefusedState): Occurrence {
  const { deviceId } = device;
  return {
    id: newId(),
    kind: 'refusedState',
    time: arrivedAt,
    relay: origin?.relay ?? { type: 'device', id: deviceId },
    deviceId,
    data: null,
    root: { original },
    ...(origin?.flowVersion === undefined ? {} : { flowVersion: origin.flowVersion }),
    ...(origin?.chain === undefined ? {} : { chain: origin.chain }),
    ...(batchSize === undefined ? {} : { batch: { size: batchSize } }),
  };
}
