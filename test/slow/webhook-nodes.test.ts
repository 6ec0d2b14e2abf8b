import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type WebhookReplies, webhooksFeature } from '../../src/features/webhooks/index.ts';
import { features } from '../../src/features.ts';
import { afterCommit } from '../../src/platform/database/transaction.ts';
import { defineFeature } from '../../src/platform/feature.ts';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const name = `signalbox_${randomBytes(6).toString('hex')}`;
const secretKey = randomBytes(32).toString('hex');
const nodes: TestApp[] = [];
let client: Client;
let token: string;
let webhook: { id: string; token: string };
let ref: { applicationId: string; webhookId: string };

/** What each server offers to reply with; the call is always taken by the one that was asked. */
const replies: WebhookReplies[] = [];
/** The server that replies. */
let replier = 0;
/** What came of each reply. */
let outcomes: boolean[] = [];
/** How many replies each call gets, all at the same time. */
let repliesPerCall = 1;

async function administer(sql: string): Promise<void> {
  const connection = new pg.Client({ connectionString: administration });
  await connection.connect();
  await connection.query(sql);
  await connection.end();
}

function listenOn(node: number) {
  return defineFeature({
    name: 'listener',
    needs: { webhooks: webhooksFeature },
    create: (_platform, needs) => {
      replies[node] = needs.webhooks.replies;
      needs.webhooks.listeners.subscribe({
        take: async (tx, { applicationId, applicationRowId, data }) => {
          afterCommit(tx, () => {
            for (let reply = 0; reply < repliesPerCall; reply += 1) {
              // Round all servers from the chosen one on.
              const from = (replier + reply) % replies.length;
              const answer = { responseCode: 201, body: { from, reply } };
              void replies[from]
                ?.reply({ applicationId, applicationRowId }, data.replyId ?? '', answer)
                .then((isFirst) => outcomes.push(isFirst));
            }
          });
          return true;
        },
      });
      return { api: {} };
    },
  });
}

beforeAll(async () => {
  await administer(`create database ${name}`);
  const url = new URL(administration);
  url.pathname = `/${name}`;
  for (const node of [0, 1]) {
    nodes.push(
      await startTestApp({
        features: [...features, listenOn(node)],
        env: { DATABASE_URL: url.href, SIGNALBOX_SECRET_KEY: secretKey, SIGNALBOX_REPLY_TIMEOUT: '20' },
        sharedDatabase: true,
      }),
    );
  }
  ({ client, token } = await logIn({ http: nodes[0]?.http ?? '' }));
  const { id: applicationId } = await client.applications.post({ application: { name: 'Plant' } });
  webhook = await client.webhooks.post({ applicationId, webhook: { name: 'Hook', waitForReply: true } });
  ref = { applicationId, webhookId: webhook.id };
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.end()));
  await administer(`drop database ${name} with (force)`);
});
beforeEach(() => {
  outcomes = [];
});

const post = (node: number) => fetch(`${nodes[node]?.http}/webhooks/${webhook.token}`, { method: 'POST', body: '{}' });

it.each([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
])('answers a request that waits on server %i with the reply of server %i', async (waiter, from) => {
  replier = from;
  repliesPerCall = 1;
  const responses = await Promise.all(Array.from({ length: 10 }, () => post(waiter)));
  for (const response of responses) {
    expect([response.status, await response.json()]).toEqual([201, { from, reply: 0 }]);
  }
  await expect.poll(() => outcomes).toEqual(Array(10).fill(true));
});

it('takes one of the replies that all servers give at the same time, and tells each of them which it was', async () => {
  repliesPerCall = 6;
  const responses = await Promise.all(Array.from({ length: 20 }, (_, index) => post(index % 2)));
  expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(201));
  await expect.poll(() => outcomes.length).toBe(120);
  expect(outcomes.filter((isFirst) => isFirst)).toHaveLength(20);
});

it('ends a request that waits on another server when its webhook is disabled or deleted', async () => {
  repliesPerCall = 0;
  const url = `${nodes[0]?.http}/applications/${ref.applicationId}/webhooks/${ref.webhookId}/calls`;
  const waiting = async (): Promise<number> => {
    const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    const { items } = (await response.json()) as { items: { responseCode: number | null }[] };
    return items.filter(({ responseCode }) => responseCode === null).length;
  };
  for (const [status, change] of [
    [200, () => client.webhook.patch({ ...ref, webhook: { enabled: false } })],
    [404, () => client.webhook.delete(ref)],
  ] as const) {
    await client.webhook.patch({ ...ref, webhook: { enabled: true } });
    const response = post(1);
    await expect.poll(waiting).toBe(1);
    await change();
    expect((await response).status).toBe(status);
  }
});
