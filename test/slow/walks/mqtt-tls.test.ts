// TLS on the MQTT port and for WebSocket, with client certificates as a second factor: two starts of a server, of which the first
// makes a device without that factor, and five certificates, which take three seconds of a processor.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mqtt, { type IClientOptions } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../../support/api.ts';
import { type DeviceFixture, makeDevice } from '../../support/fixtures.ts';
import { copyPreparedData } from '../../support/prepared-data.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

const run = promisify(execFile);
let folder: string;
let device: DeviceFixture;
let server: TestServer;
const path = (name: string): string => join(folder, name);

/** A certificate and key, signed by an authority of the same folder or by itself. */
async function certify(name: string, ca?: string): Promise<void> {
  await run('openssl', [
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    path(`${name}.key`),
    '-out',
    path(`${name}.csr`),
    '-subj',
    `/CN=${name}`,
  ]);
  await writeFile(
    path(`${name}.ext`),
    ca ? 'subjectAltName=IP:127.0.0.1,DNS:localhost' : 'basicConstraints=critical,CA:TRUE',
  );
  const signer = ca
    ? ['-CA', path(`${ca}.crt`), '-CAkey', path(`${ca}.key`), '-CAcreateserial']
    : ['-signkey', path(`${name}.key`)];
  await run('openssl', [
    'x509',
    '-req',
    '-in',
    path(`${name}.csr`),
    '-out',
    path(`${name}.crt`),
    '-days',
    '2',
    '-extfile',
    path(`${name}.ext`),
    ...signer,
  ]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-tls-'));
  await certify('authority');
  await certify('stranger');
  await certify('server', 'authority');
  await certify('device', 'authority');
  await certify('forged', 'stranger');
  // The API first without the second factor, to make a device; it is kept for the second start.
  const dataDir = path('data');
  copyPreparedData(dataDir, 'migrated');
  const plain = await startServer({ dataDir });
  device = await makeDevice((await logIn(plain)).client);
  await plain.stop();
  server = await startServer({
    dataDir,
    env: {
      SIGNALBOX_TLS_CERT: path('server.crt'),
      SIGNALBOX_TLS_KEY: path('server.key'),
      SIGNALBOX_TLS_CLIENT_CA: path('authority.crt'),
    },
  });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function connect(url: string, certificate?: string, options: IClientOptions = {}): Promise<void> {
  const connection = await mqtt.connectAsync(
    url,
    {
      clientId: device.deviceId,
      username: device.key,
      password: device.secret,
      reconnectPeriod: 0,
      ca: await readFile(path('authority.crt')),
      ...(certificate
        ? { cert: await readFile(path(`${certificate}.crt`)), key: await readFile(path(`${certificate}.key`)) }
        : {}),
      ...options,
    },
    false,
  );
  await connection.publishAsync('a', 'x', { qos: 1 });
  await connection.endAsync();
}
const webSocketUrl = (): string => `${server.http.replace('https', 'wss')}/mqtt`;

it('serves MQTT and WebSocket over TLS to devices with a certificate and the right secret', async () => {
  expect(server.mqtt).toMatch(/^mqtts:/);
  await connect(server.mqtt, 'device');
  await connect(webSocketUrl(), 'device');
});

it('refuses devices without a certificate, or with one that another authority has signed', async () => {
  for (const url of [server.mqtt, webSocketUrl()]) {
    for (const certificate of [undefined, 'forged']) {
      await expect(connect(url, certificate)).rejects.toBeInstanceOf(Error);
    }
  }
});

it('asks for the secret all the same', async () => {
  for (const url of [server.mqtt, webSocketUrl()]) {
    await expect(connect(url, 'device', { password: 'wrong' })).rejects.toMatchObject({ code: 4 });
  }
});

it('serves the API without a client certificate', async () => {
  const ca = await readFile(path('authority.crt'));
  const status = await new Promise((resolve, reject) => {
    get(`${server.http}/health`, { ca }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
  expect(status).toBe(200);
});

it('speaks no plain MQTT on the port of TLS', async () => {
  await expect(connect(server.mqtt.replace('mqtts', 'mqtt'))).rejects.toBeInstanceOf(Error);
});
