import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EventStream } from './event-stream.ts';
import { createHttpServer } from './http-server.ts';

let server: FastifyInstance;
let port: number;
let opened: Promise<EventStream>;

beforeEach(async () => {
  server = await createHttpServer({ logger: pino({ level: 'silent' }) });
  opened = new Promise((resolve) => {
    server.get('/stream', async (_request, reply) => resolve(EventStream.open(reply, { keepAliveMs: 60_000 })));
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  port = (server.server.address() as { port: number }).port;
});
afterEach(() => server.close());

function connect(): Socket {
  const socket = createConnection(port, '127.0.0.1');
  socket.write('GET /stream HTTP/1.1\r\nHost: x\r\nOrigin: http://page\r\n\r\n');
  return socket;
}

async function readUntil(socket: Socket, words: string): Promise<string> {
  let text = '';
  while (!text.includes(words)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString();
  }
  return text;
}

it('opens at once, with the headers that browsers and proxies need', async () => {
  const socket = connect();
  const text = await readUntil(socket, ':\n\n');
  expect(text).toContain('content-type: text/event-stream');
  expect(text).toContain('access-control-allow-origin: *');
  (await opened).send({ event: 'note', id: '7', data: { text: 'line\nbreak' } });
  expect(await readUntil(socket, '\n\n')).toContain('id: 7\nevent: note\ndata: {"text":"line\\nbreak"}\n\n');
  socket.destroy();
});

it('drops what a slow reader does not take, within a bound, and tells it so', async () => {
  const socket = connect();
  await readUntil(socket, ':\n\n');
  socket.pause();
  const stream = await opened;
  const sent = 4000;
  // 40 MB for a reader that reads nothing: far more than its buffer and the kernel's together.
  for (let index = 0; index < sent; index += 1) stream.send({ event: 'big', data: 'x'.repeat(10_000) });
  let received = 0;
  let dropped = 0;
  let text = '';
  const done = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        if (event.includes('event: big')) received += 1;
        const gap = /event: gap\ndata: (.*)/.exec(event);
        if (gap?.[1]) dropped += (JSON.parse(gap[1]) as { dropped: number }).dropped;
      }
      if (received + dropped === sent) resolve();
    });
  });
  socket.resume();
  await done;
  expect(dropped).toBeGreaterThan(1000);
  expect(received).toBeGreaterThan(50);
  socket.destroy();
});

it('ends when the reader goes away, and with the server', async () => {
  const socket = connect();
  await readUntil(socket, ':\n\n');
  const stream = await opened;
  const ended = new Promise<void>((resolve) => stream.onEnd(resolve));
  socket.destroy();
  await ended;
  expect(stream.ended).toBe(true);
  expect(server.openStreams.size).toBe(0);
});
