import { invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import { cutText } from '../../kernel/text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { OutgoingPolicy } from '../../platform/network/outgoing-hosts.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { openSecrets } from '../../platform/secrets/stored-secrets.ts';
import { checkTopics, configFields, sealConfig } from './config.ts';
import type { IntegrationOutbox, OutboxOwner } from './outbox.ts';
import { readOutgoing } from './outgoing.ts';
import { toIntegration } from './representation.ts';
import { integrationResource } from './resource.ts';
import type {
  IntegrationConfig,
  IntegrationMessageBody,
  IntegrationPatch,
  IntegrationPost,
  IntegrationType,
  Outbox,
  OutboxPatch,
} from './schemas.ts';
import { integrationConfig } from './schemas.ts';
import {
  deleteIntegration,
  filterColumns,
  findIntegration,
  insertIntegration,
  listIntegrations,
  lockIntegration,
  sortColumns,
  updateIntegration,
} from './store.ts';

interface IntegrationServiceOptions {
  readonly database: Database;
  readonly bus: Bus;
  readonly secrets: SecretBox;
  readonly policy: OutgoingPolicy;
  readonly outbox: IntegrationOutbox;
  readonly now: () => number;
}

/** An integration that is deleted. */
export interface RemovedIntegration {
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly integrationId: string;
  /** Whether whoever deleted it wants the workflows that it triggers deleted too. */
  readonly includeWorkflows: boolean;
}

type Application = Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>;

/** Integrations as the API sees them (resources.md, "Integrations"). */
export class IntegrationService {
  readonly #options: IntegrationServiceOptions;
  readonly #onRemoval: ((tx: Queryable, integration: RemovedIntegration) => Promise<void>)[] = [];

  constructor(options: IntegrationServiceOptions) {
    this.#options = options;
  }

  /**
   * The configuration of an integration, ready to use for something that goes no way of a message. Look it up for each use, so that one
   * that has been disabled is used no more; never keep, log or send what this returns. `failure` is a sentence for people.
   */
  async use(
    applicationRowId: number,
    id: string,
    type: IntegrationType,
  ): Promise<{ readonly config: IntegrationConfig } | { readonly failure: string }> {
    const { database, secrets } = this.#options;
    const row = await findIntegration(database.kysely, applicationRowId, id);
    if (row?.integration_type !== type)
      return { failure: `There is no integration ${cutText(id, 100)} of type ${type}.` };
    if (!row.enabled) return { failure: `The integration "${row.name}" is disabled.` };
    return { config: openSecrets(row.config, integrationConfig, secrets) };
  }

  async list({ applicationRowId, applicationId }: Application, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    const { rows, totalCount } = await listIntegrations(this.#options.database.kysely, applicationRowId, page);
    return {
      ...pageAnswer(
        rows.map((row) => toIntegration(row, applicationId)),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'integrations',
      _links: { self: { href: `/applications/${applicationId}/integrations` } },
    };
  }

  async get({ applicationRowId, applicationId }: Application, id: string) {
    return this.#read(this.#options.database.kysely, { applicationRowId, applicationId }, id);
  }

  async create(application: Application, body: IntegrationPost, change: Change) {
    return inTransaction(this.#options.database, async (tx) => {
      const id = await this.insert(tx, application, body, { change });
      return this.#read(tx, application, id);
    });
  }

  /** As `create`, on the given transaction. @throws AppError before anything is written */
  async insert(
    tx: Queryable,
    { applicationRowId, applicationId }: Application,
    body: IntegrationPost,
    { id = newId(), change }: { id?: string; change?: Change },
  ): Promise<string> {
    const { bus, policy, secrets } = this.#options;
    const { name, integrationType, topics = [], enabled = true, outbox } = body;
    const config = sealConfig(integrationType, configOf(body), null, { policy, secrets });
    checkTopics(integrationType, topics);
    const now = new Date(this.#options.now());
    const row = await insertIntegration(tx, {
      id,
      application_row_id: applicationRowId,
      name,
      integration_type: integrationType,
      enabled,
      topics: JSON.stringify(topics),
      config: JSON.stringify(config),
      outbox: JSON.stringify(completeOutbox(outbox)),
      created_at: now,
      updated_at: now,
    });
    await insertResource(tx, integrationResource, row, { change });
    bus.announce(tx, 'integration.changed', { applicationId, integrationId: row.id });
    return row.id;
  }

  async patch(application: Application, id: string, body: IntegrationPatch, change: Change) {
    return inTransaction(this.#options.database, async (tx) => {
      await this.change(tx, application, id, body, { change });
      return this.#read(tx, application, id);
    });
  }

  /** As `patch`, on the given transaction. @throws AppError before anything is written */
  async change(
    tx: Queryable,
    { applicationRowId, applicationId }: Application,
    id: string,
    body: IntegrationPatch,
    { change }: { change?: Change } = {},
  ): Promise<void> {
    const { bus, policy, secrets, now } = this.#options;
    const stored = await lockIntegration(tx, applicationRowId, id);
    if (!stored) throw notFound('Integration');
    const type = stored.integration_type;
    if (body.integrationType !== undefined && body.integrationType !== type) {
      throw invalid('integrationType', 'cannot be changed');
    }
    const given = configOf(body);
    const config =
      Object.keys(given).length === 0 ? undefined : sealConfig(type, given, stored.config, { policy, secrets });
    if (body.topics) checkTopics(type, body.topics);
    // A new name and what becomes of unsent messages are no reason to connect anew.
    const reconnects = config !== undefined || body.topics !== undefined || body.enabled !== undefined;
    const row =
      Object.keys(body).length === 0
        ? stored
        : await updateIntegration(tx, stored.integration_row_id, {
            ...(body.name === undefined ? {} : { name: body.name }),
            ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
            ...(body.topics === undefined ? {} : { topics: JSON.stringify(body.topics) }),
            ...(config === undefined ? {} : { config: JSON.stringify(config) }),
            ...(body.outbox === undefined ? {} : { outbox: JSON.stringify(completeOutbox(body.outbox)) }),
            ...(reconnects ? { revision: stored.revision + 1 } : {}),
            updated_at: new Date(now()),
          });
    await updateResource(tx, integrationResource, row, { change });
    bus.announce(tx, 'integration.changed', { applicationId, integrationId: id });
  }

  /** @param options.includeWorkflows also deletes the workflows that it triggers */
  async delete(
    { applicationRowId, applicationId }: Application,
    id: string,
    { change, includeWorkflows = false }: { readonly change: Change; readonly includeWorkflows?: boolean },
  ): Promise<{ success: true }> {
    const { database, bus } = this.#options;
    await inTransaction(database, async (tx) => {
      const deleted = await deleteIntegration(tx, applicationRowId, id);
      if (!deleted) throw notFound('Integration');
      const removed = { applicationRowId, applicationId, integrationId: id, includeWorkflows };
      for (const tell of this.#onRemoval) await tell(tx, removed);
      await removeResource(tx, integrationResource, deleted, { change });
      bus.announce(tx, 'integration.changed', { applicationId, integrationId: id });
    });
    return { success: true };
  }

  /** For features that have to do with integrations: called in the transaction that deletes one. */
  onRemoval(tell: (tx: Queryable, integration: RemovedIntegration) => Promise<void>): void {
    this.#onRemoval.push(tell);
  }

  /**
   * Publishes a message through an integration: see `IntegrationOutbox.publish`.
   *
   * @throws AppError NotFound, Validation naming the field, and what the outbox throws
   */
  async publish(application: Application, id: string, body: IntegrationMessageBody) {
    const { database, outbox } = this.#options;
    const { owner, message } = await this.#readMessage(database.kysely, application, id, body);
    return { success: true as const, state: await outbox.publish(owner, message) };
  }

  /** As `publish`, on the transaction of its cause and without waiting: see `IntegrationOutbox.queue`. */
  async queue(tx: Queryable, application: Application, id: string, body: IntegrationMessageBody): Promise<void> {
    const { owner, message } = await this.#readMessage(tx, application, id, body);
    await this.#options.outbox.queue(tx, owner, message);
  }

  async #readMessage(db: Queryable, application: Application, id: string, body: IntegrationMessageBody) {
    const row = await findIntegration(db, application.applicationRowId, id);
    if (!row) throw notFound('Integration');
    const message = readOutgoing(row.integration_type, body);
    const owner: OutboxOwner = {
      rowId: row.integration_row_id,
      integrationId: row.id,
      applicationRowId: row.application_row_id,
      applicationId: application.applicationId,
      name: row.name,
      enabled: row.enabled,
      outbox: row.outbox,
    };
    return { owner, message };
  }

  async #read(db: Queryable, { applicationRowId, applicationId }: Application, id: string) {
    const row = await findIntegration(db, applicationRowId, id);
    if (!row) throw notFound('Integration');
    return toIntegration(row, applicationId);
  }
}

function configOf(body: IntegrationPatch): IntegrationConfig {
  return Object.fromEntries(
    Object.values(configFields).flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])),
  );
}

function completeOutbox({ mode = 'drop', maxMessages = 1_000, maxAge = 86_400 }: OutboxPatch = {}): Outbox {
  return { mode, maxMessages, maxAge };
}
