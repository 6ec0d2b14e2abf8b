import { expect } from 'vitest';
import { type Client, logIn } from './api.ts';
import { type DeviceFixture, makeDevice } from './fixtures.ts';
import { call } from './tenant.ts';

/** An application with a device, for tests of workflows. */
export interface FlowWorld {
  readonly client: Client;
  readonly token: string;
  readonly applicationId: string;
  readonly deviceId: string;
  /** The device with its access key. */
  readonly device: DeviceFixture;
  /** Calls an action below the application. */
  act(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Makes a workflow; resolves with its id. */
  makeFlow(name: string, triggers: object[], nodes: object[], more?: object): Promise<string>;
  /** Makes one that puts the payload of each run into its storage. */
  makeRecorder(name: string, triggers: object[], more?: object): Promise<string>;
  /** What such a workflow has recorded: the payloads, by their times. */
  recorded(flowId: string): Promise<Record<string, unknown>[]>;
}

/** A node as the API takes it. */
export const node = (id: string, type: string, config: object, outputIds: string[][] = []) => ({
  id,
  type,
  config,
  meta: {},
  outputIds,
});

/** A trigger of a recorder. */
export const trigger = (type: string, key: string, config: object = {}, meta: object = {}) => ({
  type,
  key,
  config,
  meta,
  outputIds: [['record']],
});

const nodesOfRecorder = [node('record', 'StoreValueNode', { keyName: '{{runId}}', valueType: 'path', value: '.' })];

export async function makeFlowWorld(server: { readonly http: string }): Promise<FlowWorld> {
  const { client, token } = await logIn(server);
  const device = await makeDevice(client);
  const { applicationId, deviceId } = device;
  const act: FlowWorld['act'] = (method, path, body) =>
    call(server, method, `/applications/${applicationId}${path}`, { token, ...(body === undefined ? {} : { body }) });
  const makeFlow: FlowWorld['makeFlow'] = async (name, triggers, nodes, more = {}) => {
    const { status, body } = await act('POST', '/flows', { name, triggers, nodes, ...more });
    expect([status, body]).toEqual([201, expect.anything()]);
    return String(body.flowId ?? body.id);
  };
  return {
    ...{ client, token, applicationId, deviceId, device, act, makeFlow },
    makeRecorder: (name, triggers, more = {}) => makeFlow(name, triggers, nodesOfRecorder, more),
    async recorded(flowId) {
      const { body } = await act('GET', `/flows/${flowId}/storage`);
      const payloads = Object.values(body) as Record<string, unknown>[];
      return payloads.sort((one, other) => (String(one.time) < String(other.time) ? -1 : 1));
    },
  };
}
