// Device certificates by the clock: an hour is a line in a test here.
import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { CertificateMaker, type CertifiedKey } from '../support/certificates.ts';
import { closedBy } from '../support/fixtures.ts';
import { startTestApp, type TestApp } from './app.ts';

const dayMs = 86_400_000;
let maker: CertificateMaker;
let test: TestApp;
let client: Client;
let authority: CertifiedKey;
let ahead = 0;

beforeAll(async () => {
  maker = await CertificateMaker.start();
  const own = await maker.server();
  authority = await maker.issue('Plant devices', {
    extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'],
    days: 30,
  });
  test = await startTestApp({
    env: { SIGNALBOX_TLS_CERT: own.certPath, SIGNALBOX_TLS_KEY: own.keyPath },
    now: () => Date.now() + ahead,
  });
  client = (await logIn(test)).client;
}, 60_000);
afterAll(async () => {
  await test.end();
  await maker.end();
});

/** A device with a certificate for so many days. */
async function makePlant(days: number) {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Plant' } });
  const { id: deviceId } = await client.devices.post({ applicationId, device: { name: 'Pump' } });
  await client.applicationCertificateAuthorities.post({
    applicationId,
    applicationCertificateAuthority: { name: 'Plant', caBundle: authority.cert },
  });
  const certified = await maker.issue('pump', { by: authority, days });
  const register = () =>
    client.applicationCertificates.post({
      applicationId,
      applicationCertificate: { certificate: certified.cert, deviceIds: [deviceId] },
    });
  const connect = () =>
    mqtt.connectAsync(
      test.app.mqttUrl,
      { clientId: deviceId, cert: certified.cert, key: certified.key, reconnectPeriod: 0 },
      false,
    );
  return { register, connect };
}

it('ends a connection when its certificate expires, and lets none begin after that', async () => {
  const plant = await makePlant(2);
  const { certificateInfo } = await plant.register();
  // A few seconds before its end: the connection is made within them.
  ahead = Date.parse(certificateInfo.notValidAfter) - Date.now() - 4000;
  const device = await plant.connect();
  const closed = closedBy(device);
  await closed;
  expect(Date.now() + ahead).toBeGreaterThan(Date.parse(certificateInfo.notValidAfter));
  await expect(plant.connect()).rejects.toMatchObject({ code: 5 });
  ahead = 0;
});

it('takes no certificate before its time, after it, or after that of its authority', async () => {
  const plant = await makePlant(90);
  await plant.register();
  ahead = -dayMs;
  await expect(plant.connect()).rejects.toMatchObject({ code: 5 });
  ahead = 0;
  await (await plant.connect()).endAsync();
  ahead = 31 * dayMs;
  await expect(plant.connect()).rejects.toMatchObject({ code: 5 });
  // The login has expired as well.
  client = (await logIn(test)).client;
  const late = await makePlant(2);
  expect((await failureOf(late.register())).message).toMatch(/^certificate has expired: /);
  const orphan = await makePlant(90);
  expect((await failureOf(orphan.register())).message).toMatch(
    /^certificate is signed by an authority whose own certificate has expired: /,
  );
  ahead = 0;
});
