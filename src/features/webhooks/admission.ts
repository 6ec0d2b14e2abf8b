import { AppError, notFound } from '../../kernel/errors.ts';
import type { Database } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { readGlobals } from '../applications/index.ts';
import { isAuthorized } from './basic-auth.ts';
import { fillGlobals, refersToGlobals } from './globals.ts';
import type { WebhookRateLimit } from './rate-limit.ts';
import { webhookResource } from './resource.ts';
import { type CalledWebhook, findByToken } from './store.ts';
import { isToken } from './token.ts';

/** Decides who may call a webhook, before a body is read (resources.md, "Webhooks"). */
export class Admission {
  readonly #database: Database;
  readonly #secrets: SecretBox;
  readonly #rateLimit: WebhookRateLimit;

  constructor(options: { database: Database; secrets: SecretBox; rateLimit: WebhookRateLimit }) {
    this.#database = options.database;
    this.#secrets = options.secrets;
    this.#rateLimit = options.rateLimit;
  }

  /** @throws AppError NotFound, in the same words for whatever is no token of a webhook */
  async find(token: string): Promise<CalledWebhook> {
    const webhook = isToken(token) ? await findByToken(this.#database.kysely, token) : undefined;
    if (!webhook) throw notFound(webhookResource.label);
    return webhook;
  }

  /** @throws AppError Throttled beyond the limit, Unauthorized without the credentials that the webhook asks for */
  async check(webhook: CalledWebhook, authorization: string | undefined): Promise<void> {
    this.#rateLimit.take(webhook.webhook_row_id);
    if (!asksForCredentials(webhook)) return;
    const { basic_auth_username: username, sealed_basic_auth_password: sealed } = webhook;
    const credentials = {
      username: await this.fill(webhook, username),
      password: await this.fill(webhook, sealed === null ? '' : this.#secrets.open(sealed)),
    };
    if (!isAuthorized(authorization, credentials)) {
      throw new AppError('Unauthorized', 'The webhook asks for a user name and a password that are not these');
    }
  }

  /** A text of the webhook with the application's globals filled in; undefined when one of them is not there. */
  async fill({ application_row_id: applicationRowId }: CalledWebhook, text: string): Promise<string | undefined> {
    if (!refersToGlobals(text)) return text;
    return fillGlobals(text, await readGlobals(this.#database.kysely, applicationRowId));
  }
}

/** Whether callers must send an Authorization header: either half of the credentials is enough to ask for both. */
export function asksForCredentials(webhook: CalledWebhook): boolean {
  return webhook.basic_auth_username !== '' || webhook.sealed_basic_auth_password !== null;
}
