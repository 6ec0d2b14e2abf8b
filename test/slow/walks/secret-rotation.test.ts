// A dozen starts of the server. That each secret field of a resource is sealed again is a matter of its schema, which
// src/platform/secrets and test/integration/widget-resource.test.ts try in `npm test`.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect, failureOf, logIn } from '../../support/api.ts';
import { makeDataFolder } from '../../support/prepared-data.ts';
import { adminEmail, adminPassword, startServer } from '../../support/start-server.ts';
import { call } from '../../support/tenant.ts';
import { makeTotpKey, totpCode } from '../../support/totp.ts';

const [former, present] = ['the secret key of last year', 'the secret key of this year'];
const s3 = { bucket: 'bucket', region: 'eu-west-1', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'hush-hush-hush' };
const jwtConfig = { algorithm: 'HS256', secret: 'signed-and-sealed' };

it('moves stored secrets to a new secret key, and keeps none of them in clear', async () => {
  const dataDir = await makeDataFolder();
  const start = (env: Record<string, string>) => startServer({ dataDir, env });
  const attempt = async (server: { http: string }, code?: string) =>
    connect(server).auth.authenticateUser({
      credentials: { email: adminEmail, password: adminPassword, ...(code ? { twoFactorCode: code } : {}) },
    });
  try {
    let server = await start({ SIGNALBOX_SECRET_KEY: former });
    const { client, token } = await logIn(server);
    const { id: applicationId } = await client.applications.post({
      application: { name: 'Plant', archiveConfig: { s3 } },
    });
    await call(server, 'POST', `/applications/${applicationId}/credentials`, {
      token,
      body: { name: 'Signing', type: 'jwt', jwtConfig },
    });
    const webhook = { name: 'Hook', basicAuthPassword: 'hush-hush-webhook' };
    const { token: webhookToken } = await client.webhooks.post({ applicationId, webhook });
    const signed = { url: 'https://ops.invalid/', secret: 'hush-hush-calls' };
    await call(server, 'POST', `/applications/${applicationId}/notification-rules`, {
      token,
      body: { name: 'Ops', webhook: signed },
    });
    const key = makeTotpKey();
    await client.me.enableTwoFactorAuth({ data: { password: adminPassword, twoFactorAuthKey: key } });
    const answer = await client.application.get({ applicationId });
    expect(answer.archiveConfig.s3.secretAccessKey).toBe('********');
    expect(server.log()).not.toContain(s3.secretAccessKey);
    await server.stop();

    // Neither another key nor a newly made one replaces the one that was used.
    await expect(start({ SIGNALBOX_SECRET_KEY: present })).rejects.toThrow(
      /could not start: The database holds 5 secrets that were encrypted with another key than the one in SIGNALBOX_SECRET_KEY/,
    );
    await expect(start({})).rejects.toThrow(/encrypted with the key in .*secret\.key, which is missing/);
    expect(await readdir(dataDir)).not.toContain('secret.key');

    server = await start({ SIGNALBOX_SECRET_KEY: present, SIGNALBOX_PREVIOUS_SECRET_KEYS: former });
    expect(server.log()).toContain('encrypted again');
    await server.stop();

    server = await start({ SIGNALBOX_SECRET_KEY: present });
    expect((await attempt(server, totpCode(key, Date.now()))).token).toMatch(/^sb_/);
    expect((await failureOf(attempt(server))).message).toMatch(/^twoFactorCode is required/);
    const authorization = `Basic ${Buffer.from(`:${webhook.basicAuthPassword}`).toString('base64')}`;
    expect((await fetch(`${server.http}/webhooks/${webhookToken}`, { headers: { authorization } })).status).toBe(200);
    await server.stop();
    await expect(start({ SIGNALBOX_SECRET_KEY: former })).rejects.toThrow('encrypted with another key');

    const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    for (const secret of [
      s3.secretAccessKey,
      jwtConfig.secret,
      webhook.basicAuthPassword,
      signed.secret,
      key,
      former,
      present,
      adminPassword,
    ]) {
      expect(contents.filter((text) => text.includes(secret))).toHaveLength(0);
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 240_000);

it('goes on without a key that is lost for good when told so, and says what is unreadable', async () => {
  const dataDir = await makeDataFolder();
  const start = (env: Record<string, string> = {}) => startServer({ dataDir, env });
  try {
    let server = await start();
    const { client } = await logIn(server);
    const key = makeTotpKey();
    await client.me.enableTwoFactorAuth({ data: { password: adminPassword, twoFactorAuthKey: key } });
    await server.stop();
    await rm(join(dataDir, 'secret.key'));
    await expect(start()).rejects.toThrow(/holds 1 secret that was encrypted with the key in .* which is missing/);

    server = await start({ SIGNALBOX_LOST_SECRET_KEY: 'accept' });
    expect(server.log()).toContain('"unreadable":1');
    const credentials = { email: adminEmail, password: adminPassword, twoFactorCode: totpCode(key, Date.now()) };
    // The code cannot be checked: an error that says why, not a login without it.
    expect(await failureOf(connect(server).auth.authenticateUser({ credentials }))).toMatchObject({
      statusCode: 503,
      message: expect.stringContaining('another SIGNALBOX_SECRET_KEY'),
    });
    await server.stop();
    expect(await (await start()).stop()).toBe(0);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 240_000);
