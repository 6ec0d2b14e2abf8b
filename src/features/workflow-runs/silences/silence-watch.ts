import { newId } from '../../../kernel/ids.ts';
import type { Database, Queryable, Statement } from '../../../platform/database/database.ts';
import { inTransaction } from '../../../platform/database/transaction.ts';
import { ClockLoop } from '../../../platform/jobs/clock-loop.ts';
import type { DeviceDirectory, DeviceProfile } from '../../devices/index.ts';
import type { ActiveTrigger, ApplicationTriggers, FlowChange, FlowLookup } from '../../workflows/index.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { ofDevice } from '../planner.ts';
import {
  type DueSilence,
  deleteSilence,
  findNextSilence,
  type Heard,
  hearByPresentClock,
  heardStatements,
  keepSilences,
  listDueSilences,
  lockSilence,
  maybeHeardStatement,
  putOffSilences,
  updateSilence,
} from '../silence-store.ts';

const types = ['deviceIdInactivity', 'deviceTagInactivity'];
/** Silences of one look; those of each are a transaction of their own. */
const maxPerLook = 200;
/** When what has failed, or cannot be told yet, is tried again. */
const laterMs = 1_000;

interface Parts {
  readonly database: Database;
  readonly lookup: FlowLookup;
  readonly directory: DeviceDirectory;
  readonly dispatcher: Dispatcher;
  /** Since when some server could hear devices, in epoch ms; undefined while that is not known. */
  readonly readUpSince: () => Promise<number | undefined>;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/**
 * Starts workflows when devices are silent (workflows.md, "2. Triggers"). A report notes in its own transaction that the device was
 * heard, and has triggers wait for its silence that do not yet; that it is silent is decided in the transaction that stores what
 * it starts, which further reports wait for: once per silence, whatever dies when.
 */
export class SilenceWatch {
  readonly #parts: Parts;
  readonly #loop: ClockLoop;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { now, onError } = parts;
    this.#loop = new ClockLoop({
      look: (signal) => this.#look(signal),
      onPutBack: (at, signal) => this.#onPutBack(at, signal),
      now,
      onError,
    });
  }

  start(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** What a report of the device means to triggers of silence; undefined: nothing. */
  judge(triggers: ApplicationTriggers, device: DeviceProfile, at: number): Heard | undefined {
    const found = triggersOf(triggers, device);
    if (found.length === 0) return undefined;
    const { deviceRowId, deviceId, applicationRowId } = device;
    const waiting = found.map((trigger) => ({
      flowRowId: trigger.flowRowId,
      entry: entryOf(trigger),
      armedAt: trigger.armedAt,
      silenceMs: silenceOf(trigger),
    }));
    this.#loop.wakeBy(at + Math.min(...waiting.map(({ silenceMs }) => silenceMs)));
    return { deviceRowId, deviceId, applicationRowId, at, triggers: waiting };
  }

  /**
   * Statements of the transaction that stores reports.
   *
   * @param unjudged devices whose triggers are not at hand; `arm` follows
   */
  statements(heard: readonly Heard[], unjudged: readonly { deviceRowId: number; at: number }[]): Statement[] {
    return [
      ...(heard.length > 0 ? heardStatements(heard) : []),
      ...(unjudged.length > 0 ? [maybeHeardStatement(unjudged)] : []),
    ];
  }

  /** Has triggers wait for a device that was heard when they were not at hand. Repeating it does no harm. */
  async arm(triggers: ApplicationTriggers, device: DeviceProfile, at: number): Promise<void> {
    const heard = this.judge(triggers, device, at);
    if (heard) await this.#parts.database.batch(heardStatements([heard]));
  }

  /** Forgets what a workflow waited for by triggers that it no longer has as they were, in the transaction that changes them. */
  async changed(tx: Queryable, flow: FlowChange): Promise<void> {
    const triggers = flow.kind === 'deleted' ? [] : await this.#parts.lookup.readDefault(tx, flow, types);
    const kept = triggers.map((trigger) => ({ entry: entryOf(trigger), armedAt: trigger.armedAt }));
    await keepSilences(tx, flow.flowRowId, kept);
  }

  /** What was heard by a clock that was ahead was heard now, and silence counts from there. */
  async #onPutBack(now: number, signal: AbortSignal): Promise<void> {
    const { database } = this.#parts;
    while (!database.isDiskFull && !signal.aborted && (await hearByPresentClock(database, now)));
  }

  async #look(signal: AbortSignal): Promise<number | undefined> {
    const { database, now, onError, readUpSince } = this.#parts;
    // While nothing that devices send can be stored, they would all seem to be silent.
    if (database.isDiskFull) return undefined;
    const next = await findNextSilence(database);
    if (next === undefined || next > now()) return next;
    const upSince = await readUpSince();
    if (upSince === undefined) return now() + laterMs;
    while (!signal.aborted && (await putOffSilences(database, now(), upSince)));
    for (let more = true; more && !signal.aborted; ) {
      const due = await listDueSilences(database, now(), maxPerLook);
      let decided = 0;
      for (const silence of due) {
        if (signal.aborted) return undefined;
        decided += await this.#decide(silence, upSince).catch(async (error) => {
          onError(error);
          // The others must not wait for one that cannot be decided.
          await updateSilence(database.kysely, silence, now() + laterMs);
          return 1;
        });
      }
      // What another server has in hand is its own.
      more = due.length === maxPerLook && decided > 0;
    }
    return findNextSilence(database);
  }

  /** @returns 0: another server has it in hand; otherwise 1 */
  async #decide(silence: DueSilence, upSince: number): Promise<number> {
    const { database, lookup, directory, dispatcher } = this.#parts;
    const { applicationRowId, deviceId, flowRowId, entry } = silence;
    const device = await directory.find(deviceId);
    const triggers = device && (await lookup.triggers(applicationRowId));
    const trigger =
      triggers &&
      triggersOf(triggers, device).find(
        (each) => each.flowRowId === flowRowId && entryOf(each) === entry && each.armedAt === silence.armedAt,
      );
    // The device, its tag or the trigger is gone.
    if (!trigger) {
      await deleteSilence(database.kysely, silence);
      return 1;
    }
    const now = this.#parts.now();
    return inTransaction(database, async (tx) => {
      const heard = await lockSilence(tx, silence, now);
      if (heard === undefined) return 0;
      const due = Math.max(heard, upSince) + silence.silenceMs;
      if (due > now) {
        await updateSilence(tx, silence, due);
        return 1;
      }
      await dispatcher.store(tx, applicationRowId, {
        id: newId(),
        kind: 'inactivity',
        time: now,
        relay: { type: 'device', id: deviceId },
        deviceId,
        data: { lastActivity: new Date(heard), inactivitySeconds: Math.floor((now - heard) / 1000) },
        target: { flowId: trigger.flowId, type: trigger.type, key: trigger.key },
      });
      await updateSilence(tx, silence, null);
      return 1;
    });
  }
}

/** The triggers of silence that a device has, each entry once. */
function triggersOf(triggers: ApplicationTriggers, device: DeviceProfile): ActiveTrigger[] {
  const found = new Map<string, ActiveTrigger>();
  for (const trigger of ofDevice(triggers, device, 'device', 'Inactivity')) {
    if (!(silenceOf(trigger) > 0)) continue;
    const name = `${trigger.flowRowId}/${entryOf(trigger)}`;
    if (!found.has(name)) found.set(name, trigger);
  }
  return [...found.values()];
}

/** Entries with the same `meta.uiId` are one. */
function entryOf({ uiId, type, key }: ActiveTrigger): string {
  return uiId === undefined ? `${type}/${key}` : `ui-${uiId}`;
}

/** In ms; NaN for an import that says nothing useful. */
function silenceOf({ config: { seconds } }: ActiveTrigger): number {
  return typeof seconds === 'number' ? Math.round(seconds * 1000) : Number.NaN;
}
