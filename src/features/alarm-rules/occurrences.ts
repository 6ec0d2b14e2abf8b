import { AppError } from '../../kernel/errors.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { EventSource, Events } from '../events/index.ts';
import {
  type AlarmStateRow,
  deleteState,
  findStateDevice,
  type Hearing,
  hasFormerEvent,
  lockHearing,
  lockState,
  type StateKey,
  updateState,
} from './clock-store.ts';
import type { AlarmRule } from './conditions.ts';
import { heardEveryMs } from './report-watch.ts';
import { describeLimit, fillSubject, textOf } from './words.ts';

/** That a device was heard may have been left out for so long (`heardEveryMs`): nobody is called silent before. */
export const silenceSlackMs = heardEveryMs;
/** When a row waits for its rule to be read again, or for the former version of it to be resolved. */
const soonMs = 1_000;
/** When it is tried again to open the event of an application that has as many as it may. */
const fullMs = 60_000;

/** Who makes the events of a row whose rule is gone. */
export type FindRule = (ruleRowId: number) => AlarmRule | undefined;

/**
 * Opens and resolves the events of alarm rules: whatever is due, one device of one rule in one transaction with its event,
 * so that however many servers look, and whichever dies, there is one event and not two.
 */
export class AlarmOccurrences {
  readonly #database: Database;
  readonly #events: Events;
  readonly #now: () => number;

  constructor(options: { database: Database; events: Events; now: () => number }) {
    this.#database = options.database;
    this.#events = options.events;
    this.#now = options.now;
  }

  /**
   * Does what is due about one device. Does nothing when that has changed meanwhile, or another server has it in hand.
   *
   * @param rule as it is enabled now; undefined when it is not
   */
  async settle(
    key: StateKey,
    rule: AlarmRule | undefined,
    options: { readonly applicationId: string; readonly source: EventSource },
  ): Promise<void> {
    try {
      await inTransaction(this.#database, async (tx) => {
        const hearing = key.kind === 'silence' ? await lockHearing(tx, key.device_row_id) : undefined;
        const row = await lockState(tx, key);
        if (!row || row.due === null || row.due > this.#now()) return;
        if (row.ending !== null || row.cleared !== null) await this.#end(tx, row, rule, options);
        else if (rule?.version === key.version) await this.#begin(tx, row, rule, hearing, options);
        // The rules have not been read again yet; what a rule no longer stands for is ended by its review.
        else await updateState(tx, key, { due: this.#now() + soonMs });
      });
    } catch (error) {
      if (!(error instanceof AppError && (error.type === 'Throttled' || error.type === 'LimitReached'))) throw error;
      // The application may create no more events just now; the time is taken from the limit.
      const waitMs = error.type === 'LimitReached' ? fullMs : Math.max(1, error.retryAfter ?? 1) * 1000;
      const due = this.#now() + waitMs;
      await inTransaction(this.#database, (tx) => updateState(tx, key, { due }));
    }
  }

  async #begin(
    tx: Queryable,
    row: AlarmStateRow,
    rule: AlarmRule,
    hearing: Hearing | undefined,
    options: { readonly applicationId: string; readonly source: EventSource },
  ): Promise<void> {
    // Whether somebody could be heard is not known yet.
    if (hearing && hearing.upSince === undefined) return;
    const { heard = null, upSince = 0 } = hearing ?? {};
    const since = hearing ? Math.max(heard ?? 0, row.since ?? 0, rule.armedAt, upSince) : (row.since ?? 0);
    const due = since + rule.holdMs + (hearing ? silenceSlackMs : 0);
    if (due > this.#now()) return updateState(tx, row, { due });
    if (await hasFormerEvent(tx, row)) return updateState(tx, row, { due: this.#now() + soonMs });
    const device = await findStateDevice(tx, row.device_row_id);
    if (!device) return updateState(tx, row, { due: null });
    const eventId = await this.#open(tx, row, rule, { device, since: heard ?? since, ...options });
    await updateState(tx, row, { due: null, event_id: eventId });
  }

  /** Opens the event; returns its id. */
  async #open(
    tx: Queryable,
    row: AlarmStateRow,
    rule: AlarmRule,
    {
      device,
      since,
      applicationId,
      source,
    }: { device: { id: string; name: string }; since: number; applicationId: string; source: EventSource },
  ): Promise<string> {
    const { condition } = rule;
    const value = row.since_value ?? undefined;
    const from = new Date(since).toISOString();
    const data = {
      alarmRuleId: rule.id,
      kind: condition.kind,
      minutes: rule.holdMs / 60_000,
      since: from,
      ...(condition.kind === 'threshold'
        ? {
            attribute: condition.attribute,
            operator: condition.operator,
            limit: condition.limit,
            value: typeof value === 'string' ? textOf(value) : value,
          }
        : {}),
    };
    const message =
      condition.kind === 'threshold'
        ? `${code(condition.attribute)} is ${code(describeLimit(condition))} since ${from}; it was ${code(textOf(value ?? ''))} then.`
        : `Nothing was heard of the device since ${from}.`;
    const event = await this.#events.create(
      tx,
      { applicationRowId: row.application_row_id, applicationId },
      {
        level: rule.level,
        subject: fillSubject(rule, { device: device.name, value }),
        message,
        data,
        deviceId: device.id,
      },
      source,
    );
    return event.id;
  }

  async #end(
    tx: Queryable,
    row: AlarmStateRow,
    rule: AlarmRule | undefined,
    options: { readonly applicationId: string; readonly source: EventSource },
  ): Promise<void> {
    let eventId = row.event_id;
    if (eventId === null) {
      const device = await findStateDevice(tx, row.device_row_id);
      // It began and ended before anybody looked.
      if (row.ending === null && device && rule?.version === row.version && row.since !== null) {
        if (await hasFormerEvent(tx, row)) return updateState(tx, row, { due: this.#now() + soonMs });
        eventId = await this.#open(tx, row, rule, { device, since: row.since, ...options });
      }
    }
    // A silent device is watched on from the moment at which it was heard; all else begins anew with the next excursion.
    if (row.kind === 'silence' && row.ending === null && rule) {
      const since = row.cleared ?? this.#now();
      await updateState(tx, row, { event_id: null, cleared: null, since, due: since + rule.holdMs + silenceSlackMs });
    } else await deleteState(tx, row);
    if (eventId === null) return;
    const application = { applicationRowId: row.application_row_id, applicationId: options.applicationId };
    await this.#events.resolve(tx, application, eventId, explainEnd(row, rule), options.source);
  }
}

/** Why an alarm is over, for the update of its event. */
function explainEnd(row: AlarmStateRow, rule: AlarmRule | undefined) {
  if (row.ending !== null) return { comment: row.ending };
  const at = new Date(row.cleared ?? 0).toISOString();
  if (row.kind === 'silence') return { comment: `The device was heard again at ${at}.`, data: { at } };
  const value = row.cleared_value ?? '';
  const attribute = rule?.condition.kind === 'threshold' ? code(rule.condition.attribute) : 'The attribute';
  const shown = typeof value === 'string' ? textOf(value) : value;
  return { comment: `${attribute} was ${code(textOf(value))} at ${at}.`, data: { at, value: shown } };
}

/** In Markdown, as it stands. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('\n', ' ')}\``;
}
