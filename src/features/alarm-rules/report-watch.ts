import { LRUCache } from 'lru-cache';
import type { Listeners } from '../../platform/bus/bus.ts';
import type { Statement } from '../../platform/database/database.ts';
import type { DeviceBatch, StateContributor } from '../device-state/index.ts';
import type { AlarmRule } from './conditions.ts';
import { findTurns } from './excursions.ts';
import type { RuleSet } from './rule-set.ts';
import {
  type HeardDevice,
  heardStatements,
  lastValuesSettled,
  type TurnOfDevice,
  turnStatement,
} from './turn-statements.ts';

/** That a device was heard is written at most this often; `silenceSlackMs` makes up for it. */
export const heardEveryMs = 2_000;
/** Devices whose last time is kept in mind; of others it is written more often than need be. About 100 bytes each. */
const maxRemembered = 100_000;

/**
 * What reports do to alarm rules: statements of the transaction that stores them, so that nothing that is acknowledged is
 * forgotten by a crash. Opening and resolving events is left to `AlarmClock`, which looks as soon as there is something.
 */
export class ReportWatch implements StateContributor {
  readonly #rules: RuleSet;
  readonly #onTurn: () => void;
  readonly #heard = new LRUCache<string, number>({ max: maxRemembered });
  /** What statements that are on their way will have written. */
  readonly #writing = new Map<string, number>();

  /** @param options.onTurn told when something has been stored that the clock should look at */
  constructor(options: { rules: RuleSet; onTurn: () => void }) {
    this.#rules = options.rules;
    this.#onTurn = options.onTurn;
  }

  get listens(): Listeners {
    return {
      'states.stored': (states) => {
        if (this.#writing.size === 0) return;
        for (const { device } of states) {
          const at = this.#writing.get(device.deviceId);
          if (at === undefined) continue;
          this.#writing.delete(device.deviceId);
          this.#heard.set(device.deviceId, at);
        }
      },
    };
  }

  statements(batches: readonly DeviceBatch[]): Statement[] {
    if (this.#rules.isEmpty) return [];
    const rounds: TurnOfDevice[][] = [];
    const heard: HeardDevice[] = [];
    for (const batch of batches) {
      const last = batch.reports.at(-1);
      if (!last) continue;
      const rules = this.#rules.about(last.device);
      const listening: AlarmRule[] = [];
      for (const rule of rules) {
        if (rule.condition.kind === 'silence') listening.push(rule);
        else this.#addTurns(rounds, batch, rule);
      }
      if (listening.length > 0 && this.#isDue(last.device.deviceId, last.arrivedAt)) {
        const { deviceRowId, applicationRowId } = last.device;
        heard.push({ deviceRowId, applicationRowId, at: last.arrivedAt, rules: listening });
      }
    }
    const statements = heard.length > 0 ? heardStatements(heard) : [];
    if (rounds.length > 0) statements.push(lastValuesSettled);
    for (const turns of rounds) {
      for (const to of ['beyond', 'clear'] as const) {
        const some = turns.filter((turn) => turn.to === to);
        if (some.length > 0) statements.push(turnStatement(to, some));
      }
    }
    if (statements.length > 0) this.#onTurn();
    return statements;
  }

  #isDue(deviceId: string, at: number): boolean {
    const before = this.#heard.get(deviceId);
    if (before !== undefined && at >= before && at - before < heardEveryMs) return false;
    // Commits that fail leave theirs behind; to forget them only costs another write.
    if (this.#writing.size >= maxRemembered) this.#writing.clear();
    this.#writing.set(deviceId, at);
    return true;
  }

  /** Adds what the device's readings do to the rule: its first turn to the first round, and so on. */
  #addTurns(rounds: TurnOfDevice[][], batch: DeviceBatch, rule: AlarmRule): void {
    const { condition, holdMs } = rule;
    if (condition.kind !== 'threshold') return;
    const report = batch.reports.at(-1) as DeviceBatch['reports'][number];
    const key = report.device.attributes.get(condition.attribute)?.key;
    if (key === undefined) return;
    const readings = batch.rows.flatMap(({ time, data }) => {
      const value = data[key];
      return value === undefined ? [] : [{ time, value }];
    });
    const newest = readings.at(-1)?.time;
    if (newest === undefined) return;
    const now = report.arrivedAt;
    const pair = { ruleRowId: rule.rowId, version: rule.version, deviceRowId: batch.deviceRowId, key, newest, now };
    const turns = findTurns(readings, condition, { holdMs, now });
    if (turns.some(({ to }) => to === 'beyond')) this.#rules.noteBeyond(rule.rowId);
    // Nearly every value is clear of a limit that no device is beyond: that costs nothing more.
    else if (!this.#rules.mayBeBeyond(rule.rowId)) return;
    turns.forEach((turn, index) => {
      rounds[index] ??= [];
      rounds[index].push({ ...pair, ...turn });
    });
  }
}
