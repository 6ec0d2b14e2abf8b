import type { Database } from '../../../platform/database/database.ts';
import { type DeviceStateService, nameValues, readLastValues } from '../../device-state/index.ts';
import type { DeviceDirectory, DeviceService } from '../../devices/index.ts';
import { actAs } from './applications.ts';
import type { EffectCaller, Effects } from './effects.ts';

interface DeviceEffectsOptions {
  readonly database: Database;
  readonly devices: DeviceService;
  readonly directory: DeviceDirectory;
  readonly states: DeviceStateService;
}

/** Devices of the application that the flow is part of. */
export function deviceEffects(options: DeviceEffectsOptions): Effects['devices'] {
  return {
    find: (caller, question) => find(options, caller, question),
    changeState: ({ application, relay, chain }, { deviceId, states, flowVersion }) =>
      options.states.sendAs(application.applicationId, deviceId, states.length === 1 ? states[0] : states, {
        relay: { type: 'flow', id: relay.id },
        chain,
        ...(flowVersion === undefined ? {} : { flowVersion }),
      }),
  };
}

async function find(
  options: DeviceEffectsOptions,
  caller: EffectCaller,
  question: Parameters<Effects['devices']['find']>[1],
): Promise<Awaited<ReturnType<Effects['devices']['find']>>> {
  const { application } = caller;
  const principal = actAs(caller);
  const { page, perPage, sortField, sortDirection, connection, state } = question;
  const query = question.id === undefined ? question.query : { id: question.id };
  const found = (await options.devices.list(application, principal, {
    page,
    // Who only counts reads one.
    perPage: Math.max(perPage, 1),
    ...(sortField ? { sortField } : {}),
    ...(sortDirection ? { sortDirection } : {}),
    query: JSON.stringify(query ?? {}),
    ...(connection ? {} : { excludeConnectionInfo: 'true' }),
  } as never)) as unknown as { items: Record<string, unknown>[]; totalCount: number };
  const items = perPage === 0 ? [] : found.items;
  if (state) {
    for (const item of items) item.compositeState = await readState(options, application.applicationId, item, state);
  }
  return { items, totalCount: found.totalCount };
}

async function readState(
  { database, directory }: DeviceEffectsOptions,
  applicationId: string,
  item: Readonly<Record<string, unknown>>,
  wanted: readonly string[] | 'all',
): Promise<Record<string, unknown>> {
  const device = await directory.findIn(applicationId, String(item.deviceId));
  const [row] = device ? await readLastValues(database, [device.deviceRowId]) : [];
  if (!device || !row) return {};
  return Object.fromEntries(
    Object.entries(nameValues(device, row.data))
      .filter(([name]) => wanted === 'all' || wanted.includes(name))
      .map(([name, { t, v }]) => [
        name,
        { value: v, time: new Date(t), relayId: device.deviceId, relayType: 'device' },
      ]),
  );
}
