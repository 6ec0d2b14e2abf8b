import { AppError, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import type { UsageCounter } from '../usage/index.ts';
import type { Admission } from './admission.ts';
import type { AlexaVerifier } from './alexa.ts';
import { defaultResponse, disabledResponse, errorResponse, toResponse, type WebhookResponse } from './answers.ts';
import { insertCall, type KeptCall, setResponseCode } from './call-store.ts';
import { toKeptCall } from './calls.ts';
import type { WebhookCall, WebhookCallData, WebhookListeners } from './listeners.ts';
import { webhookResource } from './resource.ts';
import type { CalledWebhook } from './store.ts';
import { checkTwilio } from './twilio.ts';
import { findHandshake } from './verification.ts';
import type { WaitingRequests, WaitOutcome } from './waiting-requests.ts';

/** A call that was let in, with its body read. */
export interface IncomingCall {
  readonly webhook: CalledWebhook;
  readonly data: WebhookCallData;
  /** As it came. */
  readonly body: Buffer;
  readonly address: string;
  /** The URL that was called, as the outside knows it. */
  readonly url: string;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** What a waiting caller is told when nobody replies. */
const timedOut = errorResponse(504, 'Time out waiting for workflow reply');

/** Responds to the calls of webhooks: verification, count, whoever listens, reply (resources.md, "Webhooks"). */
export class IncomingCalls {
  readonly #database: Database;
  readonly #admission: Admission;
  readonly #alexa: AlexaVerifier;
  readonly #listeners: WebhookListeners;
  readonly #waiting: WaitingRequests;
  readonly #counter: UsageCounter;
  readonly #log: ApplicationLog;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    admission: Admission;
    alexa: AlexaVerifier;
    listeners: WebhookListeners;
    waiting: WaitingRequests;
    counter: UsageCounter;
    applicationLog: ApplicationLog;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#admission = options.admission;
    this.#alexa = options.alexa;
    this.#listeners = options.listeners;
    this.#waiting = options.waiting;
    this.#counter = options.counter;
    this.#log = options.applicationLog;
    this.#now = options.now;
  }

  /**
   * Returns what the call is responded to with; undefined when the caller has hung up. Whoever listens has it for certain by then.
   *
   * @throws AppError when it is refused
   */
  async answer(incoming: IncomingCall): Promise<WebhookResponse | undefined> {
    const { webhook, data } = incoming;
    const handshake = await this.#findHandshake(webhook, data);
    if (handshake) {
      const level = handshake.response.status < 300 ? 'info' : 'warn';
      this.#write(webhook, level, 'webhook', () => `${webhook.name}: ${handshake.message}.`);
      return handshake.response;
    }
    if (webhook.verification_type === 'alexa') {
      const { headers, body: parsed } = data;
      await this.#alexa.verify({ headers, body: incoming.body, parsed });
    }
    // Twilio's code is optional: without one its calls are like any other.
    if (webhook.verification_type === 'twilio' && webhook.verification_code !== '') {
      const code = await this.#admission.fill(webhook, webhook.verification_code);
      checkTwilio({ url: incoming.url, headers: data.headers, body: incoming.body }, code);
    }
    return this.#trigger(incoming);
  }

  /** Writes a line about a call that was refused. */
  logRefusal(
    webhook: CalledWebhook,
    { method, path, address }: { method: string; path: string; address: string },
    error: AppError,
  ): void {
    this.#write(
      webhook,
      'warn',
      'webhook',
      () => `${webhook.name} refused ${method.toUpperCase()} ${path} from ${address}: ${error.message}.`,
      {
        method,
        path,
        address,
        responseCode: error.status,
      },
    );
  }

  async #findHandshake(webhook: CalledWebhook, { method, query }: WebhookCallData) {
    const { verification_type: kind, verification_code: code } = webhook;
    if (method !== 'get' || (kind !== 'facebook' && kind !== 'fitbit')) return undefined;
    return findHandshake(kind, { method, query }, await this.#admission.fill(webhook, code));
  }

  async #trigger(incoming: IncomingCall): Promise<WebhookResponse | undefined> {
    const { webhook, address, body } = incoming;
    const time = this.#now();
    await this.#listeners.requireRoom({
      applicationRowId: webhook.application_row_id,
      webhookId: webhook.id,
      flowVersion: textOf(incoming.data.headers['x-flow-version']),
    });
    // Where nobody can listen, nothing is made for a reply.
    const waits = webhook.wait_for_reply && this.#listeners.any;
    const replyId = waits ? this.#waiting.newReplyId(webhook.id) : undefined;
    const data = replyId === undefined ? incoming.data : { ...incoming.data, replyId };
    const call: WebhookCall = {
      callId: newId(),
      time,
      applicationId: webhook.application_id,
      applicationRowId: webhook.application_row_id,
      webhookId: webhook.id,
      flowVersion: textOf(data.headers['x-flow-version']),
      data,
    };
    const response = webhook.wait_for_reply
      ? timedOut
      : defaultResponse(webhook.verification_type, webhook.response_code);
    const kept = toKeptCall(data, {
      callId: call.callId,
      time,
      address,
      bodyBytes: body.byteLength,
      responseCode: waits ? null : response.status,
    });
    const taken = await this.#handOn(call, { webhookRowId: webhook.webhook_row_id, kept, response });
    if (taken === 'disabled') return disabledResponse;
    this.#counter.add({
      applicationRowId: call.applicationRowId,
      deviceRowId: 0,
      type: 'webhook',
      source: 'public.rest',
    });
    this.#logCall(incoming, call, taken);
    if (replyId === undefined || !taken) {
      if (webhook.wait_for_reply) this.#logReply(webhook, call, 'warn', 'nothing listens to it that could reply', 504);
      return response;
    }
    return this.#finish(webhook, call, await this.#waiting.wait(replyId, incoming.signal));
  }

  /**
   * Keeps the call and hands it to whoever listens, in one transaction. Returns whether anything enabled does, or that the webhook
   * has been disabled since the call was let in.
   */
  async #handOn(
    call: WebhookCall,
    { webhookRowId, kept, response }: { webhookRowId: number; kept: KeptCall; response: WebhookResponse },
  ): Promise<boolean | 'disabled'> {
    const { replyId } = call.data;
    try {
      return await inTransaction(this.#database, async (tx) => {
        const enabled = await insertCall(tx, webhookRowId, kept);
        if (enabled === undefined) throw notFound(webhookResource.label);
        if (!enabled) return 'disabled';
        if (replyId === undefined) return this.#listeners.take(tx, call);
        await this.#waiting.open(tx, replyId, call.applicationRowId);
        if (await this.#listeners.take(tx, call)) return true;
        await this.#waiting.close(tx, replyId);
        await setResponseCode(tx, call.callId, response.status);
        return false;
      });
    } catch (error) {
      if (replyId !== undefined) this.#waiting.forget(replyId);
      throw error;
    }
  }

  async #finish(webhook: CalledWebhook, call: WebhookCall, outcome: WaitOutcome): Promise<WebhookResponse | undefined> {
    if ('answer' in outcome) {
      const response = toResponse(outcome.answer);
      await setResponseCode(this.#database.kysely, call.callId, response.status);
      const seconds = ((this.#now() - call.time) / 1000).toFixed(1);
      this.#logReply(webhook, call, 'info', `answered ${response.status} after ${seconds} s`, response.status);
      return response;
    }
    switch (outcome.without) {
      case 'timeout':
        await setResponseCode(this.#database.kysely, call.callId, timedOut.status);
        this.#logReply(webhook, call, 'warn', 'nobody replied in time', timedOut.status);
        return timedOut;
      case 'caller':
        this.#logReply(webhook, call, 'warn', 'the caller hung up before anybody replied', null);
        return undefined;
      case 'disabled':
        await setResponseCode(this.#database.kysely, call.callId, disabledResponse.status);
        this.#logReply(
          webhook,
          call,
          'warn',
          'the webhook was disabled before anybody replied',
          disabledResponse.status,
        );
        return disabledResponse;
      case 'deleted':
        throw notFound(webhookResource.label);
      case 'stop':
        throw new AppError('Unavailable', 'The server is stopping', { retryAfter: 5 });
    }
  }

  #logCall({ webhook, address, body }: IncomingCall, { callId, data }: WebhookCall, taken: boolean): void {
    const { method, path } = data;
    this.#write(
      webhook,
      'info',
      'webhook',
      () => `${webhook.name} was called: ${method.toUpperCase()} ${path} from ${address}, ${body.byteLength} bytes.`,
      { callId, method, path, address, bodyBytes: body.byteLength, triggered: taken },
    );
  }

  #logReply(
    webhook: CalledWebhook,
    { callId }: WebhookCall,
    level: 'info' | 'warn',
    what: string,
    responseCode: number | null,
  ): void {
    this.#write(webhook, level, 'webhookReply', () => `A call of ${webhook.name}: ${what}.`, { callId, responseCode });
  }

  #write(
    webhook: CalledWebhook,
    level: 'info' | 'warn',
    type: 'webhook' | 'webhookReply',
    describe: () => string,
    details: Readonly<Record<string, unknown>> = {},
  ): void {
    this.#log.write(webhook.application_id, () => ({
      level,
      type,
      message: describe(),
      details: { webhookId: webhook.id, ...details },
    }));
  }
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
