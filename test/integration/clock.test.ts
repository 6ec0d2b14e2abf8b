import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { call, makeUser } from '../support/tenant.ts';
import { makeTotpKey, totpCode } from '../support/totp.ts';
import { startTestApp, type TestApp } from './app.ts';

const day = 86_400_000;
let app: TestApp;
let clockMoved = 0;
const now = (): number => Date.now() + clockMoved;

beforeAll(async () => {
  app = await startTestApp({ env: { SIGNALBOX_DEVICE_MESSAGE_LIMIT: '3/1s' }, now });
});
afterAll(() => app.end());

it('goes on as before when the clock is put back by a day', async () => {
  const { client, token: adminToken } = await logIn(app);
  const fixture = await makeDevice(client);
  const user = await makeUser(app, adminToken, 'grace@example.com');
  const { email, password } = user;
  const twoFactorAuthKey = makeTotpKey();
  await user.client.me.enableTwoFactorAuth({ data: { password, twoFactorAuthKey } });
  const logInWithCode = () =>
    connect(app).auth.authenticateUser({
      credentials: { email, password, twoFactorCode: totpCode(twoFactorAuthKey, now()) },
    });
  const before = await logInWithCode();
  const send = (value: number) =>
    call(app, 'POST', `/applications/${fixture.applicationId}/devices/${fixture.deviceId}/state`, {
      token: adminToken,
      body: { time: now() + value, data: { temperature: value } },
    });
  for (const value of [1, 2, 3]) expect((await send(value)).status).toBe(200);

  clockMoved = -day;
  // The device's allowance comes back as time passes, and not as the clock says.
  await expect.poll(async () => (await send(4)).status, { timeout: 10_000 }).toBe(200);
  const after = await logInWithCode();
  const bearer = connect(app, after.token);
  expect(await bearer.me.get()).toMatchObject({ email });
  await call(app, 'PATCH', '/me', { token: after.token, body: { tokenCutoff: new Date(now()).toISOString() } });
  for (const { token } of [user, before, after]) {
    expect((await call(app, 'GET', '/me', { token })).status).toBe(401);
  }

  // A password that is changed by this clock ends what was made by the other one.
  const admin = await logIn(app);
  const newPassword = 'Another-Horse-8';
  clockMoved = 0;
  const early = (await logIn(app)).token;
  clockMoved = -day;
  const { id } = await admin.client.me.get();
  await call(app, 'PATCH', `/users/${id}`, { token: admin.token, body: { password: newPassword } });
  for (const token of [admin.token, adminToken, early]) {
    expect((await call(app, 'GET', '/me', { token })).status).toBe(401);
  }
});
