import { sql } from 'kysely';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { backOffMs } from '../../platform/durable/back-off.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { PubSubClient, subscriptionName } from './links/pubsub-client.ts';
import type { GooglePubSubConfig } from './schemas.ts';

const backOff = { firstMs: 60_000, maxMs: 6 * 3_600_000 };
/** About three days; Google itself removes what is not used for a month. */
const maxAttempts = 20;
const sweepMs = 60_000;
/** For whoever else looks at the same time: a removal takes no longer. */
const claimMs = 60_000;

interface SubscriptionsOptions {
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly emulatorHost: string | undefined;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * Subscriptions that integrations have made at Google: each is remembered before it is made, and removed there once no
 * integration asks for it any more, whatever became of integration and application.
 */
export class PubSubSubscriptions {
  readonly #options: SubscriptionsOptions;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), sweepMs);
    this.wake();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Something may have to be removed. */
  wake(): void {
    this.#sweeping ??= this.#sweep()
      .catch(this.#options.onError)
      .finally(() => {
        this.#sweeping = undefined;
      });
  }

  /** Remembers the subscriptions of an integration, with the key that can remove them. */
  async remember(integrationId: string, config: GooglePubSubConfig, topics: readonly string[]): Promise<void> {
    const { database, secrets, now } = this.#options;
    if (topics.length === 0) return;
    const rows = [...new Set(topics)].map((topic) => ({
      integration_id: integrationId,
      project_id: config.projectId,
      topic,
      key_json: secrets.seal(config.keyJson),
      next_attempt_at: new Date(now()),
    }));
    await database.kysely
      .insertInto('pubsub_subscription')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['integration_id', 'project_id', 'topic'])
          .doUpdateSet({ key_json: sql`excluded.key_json`, attempts: 0 }),
      )
      .execute();
  }

  async #sweep(): Promise<void> {
    const { database, secrets, emulatorHost, now } = this.#options;
    for (const left of await claimLeftOver(database.kysely, new Date(now()), claimMs)) {
      try {
        const config = { projectId: left.projectId, keyJson: secrets.open(left.keyJson) };
        const client = new PubSubClient(config, { emulatorHost });
        await client.deleteSubscription(subscriptionName(left.integrationId, left.topic));
      } catch (error) {
        if (left.attempts < maxAttempts) {
          const nextAttemptAt = new Date(now() + backOffMs(backOff, left.attempts));
          await database.kysely
            .updateTable('pubsub_subscription')
            .set({ next_attempt_at: nextAttemptAt })
            .where('pubsub_subscription_row_id', '=', left.key)
            .execute();
          continue;
        }
        this.#options.onError(error);
      }
      await database.kysely
        .deleteFrom('pubsub_subscription')
        .where('pubsub_subscription_row_id', '=', left.key)
        .execute();
    }
  }
}

interface LeftOver {
  readonly key: number;
  readonly integrationId: string;
  readonly projectId: string;
  readonly topic: string;
  /** Sealed. */
  readonly keyJson: string;
  readonly attempts: number;
}

async function claimLeftOver(db: Queryable, now: Date, holdMs: number): Promise<LeftOver[]> {
  const { rows } = await sql<LeftOver>`update pubsub_subscription s
    set attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + holdMs)}
    where pubsub_subscription_row_id in (
      select pubsub_subscription_row_id from pubsub_subscription p
      where next_attempt_at <= ${now} and not exists (
        select from integration i
          join application_directory a on a.application_row_id = i.application_row_id and a.deleted_at is null
        where i.id = p.integration_id and i.topics ? p.topic
          and i.config -> 'googlePubSubConfig' ->> 'projectId' = p.project_id)
      order by next_attempt_at limit 10 for update skip locked)
    returning pubsub_subscription_row_id as "key", integration_id as "integrationId", project_id as "projectId", topic,
      key_json as "keyJson", attempts`.execute(db);
  return rows;
}

/** Encrypts the remembered keys again where a former secret key encrypted them; returns how many. */
export async function resealSubscriptionKeys(tx: Queryable, secrets: SecretBox): Promise<number> {
  const rows = await tx
    .selectFrom('pubsub_subscription')
    .select(['pubsub_subscription_row_id', 'key_json'])
    .forUpdate()
    .execute();
  const outdated = rows.filter(({ key_json }) => secrets.isOutdated(key_json));
  for (const { pubsub_subscription_row_id, key_json } of outdated) {
    await tx
      .updateTable('pubsub_subscription')
      .set({ key_json: secrets.seal(secrets.open(key_json)) })
      .where('pubsub_subscription_row_id', '=', pubsub_subscription_row_id)
      .execute();
  }
  return outdated.length;
}

/** Every remembered key, as sealed. */
export async function readSubscriptionKeys(db: Queryable): Promise<string[]> {
  const rows = await db.selectFrom('pubsub_subscription').select('key_json').execute();
  return rows.map(({ key_json }) => key_json);
}
