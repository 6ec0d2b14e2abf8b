import { randomBytes } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { afterCommit } from '../../platform/database/transaction.ts';
import type { WebhookAnswer } from './answers.ts';
import { deleteWait, findAnswers, findDeleted, insertWait, leaveAnswer, leaveAnswerForAll } from './wait-store.ts';

/** Requests of one application that may wait at the same time, on all servers together (resources.md, "Webhooks"). */
const maxPerApplication = 100;
/** How long a reply that was given on another server may lie there unseen. */
const pollMs = 200;
/** What a row outlives its request by when its server is killed; while that lives, its own clock decides. */
const graceSeconds = 5;

/** How waiting for a reply ended. */
export type WaitOutcome =
  | { readonly answer: WebhookAnswer }
  /** Nobody replied in time; whoever asked has hung up; the server stops. */
  | { readonly without: 'timeout' | 'caller' | 'stop' }
  | { readonly without: WebhookEnd };

/** What has happened to a webhook, or its application, so that nobody may call it any more. */
export type WebhookEnd = 'disabled' | 'deleted';

interface Held {
  readonly applicationRowId: number;
  readonly ended: Promise<WaitOutcome>;
  readonly end: (outcome: WaitOutcome) => void;
}

/**
 * Requests that are kept open until somebody replies. Who replies may do so on any server, so a waiting request is a row: the
 * first reply marks it and leaves its answer there. A request that waits on the same server is woken at once; else the server
 * that holds it sees the answer within 200 ms, because it looks as long as it holds any: notifications
 * would need a connection of their own, and somebody who looks besides.
 */
export class WaitingRequests {
  readonly #database: Database;
  readonly #timeoutMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #held = new Map<string, Held>();
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(options: { database: Database; timeoutSeconds: number; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#timeoutMs = options.timeoutSeconds * 1000;
    this.#onError = options.onError;
  }

  /** A reply id for a call of this webhook. */
  newReplyId(webhookId: string): string {
    return `${webhookId}.${randomBytes(16).toString('hex')}`;
  }

  /**
   * Makes room for a request in the transaction that hands its call on. From its commit on a reply finds it; follow up with
   * `wait` or, when the transaction fails or nobody listens, with `forget`.
   *
   * @throws AppError Throttled when 100 of the application wait
   */
  async open(tx: Queryable, replyId: string, applicationRowId: number): Promise<void> {
    const seconds = this.#timeoutMs / 1000 + graceSeconds;
    if (!(await insertWait(tx, { replyId, applicationRowId, seconds, max: maxPerApplication }))) {
      throw new AppError('Throttled', `${maxPerApplication} requests of the application wait for a reply already`, {
        retryAfter: 1,
      });
    }
    let end: Held['end'] = () => {};
    const ended = new Promise<WaitOutcome>((resolve) => {
      end = resolve;
    });
    this.#held.set(replyId, { applicationRowId, ended, end });
  }

  /** Takes back an `open` whose transaction has failed. */
  forget(replyId: string): void {
    this.#held.delete(replyId);
  }

  /** As `forget`, in the transaction of `open`. */
  async close(tx: Queryable, replyId: string): Promise<void> {
    this.forget(replyId);
    await deleteWait(tx, replyId);
  }

  /** Resolves when the request is replied to, or no longer waits. @param signal aborted when whoever asked hangs up */
  async wait(replyId: string, signal: AbortSignal): Promise<WaitOutcome> {
    const held = this.#held.get(replyId);
    if (!held) throw new Error('a request waits that was not opened');
    const timer = setTimeout(() => held.end({ without: 'timeout' }), this.#timeoutMs);
    const hangUp = () => held.end({ without: 'caller' });
    signal.addEventListener('abort', hangUp, { once: true });
    if (signal.aborted) hangUp();
    if (this.#isStopping) held.end({ without: 'stop' });
    this.#poll();
    try {
      const outcome = await held.ended;
      const row = await deleteWait(this.#database.kysely, replyId);
      if ('answer' in outcome || row?.answer == null) return outcome;
      // Somebody was in time by a hair: told that they were first, they must have been.
      return toOutcome(row.answer);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', hangUp);
      this.#held.delete(replyId);
    }
  }

  /** Hands the answer to the request, wherever it waits. Returns false when it no longer waits, or somebody was first. */
  async reply(applicationRowId: number, replyId: string, answer: WebhookAnswer): Promise<boolean> {
    const text = JSON.stringify(answer);
    const isFirst = await leaveAnswer(this.#database.kysely, { replyId, applicationRowId, answer: text });
    if (isFirst) this.#held.get(replyId)?.end({ answer });
    return isFirst;
  }

  /** Ends all requests of a webhook that wait, on every server, once the transaction has committed. */
  async endWebhook(
    tx: Queryable,
    { applicationRowId, webhookId, why }: { applicationRowId: number; webhookId: string; why: WebhookEnd },
  ): Promise<void> {
    const outcome: WaitOutcome = { without: why };
    const ended = await leaveAnswerForAll(tx, { applicationRowId, webhookId, answer: JSON.stringify(outcome) });
    afterCommit(tx, () => {
      for (const replyId of ended) this.#held.get(replyId)?.end(outcome);
    });
  }

  /** Ends the requests of a deleted application that wait here; each server is told of it. */
  endApplication(applicationRowId: number): void {
    for (const held of this.#held.values()) {
      if (held.applicationRowId === applicationRowId) held.end({ without: 'deleted' });
    }
  }

  /** As `endApplication`, of all that are deleted: this server may not have been told of one. */
  endDeleted(): void {
    const rowIds = [...new Set([...this.#held.values()].map(({ applicationRowId }) => applicationRowId))];
    if (rowIds.length === 0) return;
    findDeleted(this.#database, rowIds).then((deleted) => {
      for (const rowId of deleted) this.endApplication(rowId);
    }, this.#onError);
  }

  /** Lets go of all that wait, so that the server can stop. */
  stop(): void {
    this.#isStopping = true;
    for (const { end } of this.#held.values()) end({ without: 'stop' });
  }

  /** Looks for answers that other servers have left, as long as requests wait here. The embedded engine has one server. */
  #poll(): void {
    if (this.#database.kind === 'embedded' || this.#timer) return;
    this.#timer = setTimeout(async () => {
      // They have been replied to meanwhile, and the database may be closed already.
      if (this.#held.size === 0) {
        this.#timer = undefined;
        return;
      }
      try {
        for (const { replyId, answer } of await findAnswers(this.#database, [...this.#held.keys()])) {
          this.#held.get(replyId)?.end(toOutcome(answer));
        }
      } catch (error) {
        this.#onError(error);
      }
      this.#timer = undefined;
      if (this.#held.size > 0) this.#poll();
    }, pollMs);
  }
}

/** What is stored for a request that waits: a reply, or that there will be none. */
function toOutcome(text: string): WaitOutcome {
  const stored = parseJson(text) as WebhookAnswer | { readonly without: WebhookEnd };
  return 'without' in stored ? stored : { answer: stored };
}
