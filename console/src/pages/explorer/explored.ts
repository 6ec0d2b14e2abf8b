import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { readTag, toTagCondition } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import type { Selection } from '../../series/use-series.ts';
import { readNames } from '../../series/view.ts';

/** The devices that are explored: some by their id, and those that have one of the tags. */
export interface Explored {
  readonly deviceIds: readonly string[];
  /** `key=value`, `key` or `=value`. */
  readonly tags: readonly string[];
}

/** As many ids as a device query takes; far more lines than a plot shows. */
export const mostDevices = 100;

export function readExplored(search: Readonly<Record<string, unknown>>): Explored {
  const tags = Array.isArray(search.tags) ? search.tags.map(String).filter((tag) => /[^=\s]/.test(tag)) : [];
  const deviceIds = (readNames(search.devices) ?? []).filter((id) => /^[0-9a-f]{24}$/i.test(id));
  return { deviceIds: deviceIds.slice(0, mostDevices), tags: tags.slice(0, 50) };
}

/** How the time-series query names them. */
export function toSelection({ deviceIds, tags }: Explored): Selection {
  return {
    ...(deviceIds.length === 0 ? {} : { deviceIds }),
    ...(tags.length === 0 ? {} : { deviceTags: tags.map(readTag) }),
  };
}

function toListing({ deviceIds, tags }: Explored) {
  const query = {
    $or: [...(deviceIds.length === 0 ? [] : [{ id: { $in: deviceIds } }]), ...tags.map(toTagCondition)],
  };
  return { excludeConnectionInfo: 'true' as const, query: JSON.stringify(query) };
}

/** The devices themselves, at most `mostDevices`; `totalCount` tells whether there are more. */
export const exploredDevicesQuery = (applicationId: string, { deviceIds, tags }: Explored) =>
  queryOptions({
    queryKey: keys.exploredDevices(applicationId, deviceIds, tags),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: { ...toListing({ deviceIds, tags }), perPage: mostDevices, sortField: 'name' },
      }),
    enabled: deviceIds.length + tags.length > 0,
    placeholderData: keepPreviousData,
  });

/** Devices whose tags are read to group them: more lines than that are not asked for at a time either. */
const mostGrouped = 5_000;
const perPage = 1_000;

/** What each of the devices has in a tag, by the id of the device. */
export const tagValuesQuery = (applicationId: string, { deviceIds, tags }: Explored, key: string | undefined) =>
  queryOptions({
    queryKey: keys.exploredTags(applicationId, deviceIds, tags, key ?? ''),
    queryFn: async () => {
      const values = new Map<string, string>();
      for (let page = 0; page * perPage < mostGrouped; page += 1) {
        const { items } = await request('GET', '/applications/{applicationId}/devices', {
          path: { applicationId },
          query: { ...toListing({ deviceIds, tags }), page, perPage, sortField: 'id' },
        });
        for (const { id, tags: own = [] } of items) {
          const value = own.find((tag) => tag.key === key)?.value;
          if (value !== undefined) values.set(id, value);
        }
        if (items.length < perPage) break;
      }
      return values;
    },
    enabled: key !== undefined && deviceIds.length + tags.length > 0,
    placeholderData: keepPreviousData,
  });
