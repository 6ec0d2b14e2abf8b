import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { sendBundle } from '../support/bundles.ts';
import { makeForm } from '../support/files.ts';
import { makeChain } from '../support/run-nodes.ts';
import { call } from '../support/tenant.ts';
import { makeZip } from '../support/zip.ts';
import {
  type Attacked,
  type Attacks,
  assail,
  databases,
  dropDatabases,
  endureAll,
  startAttacked,
} from './attack-world.ts';

/**
 * As `attack.test.ts`, through what was built later: dashboards, workflows, data tables, webhooks, files, bundles. The server has a
 * heap of 512 MiB (docs/operations.md, "Memory"): one that holds more than its bounds ends.
 */
/** So long that a single wait is not the p99. */
const attackMs = 5_000;
const restMs = 1_000;
const dayMs = 86_400_000;

afterAll(dropDatabases);

/** Whatever a caller sends by hand; the answer is read to its end. */
async function send(url: string, init: RequestInit): Promise<{ status: number }> {
  const response = await fetch(url, init);
  await response.arrayBuffer();
  return response;
}

type MakeAttacks = (attacked: Attacked, applicationId: string) => Promise<Attacks>;

/** Sixty graphs over a year, of twenty devices, asked for as of another moment each time, so that nothing is kept of them. */
const dashboards: MakeAttacks = async ({ server, client, token }, applicationId) => {
  const attributes = [{ name: 'temp', dataType: 'number' }];
  const now = Date.now();
  const deviceIds: string[] = [];
  for (let index = 0; index < 20; index += 1) {
    const { id } = await client.devices.post({ applicationId, device: { name: `Sensor ${index}`, attributes } });
    const states = Array.from({ length: 500 }, (_, n) => ({ time: now - n * 3_600_000, data: { temp: n } }));
    await client.device.sendState({ applicationId, deviceId: id, deviceState: states });
    deviceIds.push(id);
  }
  const blocks = Array.from({ length: 60 }, (_, index) => ({
    id: `b${index}`,
    blockType: 'graph',
    applicationId,
    ...{ startX: index % 4, startY: Math.floor(index / 4), width: 1, height: 1 },
    config: {
      duration: 365 * dayMs,
      resolution: 60_000,
      segments: [{ attribute: 'temp', deviceIds, aggregation: 'MEAN' }],
    },
  }));
  const { id } = await client.dashboards.post({ dashboard: { name: 'Wide', applicationId, blocks } });
  const report = (turn: number) =>
    call(server, 'POST', `/applications/${applicationId}/devices/${deviceIds[turn % 20]}/state`, {
      token,
      body: { data: { temp: turn } },
    });
  const streamUrl = `${server.http}/dashboards/${id}/stream`;
  return {
    'dashboards of many blocks over wide windows': () =>
      assail(attackMs, 12, (turn) =>
        call(server, 'POST', `/dashboards/${id}/data`, { token, body: { time: Date.now() - turn * 60_000 } }),
      ),
    'streams of a dashboard while its devices report': async () => {
      const end = new AbortController();
      const streams = Array.from({ length: 150 }, async () => {
        const headers = { Authorization: `Bearer ${token}` };
        const stream = await fetch(streamUrl, { headers, signal: end.signal });
        expect([200, 429, 503]).toContain(stream.status);
        for await (const _ of stream.body ?? []);
      });
      const read = Promise.allSettled(streams);
      await assail(attackMs, 6, report);
      end.abort();
      for (const stream of await read) {
        if (stream.status === 'rejected') expect(stream.reason).toMatchObject({ name: 'AbortError' });
      }
    },
  };
};

const workflows: MakeAttacks = async (attacked, applicationId) => {
  const { server, client, token } = attacked;
  const owner = { token, applicationId };
  /** Presses the buttons of workflows, and has them gone afterwards with all that waits. */
  const pressing = (make: () => ReturnType<typeof makeChain>, payload: unknown) => async () => {
    const flows = await Promise.all(Array.from({ length: 4 }, make));
    await assail(attackMs, 12, (turn) => {
      const flow = flows[turn % flows.length];
      const path = `/applications/${applicationId}/flows/${flow?.flowId}/virtualButton`;
      return call(server, 'POST', path, { token, body: { key: flow?.key, payload } });
    });
    for (const { flowId } of flows) await client.flow.delete({ applicationId, flowId });
  };
  const column = { name: 'n', dataType: 'number', constraint: 'optional' };
  const table = await client.dataTables.post({ applicationId, dataTable: { name: 'Echo', columns: [column] } });
  const insert = [
    'DataTableInsertRowNode',
    { dataTableIdTemplate: table.id, rowFields: [{ columnTemplate: 'n', valueTemplate: '1' }] },
  ] as const;
  const publish = ['MqttMessageNode', { topicTemplate: 'echo', messageTemplate: '{{data.n}}' }] as const;
  /** Each row makes two more, and each message another one. */
  const echo = async () => {
    const trigger = { meta: {}, outputIds: [['0']] };
    const nodes = [insert, insert, publish].map(([type, config], index) => ({
      id: `${index}`,
      type,
      config,
      meta: {},
      outputIds: [index < 2 ? [`${index + 1}`] : []],
    }));
    const flow = {
      name: `Echo ${Math.random()}`,
      triggers: [
        { type: 'virtualButton', config: {}, ...trigger, meta: { uiId: 'b' } },
        { type: 'dataTable', key: table.id, config: { insert: true }, ...trigger },
        { type: 'mqttTopic', key: 'echo', config: {}, ...trigger },
      ],
      nodes,
    };
    const made = await client.flows.post({ applicationId, flow });
    const { key } = made.triggers.find(({ type }: { type: string }) => type === 'virtualButton');
    return { flowId: made.flowId as string, key: key as string };
  };
  const list = Array.from({ length: 500 }, (_, index) => index);
  const nested = `${'{{#each @root.data.list}}'.repeat(3)}x${'{{/each}}'.repeat(3)}`;
  return {
    'workflows without an end': pressing(
      () => makeChain(server, owner, [['RawFunctionNode', { script: 'for (;;);' }]]),
      {},
    ),
    'workflows that start themselves': pressing(echo, {}),
    'huge templates': pressing(() => makeChain(server, owner, [['DebugNode', { message: nested }]]), {
      list,
      text: 'x'.repeat(150_000),
    }),
  };
};

const dataTables: MakeAttacks = async ({ server, client, token }, applicationId) => {
  const columns = ['a', 'b'].map((name) => ({ name, dataType: 'string', constraint: 'optional' }));
  const tables: string[] = [];
  for (let number = 0; number < 3; number += 1) {
    const table = await client.dataTables.post({ applicationId, dataTable: { name: `Heavy ${number}`, columns } });
    for (let part = 0; part < 12; part += 1) {
      const rows = Array.from({ length: 50 }, (_, n) => ({ a: `${n} ${'x'.repeat(4_000)}`, b: `${part}` }));
      await client.dataTableRows.post({ applicationId, dataTableId: table.id, dataTableRow: rows });
    }
    for (let row = 0; row < 40; row += 1) {
      await client.dataTableRows.post({
        applicationId,
        dataTableId: table.id,
        dataTableRow: { a: 'y'.repeat(250_000) },
      });
    }
    tables.push(table.id);
  }
  const path = (turn: number) => `/applications/${applicationId}/data-tables/${tables[turn % 3]}/rows`;
  return {
    'queries of data tables by parts of texts': () =>
      assail(attackMs, 12, (turn) =>
        call(server, 'POST', `${path(turn)}/query`, { token, body: { a: { $contains: `z${turn}`, $ci: true } } }),
      ),
    'pages and exports of heavy rows': () =>
      assail(attackMs, 6, (turn) =>
        turn % 8 === 0
          ? call(server, 'POST', `${path(turn / 8)}/export`, { token, body: {} })
          : call(server, 'GET', `${path(turn)}?sortDirection=desc`, { token }),
      ),
  };
};

const webhooks: MakeAttacks = async ({ client }, applicationId) => {
  const urls: string[] = [];
  for (let number = 0; number < 20; number += 1) {
    urls.push((await client.webhooks.post({ applicationId, webhook: { name: `Hook ${number}` } })).url);
  }
  const body = JSON.stringify({ text: 'x'.repeat(200_000) });
  const headers = { 'Content-Type': 'application/json' };
  return {
    'a flood of webhooks': () =>
      assail(attackMs, 24, (turn) => send(String(urls[turn % urls.length]), { method: 'POST', headers, body })),
  };
};

const files: MakeAttacks = async ({ server, client }, applicationId) => {
  const content = new Uint8Array(4 * 1024 * 1024).fill(120);
  let number = 0;
  const announce = async () => {
    number += 1;
    const made = await client.files.post({
      applicationId,
      file: { name: `file ${number}`, parentDirectory: '/', type: 'file' },
    });
    return made.upload as { url: string; fields: Record<string, string> };
  };
  /** Sends the head of an upload and a part of its content, and then nothing more. */
  const halfSend = async (): Promise<Socket> => {
    const { url, fields } = await announce();
    const form = new Request(url, { method: 'POST', body: makeForm(fields, content.subarray(0, 64 * 1024)) });
    const bytes = Buffer.from(await form.arrayBuffer());
    const { pathname, search, host } = new URL(url);
    const socket = connect(Number(new URL(server.http).port), '127.0.0.1').on('error', () => undefined);
    const type = form.headers.get('content-type');
    socket.write(
      `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    );
    socket.write(bytes.subarray(0, bytes.length / 2));
    return socket;
  };
  return {
    'many large uploads, and some that are not sent to their end': async () => {
      // An application may have 20 announced at a time.
      const halves = await Promise.all(Array.from({ length: 8 }, halfSend));
      await assail(attackMs, 8, async () => {
        const upload = await announce().catch(() => undefined);
        if (!upload) return { status: 429 };
        const body = makeForm(upload.fields, content);
        // An upload that is too many is refused before it is read, and its connection may end.
        return send(upload.url, { method: 'POST', body }).catch(() => ({ status: 503 }));
      });
      for (const socket of halves) socket.destroy();
    },
  };
};

const bundles: MakeAttacks = async ({ server, client, token }, applicationId) => {
  // What is packed to less than a hundredth is refused.
  const attributes = () => Array.from({ length: 10 }, () => `{name: a${randomUUID()}, dataType: number}`).join(', ');
  const devices = Array.from(
    { length: 150 },
    (_, n) => `  - {name: Device ${n}, deviceClass: standalone, attributes: [${attributes()}]}`,
  );
  const bundle = await makeZip([
    { path: 'application.yaml', content: 'resourceType: Application\nresources:\n  - name: Many\nversion: 1\n' },
    { path: 'devices.yaml', content: `resourceType: DeviceTree\nresources:\n${devices.join('\n')}\nversion: 1\n` },
  ]);
  return {
    'imports, copies and exports of applications': async () => {
      const made: string[] = [];
      await assail(attackMs, 3, async (turn) => {
        if (turn % 3 === 0) {
          const body = { includeDevices: true, includeDataTableRows: true };
          return call(server, 'POST', `/applications/${applicationId}/export`, { token, body });
        }
        const answer = await sendBundle(server, token, bundle);
        if (answer.body.application) made.push(answer.body.application.id);
        else expect([429, 503]).toContain(answer.status);
        return answer;
      });
      for (const each of made) await client.application.delete({ applicationId: each });
    },
  };
};

describe.each(databases)('%s', (kind) => {
  it('lets nobody wait long for what one application does with all that it has', async () => {
    const attacked = await startAttacked(kind, { nodeFlags: ['--max-old-space-size=512'] });
    const greedy: string = (await attacked.client.applications.post({ application: { name: 'Greedy' } })).id;
    const attacks: Record<string, () => Promise<unknown>> = {};
    for (const make of [dashboards, workflows, dataTables, webhooks, files, bundles]) {
      Object.assign(attacks, await make(attacked, greedy));
    }
    const { acknowledged, stored } = await endureAll(attacked, attacks, { restMs });
    expect(stored).toBe(acknowledged);
    await attacked.server.stop();
  }, 600_000);
});
