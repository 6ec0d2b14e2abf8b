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

/** The devices themselves, at most `mostDevices`; `totalCount` tells whether there are more. */
export const exploredDevicesQuery = (applicationId: string, { deviceIds, tags }: Explored) =>
  queryOptions({
    queryKey: keys.exploredDevices(applicationId, deviceIds, tags),
    queryFn: () => {
      const query = {
        $or: [...(deviceIds.length === 0 ? [] : [{ id: { $in: deviceIds } }]), ...tags.map(toTagCondition)],
      };
      return request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: { perPage: mostDevices, sortField: 'name', excludeConnectionInfo: 'true', query: JSON.stringify(query) },
      });
    },
    enabled: deviceIds.length + tags.length > 0,
    placeholderData: keepPreviousData,
  });
