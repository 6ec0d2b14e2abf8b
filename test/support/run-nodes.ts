import { expect } from 'vitest';
import { call } from './tenant.ts';

interface Server {
  readonly http: string;
}

/** Nodes that run one after the other: their types and configs. */
export type NodeChain = readonly (readonly [type: string, config: object])[];

/** What came of them. */
export interface ChainResult {
  readonly flowId: string;
  readonly runId: string;
  /** As it was after the last node. */
  readonly payload: Record<string, unknown>;
}

/** Makes a workflow of nodes in a row behind a button, and gives its id and the button's key. */
export async function makeChain(
  server: Server,
  { token, applicationId }: { token: string; applicationId: string },
  nodes: NodeChain,
  more: object = {},
): Promise<{ flowId: string; key: string }> {
  const last = ['StoreValueNode', { keyName: 'payload', valueType: 'path', value: '.' }] as const;
  const all = [...nodes, last];
  const body = {
    name: `Chain ${Math.random()}`,
    triggers: [{ type: 'virtualButton', config: {}, meta: { uiId: 'b' }, outputIds: [['0']] }],
    nodes: all.map(([type, config], index) => {
      const next = index + 1 < all.length ? [`${index + 1}`] : [];
      // Whichever way a branch goes, the chain goes on.
      return { id: `${index}`, type, config, meta: { label: type }, outputIds: [next, next] };
    }),
    ...more,
  };
  const made = await call(server as never, 'POST', `/applications/${applicationId}/flows`, { token, body });
  expect([made.status, made.body]).toEqual([201, expect.anything()]);
  const flow = made.body as unknown as { flowId: string; triggers: { key: string }[] };
  return { flowId: flow.flowId, key: flow.triggers[0]?.key ?? '' };
}

/** Presses a button, waits for its run to end, and returns how. */
export async function press(
  server: Server,
  { token, applicationId }: { token: string; applicationId: string },
  { flowId, key }: { flowId: string; key: string },
  payload: unknown = {},
): Promise<{ runId: string; run: Record<string, unknown> }> {
  const path = `/applications/${applicationId}/flows/${flowId}`;
  const pressed = await call(server as never, 'POST', `${path}/virtualButton`, { token, body: { key, payload } });
  expect([pressed.status, pressed.body]).toEqual([200, expect.anything()]);
  const runId = String(pressed.body.runId);
  let run: Record<string, unknown> = {};
  await expect
    .poll(
      async () => {
        run = (await call(server as never, 'GET', `${path}/runs/${runId}`, { token })).body;
        return run.status;
      },
      { timeout: 20_000, interval: 40 },
    )
    .toMatch(/succeeded|failed/);
  return { runId, run };
}

/** Runs nodes in a row once. @throws Error with what the run failed of */
export async function runChain(
  server: Server,
  owner: { token: string; applicationId: string },
  nodes: NodeChain,
  data: unknown = {},
): Promise<ChainResult> {
  const chain = await makeChain(server, owner, nodes);
  const { runId, run } = await press(server, owner, chain, data);
  if (run.status !== 'succeeded') throw new Error(JSON.stringify(run.error));
  const path = `/applications/${owner.applicationId}/flows/${chain.flowId}/storage`;
  const { payload } = (await call(server as never, 'GET', path, { token: owner.token })).body;
  return { flowId: chain.flowId, runId, payload: payload as Record<string, unknown> };
}
