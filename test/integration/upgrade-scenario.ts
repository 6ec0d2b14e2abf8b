import type { IPublishPacket, Packet } from 'mqtt-packet';
import { expect, vi } from 'vitest';
import { connect, failureOf } from '../support/api.ts';
import { connectWire, subscribe } from '../support/mqtt-wire.ts';
import { totpCode } from '../support/totp.ts';
import { readInstallation } from '../support/upgrade/reads.ts';
import type { Fixture } from '../support/upgrade/unpack.ts';
import { startTestApp, type TestApp } from './app.ts';

/**
 * Opens an installation that a former version has left, with its clock where it stood then: everything reads as it did,
 * secrets open, messages arrive, and the jobs that were waiting are done.
 */
export async function openFormerInstallation(
  { known, expected, dataDir }: Fixture,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const server = await startTestApp({
    dataDir,
    // Every secret has to open: it is encrypted again at this start, with a new key.
    env: {
      SIGNALBOX_PUBLIC_URL: known.publicUrl,
      SIGNALBOX_SECRET_KEY: 'the secret key of a later year',
      SIGNALBOX_PREVIOUS_SECRET_KEYS: known.secretKey,
      ...env,
    },
    now: () => known.madeAt,
  });
  try {
    const answers = await readInstallation(server, known);
    expect(Object.keys(answers)).toEqual(Object.keys(expected));
    // What was said then is said still; later versions may say more.
    for (const [request, answer] of Object.entries(answers)) {
      expect(answer, request).toMatchObject(expected[request] as object);
    }
    await expectLogin(server, known);
    await expectMessages(server, known);
    await expectJobsDone(server, known);
  } finally {
    await server.end();
  }
}

type Known = Fixture['known'];

async function expectLogin(server: TestApp, { twoFactor, madeAt }: Known): Promise<void> {
  const { email, password, key } = twoFactor;
  const logIn = (twoFactorCode?: string) =>
    connect(server).auth.authenticateUser({
      credentials: { email, password, ...(twoFactorCode && { twoFactorCode }) },
    });
  expect((await failureOf(logIn())).message).toMatch(/^twoFactorCode is required/);
  const { token } = await logIn(totpCode(key, madeAt));
  expect(await connect(server, token).me.get()).toMatchObject({ email });
}

/** The message that waited in a persistent session, and the one that was retained. */
async function expectMessages(server: TestApp, { accessKey, applicationId, devices, session, retained }: Known) {
  const { mqttUrl, httpUrl } = server.app;
  const sleeper = await connectWire(
    { http: httpUrl, mqttPort: Number(new URL(mqttUrl).port) },
    { applicationId, deviceId: devices.sleeper, ...accessKey },
    { clean: false },
  );
  expect(sleeper.sessionPresent).toBe(true);
  expect(messageOf(await sleeper.next())).toEqual({ ...session, qos: 1 });
  sleeper.send(subscribe(1, [retained.topic, 1]));
  const [acknowledgement, kept] = await sleeper.take(2);
  expect(acknowledgement).toMatchObject({ cmd: 'suback', granted: [1] });
  expect(messageOf(kept)).toEqual({ ...retained, qos: 1 });
  await sleeper.leave();
}

function messageOf(packet: Packet | undefined) {
  const { topic, payload, qos } = packet as IPublishPacket;
  return { topic, message: payload.toString(), qos };
}

/** The jobs that waited have run, and what was deleted is gone. */
async function expectJobsDone(server: TestApp, { waitingJobs }: Known): Promise<void> {
  const { database } = server.app.platform;
  const jobs = () =>
    database.query<{ name: string; id: string; state: string; output: unknown }>({
      sql: `select name, id::text, state::text, output from jobs.job where id = any($1::uuid[])`,
      parameters: [Object.values(waitingJobs)],
    });
  await vi.waitFor(
    async () =>
      expect(Object.fromEntries((await jobs()).map(({ name, state }) => [name, state]))).toEqual(
        Object.fromEntries(Object.keys(waitingJobs).map((name) => [name, 'completed'])),
      ),
    { timeout: 60_000, interval: 200 },
  );
  const left = await database.query({
    sql: `select id from application where deleted_at is not null union all select id from device where deleted_at is not null`,
  });
  expect(left).toEqual([]);
}
