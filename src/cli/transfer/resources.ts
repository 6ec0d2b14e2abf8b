import { type ApiClient, ApiError } from '../api-client.ts';
import type { ResourceRecord } from './format.ts';
import { type IdMap, mapIds } from './import-configuration.ts';

/** What a server says of a resource that an export carries (`x-resources` of its OpenAPI document). */
export interface TransferredResource {
  readonly type: string;
  readonly label: string;
  readonly transfer: {
    /** Of its list, below the application; `POST` adds to it. */
    readonly path: string;
    /** What its `POST` takes of what its `GET` returns. */
    readonly fields: readonly string[];
    /** What its `POST` is given besides. */
    readonly set?: Readonly<Record<string, unknown>>;
  };
}

/** The resources that the server can carry over, besides devices and keys, in the order in which they are made. */
export async function readTransferred(api: ApiClient): Promise<TransferredResource[]> {
  const document = await api.call<{ 'x-resources'?: Partial<TransferredResource>[] }>('GET', '/openapi.json');
  return (document['x-resources'] ?? []).filter((each): each is TransferredResource => each.transfer !== undefined);
}

/** The application's resources, as they can be made elsewhere. */
export async function* exportResources(api: ApiClient, applicationId: string): AsyncGenerator<ResourceRecord> {
  for (const { type, transfer } of await readTransferred(api)) {
    const items = api.list<Readonly<Record<string, unknown>>>(placeOf(transfer.path, applicationId));
    for await (const item of items) {
      const fields = Object.fromEntries(
        transfer.fields.filter((name) => name in item).map((name) => [name, withoutSecrets(item[name])]),
      );
      yield { type: 'resource', resource: type, id: String(item.id), fields: { ...fields, ...transfer.set } };
    }
  }
}

/** As the server shows a secret, which it gives to nobody. */
const shownSecret = '********';

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== shownSecret)
      .map(([name, field]) => [name, withoutSecrets(field)]),
  );
}

/**
 * Makes the resources that are not there; one that is called the same is taken for the same, so that an interrupted import
 * can be repeated. Ids of devices, and of resources made before, are replaced by those here.
 *
 * @returns how many there are now of those in the export
 */
export async function importResources(
  api: ApiClient,
  applicationId: string,
  options: { records: readonly ResourceRecord[]; devices: IdMap; note: (text: string) => void },
): Promise<number> {
  const { records, note } = options;
  const ids = new Map(options.devices);
  const known = await readTransferred(api);
  let done = 0;
  for (const { type, label, transfer } of known) {
    const wanted = records.filter(({ resource }) => resource === type);
    if (wanted.length === 0) continue;
    const path = placeOf(transfer.path, applicationId);
    const present = new Map<unknown, string>();
    for await (const item of api.list<{ id: string; name?: string }>(path)) present.set(item.name, item.id);
    for (const { id, fields } of wanted) {
      const same = present.get(fields.name);
      if (same !== undefined) note(`${label} ${String(fields.name)} is there already`);
      const made = same ?? (await make(api, path, { label, fields: mapIds(fields, ids), note }));
      if (made === undefined) continue;
      ids.set(id, made);
      done += 1;
    }
  }
  const unknown = new Set(
    records.map(({ resource }) => resource).filter((type) => !known.some((each) => each.type === type)),
  );
  for (const type of unknown) note(`This server does not know ${type}: what the export holds of it was left out`);
  return done;
}

/** Undefined for what this server refuses, such as something that is nothing without its secret: the rest goes on. */
async function make(
  api: ApiClient,
  path: string,
  { label, fields, note }: { label: string; fields: Readonly<Record<string, unknown>>; note: (text: string) => void },
): Promise<string | undefined> {
  try {
    return String((await api.call('POST', path, { body: fields })).id);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    note(`${label} ${String(fields.name)} was left out: ${error.message}`);
    return undefined;
  }
}

function placeOf(path: string, applicationId: string): string {
  return path.replace('{applicationId}', applicationId);
}

/** How much of an application was carried over, for people. */
export function countInWords(counts: { devices: number; keys: number; resources: number; states: number }): string {
  const { devices, keys, resources, states } = counts;
  const others = resources > 0 ? `, ${resources} other resources` : '';
  return `${devices} devices, ${keys} access keys${others} and ${states} states`;
}
