// Every change that can take a right away, made on one server of two, against what is held on the other.
import { afterAll, beforeAll, it } from 'vitest';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { changes, expectChangeEnds } from '../support/rights-changes.ts';
import { type Certifier, makeCertifier, rightsEnv } from '../support/rights-world.ts';
import { makeDatabase } from '../support/server-database.ts';
import type { SharedServer } from '../support/shared-server.ts';

const nodes: TestApp[] = [];
const servers: SharedServer[] = [];
const roots: Client[] = [];
let database: Awaited<ReturnType<typeof makeDatabase>>;
let rootToken: string;
let certifier: Certifier;

beforeAll(async () => {
  database = await makeDatabase();
  const maker = await CertificateMaker.start();
  const { cert, certPath, keyPath } = await maker.server();
  certifier = await makeCertifier(maker, cert);
  // Both have the folder of exports and files.
  const dataDir = await makeDataFolder();
  for (let node = 0; node < 2; node += 1) {
    const app = await startTestApp({
      env: { DATABASE_URL: database.url, SIGNALBOX_TLS_CERT: certPath, SIGNALBOX_TLS_KEY: keyPath, ...rightsEnv },
      dataDir,
      sharedDatabase: true,
    });
    nodes.push(app);
    const { httpUrl: http, mqttUrl: mqtt } = app.app;
    servers.push({ http, mqtt, mqttPort: Number(new URL(mqtt).port), log: () => '' });
  }
  for (const server of servers) {
    const { client, token } = await logIn(server);
    roots.push(client);
    rootToken = token;
  }
}, 120_000);
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.end()));
  await certifier.maker.end();
  await database.drop();
});

it.concurrent.for(Object.entries(changes))('%s', { timeout: 300_000 }, async ([, change]) => {
  const [here, there] = servers as [SharedServer, SharedServer];
  const [root, rootThere] = roots as [Client, Client];
  const elsewhere = { server: there, root: rootThere };
  await expectChangeEnds(here, change, { root, rootToken, certifier, elsewhere });
});
