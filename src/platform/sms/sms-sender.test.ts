import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createSmsSender } from './sms-sender.ts';

const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A gateway on a free port that keeps what it is sent. */
async function startGateway(answer: { status?: number; body?: string; headers?: Record<string, string> } = {}) {
  const received: { path: string; headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  }).listen(0, '127.0.0.1');
  running.push(server);
  await once(server, 'listening');
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

const message = { to: '+15005550006', text: 'Too warm: 31°', id: 'run.node' };
const login = `Basic ${Buffer.from('sig@nal:p/w').toString('base64')}`;

it('posts JSON to a gateway, with the login of its URL', async () => {
  const { host, received } = await startGateway();
  const sender = createSmsSender({ url: `http://sig%40nal:p%2Fw@${host}/send?line=2` });
  await sender.send(message);
  expect(sender.isConfigured).toBe(true);
  expect(received).toMatchObject([
    { path: '/send?line=2', headers: { 'content-type': 'application/json', authorization: login } },
  ]);
  expect(JSON.parse(received[0]?.body ?? '')).toEqual(message);
});

it('sends no login where the URL has none', async () => {
  const { host, received } = await startGateway();
  await createSmsSender({ url: `http://${host}/` }).send(message);
  expect(received[0]?.headers.authorization).toBeUndefined();
});

it('asks Twilio as its API says', async () => {
  const { host, received } = await startGateway({ status: 201 });
  await createSmsSender({ url: 'twilio://AC12:secret@+15550001111', twilioApi: `http://${host}` }).send(message);
  const expected = { authorization: `Basic ${Buffer.from('AC12:secret').toString('base64')}` };
  expect(received).toMatchObject([{ path: '/2010-04-01/Accounts/AC12/Messages.json', headers: expected }]);
  expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toEqual({
    From: '+15550001111',
    To: '+15005550006',
    Body: 'Too warm: 31°',
  });
});

it('says why a gateway refuses, and takes its login nowhere else', async () => {
  const refusing = await startGateway({ status: 400, body: `{"message":"no such number"}${'x'.repeat(5000)}` });
  await expect(createSmsSender({ url: `http://${refusing.host}/` }).send(message)).rejects.toThrow(
    /^status 400: \{"message":"no such number"\}x{172}$/,
  );
  const elsewhere = await startGateway();
  const moved = await startGateway({ status: 307, headers: { location: `http://${elsewhere.host}/` } });
  await expect(createSmsSender({ url: `http://a:b@${moved.host}/` }).send(message)).rejects.toThrow('status 307');
  expect(elsewhere.received).toEqual([]);
});

it('sends nothing where no gateway is set', async () => {
  const sender = createSmsSender({ url: undefined });
  expect(sender.isConfigured).toBe(false);
  await expect(sender.send(message)).rejects.toThrow('no SMS gateway is set');
});
