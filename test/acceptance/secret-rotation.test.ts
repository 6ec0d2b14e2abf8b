import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect, failureOf, logIn } from '../support/api.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { adminEmail, adminPassword, startServer } from '../support/start-server.ts';
import { makeTotpKey, totpCode } from '../support/totp.ts';

const [former, present] = ['the secret key of last year', 'the secret key of this year'];
const s3 = { bucket: 'bucket', region: 'eu-west-1', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'hush-hush-hush' };

it('moves stored secrets to a new secret key, and keeps none of them in clear', async () => {
  const dataDir = await makeDataFolder();
  const start = (env: Record<string, string>) => startServer({ dataDir, env });
  const attempt = async (server: { http: string }, code?: string) =>
    connect(server).auth.authenticateUser({
      credentials: { email: adminEmail, password: adminPassword, ...(code ? { twoFactorCode: code } : {}) },
    });
  try {
    let server = await start({ SIGNALBOX_SECRET_KEY: former });
    const { client } = await logIn(server);
    const { id: applicationId } = await client.applications.post({
      application: { name: 'Plant', archiveConfig: { s3 } },
    });
    const key = makeTotpKey();
    await client.me.enableTwoFactorAuth({ data: { password: adminPassword, twoFactorAuthKey: key } });
    const answer = await client.application.get({ applicationId });
    expect(answer.archiveConfig.s3.secretAccessKey).toBe('********');
    expect(server.log()).not.toContain(s3.secretAccessKey);
    await server.stop();

    // Without the former key the code cannot be checked: an error that says why, not a login without it.
    server = await start({ SIGNALBOX_SECRET_KEY: present });
    expect(await failureOf(attempt(server, totpCode(key, Date.now())))).toMatchObject({
      statusCode: 503,
      message: expect.stringContaining('another SIGNALBOX_SECRET_KEY'),
    });
    await server.stop();

    server = await start({ SIGNALBOX_SECRET_KEY: present, SIGNALBOX_PREVIOUS_SECRET_KEYS: former });
    expect(server.log()).toContain('encrypted again');
    await server.stop();

    server = await start({ SIGNALBOX_SECRET_KEY: present });
    expect((await attempt(server, totpCode(key, Date.now()))).token).toMatch(/^sb_/);
    expect((await failureOf(attempt(server))).message).toMatch(/^twoFactorCode is required/);
    await server.stop();

    const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    for (const secret of [s3.secretAccessKey, key, former, present, adminPassword]) {
      expect(contents.filter((text) => text.includes(secret))).toHaveLength(0);
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 120_000);
