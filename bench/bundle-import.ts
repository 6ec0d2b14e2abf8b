import { logIn } from '../test/support/api.ts';
import { sendBundle } from '../test/support/bundles.ts';
import { startServer } from '../test/support/start-server.ts';
import { call, makeUser } from '../test/support/tenant.ts';
import { makeZip } from '../test/support/zip.ts';
import { round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';

const devices = 2000;
const rounds = 3;

/** What another tenant waits while an application with 2,000 devices is imported, which is one transaction. */
export async function benchBundleImport(): Promise<string> {
  const embedded = await measure({});
  const postgres = await startPostgres();
  const server = await measure({ DATABASE_URL: await postgres.createDatabase('bundle_import') });
  postgres.stop();
  return `## A bundle with ${devices} devices, and what another tenant waits meanwhile

${toTable(
  ['database', 'import ms', 'longest read ms', 'longest write ms'],
  [...embedded.map((figures) => ['embedded', ...figures]), ...server.map((figures) => ['PostgreSQL', ...figures])],
)}
`;
}

async function measure(env: Record<string, string>): Promise<number[][]> {
  const server = await startServer({ env });
  const admin = await logIn(server);
  const importer = await makeUser(server, admin.token, 'importer@example.com');
  const other = await makeUser(server, admin.token, 'other@example.com');
  const { id: applicationId } = await other.client.applications.post({ application: { name: 'Other' } });
  const { deviceId } = await other.client.devices.post({ applicationId, device: { name: 'Other' } });
  const path = `/applications/${applicationId}/devices/${deviceId}`;
  const bundle = await makeBundle();
  const figures: number[][] = [];
  for (let index = 0; index < rounds; index += 1) {
    const state = { done: false };
    const longest = async (method: string): Promise<number> => {
      let most = 0;
      while (!state.done) {
        const begun = performance.now();
        const body = method === 'PATCH' ? { body: { description: String(begun) } } : {};
        const { status } = await call(server, method, path, { token: other.token, ...body });
        if (status !== 200) throw new Error(`${method} was ${status}`);
        most = Math.max(most, performance.now() - begun);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return round(most, 0);
    };
    const waits = Promise.all([longest('GET'), longest('PATCH')]);
    const begun = performance.now();
    const { status, body } = await sendBundle(server, importer.token, bundle, { fields: { includeDevices: 'true' } });
    if (status !== 201 || body.validationErrors?.length) throw new Error(JSON.stringify(body));
    const took = round(performance.now() - begun, 0);
    state.done = true;
    figures.push([took, ...(await waits)]);
  }
  await server.stop();
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
