import { expect } from 'vitest';
import { connect, logIn } from './api.ts';
import { makeDevice } from './fixtures.ts';
import type { TestServer } from './start-server.ts';
import { call, makeUser } from './tenant.ts';
import { makeTotpKey, totpCode } from './totp.ts';

const day = 86_400_000;

/**
 * Puts the clock of a server back by a day, twice. Devices may go on to report, users to log in, and what ends tokens ends those
 * of either clock.
 *
 * @param options.server lets each device send 3 messages a second
 * @param options.now by the clock of the server, ms
 * @param options.moveClock sets how far that is from the real one, ms
 */
export async function surviveClockPutBack(options: {
  server: Pick<TestServer, 'http'>;
  now: () => number;
  moveClock: (byMs: number) => void;
}): Promise<void> {
  const { server, now, moveClock } = options;
  const { client, token: adminToken } = await logIn(server);
  const fixture = await makeDevice(client);
  const user = await makeUser(server, adminToken, 'grace@example.com');
  const { email, password } = user;
  const twoFactorAuthKey = makeTotpKey();
  await user.client.me.enableTwoFactorAuth({ data: { password, twoFactorAuthKey } });
  const logInWithCode = () =>
    connect(server).auth.authenticateUser({
      credentials: { email, password, twoFactorCode: totpCode(twoFactorAuthKey, now()) },
    });
  const before = await logInWithCode();
  const send = (value: number) =>
    call(server, 'POST', `/applications/${fixture.applicationId}/devices/${fixture.deviceId}/state`, {
      token: adminToken,
      body: { time: now() + value, data: { temperature: value } },
    });
  for (const value of [1, 2, 3]) expect((await send(value)).status).toBe(200);

  moveClock(-day);
  // The device's allowance comes back as time passes, and not as the clock says.
  await expect.poll(async () => (await send(4)).status, { timeout: 10_000 }).toBe(200);
  const after = await logInWithCode();
  const bearer = connect(server, after.token);
  expect(await bearer.me.get()).toMatchObject({ email });
  await call(server, 'PATCH', '/me', { token: after.token, body: { tokenCutoff: new Date(now()).toISOString() } });
  for (const { token } of [user, before, after]) {
    expect((await call(server, 'GET', '/me', { token })).status).toBe(401);
  }

  // A password that is changed by this clock ends what was made by the other one.
  const admin = await logIn(server);
  const newPassword = 'Another-Horse-8';
  moveClock(0);
  const early = (await logIn(server)).token;
  moveClock(-day);
  const { id } = await admin.client.me.get();
  await call(server, 'PATCH', `/users/${id}`, { token: admin.token, body: { password: newPassword } });
  for (const token of [admin.token, adminToken, early]) {
    expect((await call(server, 'GET', '/me', { token })).status).toBe(401);
  }
}
