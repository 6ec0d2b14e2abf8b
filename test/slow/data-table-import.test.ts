import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const rows = 40_000;

it('stores each row of a file once, however often the server is killed meanwhile', async () => {
  const dataDir = await makeDataFolder();
  let server = await startServer({ dataDir });
  try {
    let { client, token } = await logIn(server);
    const applicationId = (await client.applications.post({ application: { name: 'Import' } })).id;
    const columns = [{ name: 'n', dataType: 'number', constraint: 'required' }];
    const table = await client.dataTables.post({ applicationId, dataTable: { name: 'Rows', columns } });
    const path = `/applications/${applicationId}/data-tables/${table.id}`;
    const form = new FormData();
    form.set('file', new Blob([`n\n${Array.from({ length: rows }, (_, n) => n).join('\n')}\n`]), 'rows.csv');
    const headers = { authorization: `Bearer ${token}` };
    const started = await fetch(`${server.http}${path}/rows/import`, { method: 'POST', headers, body: form });
    const { jobId } = (await started.json()) as { jobId: string };
    const read = async () => (await call(server, 'GET', `${path}/imports/${jobId}`, { token })).body;
    // Each time as soon as it has come on by some steps.
    for (let reached = 0, kills = 0; kills < 4; kills += 1) {
      await expect
        .poll(async () => Number((await read()).count), { timeout: 60_000, interval: 5 })
        .toBeGreaterThan(reached);
      const { count, state } = await read();
      if (state === 'done') break;
      reached = Number(count) + 1_000;
      await server.kill();
      server = await startServer({ dataDir });
      ({ client, token } = await logIn(server));
    }
    await expect.poll(async () => (await read()).state, { timeout: 120_000 }).toBe('done');
    expect(await read()).toMatchObject({ rows, count: rows, errorCount: 0 });
    const seen = new Set<number>();
    for (let offset = 0; offset < rows; offset += 1000) {
      const page = await client.dataTableRows.get({ applicationId, dataTableId: table.id, offset });
      for (const { n } of page.items) seen.add(n);
      expect(page.totalCount).toBe(rows);
    }
    expect(seen.size).toBe(rows);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}, 600_000);
