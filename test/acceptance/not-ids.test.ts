// What is no id, asked for where an id belongs: one rule for every list and every query, whatever is asked of.
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type Operation, readOperations } from '../support/openapi-fields.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let operations: Operation[];
let ids: Record<string, string>;

beforeAll(async () => {
  server = await sharedServer();
  const made = await makeUser(server, (await logIn(server)).token, 'not-ids@example.com');
  ({ client, token } = made);
  const { id: applicationId } = await client.applications.post({ application: { name: 'Ids' } });
  const { id: orgId } = await client.orgs.post({ organization: { name: 'Ids' } });
  const columns = [{ name: 'a', dataType: 'string', constraint: 'optional' }];
  const { id: dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Ids', columns } });
  const { flowId } = await client.flows.post({ applicationId, flow: { name: 'Ids' } });
  const { deviceId } = await client.devices.post({ applicationId, device: { name: 'Ids' } });
  const { id: dashboardId } = await client.dashboards.post({ dashboard: { name: 'Ids', applicationId } });
  ids = { applicationId, orgId, dataTableId, flowId, deviceId, dashboardId, userId: made.userId };
  operations = readOperations(await (await fetch(`${server.http}/openapi.json`)).json());
});

const pathOf = ({ path }: Operation): string => path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? '');

it('is refused in every advanced query, by the name of its place', async () => {
  const of = `/applications/${ids.applicationId}`;
  const asked: [string, string, readonly string[]][] = [
    [`${of}/devices`, 'query', ['id', 'gatewayId', 'parentId', 'experienceUserId']],
    [`${of}/events`, 'query', ['id', 'sourceId', 'deviceId', 'experienceUserId', 'experienceGroupId']],
    [`${of}/flows`, 'query', ['id', 'defaultVersion']],
    [`${of}/flows/${ids.flowId}/versions`, 'query', ['id']],
  ];
  for (const [path, parameter, fields] of asked) {
    for (const field of fields) {
      for (const value of ['x', '', 5, true, '0123456789abcdef0123456g', { $in: [null, 'x'] }, { $ne: 'x' }]) {
        const query = encodeURIComponent(JSON.stringify({ $or: [{ [field]: value }] }));
        const answer = await call(server, 'GET', `${path}?${parameter}=${query}`, { token });
        expect([field, value, answer]).toMatchObject([
          field,
          value,
          {
            status: 400,
            body: { message: expect.stringMatching(/^query\.\$or\[0\]\.\w+\S* must be an id of 24 hex digits/) },
          },
        ]);
      }
      const good = encodeURIComponent(JSON.stringify({ [field]: { $in: [null, '0123456789ABCDEF01234567'] } }));
      expect(await call(server, 'GET', `${path}?${parameter}=${good}`, { token })).toMatchObject({ status: 200 });
    }
  }
  const rows = `${of}/data-tables/${ids.dataTableId}/rows`;
  const answer = await call(server, 'POST', `${rows}/query`, { token, body: { id: 'x' } });
  expect(answer).toMatchObject({ status: 400, body: { message: 'query.id must be an id of 24 hex digits, or null' } });
  const removed = await call(server, 'POST', `${rows}/delete`, { token, body: { id: { $ne: '' } } });
  expect(removed).toMatchObject({ status: 400 });
});

it('is refused as every parameter of a query that is an id', async () => {
  const lenient: string[] = [];
  let asked = 0;
  for (const operation of operations) {
    if (operation.method !== 'GET' || !operation.isBuilt) continue;
    for (const name of Object.keys(operation.query)) {
      if (!/(^id|Id)$/.test(name)) continue;
      asked += 1;
      const answer = await call(server, 'GET', `${pathOf(operation)}?${name}=x`, { token });
      // 403 and 404: what is judged first.
      if (![400, 403, 404].includes(answer.status)) lenient.push(`${operation.name} ${name} ${answer.status}`);
    }
  }
  expect(asked).toBeGreaterThan(10);
  expect(lenient).toEqual([]);
});
