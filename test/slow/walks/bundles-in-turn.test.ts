// An import that is long enough for a second one to come while it goes on, however fast the machine: 20,000 rows.
// `npm test` has everything else about imports (test/acceptance/application-bundles.test.ts).
import { expect, it } from 'vitest';
import { logIn } from '../../support/api.ts';
import { importEnded, sendBundle } from '../../support/bundles.ts';
import { startServer } from '../../support/start-server.ts';
import { makeUser } from '../../support/tenant.ts';
import { makeZip } from '../../support/zip.ts';

/** A bundle of one application with nothing else in it but these files. */
function bundleOf(files: Record<string, string>): Promise<Buffer> {
  return makeZip([
    { path: 'application.yaml', content: 'resourceType: Application\nresources:\n  - name: Small\nversion: 1\n' },
    ...Object.entries(files).map(([path, content]) => ({ path, content })),
  ]);
}

it('waits for the import before it of the same owner', async () => {
  const server = await startServer();
  try {
    const { token } = await logIn(server);
    const person = await makeUser(server, token, 'twice@bundles.example');
    const rows = Array.from({ length: 20_000 }, (_none, index) => `${index}\n`).join('');
    const table =
      'resourceType: DataTable\nresources:\n  - name: T\n    localFilename: t.csv\n    columns:\n      - {name: n, dataType: number, constraint: optional}\nversion: 1\n';
    const bundle = await bundleOf({ 'dataTables/t.yaml': table, 'dataTables/t.csv': `n\n${rows}` });
    const first = await sendBundle(server, person.token, bundle);
    const second = await sendBundle(server, person.token, await bundleOf({}));
    expect([first.status, second.status]).toEqual([201, 429]);
    const applicationId = String(first.body.application?.id);
    const ended = await importEnded(server, person.token, applicationId);
    expect(ended.state).toBe('done');
    const [stored] = (await person.client.dataTables.get({ applicationId })).items;
    expect(stored.rowCount).toBe(20_000);
    expect((await sendBundle(server, person.token, await bundleOf({}))).status).toBe(201);
  } finally {
    await server.stop();
  }
});
