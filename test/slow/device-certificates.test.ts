// The commands of docs/device-certificates.md, as somebody would type them.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer } from '../support/start-server.ts';

const run = promisify(execFile);

it('leads from an authority to a report of mosquitto_pub', async () => {
  const maker = await CertificateMaker.start();
  const own = await maker.server();
  const server = await startServer({ env: { SIGNALBOX_TLS_CERT: own.certPath, SIGNALBOX_TLS_KEY: own.keyPath } });
  try {
    const { client, token } = await logIn(server);
    const { applicationId, deviceId } = await makeDevice(client);
    const page = await readFile(new URL('../../docs/device-certificates.md', import.meta.url), 'utf8');
    const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text);
    expect(commands).toHaveLength(4);
    await run('bash', ['-euo', 'pipefail', '-c', commands.join('\n')], {
      cwd: maker.folder,
      env: {
        PATH: process.env.PATH,
        SIGNALBOX: server.http,
        MQTT_HOST: '127.0.0.1',
        MQTT_PORT: String(server.mqttPort),
        TOKEN: token,
        APPLICATION: applicationId,
        DEVICE: deviceId,
        SERVER_CA: own.certPath,
        CURL_CA_BUNDLE: own.certPath,
      },
    });
    expect(await client.device.getState({ applicationId, deviceId })).toMatchObject([{ data: { temperature: 21.5 } }]);
  } finally {
    await server.stop();
    await maker.end();
  }
});
