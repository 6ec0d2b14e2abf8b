import { afterAll, beforeAll, expect, it } from 'vitest';
import { listErrors } from '../../../src/features/workflow-runs/run-queries.ts';
import { partsOf, startTestApp, type TestApp } from '../../integration/app.ts';
import { type Client, logIn } from '../../support/api.ts';

/** Answers whose rows are light, but lie beside what is heavy; and the one answer that is heavy and not a list. */
let test: TestApp;
let client: Client;
let token: string;
let applicationId: string;
let flowId: string;

beforeAll(async () => {
  test = await startTestApp({ env: {} });
  ({ client, token } = await logIn(test));
  applicationId = (await client.applications.post({ application: { name: 'Heavy' } })).id;
  flowId = (await client.flows.post({ applicationId, flow: { name: 'Fails' } })).flowId;
});
afterAll(() => test.end());

it('lists errors of a workflow without reading the payloads of its runs', async () => {
  const { database } = partsOf(test.app);
  const details = {
    stack: ['at ","erroredPayload": {'],
    nodeId: 'a "quoted" one',
    nodeType: 'RawFunctionNode',
    nodeLabel: 'Label',
    path: ['one', { id: 'two' }],
    erroredPayload: { nodeId: 'not this one', text: 'x'.repeat(250_000) },
  };
  const { erroredPayload: _left, ...without } = details;
  const insert = (text: string | null, count: number) =>
    database.query({
      sql: `insert into workflow_run (id, application_row_id, flow_row_id, version, status, trigger_type, trigger_id, attempts,
          started_at, ended_at, wall_ms, paths_completed, paths_failed, error_name, error_message, details)
        select lpad(to_hex(n + (select count(*) from workflow_run)), 24, '0'), application_row_id, flow_row_id, 'develop', 'failed', 'timer', '', 1,
          now(), now(), 1, 0, 1, 'Error', 'no', $2 from flow, generate_series(1, $3::integer) n where id = $1`,
      parameters: [flowId, text, count],
    });
  await insert(JSON.stringify(details), 40);
  await insert(JSON.stringify(without), 1);
  await insert(null, 1);
  // Longer than is read of it before its payload.
  await insert(JSON.stringify({ ...without, stack: ['x'.repeat(100_000)] }), 1);
  const { errors } = await client.flow.errors({ applicationId, flowId, limit: 1000 });
  expect(errors).toHaveLength(43);
  const told = (error: { nodeId?: string; nodeLabel?: string }) => `${error.nodeId} ${error.nodeLabel}`;
  expect(Map.groupBy(errors, told).get('a "quoted" one Label')).toHaveLength(41);
  expect(Map.groupBy(errors, told).get('undefined undefined')).toHaveLength(2);
  const [flow] = await database.query<{ key: number }>({ sql: 'select flow_row_id as key from flow' });
  const range = {
    version: undefined,
    start: new Date(0),
    end: new Date(),
    limit: 1000,
    sortDirection: 'desc',
  } as const;
  const rows = await listErrors(database.kysely, flow?.key ?? 0, range);
  expect(JSON.stringify(rows).length).toBeLessThan(150_000);
});

it('reads what a workflow has stored in steps, and writes it in parts', async () => {
  const { database } = partsOf(test.app);
  const text = 'ü"\\'.repeat(2_000);
  await database.query({
    sql: `insert into flow_storage_entry (flow_row_id, kind, key, value, bytes)
      select flow_row_id, 'entry', 'key " ' || n, to_json($2::text || n), 16000 from flow, generate_series(1, 900) n where id = $1`,
    parameters: [flowId, text],
  });
  await database.query({
    sql: `insert into flow_storage_entry (flow_row_id, kind, key, value, bytes)
      select flow_row_id, 'entry', 'digits', '12345678901234567890.5', 22 from flow where id = $1`,
    parameters: [flowId],
  });
  const response = await fetch(`${test.http}/applications/${applicationId}/flows/${flowId}/storage`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBeNull();
  const answer = await response.text();
  expect(answer).toContain('"digits":12345678901234567890.5');
  const entries = JSON.parse(answer);
  expect(Object.keys(entries)).toHaveLength(901);
  for (let n = 1; n <= 900; n += 1) expect(entries[`key " ${n}`]).toBe(`${text}${n}`);
});

it('writes a dashboard and the series of devices in parts where they have many points', async () => {
  const attributes = [{ name: 'n', dataType: 'number' }];
  const deviceIds: string[] = [];
  for (const name of ['one', 'other']) {
    const { id } = await client.devices.post({ applicationId, device: { name, attributes } });
    await client.device.sendState({ applicationId, deviceId: id, deviceState: { data: { n: 1 } } });
    deviceIds.push(id);
  }
  const blocks = deviceIds.map((deviceId, index) => ({
    id: `b${index}`,
    blockType: 'graph',
    applicationId,
    ...{ startX: index, startY: 0, width: 1, height: 1 },
    config: {
      duration: 10_000_000,
      resolution: 1_000,
      segments: [{ attribute: 'n', deviceIds: [deviceId], aggregation: 'COUNT' }],
    },
  }));
  const { id } = await client.dashboards.post({ dashboard: { name: 'Long', applicationId, blocks } });
  const ask = async (path: string, body: object) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${test.http}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { isComplete: response.headers.has('content-length'), answer: await response.json() };
  };
  const shown = await ask(`/dashboards/${id}/data`, {});
  expect(shown.isComplete).toBe(false);
  expect(Object.keys(shown.answer).sort()).toEqual(['blocks', 'ctx', 'dashboard', 'may', 'time', 'windows']);
  expect(Object.keys(shown.answer.blocks)).toEqual(['b0', 'b1']);
  for (const { status, data } of Object.values<{ status: string; data: { series: { values: number[] }[] } }>(
    shown.answer.blocks,
  )) {
    expect(status).toBe('ok');
    expect(data.series[0]?.values.reduce((sum, value) => sum + value, 0)).toBe(1);
  }
  expect((await ask(`/dashboards/${id}/data`, { blocks: [] })).answer.blocks).toEqual({});
  const query = { deviceIds, attributes: ['n'], aggregation: 'COUNT', duration: 10_000_000, resolution: 1_000 };
  const path = `/applications/${applicationId}/data`;
  const series = await ask(`${path}/time-series-query`, query);
  expect(Object.keys(series.answer.devices)).toEqual(deviceIds);
  expect(series.answer).toMatchObject({ aggregation: 'COUNT', resolution: 1_000 });
  const last = await ask(`${path}/last-value-query`, { deviceIds });
  expect(Object.keys(last.answer)).toEqual(deviceIds);
});
