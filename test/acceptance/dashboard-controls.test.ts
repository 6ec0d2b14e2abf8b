// Controls of input blocks, and changes of events by their blocks (dashboards.md, "8. Controls (input)" and "2. Who may see it,
// and what sharing opens").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, joinOrganization, makeToken, makeUser, type TestUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let viewer: TestUser;
let applicationId: string;
let deviceId: string;
let flowId: string;
let buttonKey: string;

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client, token } = await makeUser(server, admin.token, 'dashboard-controls@example.com'));
  viewer = await makeUser(server, admin.token, 'dashboard-controls-viewer@example.com');
  const orgId = (await client.orgs.post({ organization: { name: 'Pumps' } })).id;
  await joinOrganization(client, { orgId, email: viewer.email, role: 'view', account: viewer });
  applicationId = (await client.applications.post({ application: { name: 'Pump house', orgId } })).id;
  const attributes = [
    { name: 'speed', dataType: 'number' },
    { name: 'on', dataType: 'boolean' },
  ];
  const device = { name: 'Pump', attributes, tags: [{ key: 'kind', value: 'pump' }] };
  deviceId = (await client.devices.post({ applicationId, device })).id;
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { speed: 40, on: true } } });
  const triggers = [{ type: 'virtualButton', config: {}, meta: { label: 'Go', uiId: 'b1' }, outputIds: [[]] }];
  const flow = await client.flows.post({ applicationId, flow: { name: 'Start', triggers, nodes: [] } });
  flowId = flow.id;
  buttonKey = flow.triggers[0].key;
});

const speed = { attribute: 'speed', deviceIds: ['{{ctx.pump}}'] };
const controls = [
  { id: 'r', type: 'range', templateId: 'speed', label: 'Speed', min: '0', max: 100, step: 0.1, defaultQuery: speed },
  { id: 't', type: 'toggle', templateId: 'on', label: 'On', defaultValue: false },
  { id: 'w', type: 'text', templateId: 'word', label: 'Word', defaultValue: 'plain' },
  { id: 's', type: 'select', templateId: 'mode', options: [{ value: 'eco', label: 'Eco' }], defaultQuery: speed },
  { id: 'h', type: 'help', help: 'Runs at **{{speed}}**' },
  {
    id: 'b',
    type: 'button',
    label: 'Set',
    color: '#123456',
    action: 'command',
    commandName: 'set-{{mode}}',
    payload: '{"speed": {{speed}}, "on": {{on}}, "word": "{{word}}", "of": "{{ctx.pump}}"}',
    deviceIds: ['{{ctx.pump}}'],
  },
  {
    id: 'f',
    type: 'button',
    action: 'workflow',
    label: 'Go',
    get workflowId() {
      return flowId;
    },
    get buttonId() {
      return buttonKey;
    },
    payload: '{"speed": {{speed}} }',
  },
];

async function make(more: object = {}, config: object = {}): Promise<string> {
  const block = { id: 'in', blockType: 'input', applicationId, startX: 0, startY: 0, width: 2, height: 2 };
  const dashboard = {
    name: 'Controls',
    applicationId,
    blocks: [
      { ...block, config: { defaultMode: 'unlocked', controls: controls.map((each) => ({ ...each })), ...config } },
    ],
    contextConfiguration: [{ name: 'pump', type: 'deviceId', defaultValue: deviceId }],
    ...more,
  };
  return (await client.dashboards.post({ dashboard })).id;
}

const press = (dashboardId: string, body: object, as: string | undefined = token) =>
  call(server, 'POST', `/dashboards/${dashboardId}/blocks/in/act`, {
    body: { nonce: crypto.randomUUID(), ...body },
    ...(as === '' ? {} : { token: as }),
  });

async function readInput(dashboardId: string, body: object = {}, as: string = token) {
  const answer = await call(server, 'POST', `/dashboards/${dashboardId}/data`, {
    body,
    ...(as === '' ? {} : { token: as }),
  });
  const { data } = (answer.body.blocks as { in: { data: { controls: object[] } } }).in;
  return { data, may: answer.body.may };
}

const commands = async () => client.device.getCommand({ applicationId, deviceId, limit: 100 });

it('shows what devices hold, and what is about to be entered', async () => {
  const id = await make();
  const { data, may } = await readInput(id);
  expect(data).toMatchObject({
    mode: 'unlocked',
    controls: [
      { id: 'r', value: 40, isLive: true, min: 0, max: 100, step: 0.1 },
      { id: 't', value: false },
      { id: 'w', value: 'plain' },
      { id: 's', value: '40', options: [{ value: 'eco' }, { value: '40', label: '40' }] },
      { id: 'h', text: 'Runs at **40**' },
      { id: 'b', action: 'command', deviceCount: 1, color: '#123456' },
      { id: 'f', action: 'workflow' },
    ],
  });
  // What the button sends, and to whom, stays with the server.
  expect(JSON.stringify(data)).not.toMatch(/commandName|payload|deviceIds|workflowId|buttonId/);
  expect(may).toEqual({ edit: true, act: ['in'], update: [] });
  const { data: entered } = await readInput(id, { controls: { in: { r: 55.5 } } });
  expect(entered.controls[4]).toMatchObject({ text: 'Runs at **55\\.5**' });
});

it('sends what its templates make of the values, once for each press', async () => {
  const id = await make();
  const before = (await commands()).length;
  const body = { controlId: 'b', values: { r: 70.3, t: true, w: 'a "quoted" word', s: 'eco' }, nonce: 'same' };
  const first = await press(id, body);
  expect(first).toMatchObject({
    status: 200,
    body: { kind: 'command', isRepeated: false, count: 1, results: [{ deviceId, name: 'Pump', status: 'queued' }] },
  });
  const again = await press(id, body);
  expect(again).toMatchObject({ status: 200, body: { isRepeated: true, count: 1 } });
  const [command, ...others] = await commands();
  expect(command).toMatchObject({
    name: 'set-eco',
    payload: { speed: 70.3, on: true, word: 'a "quoted" word', of: deviceId },
  });
  expect(others).toHaveLength(before);
  const { body: presses } = await call(server, 'GET', `/dashboards/${id}/presses`, { token });
  expect(presses).toMatchObject({
    count: 1,
    items: [{ blockId: 'in', controlId: 'b', pressedBy: { type: 'user' }, values: { r: 70.3 }, kind: 'command' }],
  });
});

it('refuses values that their controls cannot hold, naming them, and sends nothing', async () => {
  const id = await make();
  const before = (await commands()).length;
  for (const [values, message] of [
    [{ r: 101 }, /values\.r must be from 0 to 100/],
    [{ r: 7.05 }, /values\.r must be in steps of 0\.1/],
    [{ r: '7' }, /values\.r must be a number/],
    [{ t: 'yes' }, /values\.t must be true or false/],
    [{ s: 'turbo' }, /values\.s must be one of the options/],
    [{ h: 'x' }, /values names a control/],
  ] as const) {
    const answer = await press(id, { controlId: 'b', values });
    expect(answer.status).toBe(400);
    expect(String(answer.body.message)).toMatch(message);
  }
  expect((await press(id, { controlId: 'r' })).status).toBe(404);
  expect((await press(id, { controlId: 'b', deviceIds: [deviceId] })).status).toBe(400);
  expect(await commands()).toHaveLength(before);
});

it('presses the button of a workflow', async () => {
  const id = await make();
  expect(await press(id, { controlId: 'f', values: { r: 12 } })).toMatchObject({
    status: 200,
    body: { kind: 'workflow', count: 1, results: [] },
  });
  await expect
    .poll(async () => (await client.flow.get({ applicationId, flowId })).stats.runCount, { timeout: 20_000 })
    .toBe(1);
});

it('says what is wrong with a template of a button, and sends nothing', async () => {
  const before = (await commands()).length;
  const broken = { ...controls[5], payload: '{"speed": {{nothing' };
  const id = await make({}, { controls: [broken, { ...controls[6], id: 'g', payload: 'no JSON' }] });
  expect(await press(id, { controlId: 'b' })).toMatchObject({ status: 400, body: { type: 'Validation' } });
  expect(await press(id, { controlId: 'g' })).toMatchObject({ status: 400, body: { type: 'Validation' } });
  expect(await commands()).toHaveLength(before);
});

it('asks before it commands more than ten devices', async () => {
  const tags = [{ key: 'swarm', value: '1' }];
  for (let count = 0; count < 11; count += 1) {
    await client.devices.post({ applicationId, device: { name: `Drone ${count}`, tags } });
  }
  const id = await make({}, { controls: [{ ...controls[5], deviceIds: [], deviceTags: [{ key: 'swarm' }] }] });
  const { data } = await readInput(id);
  expect(data.controls[0]).toMatchObject({ deviceCount: 11 });
  const asked = await press(id, { controlId: 'b' });
  expect(asked).toMatchObject({ status: 409, body: { count: 11 } });
  expect(await press(id, { controlId: 'b', confirmed: true })).toMatchObject({ status: 200, body: { count: 11 } });
});

it('is dead for those who may only look, and alive where the owner has said so', async () => {
  const id = await make({ public: true });
  // A member who may only look, a token that may not command, somebody without a login.
  const looks = await makeToken(server, '/me/tokens', { token, scope: ['all.User.read'] });
  for (const as of [viewer.token, looks.token, '']) {
    expect((await press(id, { controlId: 'b' }, as)).status).toBe(403);
  }
  expect((await readInput(id, {}, viewer.token)).may).toEqual({ edit: false, act: [], update: [] });
  const { data, may } = await readInput(id, {}, '');
  expect(may).toEqual({ edit: false, act: [], update: [] });
  expect(data).toMatchObject({ isDead: true });
  for (const each of data.controls) {
    expect(Object.keys(each).filter((name) => !['id', 'type', 'label', 'color', 'grid'].includes(name))).toEqual([]);
  }
  const open = await make({ public: true }, { signalbox: { shareControls: true } });
  const shared = await press(open, { controlId: 'b', values: { s: 'eco' } }, '');
  expect(shared).toMatchObject({ status: 200, body: { count: 1, results: [{ status: 'queued' }] } });
  expect(JSON.stringify(shared.body)).not.toContain(deviceId);
  const { body: presses } = await call(server, 'GET', `/dashboards/${open}/presses`, { token });
  expect(presses).toMatchObject({ items: [{ pressedBy: { type: 'public' } }] });
});

it('lets events be acknowledged by their blocks: those that the block finds, and no others', async () => {
  const make2 = async (subject: string) =>
    (await client.events.post({ applicationId, event: { level: 'error', subject } })).id as string;
  const [seen, also, hidden] = await Promise.all(['Leak one', 'Leak two', 'Secret'].map(make2));
  const events = (config: object) => ({
    id: 'ev',
    blockType: 'event-list',
    applicationId,
    startX: 0,
    startY: 0,
    width: 2,
    height: 2,
    config: { query: '{"subject":{"$startsWith":"Leak"}}', ...config },
  });
  const update = (dashboardId: string, body: object, as: string) =>
    call(server, 'POST', `/dashboards/${dashboardId}/blocks/ev/events`, { body, ...(as === '' ? {} : { token: as }) });
  const closed = await make({ public: true, blocks: [events({})] });
  const acknowledge = { eventIds: [seen], updates: { state: 'acknowledged', comment: 'On my way' } };
  expect((await update(closed, acknowledge, '')).status).toBe(403);
  expect((await update(closed, acknowledge, viewer.token)).status).toBe(403);
  const open = await make({ public: true, blocks: [events({ allowUpdates: true })] });
  // All or none, and nothing that the block does not find.
  expect((await update(open, { ...acknowledge, eventIds: [seen, hidden] }, '')).status).toBe(404);
  expect((await client.event.get({ applicationId, eventId: seen })).state).toBe('new');
  expect((await update(open, { eventIds: [seen], updates: { subject: 'Other' } }, '')).status).toBe(403);
  expect(await update(open, { ...acknowledge, eventIds: [seen, also] }, '')).toMatchObject({
    status: 200,
    body: { success: true, updated: 2 },
  });
  const event = await client.event.get({ applicationId, eventId: seen });
  expect(event).toMatchObject({
    state: 'acknowledged',
    updates: [{ sourceType: 'public', comment: 'On my way' }],
  });
  expect(
    await update(open, { eventIds: [also], updates: { subject: 'Leak 2', state: 'resolved' } }, token),
  ).toMatchObject({ status: 200 });
});
