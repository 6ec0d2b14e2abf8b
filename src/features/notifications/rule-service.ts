import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import { cutText } from '../../kernel/text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database } from '../../platform/database/database.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { type CallbackPolicy, refuseCallback } from '../../platform/http/callback.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { sealSecrets } from '../../platform/secrets/stored-secrets.ts';
import type { NotificationOutbox } from './outbox.ts';
import type { QuietTime } from './quiet-time.ts';
import { toRule } from './representation.ts';
import { notificationRuleResource } from './resource.ts';
import {
  countRules,
  deleteRule,
  findRule,
  insertRule,
  listRules,
  lockRule,
  type RuleRow,
  ruleColumns,
  updateRule,
} from './rule-store.ts';
import { type Channels, channelsSchema, type NotificationRulePatch, type NotificationRulePost } from './schemas.ts';

/** Rules of one application: each of its events is asked about each of them. */
const maxRules = 50;
const defaultMaxPerHour = 60;

/** Rules that say who is told of events (resources.md, "Notifications"). */
export class NotificationRuleService {
  readonly #database: Database;
  readonly #secrets: SecretBox;
  readonly #mailer: Mailer;
  readonly #policy: CallbackPolicy;
  readonly #outbox: NotificationOutbox;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    secrets: SecretBox;
    mailer: Mailer;
    callbackPolicy: CallbackPolicy;
    outbox: NotificationOutbox;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#secrets = options.secrets;
    this.#mailer = options.mailer;
    this.#policy = options.callbackPolicy;
    this.#outbox = options.outbox;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(ruleColumns.sort),
      filterFields: Object.keys(ruleColumns.filter),
      defaultSort: 'name',
    });
    const { rows, totalCount } = await listRules(this.#database.kysely, applicationRowId, page);
    const items = rows.map((row) => toRule(row, applicationId));
    return {
      ...pageAnswer(items, totalCount, page),
      applicationId,
      _type: 'notificationRules',
      _links: { self: { href: `/applications/${applicationId}/notification-rules` } },
    };
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findRule(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(notificationRuleResource.label);
    return toRule(row, applicationId);
  }

  async create({ applicationRowId, applicationId }: ApplicationRef, body: NotificationRulePost, change: Change) {
    const now = new Date(this.#now());
    const columns = this.#toColumns(body, undefined);
    const row = await inTransaction(this.#database, async (tx) => {
      await takeTurn(tx, 'notification rules', applicationRowId);
      if ((await countRules(tx, applicationRowId)) >= maxRules) {
        throw new AppError('Validation', `An application may have ${maxRules} notification rules`);
      }
      const inserted = await insertRule(tx, {
        id: newId(),
        application_row_id: applicationRowId,
        name: body.name,
        ...columns,
        created_at: now,
        updated_at: now,
      });
      await insertResource(tx, notificationRuleResource, inserted);
      await change.record(tx);
      return inserted;
    });
    return toRule(row, applicationId);
  }

  async patch(
    { applicationRowId, applicationId }: ApplicationRef,
    id: string,
    body: NotificationRulePatch,
    change: Change,
  ) {
    const row = await inTransaction(this.#database, async (tx) => {
      const current = await lockRule(tx, applicationRowId, id);
      if (!current) throw notFound(notificationRuleResource.label);
      const changed =
        Object.keys(body).length === 0
          ? current
          : await updateRule(tx, current.notification_rule_row_id, {
              name: body.name ?? current.name,
              ...this.#toColumns(body, current),
              updated_at: new Date(this.#now()),
            });
      await updateResource(tx, notificationRuleResource, changed);
      await change.record(tx);
      return changed;
    });
    return toRule(row, applicationId);
  }

  /** What the rule has not delivered yet goes with it. */
  async delete({ applicationRowId }: ApplicationRef, id: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const current = await lockRule(tx, applicationRowId, id);
      if (!current) throw notFound(notificationRuleResource.label);
      await deleteRule(tx, current.notification_rule_row_id);
      await removeResource(tx, notificationRuleResource, current);
      await change.record(tx);
    });
    return { success: true };
  }

  /** Sends a message by every channel of the rule, whatever its hours. */
  async test(application: ApplicationRef, id: string, change: Change) {
    const notificationIds = await inTransaction(this.#database, async (tx) => {
      const rule = await findRule(tx, application.applicationRowId, id);
      if (!rule) throw notFound(notificationRuleResource.label);
      const time = new Date(this.#now()).toISOString();
      const ids = await this.#outbox.test(tx, application, rule, {
        eventId: '0'.repeat(24),
        change: 'created',
        level: 'info',
        state: 'new',
        subject: cutText(`Test of the notification rule "${rule.name}"`, 255),
        message: 'Nothing has happened: somebody wants to know whether this arrives.',
        eventTags: {},
        creationDate: time,
        time,
      });
      await change.record(tx);
      return ids;
    });
    return { success: true as const, notificationIds };
  }

  #toColumns(body: NotificationRulePatch, current: RuleRow | undefined) {
    const { subject, quietTime, repeat, deviceTags } = body;
    if (containsUnstorableText(subject)) throw invalid('subject', 'must not contain U+0000 or lone surrogates');
    const quiet = quietTime === undefined ? (current?.quiet_time ?? null) : quietTime && checkQuietTime(quietTime);
    return {
      description: body.description ?? current?.description ?? '',
      enabled: body.enabled ?? current?.enabled ?? true,
      levels: body.levels ?? current?.levels ?? ['info', 'warning', 'error', 'critical'],
      states: body.states ?? current?.states ?? ['new'],
      subject: subject ?? current?.subject ?? '',
      device_tags: JSON.stringify(deviceTags ?? current?.device_tags ?? []),
      channels: JSON.stringify(this.#planChannels(body, current)),
      to_console: body.console ?? current?.to_console ?? false,
      quiet_time: quiet === null ? null : JSON.stringify(quiet),
      repeat_ms: repeat === undefined ? (current?.repeat_ms ?? null) : repeat && Math.round(repeat.minutes * 60_000),
      repeat_times: repeat === undefined ? (current?.repeat_times ?? null) : (repeat?.times ?? null),
      digest_ms: body.digestMinutes === undefined ? (current?.digest_ms ?? 0) : Math.round(body.digestMinutes * 60_000),
      max_per_hour: body.maxPerHour ?? current?.max_per_hour ?? defaultMaxPerHour,
    };
  }

  /** The channels as they are stored; null takes one away. */
  #planChannels({ email, webhook }: NotificationRulePatch, current: RuleRow | undefined): Channels {
    const stored = current?.channels ?? {};
    if (email && !this.#mailer.isConfigured) {
      throw invalid('email', 'cannot be used: no mail server is configured (SIGNALBOX_SMTP_URL)');
    }
    const refusal = webhook ? refuseCallback(webhook.url, this.#policy) : undefined;
    if (refusal !== undefined) throw invalid('webhook.url', refusal);
    const given = {
      ...(email ? { email } : {}),
      ...(webhook ? { webhook } : {}),
    };
    const sealed = sealSecrets(given, stored, { schema: channelsSchema, path: '', secrets: this.#secrets });
    const kept = {
      ...(email === undefined && stored.email ? { email: stored.email } : {}),
      ...(webhook === undefined && stored.webhook ? { webhook: stored.webhook } : {}),
    };
    return { ...kept, ...sealed };
  }
}

function checkQuietTime(quiet: NonNullable<NotificationRulePatch['quietTime']>): QuietTime {
  return { ...quiet, exceptCritical: quiet.exceptCritical ?? true };
}
