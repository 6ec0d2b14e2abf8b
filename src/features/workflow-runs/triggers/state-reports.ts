import { newId } from '../../../kernel/ids.ts';
import type { Statement } from '../../../platform/database/database.ts';
import { encodePayload } from '../../../platform/language/index.ts';
import type { DeviceBatch, StateContributor, StateItem } from '../../device-state/index.ts';
import type { DeviceProfile } from '../../devices/index.ts';
import type { ApplicationTriggers, FlowLookup } from '../../workflows/index.ts';
import { encodeOccurrence, maxChain, type Occurrence } from '../occurrence.ts';
import type { EncodedOccurrence } from '../occurrence-bundle.ts';
import { insertEncoded } from '../occurrence-store.ts';
import { ofDevice, ofReports } from '../planner.ts';
import type { RunPace } from '../run-pace.ts';
import type { Heard } from '../silence-store.ts';
import type { SilenceWatch } from '../silences/silence-watch.ts';
import { wantsState } from '../state-triggers.ts';

/**
 * Stores, in the transaction that stores reports, that they start flows: one occurrence for each report that a trigger wants, however
 * many flows it starts. Costs two look-ups for a report that starts none.
 */
export class StateReports implements StateContributor {
  readonly #lookup: FlowLookup;
  readonly #stored: (applicationRowId: number) => void;
  readonly #silences: SilenceWatch;
  readonly #pace: RunPace;
  /** Whether a device has triggers, as long as neither it nor the triggers of its application have changed. */
  readonly #hasTriggers = new WeakMap<DeviceProfile, { of: ApplicationTriggers; any: boolean; silence: boolean }>();
  /** Applications in whose name rows are on their way into the database. */
  readonly #pending = new Set<number>();

  constructor(options: {
    lookup: FlowLookup;
    silences: SilenceWatch;
    pace: RunPace;
    stored: (applicationRowId: number) => void;
  }) {
    this.#lookup = options.lookup;
    this.#silences = options.silences;
    this.#pace = options.pace;
    this.#stored = options.stored;
  }

  statements(batches: readonly DeviceBatch[]): Statement[] {
    this.#pace.storing(batches.reduce((count, { reports }) => count + reports.length, 0));
    const rows: EncodedOccurrence[] = [];
    const heard: Heard[] = [];
    const unjudged: { deviceRowId: number; at: number }[] = [];
    for (const { reports } of batches) {
      const last = reports.at(-1);
      const device = reports[0]?.device;
      if (!device || !last) continue;
      const triggers = this.#lookup.peek(device.applicationRowId);
      if (!triggers) unjudged.push({ deviceRowId: device.deviceRowId, at: last.arrivedAt });
      else if (this.#find(triggers, last.device)?.silence) {
        const found = this.#silences.judge(triggers, last.device, last.arrivedAt);
        if (found) heard.push(found);
      }
      const mayName = triggers?.isEmpty === false && reports.some(({ details }) => details?.flowVersion !== undefined);
      if (triggers && !mayName && !this.#find(triggers, device)?.any) continue;
      for (const report of reports) {
        // Where the triggers are not at hand, whoever works the row off finds out.
        if (triggers && !isWanted(triggers, report)) continue;
        if ((report.details?.chain ?? 0) > maxChain) continue;
        const content = triggers && !report.details ? encodePlain(report) : encodeReport(report, !triggers);
        rows.push({ applicationRowId: device.applicationRowId, id: newId(), kind: 'state', content });
        this.#pending.add(device.applicationRowId);
      }
    }
    const silences = heard.length + unjudged.length > 0 ? this.#silences.statements(heard, unjudged) : [];
    return rows.length === 0 ? silences : [...silences, insertEncoded(rows)];
  }

  /** A commit has ended. Its rows are among those that were asked for before, perhaps with some of the next. */
  committed(): void {
    this.#pace.stored();
    if (this.#pending.size === 0) return;
    for (const applicationRowId of this.#pending) this.#stored(applicationRowId);
    this.#pending.clear();
  }

  #find(triggers: ApplicationTriggers, device: DeviceProfile) {
    if (triggers.isEmpty) return undefined;
    const known = this.#hasTriggers.get(device);
    if (known?.of === triggers) return known;
    const any = ofReports(triggers, device).length > 0;
    const silence = ofDevice(triggers, device, 'device', 'Inactivity').length > 0;
    const found = { of: triggers, any, silence };
    this.#hasTriggers.set(device, found);
    return found;
  }
}

function isWanted(triggers: ApplicationTriggers, item: StateItem): boolean {
  const { device, time, named, arrivedAt, details } = item;
  const batch = details?.batch && toBatch(item, details.batch);
  const state = { kind: 'state', time, arrivedAt, data: named, ...(batch ? { batch } : {}) } as const;
  return ofReports(triggers, device, details?.flowVersion).some((it) => wantsState(it, state));
}

/** The text of a report that says nothing but its values, as nearly all are: as `encodeReport`, for a third of the time. */
function encodePlain({ device: { deviceId }, time, named, arrivedAt }: StateItem): string {
  const relay = `{"type":"device","id":"${deviceId}"}`;
  return `{"time":${time},"arrivedAt":${arrivedAt},"relay":${relay},"data":${encodePayload(named)},"deviceId":"${deviceId}"}`;
}

function encodeReport(item: StateItem, isUnjudged: boolean): string {
  return encodeOccurrence({ id: '', ...toOccurrence(item), ...(isUnjudged ? { isUnjudged } : {}) });
}

function toOccurrence(item: StateItem): Omit<Occurrence, 'id'> {
  const { device, time, named, arrivedAt, details } = item;
  const relay = details?.relay ?? { type: 'device' as const, id: device.deviceId };
  return {
    kind: 'state',
    time,
    arrivedAt,
    relay,
    data: named,
    deviceId: device.deviceId,
    ...(details?.meta === undefined ? {} : { meta: details.meta }),
    ...(details?.flowVersion === undefined ? {} : { flowVersion: details.flowVersion }),
    ...(details?.chain === undefined ? {} : { chain: details.chain }),
    ...(details?.batch ? { batch: toBatch(item, details.batch) } : {}),
  };
}

/** The first state of a report brings all of them along, for triggers that want them together. */
function toBatch(item: StateItem, states: readonly StateItem[]): NonNullable<Occurrence['batch']> {
  if (states[0] !== item) return { size: states.length };
  return {
    size: states.length,
    states: states.map(({ named, time, details }) => ({
      data: named,
      time: new Date(time),
      ...(details?.meta === undefined ? {} : { meta: details.meta }),
    })),
  };
}
