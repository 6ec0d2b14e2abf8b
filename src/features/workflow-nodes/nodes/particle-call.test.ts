import { beforeEach, expect, test } from 'vitest';
import type { NodeContext } from '../context.ts';
import type { HttpCall } from '../services.ts';
import { particleCallNode } from './particle-call.ts';
import { runNode } from './test-bed.ts';

let calls: HttpCall[];
let status: number;
beforeEach(() => {
  calls = [];
  status = 200;
});

const integration = { accessToken: 'kept', product: 'my product', device: 'own' };
const services = {
  http: {
    request: async (call: HttpCall) => {
      calls.push(call);
      return { statusCode: status, headers: {}, body: Buffer.from('{"id":"d","connected":true,"return_value":7}') };
    },
  },
  credentials: {
    useParticle: async ({ integrationId }: { integrationId?: string }) => {
      const url = 'https://particle.example.com';
      if (integrationId === undefined) return { url };
      return integrationId === 'i' ? { url, ...integration } : { failure: 'There is none.' };
    },
  },
} as unknown as NodeContext['services'];
const run = async (config: object, payload: Record<string, unknown> = {}) =>
  (await runNode(particleCallNode, { nameTemplate: 'set it', resultPath: 'r', ...config }, payload, { services }))
    .payload.r;

test('a function is called with a token of the node’s own', async () => {
  const own = { accessToken: '{{t}}', deviceTemplate: 'a/b', argTemplate: 'x & {{n}}' };
  expect(await run(own, { t: 'mine', n: 1 })).toEqual({ id: 'd', connected: true, return_value: 7 });
  expect(calls[0]).toMatchObject({
    method: 'POST',
    url: 'https://particle.example.com/v1/devices/a%2Fb/set%20it',
    headers: { authorization: 'Bearer mine', 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(Buffer.from(calls[0]?.body ?? []).toString()).toBe('arg=x+%26+1');
});

test('an integration says what the node does not; its token never reaches the payload', async () => {
  const config = { integrationId: 'i', argMethod: 'payloadPath', argPayloadPath: 'value' };
  const result = await run(config, { value: { a: 1 } });
  expect(calls[0]).toMatchObject({
    url: 'https://particle.example.com/v1/products/my%20product/devices/own/set%20it',
    headers: { authorization: 'Bearer kept' },
  });
  expect(Buffer.from(calls[0]?.body ?? []).toString()).toBe('arg=%7B%22a%22%3A1%7D');
  expect(JSON.stringify(result)).not.toContain('kept');
  await run({ ...config, deviceTemplate: 'other', productTemplate: 'p' });
  expect(calls[1]?.url).toBe('https://particle.example.com/v1/products/p/devices/other/set%20it');
});

test('what fails is an error at the result path; what names no device throws', async () => {
  expect(await run({ integrationId: 'x' })).toEqual({ error: { type: 'CredentialError', message: 'There is none.' } });
  status = 404;
  expect(await run({ integrationId: 'i' })).toMatchObject({ error: { type: 'HttpError' } });
  await expect(run({ accessToken: 'x' })).rejects.toMatchObject({ name: 'TemplateError' });
});
