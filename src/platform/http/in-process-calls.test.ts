import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Action } from '../../kernel/actions.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import { toAppError, writeError } from './error-answers.ts';
import { InProcessCalls } from './in-process-calls.ts';

const action = (name: string, method: Action['method'], path: string): Action => ({
  name,
  method,
  path,
  scopes: [],
  success: 200,
  reads: false,
});
const things = action('things.post', 'POST', '/things/{thingId}');
const principal: Principal = {
  kind: 'application',
  via: 'apiToken',
  applicationId: 'a',
  tokenId: 't',
  scopes: new Set(),
  expiresAt: Number.POSITIVE_INFINITY,
  grantsUntil: Number.POSITIVE_INFINITY,
};

let server: FastifyInstance;
let calls: InProcessCalls;
let seen: { token: string; caller: Principal | undefined; request: FastifyRequest }[];

beforeEach(() => {
  server = fastify();
  seen = [];
  calls = new InProcessCalls(server);
  server.setErrorHandler((error, request, reply) => writeError(reply, request, toAppError(error as Error)));
  server.post('/things/:thingId', async (request) => {
    const token = String(request.headers.authorization).slice('Bearer '.length);
    seen.push({ token, caller: calls.redeem(token), request });
    const { fails, size = 0 } = request.query as { fails?: string; size?: number };
    if (fails !== undefined) throw new AppError('Conflict', 'Taken');
    return { said: request.body ?? null, more: 'x'.repeat(Number(size)) };
  });
  const rest = { query: Type.Object({}), takesBody: true, takesForm: false, isStream: false };
  calls.register({ action: things, ...rest });
  calls.register({ action: action('things.stream', 'GET', '/stream'), ...rest, isStream: true });
  calls.register({ action: action('things.upload', 'POST', '/upload'), ...rest, takesForm: true });
});
afterEach(() => server.close());

const ask = (more: object = {}) =>
  calls.call(principal, { action: 'things.post', parameters: { thingId: 'a/b ' }, maxAnswerBytes: 1000, ...more });

it('calls the route as whoever is vouched for, with a ticket that is good once', async () => {
  const asked = { query: { q: { deep: [1] }, left: undefined }, body: { n: 1 } };
  expect(await ask(asked)).toEqual({ said: { n: 1 }, more: '' });
  const [first] = seen;
  expect(first?.caller).toBe(principal);
  expect(first?.request.params).toEqual({ thingId: 'a/b ' });
  expect(first?.request.url).toContain('q%5Bdeep%5D%5B0%5D=1&_links=false');
  expect(calls.redeem(first?.token ?? '')).toBeUndefined();
  await ask();
  expect(seen[1]?.token).not.toBe(first?.token);
  expect(calls.redeem('in-process:guess')).toBeUndefined();
});

it('calls with a token where one is given, which is no ticket', async () => {
  await calls.call({ token: 'sb_1' }, { action: 'things.post', parameters: { thingId: 'x' }, maxAnswerBytes: 1000 });
  expect(seen).toMatchObject([{ token: 'sb_1', caller: undefined }]);
});

it.each([
  [{ query: { fails: '1' } }, 'Conflict'],
  [{ query: { size: 1000 } }, 'TooLarge'],
  [{ parameters: {} }, 'Validation'],
  [{ action: 'things.none' }, 'NotFound'],
  [{ action: 'things.stream' }, 'Validation'],
  [{ action: 'things.upload' }, 'Validation'],
])('fails with the error of the API: %j', async (more, type) => {
  await expect(ask(more)).rejects.toMatchObject({ name: 'AppError', type });
});
