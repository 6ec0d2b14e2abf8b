import type { Queryable } from '../../platform/database/database.ts';

/** What a workflow is told of a call (resources.md, "Webhooks"): values as JSON has them. */
export interface WebhookCallData {
  /** What followed the token, as it was sent; `/` at least. */
  readonly path: string;
  /** In lower case. */
  readonly method: string;
  /** Names in lower case; without `cookie`, and without `authorization` where basic authentication is on. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** A repeated key has an array. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Null, what was parsed, or the text. */
  readonly body: unknown;
  /** Only when the request waits: what `WebhookReplies.reply` finds it by. */
  readonly replyId?: string;
}

/** One call of a webhook that has been let through. */
export interface WebhookCall {
  /** 24 hex digits, unlike those of any other call. */
  readonly callId: string;
  /** Epoch ms. */
  readonly time: number;
  readonly applicationId: string;
  readonly applicationRowId: number;
  readonly webhookId: string;
  /** The workflow version that the caller names (`X-Flow-Version`). */
  readonly flowVersion: string | undefined;
  readonly data: WebhookCallData;
}

/** A webhook that is deleted. */
export interface RemovedWebhook {
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly webhookId: string;
  /** Whether whoever deleted it wants what listens to it deleted too. */
  readonly includeWorkflows: boolean;
}

/** A feature that wants the calls of webhooks. */
export interface WebhookListener {
  /**
   * Takes one call in the transaction that acknowledges it: what is queued on `tx` is durable before the caller is answered,
   * and when this throws, the caller is told that the call failed. A call with a `replyId` waits for `reply`, which may come
   * as soon as `tx` has committed, not before.
   *
   * @returns whether anything enabled listens to this webhook; when nothing does, nobody waits for a reply
   */
  readonly take: (tx: Queryable, call: WebhookCall) => Promise<boolean>;
  /**
   * Asked before the transaction of a call begins.
   *
   * @throws AppError Throttled when no more may be taken
   */
  readonly requireRoom?: (call: Pick<WebhookCall, 'applicationRowId' | 'webhookId' | 'flowVersion'>) => Promise<void>;
  /** Told in the transaction that deletes a webhook. */
  readonly removed?: (tx: Queryable, webhook: RemovedWebhook) => Promise<void>;
}

/** Who wants the calls of webhooks. They subscribe when they are created, before the first call. */
export class WebhookListeners {
  readonly #listeners: WebhookListener[] = [];

  subscribe(listener: WebhookListener): void {
    this.#listeners.push(listener);
  }

  /** Whether there is anybody to ask. */
  get any(): boolean {
    return this.#listeners.length > 0;
  }

  /** @throws AppError Throttled when a listener cannot take a call of this webhook now */
  async requireRoom(call: Pick<WebhookCall, 'applicationRowId' | 'webhookId' | 'flowVersion'>): Promise<void> {
    for (const listener of this.#listeners) await listener.requireRoom?.(call);
  }

  /** Hands the call to every listener; returns whether anything listens. */
  async take(tx: Queryable, call: WebhookCall): Promise<boolean> {
    let taken = false;
    // One after the other: a transaction does one thing at a time.
    for (const listener of this.#listeners) taken = (await listener.take(tx, call)) || taken;
    return taken;
  }

  async removed(tx: Queryable, webhook: RemovedWebhook): Promise<void> {
    for (const listener of this.#listeners) await listener.removed?.(tx, webhook);
  }
}
