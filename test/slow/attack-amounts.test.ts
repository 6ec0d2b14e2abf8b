import { afterAll, describe, expect, it } from 'vitest';
import { call } from '../support/tenant.ts';
import {
  type Attacked,
  type Attacks,
  assail,
  databases,
  dropDatabases,
  endureAll,
  startAttacked,
} from './attack-world.ts';

/** As `attack.test.ts`, by amounts: of points, of devices, of rows and columns, of scripts. */
const attackMs = 5_000;
const restMs = 1_000;
const dayMs = 86_400_000;

afterAll(dropDatabases);

/** Two thousand devices of ten attributes, of which a hundred have reported. */
async function makeDevices({ client }: Attacked, applicationId: string): Promise<string> {
  const attributes = Array.from({ length: 10 }, (_, number) => ({ name: `a${number}`, dataType: 'number' }));
  const tags = [{ key: 'all', value: 'yes' }];
  const deviceRecipe = { name: 'Recipe', deviceName: 'leaf', attributes, tags };
  const { id } = await client.deviceRecipes.post({ applicationId, deviceRecipe });
  for (let part = 0; part < 2; part += 1) {
    await client.deviceRecipe.bulkCreate({ applicationId, deviceRecipeId: id, bulkInfo: { count: 1000 } });
  }
  const { items } = await client.devices.get({ applicationId, perPage: 100 });
  const now = Date.now();
  for (const { deviceId } of items) {
    const deviceState = Array.from({ length: 50 }, (_, number) => ({
      time: now - number * 60_000,
      data: Object.fromEntries(attributes.map(({ name }) => [name, number])),
    }));
    await client.device.sendState({ applicationId, deviceId, deviceState });
  }
  return id;
}

async function makeAttacks(attacked: Attacked, applicationId: string): Promise<Attacks> {
  const { server, client, token } = attacked;
  const recipeId = await makeDevices(attacked, applicationId);
  const post = (path: string, body: unknown) =>
    call(server, 'POST', `/applications/${applicationId}/${path}`, { token, body });
  const columns = [{ name: 'n', dataType: 'number', constraint: 'optional' }];
  const { id: tableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Wide', columns } });
  const csv = new Blob([`n\n${Array.from({ length: 100_000 }, (_, n) => n).join('\n')}\n`]);
  const importRows = async () => {
    const form = new FormData();
    form.set('file', csv, 'rows.csv');
    const url = `${server.http}/applications/${applicationId}/data-tables/${tableId}/rows/import`;
    const response = await fetch(url, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: form });
    await response.arrayBuffer();
    return response;
  };
  const nodes = Array.from({ length: 300 }, (_, place) => ({
    id: `${place}`,
    type: 'RawFunctionNode',
    config: { script: `payload.x = ${place}; // ${'y'.repeat(60)}\n`.repeat(8) },
    meta: {},
    outputIds: [place < 299 ? [`${place + 1}`] : []],
  }));
  const triggers = [{ type: 'virtualButton', config: {}, meta: { uiId: 'b' }, outputIds: [['0']] }];
  const allDevices = { deviceTags: [{ key: 'all' }] };
  return {
    'series and last values of two thousand devices': () =>
      assail(attackMs, 8, (turn) =>
        turn % 2 === 0
          ? post('data/last-value-query', allDevices)
          : post('data/time-series-query', {
              ...allDevices,
              attributes: ['a0'],
              aggregation: 'MEAN',
              duration: 3_000_000,
              resolution: 60_000,
            }),
      ),
    'exact medians of two thousand devices': () =>
      assail(attackMs, 8, () =>
        post('data/time-series-query', { ...allDevices, aggregation: 'MEDIAN', duration: dayMs }),
      ),
    'saves of workflows with three hundred scripts': () =>
      assail(attackMs, 6, (turn) => post('flows', { name: `Large ${turn}`, triggers, nodes })),
    'devices by the thousand': () =>
      assail(attackMs, 4, () => post(`device-recipes/${recipeId}/bulkCreate`, { count: 1000 })),
    'imports of a hundred thousand rows, and more and more columns': () =>
      assail(attackMs, 3, (turn) =>
        turn % 2 === 0
          ? post(`data-tables/${tableId}/column`, {
              name: `c${turn}`,
              dataType: 'string',
              constraint: 'optional',
              defaultValue: 'x'.repeat(200),
            })
          : importRows(),
      ),
  };
}

describe.each(databases)('%s', (kind) => {
  it('lets nobody wait long for how much one application has, asks and stores', async () => {
    const attacked = await startAttacked(kind, { nodeFlags: ['--max-old-space-size=512'] });
    const greedy: string = (await attacked.client.applications.post({ application: { name: 'Greedy' } })).id;
    const attacks = await makeAttacks(attacked, greedy);
    const { acknowledged, stored } = await endureAll(attacked, attacks, { restMs });
    expect(stored).toBe(acknowledged);
    await attacked.server.stop();
  }, 600_000);
});
