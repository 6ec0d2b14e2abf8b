// Texts that the server cuts hold no half of a character, and their lengths count characters (semantics.md, "Decisions about values").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { everything, importEnded, sendBundle } from '../support/bundles.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';
import { makeZip } from '../support/zip.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;

/** Twice as long in UTF-16 units; every cut at an odd place is one in the middle. */
const smiles = (count: number) => '😀'.repeat(count);

beforeAll(async () => {
  server = await sharedServer();
  const user = await makeUser(server, (await logIn(server)).token, 'cut-texts@example.com');
  ({ client, token } = user);
  applicationId = (await client.applications.post({ application: { name: 'Cut texts' } })).id;
});

it('tests a notification rule whose name is as long as a name may be', async () => {
  const rules = `/applications/${applicationId}/notification-rules`;
  const made = await call(server, 'POST', rules, { token, body: { name: smiles(255), console: true } });
  expect(made.status).toBe(201);
  expect(await call(server, 'POST', `${rules}/${made.body.id}/test`, { token })).toMatchObject({ status: 200 });
  const inbox = await call(server, 'GET', `/applications/${applicationId}/notification-inbox`, { token });
  expect(JSON.stringify(inbox.body)).not.toContain('\\ud83d"');
});

it('counts runs that fail with texts that the database does not hold, twice in a minute', async () => {
  const messageTemplate = '{{{substring data.text 0 data.to}}}';
  const flow = await client.flows.post({
    applicationId,
    flow: {
      name: 'Fails',
      triggers: [{ type: 'virtualButton', key: '', config: {}, meta: {}, outputIds: [['throw']] }],
      nodes: [{ id: 'throw', type: 'ThrowErrorNode', config: { messageTemplate }, meta: {}, outputIds: [] }],
    },
  });
  // The log cuts the first at 500, in the middle of a character; of the second the workflow itself makes half of one.
  const texts = [
    { text: `${'x'.repeat(487)}${smiles(20)}`, to: 600 },
    { text: smiles(1), to: 1 },
  ];
  const press = (payload: object) =>
    client.flow.pressVirtualButton({
      ...{ applicationId, flowId: flow.flowId },
      button: { key: flow.triggers[0].key, payload },
    });
  const runCount = async () => (await client.flow.get({ applicationId, flowId: flow.flowId })).stats.runCount;
  for (const [index, payload] of [...texts, ...texts].entries()) {
    await press(payload);
    // Each is written alone: what was stored is read when the next is added.
    await expect.poll(runCount, { timeout: 30_000 }).toBe(index + 1);
  }
});

it('imports a record with a long name of which there is something to tell', async () => {
  const content = (type: string, record: string) => `resourceType: ${type}\nresources:\n  - ${record}\nversion: 1\n`;
  const bundle = await makeZip([
    { path: 'application.yaml', content: content('Application', 'name: Cut') },
    {
      path: 'devices.yaml',
      content: content(
        'DeviceTree',
        `{name: Plain}\n  - {name: ${smiles(200)}, deviceClass: peripheral, gatewayId: ~exportplaceholderid-device-none~}`,
      ),
    },
  ]);
  const { status, body } = await sendBundle(server, token, bundle, { fields: everything });
  expect(status).toBe(201);
  const [problem] = body.validationErrors as { name: string }[];
  expect(problem?.name.isWellFormed()).toBe(true);
  const ended = await importEnded(server, token, String(body.application?.id));
  expect(ended).toMatchObject({ state: 'done' });
});

it('presses a button whose command has a name of 255 characters', async () => {
  const device = await client.devices.post({ applicationId, device: { name: 'Lamp' } });
  const config = {
    defaultMode: 'unlocked',
    controls: [
      { id: 't', type: 'text', templateId: 'word', label: 'Word' },
      { id: 'b', type: 'button', label: 'Go', action: 'command', commandName: '{{word}}', deviceIds: [device.id] },
    ],
  };
  const place = { startX: 0, startY: 0, width: 1, height: 1 };
  const { id } = await client.dashboards.post({
    dashboard: { name: 'Lamp', applicationId, blocks: [{ id: 'i', blockType: 'input', ...place, config }] },
  });
  const act = (t: string, nonce: string) =>
    call(server, 'POST', `/dashboards/${id}/blocks/i/act`, { token, body: { controlId: 'b', nonce, values: { t } } });
  expect(await act(smiles(255), 'long')).toMatchObject({ status: 200 });
  expect(await act(smiles(256), 'longer')).toMatchObject({ status: 400 });
});
