// What is made in, or of, something that is being deleted: it is there or it is 404, and never a fault of the server.
import { beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ token } = await logIn(server));
});

const send = (method: string, path: string, body?: object) => call(server, method, path, { token, body });

const column = (name: string) => ({ name, dataType: 'string', constraint: 'optional' });
/** By the path below an application, what makes one. */
const made: readonly [string, object][] = [
  ['dashboards', { name: 'D' }],
  ['devices', { name: 'D', tags: [{ key: 'a', value: 'b' }] }],
  ['device-recipes', { name: 'R' }],
  ['events', { level: 'info', subject: 'S' }],
  ['flows', { name: 'F' }],
  ['webhooks', { name: 'W' }],
  ['data-tables', { name: 'T', columns: [column('a')] }],
  ['files', { name: 'f', type: 'directory' }],
  ['keys', {}],
  ['tokens', { name: 'T' }],
  ['alarm-rules', { name: 'A', kind: 'silence', level: 'info', minutes: 10, subject: 'S' }],
  ['notification-rules', { name: 'N', console: true }],
  [
    'integrations',
    {
      name: 'I',
      integrationType: 'mqtt',
      enabled: false,
      topics: ['a'],
      mqttConfig: { protocol: 'mqtt', host: 'broker.example.com', port: 1883 },
    },
  ],
];

it('is made or not found, in an application that goes', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { body } = await send('POST', '/applications', { name: 'Goes' });
    const path = `/applications/${body.id}`;
    // One after the other begins before, and the others after: at another place in each round.
    const rotated = [...made.slice(round * 2), ...made.slice(0, round * 2)];
    const calls = rotated.map(([name, post]) => send('POST', `${path}/${name}`, post));
    calls.push(send('DELETE', path));
    calls.push(...rotated.map(([name, post]) => send('POST', `${path}/${name}`, post)));
    const answers = await Promise.all(calls);
    expect(answers.filter(({ status }) => ![200, 201, 404, 409].includes(status))).toEqual([]);
  }
});

it('is added or not found, a column of a table that goes', async () => {
  const { body } = await send('POST', '/applications', { name: 'Tables go' });
  for (let round = 0; round < 6; round += 1) {
    const table = (await send('POST', `/applications/${body.id}/data-tables`, { name: 'T', columns: [column('a')] }))
      .body;
    const path = `/applications/${body.id}/data-tables/${table.id}`;
    const add = (name: string) => send('POST', `${path}/column`, column(name));
    const answers = await Promise.all([add('b'), send('DELETE', path), add('c'), add('d')]);
    expect(answers.filter(({ status }) => ![200, 404].includes(status))).toEqual([]);
  }
});
