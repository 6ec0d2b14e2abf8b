import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { redacted } from '../../platform/secrets/secret-field.ts';
import { listCalls } from './call-store.ts';
import { toCall } from './calls.ts';
import type { WebhookListeners } from './listeners.ts';
import { toWebhook } from './representation.ts';
import { webhookResource } from './resource.ts';
import type { WebhookPatch, WebhookPost } from './schemas.ts';
import {
  deleteWebhook,
  filterColumns,
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  sortColumns,
  updateWebhook,
  type WebhookRow,
} from './store.ts';
import { newToken } from './token.ts';
import type { WaitingRequests } from './waiting-requests.ts';

/** Webhooks as their owners make and change them (resources.md, "Webhooks"); `IncomingCalls` responds to who calls one. */
export class WebhookService {
  readonly #database: Database;
  readonly #secrets: SecretBox;
  readonly #listeners: WebhookListeners;
  readonly #waiting: WaitingRequests;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    secrets: SecretBox;
    listeners: WebhookListeners;
    waiting: WaitingRequests;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#secrets = options.secrets;
    this.#listeners = options.listeners;
    this.#waiting = options.waiting;
    this.#now = options.now;
  }

  /** @param base where people reach this server, for the URLs */
  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery, base: string) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
      defaultPerPage: 1000,
    });
    const { rows, totalCount } = await listWebhooks(this.#database.kysely, applicationRowId, page);
    return {
      ...pageAnswer(
        rows.map((row) => toWebhook(row, { applicationId, base })),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'webhooks',
      _links: { self: { href: `/applications/${applicationId}/webhooks` } },
    };
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string, base: string) {
    const row = await findWebhook(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(webhookResource.label);
    return toWebhook(row, { applicationId, base });
  }

  async create(application: ApplicationRef, body: WebhookPost, base: string, change: Change) {
    const row = await inTransaction(this.#database, (tx) => this.insert(tx, application, body, { change }));
    return toWebhook(row, { applicationId: application.applicationId, base });
  }

  /** As `create`, on the given transaction. @throws AppError before anything is written */
  async insert(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    body: WebhookPost,
    { id = newId(), token = newToken(), change }: { id?: string; token?: string; change?: Change },
  ): Promise<WebhookRow> {
    refuseWebSocket(body);
    checkUsername(body);
    const now = new Date(this.#now());
    const inserted = await insertWebhook(tx, {
      id,
      application_row_id: applicationRowId,
      name: body.name,
      description: body.description ?? '',
      token,
      enabled: body.enabled ?? true,
      response_code: body.responseCode ?? 200,
      verification_type: body.verificationType ?? 'none',
      verification_code: body.verificationCode ?? '',
      wait_for_reply: body.waitForReply ?? false,
      basic_auth_username: body.basicAuthUsername ?? '',
      sealed_basic_auth_password: this.#sealPassword(body.basicAuthPassword ?? '', null),
      cast_buffers_as: body.castBuffersAs ?? 'array',
      annotate_multipart: body.annotateMultipart ?? false,
      created_at: now,
      updated_at: now,
    });
    await insertResource(tx, webhookResource, inserted, { change });
    return inserted;
  }

  async patch(
    { applicationRowId, applicationId }: ApplicationRef,
    id: string,
    body: WebhookPatch,
    base: string,
    change: Change,
  ) {
    const row = await inTransaction(this.#database, (tx) =>
      this.change(tx, { applicationRowId }, id, body, { change }),
    );
    return toWebhook(row, { applicationId, base });
  }

  /** As `patch`, on the given transaction. @throws AppError before anything is written */
  async change(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    id: string,
    body: WebhookPatch,
    { change }: { change?: Change } = {},
  ): Promise<WebhookRow> {
    refuseWebSocket(body);
    checkUsername(body);
    const current = await lockWebhook(tx, applicationRowId, id);
    if (!current) throw notFound(webhookResource.label);
    const isEmpty = Object.keys(body).length === 0;
    const changed = isEmpty ? current : await updateWebhook(tx, current.webhook_row_id, this.#toChanges(body, current));
    await updateResource(tx, webhookResource, changed, { change });
    if (current.enabled && !changed.enabled) {
      await this.#waiting.endWebhook(tx, { applicationRowId, webhookId: id, why: 'disabled' });
    }
    return changed;
  }

  /** @param options.includeWorkflows also deletes what listens to it */
  async delete(
    { applicationRowId, applicationId }: ApplicationRef,
    id: string,
    { includeWorkflows, change }: { includeWorkflows: boolean; change: Change },
  ): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const deleted = await deleteWebhook(tx, applicationRowId, id);
      if (!deleted) throw notFound(webhookResource.label);
      await this.#listeners.removed(tx, { applicationRowId, applicationId, webhookId: id, includeWorkflows });
      await removeResource(tx, webhookResource, deleted, { change });
      await this.#waiting.endWebhook(tx, { applicationRowId, webhookId: id, why: 'deleted' });
    });
    return { success: true };
  }

  /** The last calls that were let through, newest first. */
  async calls({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findWebhook(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(webhookResource.label);
    const items = (await listCalls(this.#database.kysely, row.webhook_row_id)).map(toCall);
    return {
      applicationId,
      webhookId: id,
      items,
      count: items.length,
      _type: 'webhookCalls' as const,
      _links: { self: { href: `/applications/${applicationId}/webhooks/${id}/calls` } },
    };
  }

  #toChanges(body: WebhookPatch, current: WebhookRow) {
    const password = body.basicAuthPassword;
    return {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
      ...(body.responseCode === undefined ? {} : { response_code: body.responseCode }),
      ...(body.verificationType === undefined ? {} : { verification_type: body.verificationType }),
      ...(body.verificationCode === undefined ? {} : { verification_code: body.verificationCode }),
      ...(body.waitForReply === undefined ? {} : { wait_for_reply: body.waitForReply }),
      ...(body.basicAuthUsername === undefined ? {} : { basic_auth_username: body.basicAuthUsername }),
      ...(password === undefined
        ? {}
        : { sealed_basic_auth_password: this.#sealPassword(password, current.sealed_basic_auth_password) }),
      ...(body.castBuffersAs === undefined ? {} : { cast_buffers_as: body.castBuffersAs }),
      ...(body.annotateMultipart === undefined ? {} : { annotate_multipart: body.annotateMultipart }),
      updated_at: new Date(this.#now()),
    };
  }

  /** The password as it is stored; an empty one is none, and the placeholder keeps what is stored. */
  #sealPassword(password: string, stored: string | null): string | null {
    if (password === '') return null;
    if (password !== redacted) return this.#secrets.seal(password);
    if (stored === null) throw invalid('basicAuthPassword', 'is a placeholder, but no secret is stored');
    return stored;
  }
}

/** @throws AppError Validation for a user name that no caller could send (RFC 7617, 2) */
function checkUsername({ basicAuthUsername = '' }: Pick<WebhookPatch, 'basicAuthUsername'>): void {
  if (basicAuthUsername.includes(':'))
    throw invalid('basicAuthUsername', 'must not contain ":", which ends a user name');
}

function refuseWebSocket({ isWebsocket }: WebhookPatch): void {
  if (isWebsocket)
    throw new AppError('NotImplemented', 'isWebsocket: WebSocket webhooks are not built in this version');
}
