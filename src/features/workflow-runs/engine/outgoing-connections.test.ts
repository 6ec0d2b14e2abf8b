import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ActionError, type ConnectionCall, NodeError, type OutsideHost } from '../../workflow-nodes/index.ts';
import { OpenConnections } from './open-connections.ts';
import { OutgoingConnections } from './outgoing-connections.ts';

let server: Server;
let port: number;
const sockets: Socket[] = [];
let connections: OutgoingConnections;

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    socket.on('data', (chunk: Buffer) => {
      if (String(chunk) === 'flood')
        for (let index = 0; index < 40; index += 1) socket.write(Buffer.alloc(1024 * 1024));
      else socket.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  connections = new OutgoingConnections({ allowedHosts: [`127.0.0.1:${port}`, 'localhost'] }, new OpenConnections());
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const callTo = (host: string, more: Partial<ConnectionCall> = {}): ConnectionCall => ({
  applicationId: 'a'.repeat(24),
  host,
  port,
  timeoutMs: 20_000,
  errorName: 'TestError',
  signal: new AbortController().signal,
  ...more,
});
const ask = (text: string) => async (host: OutsideHost) => {
  const socket = await host.open();
  socket.write(text);
  const chunks: string[] = [];
  for await (const chunk of socket) {
    chunks.push(String(chunk));
    if (chunks.join('') === text) return text;
  }
  throw new Error('it has ended');
};
const forever = () => new Promise<never>(() => undefined);

it.each(['127.0.0.1', 'localhost', 'LOCALHOST.'])('opens a connection to %s, and ends it', async (host) => {
  expect(await connections.use(callTo(host), ask('hello'))).toBe('hello');
  await expect.poll(() => sockets.every((socket) => socket.destroyed)).toBe(true);
});

it.each([
  '127.0.0.1',
  'localhost',
  '::1',
  '[::ffff:127.0.0.1]',
  '0.0.0.0',
  '169.254.169.254',
  '10.0.0.1',
  '100.64.0.1',
  'fd00::1',
])('refuses %s, which is not of the public internet', async (host) => {
  const strict = new OutgoingConnections({ allowedHosts: [] }, new OpenConnections());
  const refused = { name: 'TestError', message: expect.stringContaining('own network') };
  await expect(strict.use(callTo(host), ask('hello'))).rejects.toMatchObject(refused);
  const other = strict.use(callTo('8.8.8.8'), (at) => at.resolve(host, port));
  await expect(other).rejects.toMatchObject(refused);
});

it('gives names to failures that have none, and leaves those of nodes as they are', async () => {
  const fail = (error: Error) => connections.use(callTo('127.0.0.1'), () => Promise.reject(error));
  await expect(fail(Object.assign(new Error('no'), { code: 'E1' }))).rejects.toMatchObject({
    name: 'TestError',
    message: 'E1: no',
  });
  await expect(fail(new ActionError('Other', 'no'))).rejects.toMatchObject({ name: 'Other' });
  await expect(fail(new NodeError('NotAvailable', 'no'))).rejects.toMatchObject({ name: 'NotAvailable' });
  const long = await fail(new Error('x'.repeat(5000))).catch((error: Error) => error.message.length);
  expect(long).toBe(1000);
});

it('waits no longer than it may, and ends what is open when the run ends', async () => {
  const late = connections.use(callTo('127.0.0.1', { timeoutMs: 30 }), forever);
  await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
  const run = new AbortController();
  let socket: Socket | undefined;
  const ended = connections.use(callTo('127.0.0.1', { signal: run.signal }), async (host) => {
    socket = await host.open();
    run.abort();
    return forever();
  });
  await expect(ended).rejects.toThrow();
  expect(socket?.destroyed).toBe(true);
});

it('breaks off what brings more than a node can take', async () => {
  const flood = connections.use(callTo('127.0.0.1'), async (host) => {
    const socket = await host.open();
    socket.on('data', () => undefined);
    socket.write('flood');
    const [error] = await once(socket, 'close').then(
      () => [],
      (reason) => [reason],
    );
    throw error ?? new Error('no error');
  });
  await expect(flood).rejects.toMatchObject({ name: 'PayloadTooLarge' });
});

it('has 100 connections of an application at most', async () => {
  const run = new AbortController();
  const open = Array.from({ length: 100 }, () =>
    connections.use(callTo('127.0.0.1', { signal: run.signal }), forever).catch((error: Error) => error.name),
  );
  await expect(connections.use(callTo('127.0.0.1'), forever)).rejects.toMatchObject({ name: 'Throttled' });
  expect(await connections.use(callTo('127.0.0.1', { applicationId: 'b'.repeat(24) }), ask('hello'))).toBe('hello');
  run.abort();
  await Promise.all(open);
  expect(await connections.use(callTo('127.0.0.1'), ask('hello'))).toBe('hello');
});
