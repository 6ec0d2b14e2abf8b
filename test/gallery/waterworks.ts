import { type Client, logIn } from '../support/api.ts';
import { uploadFile } from '../support/files.ts';
import type { TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';
import { gpsNear, wave } from './series.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Ids of what the pages' paths name. */
export type Ids = Record<string, string>;

/** A small waterworks with a day of history, as an application that has been used for a while looks. */
export async function makeWaterworks(server: TestServer): Promise<Ids> {
  const { client, token } = await logIn(server);
  const application = {
    name: 'Riverside Waterworks',
    description: 'Pumps, tanks and weather of the Riverside site.',
  };
  const { id: applicationId } = await client.applications.post({ application });
  const devices = await makeDevices(client, applicationId);
  const send = (path: string, body: object) =>
    call(server, 'POST', `/applications/${applicationId}${path}`, { token, body });
  const ids: Ids = { applicationId, deviceId: devices.pumps[0] ?? '' };
  ids.eventId = await makeEvents(client, applicationId, devices.pumps);
  Object.assign(ids, await makeWiring(client, applicationId));
  Object.assign(ids, await makeStores(client, applicationId));
  const alarm = await send('/alarm-rules', {
    name: 'Pump too hot',
    level: 'critical',
    kind: 'threshold',
    minutes: 5,
    attribute: 'temperature',
    operator: 'above',
    limit: 71,
    deviceTags: [{ key: 'kind', value: 'pump' }],
  });
  ids.alarmRuleId = String(alarm.body.id);
  await send('/alarm-rules', { name: 'Weather is silent', level: 'warning', kind: 'silence', minutes: 30 });
  await send('/notification-rules', { name: 'Shift on call', console: true, levels: ['error', 'critical'] });
  ids.flowId = await makeWorkflow(client, applicationId);
  ids.dashboardId = await makeDashboard(client, applicationId);
  const org = await client.orgs.post({
    organization: { name: 'Riverside Utilities', description: 'Water for forty villages.' },
  });
  ids.orgId = org.id;
  await client.org.inviteMember({ orgId: org.id, invite: { email: 'ada@example.com', role: 'edit' } });
  await call(server, 'POST', `/orgs/${org.id}/tokens`, { token, body: { name: 'Nightly export' } });
  await call(server, 'POST', '/me/tokens', { token, body: { name: 'Laptop' } });
  await send('/tokens', { name: 'Grafana', description: 'Reads only' });
  await client.applicationKeys.post({ applicationId, applicationKey: { description: 'Gateways of the north bank' } });
  await client.device.sendCommand({
    applicationId,
    deviceId: ids.deviceId,
    deviceCommand: { name: 'setSpeed', payload: { speed: 1450 } },
  });
  return ids;
}

async function makeDevices(client: Client, applicationId: string): Promise<{ pumps: string[] }> {
  const unit = (name: string, dataType: string, unit?: string) => ({
    name,
    dataType,
    ...(unit === undefined ? {} : { attributeTags: { unit } }),
  });
  const add = async (device: object) => (await client.devices.post({ applicationId, device } as never)).id;
  const now = Math.floor(Date.now() / minuteMs) * minuteMs;
  const times = Array.from({ length: 288 }, (_, index) => now - (287 - index) * 5 * minuteMs);
  const sites = ['north bank', 'south bank'];
  const gateways: string[] = [];
  for (const [index, site] of sites.entries()) {
    const attributes = [unit('signal', 'number', 'dBm'), unit('place', 'gps')];
    const tags = [
      { key: 'site', value: site },
      { key: 'kind', value: 'gateway' },
    ];
    const deviceId = await add({ name: `Gateway ${site}`, deviceClass: 'gateway', attributes, tags });
    gateways.push(deviceId);
    const states = times.map((time, step) => ({
      time,
      data: { signal: -60 + Math.round(wave(step, 60, index) * 8), place: gpsNear(index) },
    }));
    await client.device.sendState({ applicationId, deviceId, deviceState: states });
  }
  const pumps: string[] = [];
  for (let number = 0; number < 8; number += 1) {
    const site = sites[number % 2] ?? '';
    const attributes = [
      unit('temperature', 'number', '°C'),
      unit('pressure', 'number', 'bar'),
      unit('flow', 'number', 'm³/h'),
      unit('running', 'boolean'),
      unit('mode', 'string'),
      unit('place', 'gps'),
    ];
    const tags = [
      { key: 'site', value: site },
      { key: 'kind', value: 'pump' },
    ];
    const gatewayId = gateways[number % 2] ?? '';
    const pump = { name: `Pump P${number + 1}`, deviceClass: 'peripheral', gatewayId, attributes, tags };
    const deviceId = await add({ ...pump, description: `Centrifugal pump, ${site}` });
    pumps.push(deviceId);
    const states = times
      // The third was away for two hours.
      .filter((_, step) => number !== 2 || step < 150 || step > 174)
      .map((time, step) => ({
        time,
        data: {
          temperature: Math.round((62 + number + wave(step, 96, number) * 6 + wave(step, 11, number * 2)) * 10) / 10,
          pressure: Math.round((4.2 + wave(step, 140, number) * 0.4) * 100) / 100,
          flow: Math.round((118 + 6 * number + wave(step, 120, number) * 22) * 10) / 10,
          running: wave(step, 150, number) > -0.8,
          mode: wave(step, 200, number) > 0.3 ? 'boost' : 'normal',
          place: gpsNear(number + 3),
        },
      }));
    await client.device.sendState({ applicationId, deviceId, deviceState: states });
  }
  for (const name of ['Tank upper', 'Tank lower', 'Weather roof']) {
    const attributes = [unit('level', 'number', 'm'), unit('humidity', 'number', '%')];
    const deviceId = await add({ name, attributes, tags: [{ key: 'kind', value: name.split(' ')[0]?.toLowerCase() }] });
    const states = times.map((time, step) => ({
      time,
      data: {
        level: Math.round((5 + wave(step, 180, name.length) * 2) * 100) / 100,
        humidity: 55 + Math.round(wave(step, 90, 2) * 20),
      },
    }));
    await client.device.sendState({ applicationId, deviceId, deviceState: states });
  }
  return { pumps };
}

async function makeEvents(client: Client, applicationId: string, pumps: readonly string[]): Promise<string> {
  const made: string[] = [];
  const add = async (level: string, subject: string, message: string, deviceId?: string) =>
    made.push((await client.events.post({ applicationId, event: { level, subject, message, deviceId } } as never)).id);
  await add('info', 'Night run begun', 'Pumps P1 to P4 fill the upper tank.');
  await add('warning', 'Pressure falls', 'Below 4 bar for ten minutes.', pumps[4]);
  await add('error', 'Pump P3 has not reported', 'The last report is two hours old.', pumps[2]);
  await add('critical', 'Pump P1 too hot', '## 74.2 °C\n\nAbove the limit of **71 °C** for five minutes.', pumps[0]);
  const event = { state: 'acknowledged', comment: 'On my way.' };
  await client.event.patch({ applicationId, eventId: made[1] ?? '', event } as never);
  return made[3] ?? '';
}

async function makeWiring(client: Client, applicationId: string): Promise<Ids> {
  const webhook = await client.webhooks.post({
    applicationId,
    webhook: { name: 'Weather service', responseCode: 204 },
  });
  for (const [index, name] of ['forecast', 'warning', 'forecast'].entries())
    await fetch(`${webhook.url}/${name}`, { method: 'POST', body: JSON.stringify({ rain: index }) });
  const mqttConfig = { protocol: 'mqtt', host: 'broker.invalid', port: 1883 };
  const integration = await client.integrations.post({
    applicationId,
    integration: { name: 'Control room', integrationType: 'mqtt', topics: ['plant/+/alarm'], mqttConfig },
  } as never);
  const recipe = await client.deviceRecipes.post({
    applicationId,
    deviceRecipe: {
      name: 'Pump',
      description: 'A centrifugal pump behind a gateway',
      tags: [{ key: 'kind', value: 'pump' }],
      attributes: [
        { name: 'temperature', dataType: 'number' },
        { name: 'pressure', dataType: 'number' },
      ],
    },
  } as never);
  return { webhookId: webhook.id, integrationId: integration.id, recipeId: recipe.id };
}

async function makeStores(client: Client, applicationId: string): Promise<Ids> {
  const columns = [
    { name: 'part', dataType: 'string', constraint: 'unique' },
    { name: 'stock', dataType: 'number', constraint: 'optional' },
    { name: 'critical', dataType: 'boolean', constraint: 'optional' },
  ];
  const { id: dataTableId } = await client.dataTables.post({
    applicationId,
    dataTable: { name: 'Spare parts', columns },
  } as never);
  const parts = [
    'Impeller 220',
    'Seal ring',
    'Bearing 6308',
    'Coupling',
    'Pressure probe',
    'Filter mat',
    'Motor 15 kW',
  ];
  for (const [index, part] of parts.entries())
    await client.dataTableRows.post({
      applicationId,
      dataTableId,
      dataTableRow: { part, stock: (index * 7) % 11, critical: index % 3 === 0 },
    } as never);
  const content = '# Shift handbook\n\n1. Read the alarms.\n2. Walk the north bank.\n'.repeat(6);
  const { id: fileId } = await uploadFile(client, {
    applicationId,
    path: '/handbook.md',
    content,
    contentType: 'text/plain',
  });
  for (const name of ['firmware-1.4.2.bin', 'site-plan.svg', 'logo.png'])
    await uploadFile(client, {
      applicationId,
      path: `/${name}`,
      content: name,
      contentType: 'application/octet-stream',
    });
  return { dataTableId, fileId };
}

async function makeWorkflow(client: Client, applicationId: string): Promise<string> {
  const flow = {
    name: 'Pump temperature alarm',
    description: 'Tells the shift when a pump gets too hot, and when it has cooled down.',
    triggers: [
      {
        type: 'deviceTag',
        key: 'kind/pump',
        config: {},
        meta: { label: 'Pumps report', x: 120, y: 40 },
        outputIds: [['hot']],
      },
    ],
    nodes: [
      {
        id: 'hot',
        type: 'LatchNode',
        config: {
          latchExpression: '{{data.temperature}} > 71',
          resetExpression: '{{data.temperature}} < 68',
          identifierTemplate: '{{triggerId}}',
        },
        meta: { label: 'Too hot?', x: 120, y: 160 },
        outputIds: [[], ['event']],
      },
      {
        id: 'event',
        type: 'CreateEventNode',
        config: { subjectTemplate: 'Pump too hot', messageTemplate: '{{data.temperature}} °C', level: 'critical' },
        meta: { label: 'Open an event', x: 280, y: 300 },
        outputIds: [['show']],
      },
      { id: 'show', type: 'DebugNode', config: { message: 'Opened' }, meta: { label: 'Debug', x: 280, y: 420 } },
    ],
  };
  return (await client.flows.post({ applicationId, flow } as never)).id;
}

async function makeDashboard(client: Client, applicationId: string): Promise<string> {
  const pumpsOf = (attribute: string, site: string) => ({
    attribute,
    label: site,
    deviceTags: [{ key: 'site', value: site }],
    aggregation: 'MEAN',
  });
  const place = (id: string, startX: number, startY: number, width: number, height: number) => ({
    id,
    applicationId,
    startX,
    startY,
    width,
    height,
  });
  const graph = (attribute: string) => ({
    duration: dayMs,
    resolution: 30 * minuteMs,
    segments: [
      { ...pumpsOf(attribute, 'north bank'), type: 'line', color: '#4063dd' },
      { ...pumpsOf(attribute, 'south bank'), type: 'line', color: '#d9822b' },
    ],
  });
  const blocks = [
    {
      ...place('temperature', 0, 0, 2, 2),
      blockType: 'graph',
      title: 'Temperature of pumps',
      config: graph('temperature'),
    },
    { ...place('flow', 2, 0, 2, 2), blockType: 'graph', title: 'Flow', config: graph('flow') },
    {
      ...place('now', 0, 2, 1, 1),
      blockType: 'gauge',
      title: 'Pressure',
      config: { segment: pumpsOf('pressure', 'north bank'), displayAsPercentage: false, label: 'bar' },
    },
    { ...place('events', 1, 2, 3, 1), blockType: 'event-list', title: 'Events', config: {} },
  ];
  return (await client.dashboards.post({ dashboard: { name: 'Control room', applicationId, blocks } } as never)).id;
}
