import { AppError, notFound } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { NotificationDelivery } from './delivery.ts';
import { cleanInbox, countUnread, listInbox, moveMark, readMark } from './inbox-store.ts';
import { outboxFull } from './outbox.ts';
import { toEntry, toNotification } from './representation.ts';
import { notificationResource } from './resource.ts';
import type { NotificationInboxQuery, NotificationInboxRead, NotificationsQuery } from './schemas.ts';
import { deleteOld, findNotification, isOutboxFull, listNotifications, lockOutbox, sendAgain } from './store.ts';

const dayMs = 86_400_000;
/** How long a message is kept after it was delivered or cancelled, and one that was given up. */
const keptMs = { delivered: 7 * dayMs, failed: 30 * dayMs };
/** How long the inbox goes back, and how many entries of an application it has at most. */
const inboxMs = 30 * dayMs;
const maxInbox = 1_000;

/** Messages and the inbox as people see them (resources.md, "Notifications"). */
export class NotificationService {
  readonly #database: Database;
  readonly #delivery: NotificationDelivery;
  readonly #now: () => number;

  constructor(options: { database: Database; delivery: NotificationDelivery; now: () => number }) {
    this.#database = options.database;
    this.#delivery = options.delivery;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: NotificationsQuery) {
    const { page = 0, perPage = 50, state, notificationRuleId } = query;
    const { rows, totalCount } = await listNotifications(this.#database.kysely, applicationRowId, {
      limit: perPage,
      offset: page * perPage,
      ...(state === undefined ? {} : { state }),
      ...(notificationRuleId === undefined ? {} : { ruleId: notificationRuleId.toLowerCase() }),
    });
    const items = rows.map((row) => toNotification(row, applicationId));
    return {
      applicationId,
      items,
      count: items.length,
      totalCount,
      page,
      perPage,
      _type: 'notifications' as const,
      _links: { self: { href: `/applications/${applicationId}/notifications` } },
    };
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findNotification(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(notificationResource.label);
    return toNotification(row, applicationId);
  }

  /** Delivers a message again, under the same delivery id. @throws AppError NotFound; Conflict while it is on its way; Throttled when too many wait */
  async resend(application: ApplicationRef, id: string, change: Change) {
    await inTransaction(this.#database, async (tx) => {
      const row = await findNotification(tx, application.applicationRowId, id);
      if (!row) throw notFound(notificationResource.label);
      await lockOutbox(tx, application.applicationRowId);
      if (await isOutboxFull(tx, application.applicationRowId)) throw outboxFull();
      if (!(await sendAgain(tx, row.notification_row_id, new Date(this.#now())))) {
        throw new AppError('Conflict', 'The notification is still to be delivered');
      }
      await change.record(tx);
      this.#delivery.wakeAfter(tx);
    });
    return this.get(application, id);
  }

  /** The inbox as the caller sees it; programs have read nothing. */
  async inbox(
    { applicationRowId, applicationId }: ApplicationRef,
    principal: Principal,
    query: NotificationInboxQuery,
  ) {
    const db = this.#database.kysely;
    const mark = principal.kind === 'user' ? await readMark(db, applicationRowId, principal.userRowId) : 0;
    const rows = await listInbox(db, applicationRowId, { limit: query.limit ?? 50, before: query.before });
    return {
      applicationId,
      items: rows.map((row) => toEntry(row, mark)),
      count: rows.length,
      unreadCount: await countUnread(db, applicationRowId, mark),
      _type: 'notificationInbox' as const,
      _links: { self: { href: `/applications/${applicationId}/notification-inbox` } },
    };
  }

  /** @throws AppError Validation for who is no user: only people have an inbox */
  async markRead(application: ApplicationRef, principal: Principal, { upTo }: NotificationInboxRead) {
    if (principal.kind !== 'user') throw new AppError('Validation', 'Only a user has an inbox to read');
    await inTransaction(this.#database, (tx) => moveMark(tx, application.applicationRowId, principal.userRowId, upTo));
    return this.inbox(application, principal, {});
  }

  /** Forgets what is old. */
  async clean(): Promise<void> {
    const now = this.#now();
    const db = this.#database.kysely;
    await deleteOld(db, {
      deliveredBefore: new Date(now - keptMs.delivered),
      failedBefore: new Date(now - keptMs.failed),
    });
    await cleanInbox(db, { before: new Date(now - inboxMs), kept: maxInbox });
  }
}
