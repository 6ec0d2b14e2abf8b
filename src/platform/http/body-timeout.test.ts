import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import Fastify from 'fastify';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { registerBodyTimeout } from './body-timeout.ts';

const server = Fastify();
let received = 0;
let port: number;

beforeAll(async () => {
  registerBodyTimeout(server);
  server.addContentTypeParser('*', (_request, body, done) => {
    body.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    body.once('end', () => done(null));
  });
  server.post('/short', async () => 'done');
  server.post('/long', { config: { takesLongBody: true } }, async () => 'done');
  await server.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = server.server.address() as { port: number });
});
afterEach(() => vi.useRealTimers());
afterAll(() => server.close());

async function begin(path: string): Promise<Socket> {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  received = 0;
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: x/y\r\nContent-Length: 3\r\n\r\na`);
  await vi.waitFor(() => expect(received).toBe(1));
  return socket;
}

const minute = () => vi.advanceTimersByTimeAsync(60_000);
const answer = async (socket: Socket) => String((await once(socket, 'data'))[0]);

it('cuts off a body that does not arrive within a minute', async () => {
  const socket = await begin('/short');
  socket.write('b');
  await vi.waitFor(() => expect(received).toBe(2));
  void minute();
  expect(await answer(socket)).toMatch(/^HTTP\/1\.1 408 .*"type":"RequestTimeout"/s);
  await once(socket, 'close');
});

it('waits for a large file as long as something arrives in every minute', async () => {
  const socket = await begin('/long');
  await Promise.all([vi.waitFor(() => expect(received).toBe(1))]);
  socket.write('b');
  await vi.waitFor(() => expect(received).toBe(2));
  await minute();
  expect(socket.closed).toBe(false);
  socket.write('c');
  expect(await answer(socket)).toMatch(/^HTTP\/1\.1 200 .*done$/s);
  const silent = await begin('/long');
  void minute();
  expect(await answer(silent)).toMatch(/^HTTP\/1\.1 408 /);
  socket.destroy();
});
