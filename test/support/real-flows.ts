import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './api.ts';
import { everything, importEnded, sendBundle } from './bundles.ts';
import { type FlowWatch, type WatchedRun, watchFlow } from './flow-watch.ts';
import type { OutsideRequest, OutsideWorld } from './outside-world.ts';
import type { TestServer } from './start-server.ts';
import { call } from './tenant.ts';
import { makeZip, readFolder } from './zip.ts';

export interface RealTrigger {
  readonly type: string;
  readonly key?: string;
  readonly config: Record<string, unknown>;
  readonly meta: Record<string, unknown>;
  readonly outputIds: readonly (readonly string[])[];
}

export interface RealFlow {
  readonly id: string;
  readonly name: string;
  readonly flowClass: string;
  readonly triggers: readonly RealTrigger[];
  readonly nodes: readonly { readonly id: string; readonly type: string; readonly meta?: Record<string, unknown> }[];
  readonly globals: readonly { readonly key: string; readonly json: string }[];
  readonly customNodeConfig?: { readonly fields: readonly { readonly id: string; readonly defaultValue?: unknown }[] };
}

/** An application that was made of a template. */
export interface RealApplication {
  readonly applicationId: string;
  readonly flows: readonly RealFlow[];
}

/** What came of one trigger. */
export interface TriggerRun {
  readonly trigger: RealTrigger;
  /** Undefined: nothing here can start it. */
  readonly run: WatchedRun | undefined;
  /** A button was pressed that was put in the place of the trigger. */
  readonly isStandIn: boolean;
  readonly sent: readonly OutsideRequest[];
}

export interface RealWorld {
  readonly server: TestServer;
  readonly client: Client;
  readonly token: string;
  readonly outside: OutsideWorld;
}

const classes = ['cloud', 'experience', 'customNode', 'edge'];

/** Makes an application of a folder with a template, all of it. */
export async function importTemplate({ server, token, client }: RealWorld, folder: string): Promise<RealApplication> {
  const entries = await readFolder(folder);
  if (!entries.some(({ path }) => path === 'application.yaml')) {
    const content = `resourceType: Application\nversion: 1\nresources:\n  - {name: Template, id: ~exportplaceholderid-application-it~}\n`;
    entries.push({ path: 'application.yaml', content });
  }
  const { status, body } = await sendBundle(server, token, await makeZip(entries), { fields: everything });
  if (status !== 201) throw new Error(`${folder}: ${status} ${body.message}`);
  const applicationId = String(body.application?.id);
  await importEnded(server, token, applicationId);
  const lists = await Promise.all(
    classes.map((flowClass) => client.flows.get({ applicationId, flowClass, perPage: '1000' })),
  );
  return { applicationId, flows: lists.flatMap(({ items }) => items as RealFlow[]) };
}

/** Saves a workflow as the editor does, which judges it; returns what it is refused for. */
export async function saveFlow(
  { server, token }: RealWorld,
  applicationId: string,
  { id, triggers, nodes, globals }: RealFlow,
): Promise<string | undefined> {
  const path = `/applications/${applicationId}/flows/${id}`;
  const { status, body } = await call(server, 'PATCH', path, { token, body: { triggers, nodes, globals } });
  if (status === 200) return undefined;
  const details = (body.details as { message?: string }[] | undefined) ?? [];
  return String(details[0]?.message ?? body.message);
}

export async function enableFlows({ server, token }: RealWorld, { applicationId, flows }: RealApplication) {
  for (const { id, flowClass } of flows) {
    if (flowClass === 'edge') continue;
    await call(server, 'PATCH', `/applications/${applicationId}/flows/${id}`, { token, body: { enabled: true } });
  }
}

/** What a trigger is given where its makers left nothing. */
export type Given = (flow: RealFlow, trigger: RealTrigger) => unknown;

/**
 * Starts every trigger of a workflow, one after the other, and waits for each run to end. One that cannot be saved, because it
 * names what is not there, is run as a copy with buttons alone.
 */
export async function runTriggers(
  world: RealWorld,
  { applicationId }: RealApplication,
  { flow, isSaved, given }: { flow: RealFlow; isSaved: boolean; given: Given },
): Promise<TriggerRun[]> {
  const { server, token, outside } = world;
  const { id: flowId, buttons } = isSaved
    ? await addButtons(world, applicationId, flow)
    : await makeCopy(world, applicationId, flow);
  const path = `/applications/${applicationId}/flows/${flowId}`;
  const watch = await watchFlow(server, { token, applicationId, flowId });
  const runs: TriggerRun[] = [];
  for (const [index, trigger] of flow.triggers.entries()) {
    const button = buttons.get(index);
    const data = given(flow, trigger);
    const isOwn = trigger.type === 'virtualButton';
    const payload = data ?? (isOwn ? undefined : dataOf(flow, trigger));
    const run = button
      ? await press(world, path, watch, { key: button, ...(payload === undefined ? {} : { payload }) })
      : await start(world, { path, applicationId, watch, trigger, data, flow });
    const sent = outside.requests.filter(({ runId }) => run !== undefined && runId === run.runId);
    runs.push({ trigger, run, isStandIn: button !== undefined && !isOwn, sent });
  }
  await watch.close();
  return runs;
}

const toButton = (trigger: RealTrigger, index: number) =>
  trigger.type === 'virtualButton'
    ? { ...trigger, key: '' }
    : { type: 'virtualButton', config: {}, meta: { uiId: `stand-in-${index}` }, outputIds: trigger.outputIds };

/**
 * Triggers that nothing here can fire get a button beside them, which leads to the same nodes: those of endpoints and custom
 * nodes, and of what this server does not have. Returns the keys of the buttons by the triggers' places.
 */
async function addButtons({ server, token }: RealWorld, applicationId: string, flow: RealFlow) {
  const places = [...flow.triggers.keys()].filter((index) => !fires.has(flow.triggers[index]?.type ?? ''));
  if (places.length === 0) return { id: flow.id, buttons: new Map<number, string>() };
  const added = places.map((index) => toButton(flow.triggers[index] as RealTrigger, index));
  const path = `/applications/${applicationId}/flows/${flow.id}`;
  const body = { triggers: [...flow.triggers, ...added] };
  const changed = await call(server, 'PATCH', path, { token, body });
  if (changed.status !== 200) throw new Error(`${flow.name}: ${JSON.stringify(changed.body)}`);
  const made = changed.body.triggers as RealTrigger[];
  const buttons = new Map(places.map((index, at) => [index, String(made[flow.triggers.length + at]?.key)]));
  return { id: flow.id, buttons };
}

async function makeCopy({ server, token }: RealWorld, applicationId: string, flow: RealFlow) {
  const { name, flowClass, nodes, globals } = flow;
  const triggers = flow.triggers.map(toButton);
  const body = { name: `${name} (copy)`, flowClass, nodes, globals, triggers };
  const made = await call(server, 'POST', `/applications/${applicationId}/flows`, { token, body });
  if (made.status !== 201) throw new Error(`${name}: ${JSON.stringify(made.body)}`);
  const keys = made.body.triggers as RealTrigger[];
  return { id: String(made.body.id), buttons: new Map(keys.map(({ key }, index) => [index, String(key)])) };
}

const fires = new Set(['virtualButton', 'timer', 'deviceId', 'deviceTag', 'webhook', 'mqttTopic']);

/** What an endpoint, or the caller of a custom node, would give. */
function dataOf({ customNodeConfig }: RealFlow, { type }: RealTrigger): unknown {
  if (type === 'customNodeStart') {
    const fields = customNodeConfig?.fields ?? [];
    return Object.fromEntries(fields.flatMap(({ id, defaultValue }) => (id ? [[id, defaultValue ?? null]] : [])));
  }
  if (type !== 'endpoint') return {};
  return { path: '/', method: 'get', headers: {}, query: {}, body: {}, params: {}, cookies: {}, replyId: 'none' };
}

async function press(
  { server, token }: RealWorld,
  path: string,
  watch: FlowWatch,
  body: { key: string; payload?: unknown },
): Promise<WatchedRun | undefined> {
  const pressed = await call(server, 'POST', `${path}/virtualButton`, { token, body });
  if (pressed.status !== 200) throw new Error(`${path}: ${JSON.stringify(pressed.body)}`);
  return watch.next(({ runId }) => runId === pressed.body.runId);
}

async function start(
  world: RealWorld,
  options: {
    path: string;
    applicationId: string;
    watch: FlowWatch;
    trigger: RealTrigger;
    data: unknown;
    flow: RealFlow;
  },
): Promise<WatchedRun | undefined> {
  const { server, token } = world;
  const { path, applicationId, watch, trigger, data, flow } = options;
  const next = () => watch.next(({ triggerType }) => triggerType === trigger.type);
  switch (trigger.type) {
    case 'virtualButton':
      return press(world, path, watch, { key: String(trigger.key), ...(data === undefined ? {} : { payload: data }) });
    case 'timer': {
      // As it is, but for when: in a second.
      const { body } = await call(server, 'GET', path, { token });
      const triggers = body.triggers as RealTrigger[];
      const soon = triggers.map((each) => (each.key === trigger.key ? { ...each, config: { seconds: 1 } } : each));
      await call(server, 'PATCH', path, { token, body: { triggers: soon } });
      const run = await next();
      await call(server, 'PATCH', path, { token, body: { triggers } });
      return run;
    }
    case 'deviceId':
    case 'deviceTag': {
      const deviceId = await deviceOf(world, applicationId, trigger);
      const body = { data: data ?? (await stateOf(world, applicationId, deviceId, trigger)) };
      const sent = await call(server, 'POST', `/applications/${applicationId}/devices/${deviceId}/state`, {
        token,
        body,
      });
      if (sent.status !== 200) throw new Error(`${flow.name}: ${JSON.stringify(sent.body)}`);
      return next();
    }
    case 'webhook': {
      const { body } = await call(server, 'GET', `/applications/${applicationId}/webhooks/${trigger.key}`, { token });
      // Whether it is answered, and when, is the workflow's business.
      const sent = fetch(`${server.http}/webhooks/${String(body.token)}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(data ?? {}),
      });
      const run = await next();
      await Promise.race([sent, delay(1000)]);
      return run;
    }
    case 'mqttTopic': {
      const body = { topic: trigger.key, message: JSON.stringify(data ?? {}) };
      await call(server, 'POST', `/applications/${applicationId}/mqttPublishMessage`, { token, body });
      return next();
    }
    default:
      return undefined;
  }
}

/** The device that a trigger is about; one is made where the template has none with its tag. */
async function deviceOf({ client }: RealWorld, applicationId: string, { type, key = '', config }: RealTrigger) {
  if (type === 'deviceId') return key;
  const [tagKey = '', ...rest] = key.split('/');
  const value = rest.join('/');
  const { items } = await client.devices.get({ applicationId, perPage: '1000' });
  const fits = (tag: { key: string; value: string }): boolean =>
    (tagKey === '' || tag.key === tagKey) && (value === '' || tag.value === value);
  const wanted = config.attributeWhitelist as string[] | undefined;
  const found = items.find(
    ({ tags, attributes }: { tags: { key: string; value: string }[]; attributes: { name: string }[] }) =>
      tags.some(fits) && (wanted ?? []).every((name) => attributes.some((attribute) => attribute.name === name)),
  );
  if (found) return String(found.id);
  const names = wanted ?? ['value'];
  const device = {
    name: `Device of ${key}`,
    tags: [{ key: tagKey || 'any', value: value || 'any' }],
    attributes: names.map((name) => ({ name, dataType: 'number' })),
  };
  return String((await client.devices.post({ applicationId, device })).id);
}

/** A state with every attribute that a device has. */
async function stateOf(
  { client }: RealWorld,
  applicationId: string,
  deviceId: string,
  { config }: RealTrigger,
): Promise<Record<string, unknown>> {
  const { attributes } = await client.device.get({ applicationId, deviceId });
  const values: Record<string, unknown> = { number: 1, boolean: true, string: 'text', gps: '39.1,-84.5', blob: 'AAEC' };
  const state: Record<string, unknown> = {};
  for (const { name, dataType } of attributes as { name: string; dataType: string }[]) state[name] = values[dataType];
  for (const name of (config.attributeWhitelist as string[] | undefined) ?? []) state[name] ??= 1;
  return state;
}
