import { rm } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { everything, sendBundle } from '../support/bundles.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';
import { makeZip } from '../support/zip.ts';
import { databases, dropDatabases, onDatabase } from './attack-world.ts';

const rows = 8_000;
const files = 120;
const tables = 3;
/** So many that they take a second or two, in which the server is killed at these times. */
const hiddenDevices = 1500;
const killedAfterMs = [300, 500, 700, 1000, 1400];

afterAll(dropDatabases);

it('stores each file and each row of a bundle once, however often the server is killed meanwhile', async () => {
  const dataDir = await makeDataFolder();
  let server = await startServer({ dataDir });
  try {
    let { client, token } = await logIn(server);
    const csv = `n\n${Array.from({ length: rows }, (_none, n) => n).join('\n')}\n`;
    const bundle = await makeZip([
      { path: 'application.yaml', content: 'resourceType: Application\nresources:\n  - name: Killed\nversion: 1\n' },
      ...Array.from({ length: files }, (_none, index) => ({
        path: `files/a/${index}.txt`,
        content: `content ${index}`,
      })),
      ...Array.from({ length: tables }, (_none, index) => [
        {
          path: `dataTables/t${index}.yaml`,
          content: `resourceType: DataTable\nresources:\n  - name: T${index}\n    localFilename: t${index}.csv\n    columns:\n      - {name: n, dataType: number, constraint: required}\nversion: 1\n`,
        },
        { path: `dataTables/t${index}.csv`, content: csv },
      ]).flat(),
    ]);
    const { status, body } = await sendBundle(server, token, bundle, { fields: everything });
    expect(status).toBe(201);
    const applicationId = String(body.application?.id);
    const read = async () => {
      const { items } = (await call(server, 'GET', `/applications/${applicationId}/imports`, { token })).body;
      return (items as Record<string, unknown>[])[0] ?? {};
    };
    // Each time as soon as it has come on by some files or tables.
    for (let reached = 0, kills = 0; kills < 5; kills += 1) {
      await expect
        .poll(async () => Number((await read()).contentsDone), { timeout: 60_000, interval: 5 })
        .toBeGreaterThan(reached);
      const { contentsDone, state } = await read();
      if (state === 'done') break;
      reached = Math.min(Number(contentsDone) + 20, files + tables - 1);
      await server.kill();
      server = await startServer({ dataDir });
      ({ client, token } = await logIn(server));
    }
    // While the rows are stored: the bundle itself has been dealt with by now.
    await server.kill();
    server = await startServer({ dataDir });
    ({ client, token } = await logIn(server));
    await expect.poll(async () => (await read()).state, { timeout: 180_000 }).toBe('done');
    expect(await read()).toMatchObject({ contentsDone: files + tables, validationErrors: [] });
    const { summary } = await client.application.get({ applicationId });
    expect(summary).toMatchObject({ fileCount: files + 1, dataTableCount: tables, storageStats: { count: files } });
    for (const table of (await client.dataTables.get({ applicationId })).items) {
      expect(table.rowCount).toBe(rows);
      const seen = new Set<number>();
      for (let offset = 0; offset < rows; offset += 1000) {
        const page = await client.dataTableRows.get({ applicationId, dataTableId: table.id, offset });
        for (const { n } of page.items) seen.add(n);
      }
      expect(seen.size).toBe(rows);
    }
    const listed = (await client.files.get({ applicationId, type: 'file', perPage: 1000 })).items;
    expect(listed).toHaveLength(files);
    for (const file of listed) {
      const { pathname } = new URL(file.url);
      const content = await fetch(`${server.http}${pathname}`);
      expect(await content.text()).toBe(`content ${file.name.replace('.txt', '')}`);
    }
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}, 600_000);

describe.each(databases)('on the %s database', (kind) => {
  it('keeps nothing of an application that was being made when the server died, and takes the next bundle', async () => {
    const dataDir = await makeDataFolder(kind === 'embedded' ? 'migrated' : 'bare');
    const env = await onDatabase(kind);
    let server = await startServer({ dataDir, env });
    try {
      let { client, token } = await logIn(server);
      const yaml = (resourceType: string, resources: readonly object[]) =>
        JSON.stringify({ resourceType, version: 1, resources });
      const bundle = await makeZip([
        { path: 'application.yaml', content: yaml('Application', [{ name: 'Fleet' }]) },
        {
          path: 'devices.yaml',
          content: yaml(
            'DeviceTree',
            Array.from({ length: hiddenDevices }, (_none, index) => ({ name: `Sensor ${index}` })),
          ),
        },
      ]);
      const fields = { includeDevices: 'true' };
      for (const ms of killedAfterMs) {
        const sent = sendBundle(server, token, bundle, { fields }).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, ms));
        await server.kill();
        const answer = await sent;
        server = await startServer({ dataDir, env });
        ({ client, token } = await logIn(server));
        // All of one is there, or nothing.
        const { items } = await client.applications.get({ perPage: 100 });
        for (const { id } of items) {
          expect((await client.devices.get({ applicationId: id, perPage: 1 })).totalCount).toBe(hiddenDevices);
        }
        if (answer?.status === 201)
          expect(items.map(({ id }: { id: string }) => id)).toContain(answer.body.application?.id);
      }
      const { status } = await sendBundle(server, token, bundle, { fields });
      expect(status).toBe(201);
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 240_000);
});
