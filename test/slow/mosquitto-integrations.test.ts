// Integrations against Mosquitto, a broker that we have not written: passwords, TLS with certificates, WebSocket, MQTT 5,
// sessions that it keeps, and its absence.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type IntegrationMessage, integrationsFeature } from '../../src/features/integrations/index.ts';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';

const run = promisify(execFile);
const listeners = ['plain', 'tls', 'certificates', 'webSocket', 'anyone'] as const;

let folder: string;
let ports: Record<(typeof listeners)[number], number>;
let mosquitto: ChildProcess | undefined;
let node: TestApp;
let client: Client;
let token: string;
let applicationId: string;
let received: IntegrationMessage[] = [];
const path = (name: string): string => join(folder, name);
const read = (name: string): Promise<string> => readFile(path(name), 'utf8');

async function certify(name: string, ca?: string): Promise<void> {
  const request = ['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', path(`${name}.key`), '-out', path(`${name}.csr`)];
  await run('openssl', [...request, '-subj', `/CN=${name}`]);
  await writeFile(path(`${name}.ext`), ca ? 'subjectAltName=IP:127.0.0.1' : 'basicConstraints=critical,CA:TRUE');
  const signer = ca
    ? ['-CA', path(`${ca}.crt`), '-CAkey', path(`${ca}.key`), '-CAcreateserial']
    : ['-signkey', path(`${name}.key`)];
  const request2 = ['x509', '-req', '-in', path(`${name}.csr`), '-out', path(`${name}.crt`), '-days', '2'];
  await run('openssl', [...request2, ...signer, '-extfile', path(`${name}.ext`)]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function startMosquitto(): Promise<void> {
  mosquitto = spawn('mosquitto', ['-c', path('mosquitto.conf')], {
    stdio: 'ignore',
    env: { PATH: `${process.env.PATH}:/usr/sbin` },
  });
  for (const port of Object.values(ports)) await vi.waitFor(() => reach(port), { timeout: 10_000, interval: 50 });
}

/** Rejects while nobody listens there. */
async function reach(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}

async function stopMosquitto(): Promise<void> {
  if (!mosquitto || mosquitto.exitCode !== null) return;
  const gone = once(mosquitto, 'exit');
  mosquitto.kill('SIGTERM');
  await gone;
  mosquitto = undefined;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-mosquitto-'));
  await certify('authority');
  await certify('server', 'authority');
  await certify('client', 'authority');
  ports = Object.fromEntries(
    await Promise.all(listeners.map(async (name) => [name, await freePort()])),
  ) as typeof ports;
  const tls = `cafile ${path('authority.crt')}\ncertfile ${path('server.crt')}\nkeyfile ${path('server.key')}`;
  const mayRead = process.getuid?.() === 0 ? 'user root\n' : '';
  await run('mosquitto_passwd', ['-b', '-c', path('passwords'), 'signalbox', 'geheim'], {
    env: { PATH: `${process.env.PATH}:/usr/bin` },
  });
  await writeFile(
    path('mosquitto.conf'),
    `${mayRead}per_listener_settings true
persistence true
persistence_location ${folder}/
listener ${ports.plain} 127.0.0.1
password_file ${path('passwords')}
allow_anonymous false
listener ${ports.tls} 127.0.0.1
allow_anonymous true
${tls}
listener ${ports.certificates} 127.0.0.1
allow_anonymous true
require_certificate true
${tls}
listener ${ports.webSocket} 127.0.0.1
protocol websockets
allow_anonymous true
listener ${ports.anyone} 127.0.0.1
allow_anonymous true
`,
  );
  await startMosquitto();
  node = await startTestApp({ env: { SIGNALBOX_INTEGRATION_HOSTS: '127.0.0.1' } });
  node.app.api(integrationsFeature).messages.listen(async (_tx, messages) => {
    received.push(...messages);
  });
  ({ client, token } = await logIn(node));
  applicationId = (await client.applications.post({ application: { name: 'Here' } })).id;
});
afterAll(async () => {
  await node?.end();
  await stopMosquitto();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  received = [];
});

const login = { username: 'signalbox', password: 'geheim' };
const to = (name: (typeof listeners)[number], protocol = 'mqtt') => ({
  protocol,
  host: '127.0.0.1',
  port: ports[name],
});

async function make(mqttConfig: object, fields: object = {}): Promise<string> {
  const integration = { name: 'Mosquitto', integrationType: 'mqtt', topics: ['plant/#'], mqttConfig, ...fields };
  return (await client.integrations.post({ applicationId, integration })).id;
}

const statusOf = async (integrationId: string) =>
  (await client.integration.get({ applicationId, integrationId })).status;

async function untilStatus(id: string, status: object): Promise<void> {
  await expect.poll(() => statusOf(id), { timeout: 30_000, interval: 50 }).toMatchObject(status);
}

async function publish(id: string, body: object): Promise<unknown> {
  const response = await fetch(`${node.http}/applications/${applicationId}/integrations/${id}/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** What the integration sends comes back to it: Mosquitto sends a client's own messages too. */
async function exchange(id: string): Promise<void> {
  await untilStatus(id, { connected: true });
  expect(await publish(id, { topic: 'plant/echo', payload: 'there and back', qos: 1 })).toMatchObject({
    state: 'sent',
  });
  await expect
    .poll(() => received.map(({ data }) => data), { timeout: 10_000 })
    .toContainEqual({ type: 'message', topic: 'plant/echo', message: 'there and back' });
  await client.integration.delete({ applicationId, integrationId: id });
}

it('logs in with a password, and says when it is wrong', async () => {
  await exchange(await make({ ...to('plain'), ...login }));
  const id = await make({ ...to('plain'), ...login, password: 'falsch' });
  await untilStatus(id, { connected: false, disconnectInfo: { error: expect.stringContaining('refused the login') } });
  await client.integration.delete({ applicationId, integrationId: id });
});

it('speaks TLS with an authority of its own, and says when the certificate is not trusted', async () => {
  const caCertificate = await read('authority.crt');
  await exchange(await make({ ...to('tls', 'mqtts'), caCertificate }));
  await exchange(await make({ ...to('tls', 'mqtts'), disableSSLVerification: true }));
  const id = await make(to('tls', 'mqtts'));
  await untilStatus(id, { connected: false, disconnectInfo: { error: expect.stringContaining('is not trusted') } });
  await client.integration.delete({ applicationId, integrationId: id });
});

it('shows a client certificate, and not somebody else’s key', async () => {
  const caCertificate = await read('authority.crt');
  const [certificate, privateKey, other] = await Promise.all(['client.crt', 'client.key', 'server.key'].map(read));
  await expect(
    make({ ...to('certificates', 'mqtts'), caCertificate, certificate, privateKey: other }),
  ).rejects.toMatchObject({ statusCode: 400, message: 'mqttConfig.privateKey does not belong to the certificate' });
  await exchange(await make({ ...to('certificates', 'mqtts'), caCertificate, certificate, privateKey }));
  const id = await make({ ...to('certificates', 'mqtts'), caCertificate });
  await untilStatus(id, { connected: false, disconnectInfo: { error: expect.any(String) } });
  await client.integration.delete({ applicationId, integrationId: id });
});

it('speaks WebSocket', async () => {
  await exchange(await make(to('webSocket', 'ws')));
});

it('speaks MQTT 5 with a broker that takes nothing else', async () => {
  // Mosquitto of Debian takes every version: what stands before it refuses 3.1.1 as such a broker does.
  const versions: number[] = [];
  const gate = createServer((socket) => {
    socket.once('data', (first) => {
      const version = first[first.indexOf('MQTT') + 4] as number;
      versions.push(version);
      if (version !== 5) return socket.end(Buffer.from([0x20, 2, 0, 1]));
      const inner = connect(ports.anyone, '127.0.0.1');
      inner.write(first);
      socket.pipe(inner).pipe(socket);
      for (const end of [socket, inner]) end.on('error', () => end.destroy());
    });
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const { port } = gate.address() as { port: number };
  await exchange(await make({ protocol: 'mqtt', host: '127.0.0.1', port }));
  expect(versions).toEqual([4, 5]);
  gate.close();
});

it('comes back after the broker was away, with what was published meanwhile on both sides', async () => {
  const id = await make({ ...to('plain'), ...login, clean: false }, { outbox: { mode: 'keep' } });
  await untilStatus(id, { connected: true });
  await client.integration.patch({ applicationId, integrationId: id, integration: { enabled: false } });
  await untilStatus(id, { connected: false });
  const user = ['-u', 'signalbox', '-P', 'geheim'];
  await run('mosquitto_pub', ['-p', String(ports.plain), ...user, '-q', '1', '-t', 'plant/kept', '-m', 'for later']);
  await client.integration.patch({ applicationId, integrationId: id, integration: { enabled: true } });
  await expect.poll(() => received.map(({ data }) => data.message), { timeout: 10_000 }).toContain('for later');

  await stopMosquitto();
  await untilStatus(id, { connected: false, disconnectInfo: { error: expect.any(String) } });
  expect(await publish(id, { topic: 'plant/late', payload: 'kept here', qos: 1 })).toMatchObject({ state: 'queued' });
  await startMosquitto();
  await expect.poll(() => received.map(({ data }) => data.message), { timeout: 60_000 }).toContain('kept here');
  await untilStatus(id, { connected: true, waiting: { messages: 0 } });
});
