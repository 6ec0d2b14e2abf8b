import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { makeDevice } from '../support/fixtures.ts';
import { type PostgresCluster, startCluster } from '../support/postgres-cluster.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { fuzzApi } from './fuzz-rounds.ts';

const german = {
  datestyle: 'German, DMY',
  timezone: 'Europe/Berlin',
  extra_float_digits: '0',
  intervalstyle: 'sql_standard',
  bytea_output: 'escape',
  default_text_search_config: 'pg_catalog.german',
};

/** Whole clusters as operators have them, where odd-databases.test.ts has databases of one: what is of the cluster (lc_*, messages) counts too. */
describe.each([
  ['of the locale C', { locale: 'C' }],
  ['of the locale de_DE, with German settings', { locale: 'de_DE', settings: german }],
  // Where the capital of i is İ.
  [
    "of ICU's locale tr_TR, with settings of the role",
    { locale: 'tr_TR', collations: 'icu', roleSettings: { ...german, standard_conforming_strings: 'off' } },
  ],
] as const)('a PostgreSQL cluster %s', (_name, options) => {
  let cluster: PostgresCluster;
  let server: TestServer;
  let maker: CertificateMaker;
  let admin: Awaited<ReturnType<typeof logIn>>;

  beforeAll(async () => {
    cluster = await startCluster(options);
    maker = await CertificateMaker.start();
    server = await startServer({ env: { DATABASE_URL: cluster.url, SIGNALBOX_LOG_LEVEL: 'fatal' } });
    admin = await logIn(server);
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    await maker?.end();
    await cluster?.end();
  });

  it('gives back what it was given, to the last digit and letter', async () => {
    const { client } = admin;
    const { applicationId, deviceId } = await makeDevice(client);
    const time = Date.now() - 3_600_000;
    const event = { level: 'info', subject: 'Öl 1.234,5 €', creationDate: new Date(time).toISOString() };
    const { id: eventId } = await client.events.post({ applicationId, event });
    expect(await client.event.get({ applicationId, eventId })).toMatchObject(event);
    const columns = [
      { name: 'n', dataType: 'number', constraint: 'optional' },
      { name: 's', dataType: 'string', constraint: 'optional' },
    ];
    const { id: dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Maße', columns } });
    for (const [index, n] of [
      0.1 + 0.2,
      1e23,
      5e-324,
      1.7976931348623157e308,
      -1234.5,
      9_007_199_254_740_991,
    ].entries()) {
      const dataTableRow = { n, s: `İıß ſ ${index}` };
      const { id: rowId } = await client.dataTableRows.post({ applicationId, dataTableId, dataTableRow });
      expect(await client.dataTableRow.get({ applicationId, dataTableId, rowId })).toMatchObject(dataTableRow);
    }
    await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 0.1 + 0.2 } } });
    expect(await client.device.getState({ applicationId, deviceId })).toMatchObject([
      { data: { temperature: 0.1 + 0.2 } },
    ]);
  });

  it('responds to odd requests without a fault', async () => {
    const fuzzed = { server, adminToken: admin.token, maker };
    const { sent, statuses, faults } = await fuzzApi(fuzzed, { rounds: 1, perBuilt: 5, perUnbuilt: 0 });
    console.log(`${sent} requests: ${JSON.stringify(Object.fromEntries(statuses))}`);
    expect(faults.slice(0, 5)).toEqual([]);
    expect(sent).toBeGreaterThan(1000);
    // A run in which nothing gets through would find nothing.
    expect(statuses.get(200)).toBeGreaterThan(50);
    expect((await fetch(`${server.http}/health`)).status).toBe(200);
  });
});
