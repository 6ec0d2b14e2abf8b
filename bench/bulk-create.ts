import { logIn } from '../test/support/api.ts';
import { startServer } from '../test/support/start-server.ts';
import { call } from '../test/support/tenant.ts';
import { round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { cpuSeconds, residentMiB } from './support/processes.ts';

const devices = 10_000;

/** 10,000 devices with four attributes, two tags of their own and an access key each, from a CSV: from the call to the result file. */
export async function benchBulkCreate(): Promise<string> {
  const embedded = await measure({});
  const postgres = await startPostgres();
  const server = await measure({ DATABASE_URL: await postgres.createDatabase('bulk_create') });
  postgres.stop();
  return `## ${devices} devices from a recipe, with a key each

${toTable(
  ['database', 'answer s', 'devices made s', 'result written s', 'CPU s', 'MiB'],
  [
    ['embedded', ...embedded],
    ['PostgreSQL', ...server],
  ],
)}
`;
}

async function measure(env: Record<string, string>): Promise<number[]> {
  const server = await startServer({ env });
  const { client, token } = await logIn(server);
  const applicationId = (await client.applications.post({ application: { name: 'Fleet' } })).id;
  const attributes = ['temperature', 'humidity', 'pressure', 'battery'].map((name) => ({ name, dataType: 'number' }));
  const deviceRecipe = { name: 'Sensor', attributes, tags: [{ key: 'site', value: 'north' }] };
  const { id: deviceRecipeId } = await client.deviceRecipes.post({ applicationId, deviceRecipe });
  const rows = Array.from({ length: devices }, (_, index) => `Sensor in hall ${index},${index % 100},S-${index}`);
  const bulkInfo = { csv: `name,room,serial\n${rows.join('\n')}\n`, nameColumn: 'name', makeUniqueKeySecret: true };
  const cpu = cpuSeconds(server.pid);
  const begun = performance.now();
  const since = () => round((performance.now() - begun) / 1000, 1);
  const { jobId } = await client.deviceRecipe.bulkCreate({ applicationId, deviceRecipeId, bulkInfo });
  const answered = since();
  let made: number | undefined;
  for (;;) {
    const { body } = await call(server, 'GET', `/applications/${applicationId}/exports/${jobId}`, { token });
    if (body.state === 'failed') throw new Error(String(body.error));
    if (Number(body.rows) >= devices) made ??= since();
    if (body.state === 'done') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const figures = [
    answered,
    made ?? since(),
    since(),
    round(cpuSeconds(server.pid) - cpu, 1),
    Math.round(residentMiB(server.pid)),
  ];
  await server.stop();
  return figures;
}
