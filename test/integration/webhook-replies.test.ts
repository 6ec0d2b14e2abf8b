// Who listens to webhooks and replies to those that wait: what workflows will do.
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import {
  defineWebhooks,
  type RemovedWebhook,
  type WebhookCall,
  type WebhookReplies,
  webhooksFeature,
} from '../../src/features/webhooks/index.ts';
import { extensions, signAlexa, TestAuthority, type TestCertificate } from '../../src/features/webhooks/test-bed.ts';
import { WaitingRequests } from '../../src/features/webhooks/waiting-requests.ts';
import { features } from '../../src/features.ts';
import type { Database, Queryable } from '../../src/platform/database/database.ts';
import { afterCommit, inTransaction } from '../../src/platform/database/transaction.ts';
import { defineFeature } from '../../src/platform/feature.ts';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let client: Client;
let token: string;
let applicationId: string;
let applicationRowId: number;
let database: Database;
let replies: WebhookReplies;
let authority: TestAuthority;
let root: TestCertificate;
let leaf: TestCertificate;

/** What the listener does with the next calls; each test says. */
let take: (tx: Queryable, call: WebhookCall) => Promise<boolean>;
let removed: (webhook: RemovedWebhook) => void;
let taken: WebhookCall[];

beforeAll(async () => {
  authority = await TestAuthority.make();
  root = await authority.issue(extensions.authority);
  leaf = await authority.issue(extensions.alexa, root);
  const webhooks = defineWebhooks({
    fetchText: async () => leaf.pem,
    roots: () => [new X509Certificate(root.pem)],
  });
  const listener = defineFeature({
    name: 'listener',
    needs: { webhooks },
    create: (_platform, needs) => {
      needs.webhooks.listeners.subscribe({
        take: async (tx, call) => {
          taken.push(call);
          return take(tx, call);
        },
        removed: async (_tx, webhook) => removed(webhook),
      });
      replies = needs.webhooks.replies;
      return { api: {} };
    },
  });
  server = await startTestApp({
    // Without what listens to webhooks itself, and what needs that.
    features: [
      ...features
        .filter(({ name }) => !name.startsWith('workflow') && name !== 'dashboards')
        .map((each) => (each === webhooksFeature ? webhooks : each)),
      listener,
    ],
    env: { SIGNALBOX_REPLY_TIMEOUT: '1' },
  });
  ({ database } = partsOf(server.app));
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const [row] = await database.query<{ rowId: number }>({
    sql: 'select application_row_id as "rowId" from application where id = $1',
    parameters: [applicationId],
  });
  applicationRowId = row?.rowId ?? 0;
});
beforeEach(() => {
  taken = [];
  take = async () => true;
  removed = () => undefined;
});

const makeHook = (fields: object = {}) =>
  client.webhooks.post({ applicationId, webhook: { name: 'Hook', waitForReply: true, ...fields } });
const post = (hook: { url: string }, init: RequestInit = {}) =>
  fetch(hook.url, { method: 'POST', body: '{}', ...init });
const application = () => ({ applicationId, applicationRowId });
const countWaiting = async () => (await database.query({ sql: 'select reply_id from webhook_wait' })).length;
const countKept = async (id: string) =>
  (
    await database.query({
      sql: 'select 1 from webhook_call join webhook using (webhook_row_id) where webhook.id = $1',
      parameters: [id],
    })
  ).length;

/** Replies as soon as the call is durable. */
function replyWith(...answers: Parameters<WebhookReplies['reply']>[2][]): Promise<boolean[]> {
  return new Promise((resolve) => {
    take = async (tx, call) => {
      afterCommit(tx, async () => {
        const outcomes: boolean[] = [];
        for (const answer of answers)
          outcomes.push(await replies.reply(application(), call.data.replyId ?? '', answer));
        resolve(outcomes);
      });
      return true;
    };
  });
}

it('hands a call on, keeps the request open, and responds with the first reply', async () => {
  const hook = await makeHook({ responseCode: 500 });
  const outcomes = replyWith(
    { responseCode: 201, body: '<a/>', headers: { 'content-type': 'text/xml', 'X-Run': '7', 'set-cookie': 'a=1' } },
    { responseCode: 500 },
    { responseCode: 500 },
  );
  const response = await fetch(`${hook.url}/below?x=1`, {
    method: 'PUT',
    headers: { 'X-Flow-Version': 'v2', 'Content-Type': 'application/json' },
    body: '{"a":12345678901234567890}',
  });
  expect([response.status, await response.text()]).toEqual([201, '<a/>']);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/xml; charset=utf-8',
    'x-run': '7',
    'access-control-allow-origin': '*',
    'content-security-policy': "default-src 'none'",
  });
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(await outcomes).toEqual([true, false, false]);
  expect(taken).toMatchObject([
    {
      callId: expect.stringMatching(/^[0-9a-f]{24}$/),
      applicationId,
      applicationRowId,
      webhookId: hook.id,
      flowVersion: 'v2',
      data: {
        method: 'put',
        path: '/below',
        query: { x: '1' },
        replyId: expect.stringMatching(`^${hook.id}\\.[0-9a-f]{32}$`),
      },
    },
  ]);
  expect(JSON.stringify(taken[0]?.data.body)).toBe('{"a":12345678901234567890}');
  expect(await countWaiting()).toBe(0);
});

it.each(['fitbit', 'twilio', 'facebook'])(
  'answers with the reply for a webhook of the kind %s as well',
  async (verificationType) => {
    const hook = await makeHook({ verificationType });
    const outcomes = replyWith({ responseCode: 202, body: { kind: verificationType } });
    const response = await post(hook);
    expect([response.status, await response.json()]).toEqual([202, { kind: verificationType }]);
    await outcomes;
  },
);

it('gives no reply id to a call that does not wait', async () => {
  const hook = await makeHook({ waitForReply: false });
  expect((await post(hook)).status).toBe(200);
  expect(taken[0]?.data).not.toHaveProperty('replyId');
  expect(taken[0]?.flowVersion).toBeUndefined();
});

it('says that the call has failed when it could not be handed on, and keeps nothing of it', async () => {
  for (const waitForReply of [false, true]) {
    const hook = await makeHook({ waitForReply });
    take = async () => {
      throw new Error('the queue is full');
    };
    const response = await post(hook);
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: 'The server could not complete the request' },
    ]);
    expect(await countKept(hook.id)).toBe(0);
    expect(await countWaiting()).toBe(0);
  }
});

it('shows a call to nobody before what was queued for it is durable', async () => {
  const hook = await makeHook({ waitForReply: false });
  let committed = false;
  take = async (tx) => {
    afterCommit(tx, () => {
      committed = true;
    });
    return true;
  };
  const response = await post(hook);
  expect(committed).toBe(true);
  expect(response.status).toBe(200);
});

it('responds 504 at once where nothing enabled listens, and 504 in time where nobody replies', async () => {
  const hook = await makeHook();
  const log = await EventReader.open(
    `${server.http}/applications/${applicationId}/logStream?token=${token}&types=webhookReply`,
  );
  take = async () => false;
  const timeout = { error: 'Time out waiting for workflow reply' };
  const atOnce = await post(hook);
  expect([atOnce.status, await atOnce.json()]).toEqual([504, timeout]);
  expect((await log.next('log'))?.data).toMatchObject({
    message: 'A call of Hook: nothing listens to it that could reply.',
  });
  expect(await countWaiting()).toBe(0);

  take = async () => true;
  const before = performance.now();
  const late = await post(hook);
  expect([late.status, await late.json()]).toEqual([504, timeout]);
  expect(performance.now() - before).toBeGreaterThan(900);
  expect((await log.next('log'))?.data).toMatchObject({
    level: 'warn',
    message: 'A call of Hook: nobody replied in time.',
  });
  expect(await replies.reply(application(), taken.at(-1)?.data.replyId ?? '', { body: 'late' })).toBe(false);
  expect((await log.next('log'))?.data).toMatchObject({
    level: 'warn',
    message: expect.stringMatching(/^A reply was dropped/),
  });
  expect(await countWaiting()).toBe(0);
  log.close();
});

it('takes no reply from another application, and none for what never waited', async () => {
  const hook = await makeHook();
  const other = await client.applications.post({ application: { name: 'Other' } });
  const [row] = await database.query<{ rowId: number }>({
    sql: 'select application_row_id as "rowId" from application where id = $1',
    parameters: [other.id],
  });
  const outcome = new Promise<boolean>((resolve) => {
    take = async (tx, call) => {
      const foreign = { applicationId: String(other.id), applicationRowId: row?.rowId ?? 0 };
      afterCommit(tx, async () => resolve(await replies.reply(foreign, call.data.replyId ?? '', { body: 'stolen' })));
      return true;
    };
  });
  expect((await post(hook)).status).toBe(504);
  expect(await outcome).toBe(false);
  for (const id of ['', 'x', `${hook.id}.${'0'.repeat(32)}`])
    expect(await replies.reply(application(), id, {})).toBe(false);
  await expect(replies.reply(application(), 'x', { responseCode: 1000 })).rejects.toThrow('responseCode');
});

it('forgets a request whose caller hangs up', async () => {
  const hook = await makeHook();
  const controller = new AbortController();
  const called = new Promise<void>((resolve) => {
    take = async (tx) => {
      afterCommit(tx, resolve);
      return true;
    };
  });
  const response = post(hook, { signal: controller.signal });
  await called;
  expect(await countWaiting()).toBe(1);
  controller.abort();
  await expect(response).rejects.toThrow();
  await vi.waitFor(async () => expect(await countWaiting()).toBe(0), { timeout: 900 });
});

it('lets 100 requests of an application wait, on whatever servers, and refuses one more without handing it on', async () => {
  const hook = await makeHook();
  await database.query({
    sql: `insert into webhook_wait (reply_id, application_row_id, expires_at)
      select 'elsewhere ' || n, $1, now() + interval '1 minute' from generate_series(1, 100) n`,
    parameters: [applicationRowId],
  });
  const response = await post(hook);
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
  expect(taken).toEqual([]);
  expect(await countKept(hook.id)).toBe(0);
  // What a server that was killed has left behind counts no more once it has expired.
  await database.query({ sql: `update webhook_wait set expires_at = now() - interval '1 second'` });
  const outcomes = replyWith({ body: 'room' });
  expect(await (await post(hook)).text()).toBe('room');
  expect(await outcomes).toEqual([true]);
  expect(await countWaiting()).toBe(0);
});

it('finds a request that waits on another server', async () => {
  // Two servers on one database, as far as they are concerned here.
  const shared = {
    kind: 'server',
    isExclusive: false,
    kysely: database.kysely,
    query: database.query.bind(database),
  } as Database;
  const options = { database: shared, timeoutSeconds: 30, onError: (error: unknown) => expect(error).toBeUndefined() };
  const [here, there] = [new WaitingRequests(options), new WaitingRequests(options)];
  const replyId = here.newReplyId('0'.repeat(24));
  await inTransaction(database, (tx) => here.open(tx, replyId, applicationRowId));
  const outcome = here.wait(replyId, new AbortController().signal);
  expect(await there.reply(applicationRowId, replyId, { responseCode: 201, body: { from: 'there' } })).toBe(true);
  expect(await there.reply(applicationRowId, replyId, { body: 'second' })).toBe(false);
  expect(await here.reply(applicationRowId, replyId, { body: 'third' })).toBe(false);
  expect(await outcome).toEqual({ answer: { responseCode: 201, body: { from: 'there' } } });
  expect(await countWaiting()).toBe(0);
});

/** What a request that waits is answered with when something happens to its webhook, another one's being none of it. */
async function answerAfter(hook: { url: string }, happens: () => Promise<unknown>): Promise<[number, unknown]> {
  const called = new Promise<void>((resolve) => {
    take = async (tx) => {
      afterCommit(tx, resolve);
      return true;
    };
  });
  const response = post(hook);
  await called;
  await happens();
  const { status, json } = await response.then(async (answer) => ({
    status: answer.status,
    json: await answer.json(),
  }));
  return [status, json];
}

it('ends the requests that wait when their webhook is disabled or deleted, and nobody else’s', async () => {
  const others = await makeHook({ name: 'Others' });
  const other = post(others);
  await vi.waitFor(async () => expect(await countWaiting()).toBe(1), { timeout: 900, interval: 10 });
  const hook = await makeHook();
  const ref = { applicationId, webhookId: hook.id };
  const log = await EventReader.open(
    `${server.http}/applications/${applicationId}/logStream?token=${token}&types=webhookReply`,
  );
  const disable = () => client.webhook.patch({ ...ref, webhook: { enabled: false } });
  expect(await answerAfter(hook, disable)).toEqual([200, { success: true }]);
  const disabledLine = 'A call of Hook: the webhook was disabled before anybody replied.';
  // The other one may have ended by now.
  let line = await log.next('log');
  while (line && (line.data as { message: string }).message !== disabledLine) line = await log.next('log');
  expect(line?.data).toMatchObject({ level: 'warn', message: disabledLine });
  // As a call that comes now.
  const now = await post(hook);
  expect([now.status, await now.json()]).toEqual([200, { success: true }]);
  log.close();
  await client.webhook.patch({ ...ref, webhook: { enabled: true } });
  expect((await answerAfter(hook, () => client.webhook.delete(ref)))[0]).toBe(404);
  expect((await other).status).toBe(504);
  expect(await countWaiting()).toBe(0);
});

it('ends the requests that wait when their application is deleted', async () => {
  const { id } = await client.applications.post({ application: { name: 'Short-lived' } });
  const hook = await client.webhooks.post({ applicationId: id, webhook: { name: 'Hook', waitForReply: true } });
  const remove = () => client.application.delete({ applicationId: id });
  expect((await answerAfter(hook, remove))[0]).toBe(404);
});

it('lets no request wait whose webhook is disabled between its being let in and its being kept', async () => {
  const hook = await makeHook();
  const ref = { applicationId, webhookId: hook.id };
  // A body that comes late: the webhook was found when the head came.
  let send: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      send = controller;
      controller.enqueue(new TextEncoder().encode('{'));
    },
  });
  const response = fetch(hook.url, { method: 'POST', body, duplex: 'half' } as RequestInit);
  await client.webhook.patch({ ...ref, webhook: { enabled: false } });
  send?.enqueue(new TextEncoder().encode('}'));
  send?.close();
  const answer = await response;
  expect([answer.status, await answer.json()]).toEqual([200, { success: true }]);
  expect([taken, await countKept(hook.id)]).toEqual([[], 0]);
});

it('tells whoever listens that a webhook is deleted, in the transaction that deletes it', async () => {
  const hook = await makeHook();
  const ref = { applicationId, webhookId: hook.id };
  removed = () => {
    throw new Error('not now');
  };
  await expect(client.webhook.delete(ref)).rejects.toMatchObject({ statusCode: 500 });
  expect((await client.webhook.get(ref)).id).toBe(hook.id);
  const told: RemovedWebhook[] = [];
  removed = (webhook) => told.push(webhook);
  await client.webhook.delete({ ...ref, includeWorkflows: 'true' });
  expect(told).toEqual([{ applicationId, applicationRowId, webhookId: hook.id, includeWorkflows: true }]);
});

it('takes what Alexa has signed, and hands on nothing else', async () => {
  const hook = await makeHook({ verificationType: 'alexa', waitForReply: false });
  const body = JSON.stringify({ request: { timestamp: new Date().toISOString(), type: 'LaunchRequest' } });
  const headers = { ...signAlexa(body, leaf), 'content-type': 'application/json' };
  const taking = await post(hook, { body, headers });
  expect(taking.status).toBe(200);
  expect(taken).toMatchObject([{ data: { body: { request: { type: 'LaunchRequest' } } } }]);
  const forged = await post(hook, { body: body.replace('Launch', 'Paunch'), headers });
  expect([forged.status, await forged.json()]).toEqual([400, { error: 'The signature does not belong to the body' }]);
  expect(taken).toHaveLength(1);
});

afterAll(async () => {
  // A request that waits is let go, so that the server can stop.
  const hook = await makeHook();
  const called = new Promise<void>((resolve) => {
    take = async (tx) => {
      afterCommit(tx, resolve);
      return true;
    };
  });
  const response = post(hook);
  await called;
  await server.end();
  expect((await response).status).toBe(503);
  await authority.remove();
});
