import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import { readLastValues, settleLastValues } from '../device-state/index.ts';
import { activeAttributes, type StoredAttribute } from '../devices/index.ts';
import {
  endPending,
  endStates,
  findNewestDevice,
  listLostDevices,
  type WalkedDevice,
  walkDevices,
  watchSilence,
} from './clock-store.ts';
import { type AlarmRule, isAbout, judge } from './conditions.ts';
import { silenceSlackMs } from './occurrences.ts';
import { toAlarmRule } from './representation.ts';
import type { RuleSet } from './rule-set.ts';
import type { AlarmRuleRow } from './store.ts';
import { lastValuesSettled, type TurnOfDevice, turnStatement } from './turn-statements.ts';

/** Devices of one step: short enough that reports hardly wait. */
const devicesPerStep = 500;

const endings = {
  deleted: 'The alarm rule was deleted.',
  disabled: 'The alarm rule was disabled.',
  changed: 'The alarm rule was changed.',
  otherDevices: 'The alarm rule does not apply to this device any more.',
  lost: 'The device was deleted.',
} as const;

/**
 * Looks through devices for what no report tells a rule: which of them it is about, what they had reported before, and what
 * has become of those that it was about. Doing it twice does no harm.
 */
export class RuleReview {
  readonly #database: Database;
  readonly #rules: RuleSet;
  readonly #now: () => number;
  /** Row number; 0: none has been looked at since the start. */
  #newestDevice = 0;

  constructor(options: { database: Database; rules: RuleSet; now: () => number }) {
    this.#database = options.database;
    this.#rules = options.rules;
    this.#now = options.now;
  }

  /** All that follows from a rule that was made, changed, disabled or deleted. */
  async review(row: AlarmRuleRow, { signal }: { signal: AbortSignal }): Promise<void> {
    const db = this.#database.kysely;
    if (row.deleted_at !== null) await endStates(db, row.alarm_rule_row_id, {}, { ending: endings.deleted });
    else if (!row.enabled) await endStates(db, row.alarm_rule_row_id, {}, { ending: endings.disabled });
    else {
      const former = { exceptVersion: row.version };
      await endStates(db, row.alarm_rule_row_id, former, { ending: endings.changed });
      // The id of the application is not asked for here.
      const rule = toAlarmRule(row, '');
      const lost = await listLostDevices(db, rule.rowId);
      if (lost.length > 0) await endStates(db, rule.rowId, { deviceRowIds: lost }, { ending: endings.lost });
      await this.#walk(rule, undefined, signal);
    }
    await endPending(db, row);
  }

  /** The same for devices that were made, changed or deleted, or for all of the application. */
  async reviewDevices(
    applicationId: string,
    deviceIds: readonly string[] | undefined,
    { signal }: { signal: AbortSignal },
  ): Promise<void> {
    const rules = this.#rules.all.filter((rule) => rule.applicationId === applicationId);
    for (const rule of rules) {
      const lost = await listLostDevices(this.#database.kysely, rule.rowId, deviceIds);
      const ended = { ending: endings.lost };
      if (lost.length > 0) await endStates(this.#database.kysely, rule.rowId, { deviceRowIds: lost }, ended);
      await this.#walk(rule, deviceIds, signal);
    }
  }

  /**
   * Devices that were made since the last time, for rules that watch also those that have never reported: others hear of a
   * device by its first report. One that a long transaction has made is found when all are looked through again.
   */
  async reviewNew({ signal }: { signal: AbortSignal }): Promise<void> {
    const rules = this.#rules.all.filter(
      ({ condition }) => condition.kind === 'silence' && condition.includeNeverReported,
    );
    if (rules.length === 0) return;
    const newest = await findNewestDevice(this.#database.kysely);
    const after = this.#newestDevice;
    if (newest <= after) return;
    for (const rule of rules) await this.#walk(rule, undefined, signal, after);
    this.#newestDevice = newest;
  }

  async #walk(
    rule: AlarmRule,
    deviceIds: readonly string[] | undefined,
    signal: AbortSignal,
    behind = 0,
  ): Promise<void> {
    // Whether a device has reported is told by its last values.
    await settleLastValues(this.#database);
    for (let after = behind; ; ) {
      signal.throwIfAborted();
      const devices = await walkDevices(this.#database.kysely, rule, { after, limit: devicesPerStep, deviceIds });
      await this.#reviewSome(rule, devices);
      const last = devices.at(-1);
      if (!last || devices.length < devicesPerStep) return;
      after = last.deviceRowId;
    }
  }

  async #reviewSome(rule: AlarmRule, devices: readonly WalkedDevice[]): Promise<void> {
    const others = devices.filter((device) => device.isKnown && !(isAbout(rule, device) && canTell(rule, device)));
    const ended = { ending: endings.otherDevices };
    const deviceRowIds = others.map(({ deviceRowId }) => deviceRowId);
    if (others.length > 0) await endStates(this.#database.kysely, rule.rowId, { deviceRowIds }, ended);
    const { condition } = rule;
    const about = devices.filter((device) => isAbout(rule, device));
    if (condition.kind === 'threshold') return this.#judgeLast(rule, about);
    const watched = about.filter(
      ({ isKnown, hasReported }) => !isKnown && (hasReported || condition.includeNeverReported),
    );
    if (watched.length === 0) return;
    const now = this.#now();
    const rowIds = watched.map(({ deviceRowId }) => deviceRowId);
    await watchSilence(this.#database, rule, rowIds, { since: now, slackMs: silenceSlackMs });
  }

  /**
   * What devices have reported before the rule was made counts as much as what they report now; and an end that another server
   * has not noticed is noticed here.
   */
  async #judgeLast(rule: AlarmRule, devices: readonly WalkedDevice[]): Promise<void> {
    const { condition } = rule;
    if (condition.kind !== 'threshold') return;
    const rowIds = devices.map(({ deviceRowId }) => deviceRowId);
    const last = new Map(
      (await readLastValues(this.#database, rowIds)).map(({ device_row_id, data }) => [device_row_id, data]),
    );
    const now = this.#now();
    const turns: TurnOfDevice[] = devices.flatMap(({ deviceRowId, attributes }) => {
      const stored = activeAttributes(attributes as StoredAttribute[]);
      const key = stored.find(({ name }) => name === condition.attribute)?.key;
      const found = key === undefined ? undefined : last.get(deviceRowId)?.[key];
      // One that is known from the future, of a clock that was ahead, says nothing about now.
      if (key === undefined || !found || found.t > now) return [];
      const value = found.v as AttributeValue;
      const to = judge(condition, value);
      if (to === undefined) return [];
      const pair = { ruleRowId: rule.rowId, version: rule.version, deviceRowId };
      return [{ ...pair, key, newest: found.t, now, at: found.t, value, to }];
    });
    const statements = (['beyond', 'clear'] as const).flatMap((to) => {
      const some = turns.filter((turn) => turn.to === to);
      return some.length === 0 ? [] : [turnStatement(to, some)];
    });
    if (statements.length === 0) return;
    if (turns.some(({ to }) => to === 'beyond')) this.#rules.noteBeyond(rule.rowId);
    await this.#database.batch([lastValuesSettled, ...statements]);
  }
}

/** Whether the device has what the rule watches. */
function canTell({ condition }: AlarmRule, { attributes }: WalkedDevice): boolean {
  if (condition.kind === 'silence') return true;
  return activeAttributes(attributes as StoredAttribute[]).some(({ name }) => name === condition.attribute);
}
