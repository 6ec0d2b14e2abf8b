import { inParallel } from '../../kernel/in-parallel.ts';
import { type ApiClient, ApiError } from '../api-client.ts';
import { CommandError } from '../command.ts';
import { callsAtOnce } from '../simulate/fleet.ts';
import type { ApplicationRecord, DeviceRecord } from './format.ts';

type Resource = Readonly<Record<string, unknown>>;

/** Ids in the export to ids on this server. */
export type IdMap = ReadonlyMap<string, string>;

/** The same value with every id that the map knows replaced. */
export function mapIds<Value>(value: Value, ids: IdMap): Value {
  if (typeof value === 'string') return (ids.get(value) ?? value) as Value;
  if (Array.isArray(value)) return value.map((item) => mapIds(item, ids)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapIds(item, ids)])) as Value;
}

function pick(resource: Resource, names: readonly string[]): Resource {
  return Object.fromEntries(names.filter((name) => name in resource).map((name) => [name, resource[name]]));
}

/**
 * Makes the application, or takes the one that is to be filled.
 *
 * @throws CommandError when there is one of that name and nobody has said that it is meant
 */
export async function importApplication(
  api: ApiClient,
  { application }: ApplicationRecord,
  options: { applicationId?: string | undefined; orgId?: string | undefined; name?: string | undefined },
  note: (text: string) => void,
): Promise<string> {
  if (options.applicationId !== undefined) {
    return String((await api.call('GET', `/applications/${options.applicationId}`)).applicationId);
  }
  const name = options.name ?? application.name;
  for await (const other of api.list<{ name: string; id: string }>('/applications')) {
    if (other.name !== name) continue;
    throw new CommandError(
      `there is an application '${name}' already (${other.id}): load into it with --application ${other.id}, or give the new one another --name`,
    );
  }
  const fields = pick(application, ['description', 'expUserTokenCutoff', 'endpointDefaultCors', 'globals', 'dataTTL']);
  const body = { ...fields, name, ...(options.orgId === undefined ? {} : { orgId: options.orgId }) };
  const id = String((await api.call('POST', '/applications', { body })).applicationId);
  const path = `/applications/${id}`;
  if (Array.isArray(application.ftueTracking) && application.ftueTracking.length > 0) {
    await api.call('PATCH', path, { body: pick(application, ['ftueTracking']) });
  }
  if (application.endpointSlug !== undefined) {
    try {
      await api.call('PATCH', path, { body: pick(application, ['endpointSlug']) });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500) throw error;
      note(`The endpoint slug '${application.endpointSlug}' could not be taken: ${error.message}`);
    }
  }
  if (application.archiveConfig)
    note('The archive configuration was not taken over, because its secrets are not in the export');
  return id;
}

interface KnownDevice {
  readonly id: string;
  readonly name: string;
  readonly deviceClass: string;
}

const ownFields = ['name', 'description', 'tags', 'deviceClass', 'systemInterval', 'keepDuplicates', 'commandForms'];

/**
 * Makes the devices that are not there. Those of an earlier, interrupted import are known by name and class, in their
 * order of creation where several are called the same.
 *
 * @returns the id here of every device of the export
 */
export async function importDevices(
  api: ApiClient,
  applicationId: string,
  records: readonly DeviceRecord['device'][],
  onProgress: (done: number) => void,
): Promise<IdMap> {
  const path = `/applications/${applicationId}/devices`;
  const known = new Map<string, string[]>();
  const keyOf = ({ name, deviceClass }: Pick<KnownDevice, 'name' | 'deviceClass'>): string => `${deviceClass} ${name}`;
  for await (const device of api.list<KnownDevice>(path)) {
    known.set(keyOf(device), [...(known.get(keyOf(device)) ?? []), device.id]);
  }
  const ids = new Map<string, string>();
  let done = 0;
  const count = (): void => {
    done += 1;
    onProgress(done);
  };
  // One after the other: their order of creation is what tells devices of one name apart.
  for (const record of records) {
    const same = known.get(keyOf(record))?.shift();
    const body = { ...pick(record, ownFields), attributes: withoutReferences(record) };
    const id = same ?? String((await api.call('POST', path, { body })).id);
    ids.set(record.id, id);
    count();
  }
  // Only now is there something for references between devices to name.
  await inParallel(records, callsAtOnce, async (record) => {
    const references = {
      ...(record.gatewayId === undefined ? {} : { gatewayId: record.gatewayId }),
      ...(record.parentId == null ? {} : { parentId: record.parentId }),
      ...(hasReferences(record) ? { attributes: record.attributes } : {}),
    };
    if (Object.keys(references).length === 0) return;
    await api.call('PATCH', `${path}/${ids.get(record.id)}`, { body: mapIds(references, ids), idempotent: true });
  });
  return ids;
}

function attributesOf(record: Resource): Resource[] {
  return Array.isArray(record.attributes) ? (record.attributes as Resource[]) : [];
}

/** A system device's attributes name the devices that they are computed from. */
function hasReferences(record: Resource): boolean {
  return attributesOf(record).some(({ system }) => system !== undefined);
}

function withoutReferences(record: Resource): Resource[] {
  return attributesOf(record).map(({ system: _system, ...attribute }) => attribute);
}
