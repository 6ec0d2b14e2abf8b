import { AppError } from '../../kernel/errors.ts';
import { matchesGlob } from '../../kernel/glob.ts';
import { newId } from '../../kernel/ids.ts';
import { tagsMatch } from '../../kernel/tags.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { afterCommit } from '../../platform/database/transaction.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { EventApplication, EventOccurrence } from '../events/index.ts';
import { insertInboxEntry } from './inbox-store.ts';
import { type Occurrence, toOccurrence } from './occurrence.ts';
import { type Channel, queues } from './queues.ts';
import { findQuietEnd } from './quiet-time.ts';
import { listEnabledRules, type RuleRow } from './rule-store.ts';
import {
  addToDigest,
  findDeviceTags,
  findNthNewest,
  insertNotification,
  insertReminder,
  isOutboxFull,
  lockOutbox,
} from './store.ts';

const hourMs = 3_600_000;

/**
 * Decides who is to be told of an event, and writes it down in the event's transaction: what is told of is certain to be
 * delivered, and nothing is that was rolled back.
 */
export class NotificationOutbox {
  readonly #now: () => number;
  readonly #wakeAfter: (tx: Queryable) => void;
  readonly #log: Pick<ApplicationLog, 'write'>;

  /** @param options.wakeAfter has the queues looked at once the transaction has committed */
  constructor(options: {
    now: () => number;
    wakeAfter: (tx: Queryable) => void;
    applicationLog: Pick<ApplicationLog, 'write'>;
  }) {
    this.#now = options.now;
    this.#log = options.applicationLog;
    this.#wakeAfter = options.wakeAfter;
  }

  /** What `Events.contribute` takes. */
  async tell(tx: Queryable, happened: EventOccurrence): Promise<void> {
    const occurrence = toOccurrence(happened);
    if (!occurrence) return;
    const { applicationRowId } = happened.application;
    const rules = await listEnabledRules(tx, applicationRowId);
    const concerned = await this.#choose(tx, applicationRowId, rules, occurrence);
    if (concerned.length === 0) return;
    await lockOutbox(tx, applicationRowId);
    for (const rule of concerned) {
      await this.#tellBy(tx, happened.application, rule, occurrence, 'event');
      if (rule.repeat_ms === null || rule.repeat_times === null || occurrence.state !== 'new') continue;
      await insertReminder(tx, {
        ruleRowId: rule.notification_rule_row_id,
        eventId: occurrence.eventId,
        applicationRowId,
        dueAt: new Date(this.#now() + rule.repeat_ms),
        times: rule.repeat_times,
      });
    }
    await this.#show(tx, applicationRowId, concerned, occurrence, 'event');
    this.#wakeAfter(tx);
  }

  /** Tells again of an event that nobody has acknowledged. */
  async remind(tx: Queryable, application: EventApplication, rule: RuleRow, occurrence: Occurrence): Promise<void> {
    await lockOutbox(tx, application.applicationRowId);
    await this.#tellBy(tx, application, rule, occurrence, 'repeat');
    await this.#show(tx, application.applicationRowId, [rule], occurrence, 'repeat');
    this.#wakeAfter(tx);
  }

  /** Sends a message by every channel of the rule, at any time; returns their ids. @throws AppError Throttled when too many wait */
  async test(tx: Queryable, application: EventApplication, rule: RuleRow, occurrence: Occurrence): Promise<string[]> {
    await lockOutbox(tx, application.applicationRowId);
    if (await isOutboxFull(tx, application.applicationRowId)) throw outboxFull();
    const ids: string[] = [];
    for (const { channel, target } of targetsOf(rule)) {
      ids.push(await this.#insert(tx, application, rule, { channel, target, reason: 'test' }, occurrence, undefined));
    }
    await this.#show(tx, application.applicationRowId, [rule], occurrence, 'test');
    this.#wakeAfter(tx);
    return ids;
  }

  async #choose(
    tx: Queryable,
    applicationRowId: number,
    rules: readonly RuleRow[],
    occurrence: Occurrence,
  ): Promise<RuleRow[]> {
    const some = rules.filter(
      ({ levels, states, subject }) =>
        levels.includes(occurrence.level) &&
        states.includes(occurrence.state) &&
        (subject === '' || matchesGlob(subject, occurrence.subject)),
    );
    const { deviceId } = occurrence;
    if (some.every((rule) => rule.device_tags.length === 0)) return some;
    const tags = deviceId === undefined ? [] : await findDeviceTags(tx, applicationRowId, deviceId);
    return some.filter(({ device_tags }) => device_tags.length === 0 || tagsMatch(tags, device_tags));
  }

  async #tellBy(
    tx: Queryable,
    application: EventApplication,
    rule: RuleRow,
    occurrence: Occurrence,
    reason: 'event' | 'repeat',
  ): Promise<void> {
    const now = this.#now();
    for (const { channel, target } of targetsOf(rule)) {
      const message = { notification_rule_row_id: rule.notification_rule_row_id, channel, target, reason };
      const quietEnd = this.#findQuietEnd(rule, occurrence, now);
      // What quiet time holds back must not hold back what may pass it.
      const isExempt = rule.quiet_time !== null && quietEnd === undefined;
      const times = {
        now: new Date(now),
        notBefore: quietEnd === undefined ? null : new Date(quietEnd),
        notAfter: isExempt ? new Date(now + rule.digest_ms) : null,
      };
      if (await addToDigest(tx, message, occurrence, times)) continue;
      if (await isOutboxFull(tx, application.applicationRowId)) {
        this.#tellOfFull(tx, application, rule, occurrence);
        continue;
      }
      const first = await findNthNewest(tx, message, rule.max_per_hour);
      const due = Math.max(now + rule.digest_ms, (first?.getTime() ?? 0) + hourMs);
      const collectsUntil = this.#findQuietEnd(rule, occurrence, due) ?? due;
      const until = collectsUntil > now ? new Date(collectsUntil) : undefined;
      await this.#insert(tx, application, rule, { channel, target, reason }, occurrence, until);
    }
  }

  /** The event is there all the same, and in the inbox; of this message nothing but a line of the log is left. */
  #tellOfFull(tx: Queryable, { applicationId }: EventApplication, rule: RuleRow, { subject, level }: Occurrence): void {
    afterCommit(tx, () =>
      this.#log.write(applicationId, () => ({
        level: 'error',
        type: 'event',
        message: `Nobody is told of "${subject}" (${level}) by the notification rule "${rule.name}": too many messages wait to be delivered.`,
        details: { notificationRuleId: rule.id, level },
      })),
    );
  }

  #findQuietEnd({ quiet_time: quiet }: RuleRow, { level }: Occurrence, time: number): number | undefined {
    if (quiet === null || (level === 'critical' && quiet.exceptCritical)) return undefined;
    return findQuietEnd(quiet, time);
  }

  async #insert(
    tx: Queryable,
    { applicationRowId }: EventApplication,
    rule: RuleRow,
    message: { channel: Channel; target: string; reason: 'event' | 'repeat' | 'test' },
    occurrence: Occurrence,
    until: Date | undefined,
  ): Promise<string> {
    const now = new Date(this.#now());
    await queues[message.channel].join(tx, applicationRowId);
    const { id } = await insertNotification(tx, {
      id: newId(),
      application_row_id: applicationRowId,
      notification_rule_row_id: rule.notification_rule_row_id,
      ...message,
      occurrences: JSON.stringify([occurrence]),
      occurrence_count: 1,
      collects_until: until ?? null,
      next_attempt_at: until ?? null,
      state: 'pending',
      created_at: now,
      updated_at: now,
    });
    return id;
  }

  /** One entry of the inbox, however many rules want it there. */
  async #show(
    tx: Queryable,
    applicationRowId: number,
    rules: readonly RuleRow[],
    occurrence: Occurrence,
    reason: string,
  ): Promise<void> {
    const rule = rules.find(({ to_console }) => to_console);
    if (!rule) return;
    await insertInboxEntry(tx, { id: newId(), applicationRowId, rule, reason, occurrence, now: new Date(this.#now()) });
  }
}

function targetsOf({ channels }: RuleRow): { channel: Channel; target: string }[] {
  return [
    ...(channels.email?.addresses ?? []).map((target) => ({ channel: 'email' as const, target })),
    ...(channels.webhook ? [{ channel: 'webhook' as const, target: channels.webhook.url }] : []),
  ];
}

/** The 429 for a message that somebody asks for while as many wait as may. */
export function outboxFull(): AppError {
  return new AppError('Throttled', 'Too many notifications of the application wait to be delivered', {
    retryAfter: 60,
  });
}
