import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logIn } from '../test/support/api.ts';
import { sendBundle } from '../test/support/bundles.ts';
import { runCommand } from '../test/support/run-command.ts';
import { startServer } from '../test/support/start-server.ts';
import { call, makeUser } from '../test/support/tenant.ts';
import { makeZip } from '../test/support/zip.ts';
import { quantile, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';

const devices = 2000;
const rounds = 3;

/** What another tenant waits while an application with 2,000 devices is imported, cloned, exported, and moved by the command line. */
export async function benchBundleImport(): Promise<string> {
  const embedded = await measure({});
  const postgres = await startPostgres();
  const server = await measure({ DATABASE_URL: await postgres.createDatabase('bundle_import') });
  postgres.stop();
  return `## An application with ${devices} devices comes or goes, and what another tenant waits meanwhile

${toTable(
  ['database', 'what', 'it takes ms', 'read p99 ms', 'longest', 'write p99 ms', 'longest'],
  [...embedded.map((figures) => ['embedded', ...figures]), ...server.map((figures) => ['PostgreSQL', ...figures])],
)}
`;
}

async function measure(env: Record<string, string>): Promise<(string | number)[][]> {
  const server = await startServer({ env });
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  const admin = await logIn(server);
  const importer = await makeUser(server, admin.token, 'importer@example.com');
  const other = await makeUser(server, admin.token, 'other@example.com');
  const { id: applicationId } = await other.client.applications.post({ application: { name: 'Other' } });
  const { deviceId } = await other.client.devices.post({ applicationId, device: { name: 'Other' } });
  const path = `/applications/${applicationId}/devices/${deviceId}`;
  const bundle = await makeBundle();
  const figures: (string | number)[][] = [];
  const during = async (what: string, work: () => Promise<void>): Promise<void> => {
    const state = { done: false };
    const wait = async (method: string): Promise<number[]> => {
      const waits: number[] = [];
      while (!state.done) {
        const begun = performance.now();
        const body = method === 'PATCH' ? { body: { description: String(begun) } } : {};
        const { status } = await call(server, method, path, { token: other.token, ...body });
        if (status !== 200) throw new Error(`${method} was ${status}`);
        waits.push(performance.now() - begun);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return waits;
    };
    const waits = Promise.all([wait('GET'), wait('PATCH')]);
    const begun = performance.now();
    await work();
    const took = round(performance.now() - begun, 0);
    state.done = true;
    const told = (await waits).flatMap((times) => [round(quantile(times, 0.99), 0), round(Math.max(...times), 0)]);
    figures.push([what, took, ...told]);
  };
  const fields = { includeDevices: 'true' };
  let imported = '';
  for (let index = 1; index <= rounds; index += 1) {
    await during(`import ${index}`, async () => {
      const { status, body } = await sendBundle(server, importer.token, bundle, { fields });
      if (status !== 201 || body.validationErrors?.length) throw new Error(JSON.stringify(body));
      imported = body.application?.id ?? '';
    });
  }
  const post = async (action: string): Promise<void> => {
    const answer = await call(server, 'POST', `/applications/${imported}/${action}`, {
      token: importer.token,
      body: { includeDevices: true },
    });
    if (answer.status >= 300) throw new Error(`${action}: ${JSON.stringify(answer.body)}`);
  };
  await during('export', () => post('export'));
  await during('clone', () => post('clone'));
  const command = async (...parameters: string[]): Promise<void> => {
    const url = { SIGNALBOX_URL: server.http, SIGNALBOX_TOKEN: importer.token };
    const { code, stderr } = await runCommand(parameters, { env: url });
    if (code !== 0) throw new Error(stderr);
  };
  const file = join(folder, 'moved.signalbox.gz');
  await during('signalbox export', () => command('export', '--application', imported, file));
  await during('signalbox import', () => command('import', '--name', 'Moved', file));
  await server.stop();
  await rm(folder, { recursive: true });
  return figures;
}

/** As an export writes it: each device with what devices have. */
export function makeBundle(): Promise<Buffer> {
  const attributes = ['temperature', 'humidity', 'pressure', 'battery'].map((name) => ({ name, dataType: 'number' }));
  const resources = Array.from({ length: devices }, (_, index) => ({
    id: `~exportplaceholderid-device-sensor${index}~`,
    name: `Sensor in hall ${index}`,
    description: 'Measures the air',
    tags: [
      { key: 'site', value: 'north' },
      { key: 'serial', value: `S-${index}` },
    ],
    attributes,
    deviceClass: 'standalone',
  }));
  // JSON is YAML.
  const yaml = (content: object) => JSON.stringify(content);
  return makeZip([
    {
      path: 'application.yaml',
      content: yaml({ resourceType: 'Application', version: 1, resources: [{ name: 'Fleet' }] }),
    },
    { path: 'devices.yaml', content: yaml({ resourceType: 'DeviceTree', version: 1, resources }) },
  ]);
}
