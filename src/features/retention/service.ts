import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { IngestYield } from '../../platform/jobs/ingest-yield.ts';
import { type ArchiveGate, findDaysWithStates } from '../archives/index.ts';
import {
  deleteLastValues,
  deleteStates,
  deleteValues,
  dropPartition,
  listPartitions,
  readDevicesInPartition,
  type StatePartition,
  type StatePartitions,
} from '../device-state/index.ts';
import { attributeCutoffs, cutoffOf } from './policy.ts';
import {
  type ApplicationPolicy,
  dayMs,
  type KeptDevice,
  readDevices,
  readPolicies,
  readSweeps,
  saveSweep,
} from './store.ts';

const devicesPerRead = 200;
const daysPerRead = 400;
/** Reports reach 30 days back; what they can still reach keeps its partition, even an empty one. */
const youngestDroppedMs = 39 * dayMs;

/** One application while its states are looked through. */
interface Pass {
  readonly policy: ApplicationPolicy;
  readonly cutoff: number | undefined;
  removed: number;
  readonly waiting: Set<number>;
}

/**
 * Removes states that are older than their owner, application or attribute keeps them (semantics.md, "Archives"), whole
 * UTC days at a time. Where the application archives, a day goes only after its archive has been verified; until then it
 * waits, and the application's log says so.
 */
export class RetentionService {
  readonly #database: Database;
  readonly #partitions: StatePartitions;
  readonly #gate: ArchiveGate;
  readonly #bus: Bus;
  readonly #ingestYield: IngestYield;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    partitions: StatePartitions;
    gate: ArchiveGate;
    bus: Bus;
    /** Whether devices report at present. */
    isReporting: () => boolean;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#partitions = options.partitions;
    this.#gate = options.gate;
    this.#bus = options.bus;
    this.#ingestYield = new IngestYield(options);
    this.#now = options.now;
  }

  /** One look at everything; running it again, or twice at once, does no harm. */
  async run(signal: AbortSignal): Promise<void> {
    const now = this.#now();
    const passes = new Map<number, Pass>();
    for (const policy of await readPolicies(this.#database.kysely)) {
      const cutoff = cutoffOf(now, policy.ownerTtl, policy.ownTtl);
      passes.set(policy.applicationRowId, { policy, cutoff, removed: 0, waiting: new Set() });
    }
    await this.#dropPartitions(passes, now, signal);
    for (const pass of passes.values()) {
      if (pass.cutoff === undefined && !pass.policy.hasAttributeTtl) continue;
      await this.#trimApplication(pass, now, signal);
      this.#tell(pass);
    }
  }

  /** Drops the partitions in which nothing has to be kept: nothing is read or rewritten for that. */
  async #dropPartitions(passes: ReadonlyMap<number, Pass>, now: number, signal: AbortSignal): Promise<void> {
    if (![...passes.values()].some(({ cutoff }) => cutoff !== undefined)) return;
    for (const partition of await listPartitions(this.#database)) {
      if (partition.until > now - youngestDroppedMs) return;
      const touched = new Set<Pass>();
      if (!(await this.#mayDrop(partition, passes, touched, signal))) continue;
      await dropPartition(this.#database, partition);
      this.#partitions.forget(partition);
      const days = Math.round((partition.until - partition.from) / dayMs);
      const from = new Date(partition.from).toISOString().slice(0, 10);
      for (const { policy } of touched) {
        const message = `All states of the ${days} days from ${from} were older than they are kept, and were removed`;
        this.#bus.emit('log', { applicationId: policy.applicationId, level: 'info', type: 'retention', message });
      }
    }
  }

  async #mayDrop(
    partition: StatePartition,
    passes: ReadonlyMap<number, Pass>,
    touched: Set<Pass>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { from, until } = partition;
    for (let afterKey = 0; ; ) {
      await this.#ingestYield.yieldToIngest(signal);
      const devices = await readDevicesInPartition(this.#database, partition, afterKey, devicesPerRead);
      afterKey = devices.at(-1)?.deviceRowId ?? afterKey;
      for (const { deviceRowId, applicationRowId, id, tags } of devices) {
        if (applicationRowId === null || id === null) continue;
        const pass = passes.get(applicationRowId);
        // An application made since the look at the policies keeps what it has.
        if (pass?.cutoff === undefined || pass.cutoff < until) return false;
        touched.add(pass);
        if (pass.policy.config === null) continue;
        const days = await findDaysWithStates(this.#database, { deviceRowId, from, until, limit: daysPerRead });
        for (const day of days) {
          await this.#ingestYield.yieldToIngest(signal);
          if (!(await this.#gate.mayRemove(pass.policy, { deviceRowId, id, tags: tags ?? [] }, day))) return false;
        }
      }
      if (devices.length < devicesPerRead) return true;
    }
  }

  async #trimApplication(pass: Pass, now: number, signal: AbortSignal): Promise<void> {
    const { applicationRowId } = pass.policy;
    for (let afterKey = 0; ; ) {
      const devices = await readDevices(this.#database.kysely, applicationRowId, afterKey, devicesPerRead);
      afterKey = devices.at(-1)?.deviceRowId ?? afterKey;
      for (const device of devices) {
        if (pass.cutoff !== undefined) await this.#trimDevice(pass, device, pass.cutoff, signal);
        for (const { key, cutoff } of attributeCutoffs(device.attributes, now, pass.cutoff)) {
          await this.#sweepAttribute(pass, device, key, cutoff, signal);
        }
      }
      if (devices.length < devicesPerRead) return;
    }
  }

  async #trimDevice(pass: Pass, device: KeptDevice, cutoff: number, signal: AbortSignal): Promise<void> {
    const { deviceRowId } = device;
    let firstKept = cutoff;
    for (let from = 0; ; ) {
      await this.#ingestYield.yieldToIngest(signal);
      const days = await findDaysWithStates(this.#database, { deviceRowId, from, until: cutoff, limit: daysPerRead });
      for (const day of days) {
        if (await this.#gate.mayRemove(pass.policy, device, day)) {
          pass.removed += await this.#deleteDay(deviceRowId, day, signal);
        } else {
          pass.waiting.add(day);
          firstKept = Math.min(firstKept, day);
        }
      }
      if (days.length < daysPerRead) break;
      from = (days.at(-1) ?? 0) + dayMs;
    }
    await deleteLastValues(this.#database, { deviceRowId, until: firstKept });
  }

  async #deleteDay(deviceRowId: number, day: number, signal: AbortSignal): Promise<number> {
    let removed = 0;
    for (;;) {
      await this.#ingestYield.yieldToIngest(signal);
      const step = await deleteStates(this.#database, { deviceRowId, from: day, until: day + dayMs });
      if (step === 0) return removed;
      removed += step;
    }
  }

  /** Removes an attribute's values up to its cutoff, from where the last run has come to; stops at a day that waits. */
  async #sweepAttribute(
    pass: Pass,
    device: KeptDevice,
    attributeKey: number,
    cutoff: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { deviceRowId } = device;
    const db = this.#database.kysely;
    let until = (await readSweeps(db, deviceRowId)).get(attributeKey) ?? 0;
    const start = until;
    sweep: while (until < cutoff) {
      await this.#ingestYield.yieldToIngest(signal);
      const range = { deviceRowId, from: until, until: cutoff, limit: daysPerRead };
      const days = await findDaysWithStates(this.#database, range);
      for (const day of days) {
        if (!(await this.#gate.mayRemove(pass.policy, device, day))) {
          pass.waiting.add(day);
          until = day;
          break sweep;
        }
        for (let from: number | undefined = day; from !== undefined; ) {
          await this.#ingestYield.yieldToIngest(signal);
          from = await deleteValues(this.#database, { deviceRowId, attributeKey, from, until: day + dayMs });
        }
        until = day + dayMs;
        await saveSweep(db, { deviceRowId, attributeKey, until });
      }
      if (days.length < daysPerRead) until = cutoff;
    }
    if (until === start) return;
    await saveSweep(db, { deviceRowId, attributeKey, until });
    await deleteLastValues(this.#database, { deviceRowId, attributeKey, until });
  }

  #tell({ policy: { applicationId }, removed, waiting, cutoff }: Pass): void {
    if (removed > 0 && cutoff !== undefined) {
      const before = new Date(cutoff).toISOString().slice(0, 10);
      const message = `${removed} states from before ${before} were older than they are kept, and were removed`;
      this.#bus.emit('log', { applicationId, level: 'info', type: 'retention', message, details: { removed } });
    }
    if (waiting.size > 0) {
      const oldest = new Date(Math.min(...waiting)).toISOString();
      const message = `States of ${waiting.size} days are older than they are kept, but wait until their archive is verified; the oldest is ${oldest.slice(0, 10)}`;
      const details = { days: waiting.size, oldest };
      this.#bus.emit('log', { applicationId, level: 'warn', type: 'retention', message, details });
    }
  }
}
