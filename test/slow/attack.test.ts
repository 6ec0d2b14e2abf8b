import { afterAll, describe, expect, it } from 'vitest';
import type { Client } from '../support/api.ts';
import type { TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';
import { assail, databases, dropDatabases, endureAll, startAttacked } from './attack-world.ts';

/** The costliest queries and the heaviest lists of devices; `attack-features.test.ts` has the rest. */
const attackMs = 8_000;
const restMs = 3_000;
const fatDevices = 100;
const fatAttributes = Array.from({ length: 240 }, (_, key) => ({
  name: `attribute-${key}`,
  dataType: 'string',
  description: 'x'.repeat(980),
}));

afterAll(dropDatabases);

interface Scene {
  readonly server: TestServer;
  readonly token: string;
  readonly greedy: string;
  readonly rootId: string;
}

/** The heaviest list that there is, read to its end. */
async function listFatDevices({ server, token, greedy }: Omit<Scene, 'rootId'>): Promise<{ status: number }> {
  const query = 'perPage=1000&sortField=creationDate&sortDirection=desc';
  const response = await fetch(`${server.http}/applications/${greedy}/devices?${query}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response;
}

const attacks: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'ancestor queries': ({ server, token, greedy, rootId }) =>
    assail(attackMs, 12, () =>
      call(server, 'POST', `/applications/${greedy}/devices/command`, {
        token,
        body: { name: 'x', deviceQuery: { $and: [{ ancestorId: rootId }, { ancestorId: { $nin: [rootId] } }] } },
      }),
    ),
  'the costliest queries that are allowed': ({ server, token, greedy }) =>
    assail(attackMs, 12, () =>
      call(server, 'POST', `/applications/${greedy}/devices/command`, {
        token,
        body: {
          name: 'x',
          deviceQuery: { $and: Array.from({ length: 9 }, (_, n) => ({ attributeName: { $contains: `y${n}` } })) },
        },
      }),
    ),
  'lists of fat devices': (scene) => assail(attackMs, 6, () => listFatDevices(scene)),
};

/** A tree of 2,000 devices, and devices as fat as they can be made. */
async function makeGreedy(client: Client): Promise<{ greedy: string; rootId: string }> {
  const greedy: string = (await client.applications.post({ application: { name: 'Greedy' } })).id;
  const root = await client.devices.post({ applicationId: greedy, device: { name: 'root', deviceClass: 'system' } });
  const recipe = await client.deviceRecipes.post({
    applicationId: greedy,
    deviceRecipe: { name: 'Leaf', deviceName: 'leaf', parentId: root.id },
  });
  for (const count of [700, 700, 500]) {
    await client.deviceRecipe.bulkCreate({ applicationId: greedy, deviceRecipeId: recipe.id, bulkInfo: { count } });
  }
  for (let number = 0; number < fatDevices; number += 1) {
    const device = { name: `fat ${number}`, parentId: root.id, attributes: fatAttributes };
    await client.devices.post({ applicationId: greedy, device });
  }
  return { greedy, rootId: root.id };
}

describe.each(databases)('%s', (kind) => {
  it('lets nobody wait long for what one application does', async () => {
    const attacked = await startAttacked(kind);
    const { server, client, token } = attacked;
    const scene = { server, token, ...(await makeGreedy(client)) };
    const { acknowledged, stored } = await endureAll(
      attacked,
      Object.fromEntries(Object.entries(attacks).map(([name, attack]) => [name, () => attack(scene)])),
      // How a long list is written is compiled for its first.
      { restMs, warmUp: () => listFatDevices(scene) },
    );
    expect(stored).toBe(acknowledged);
    await server.stop();
  });
});
