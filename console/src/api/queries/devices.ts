import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../client.ts';
import { keys } from '../query-keys.ts';
import type { Answer } from '../shapes.ts';
import type { Device } from '../types.ts';
import { filterByName } from './paging.ts';

/** Which devices are wanted; what is left out does not matter. */
export interface DeviceFilter {
  readonly id?: string;
  /** A part of the name, in whatever case. */
  readonly name?: string;
  /** `key=value`, `key`, or `=value`; all of them must hold. */
  readonly tags?: readonly string[];
  readonly deviceClass?: string;
  readonly connection?: Connection;
}

/**
 * Every value that a list of devices can be narrowed to; `never` is `connectionStatus: null` of the API, a device that
 * has not connected yet.
 */
export const connections = ['connected', 'disconnected', 'never'] as const;
/** Whether a device is connected now, was once, or never. */
export type Connection = (typeof connections)[number];
/** In the order in which forms offer them (semantics.md, "Devices and their state"). */
export const deviceClasses = ['standalone', 'gateway', 'peripheral', 'floating', 'edgeCompute', 'system'] as const;

/** The advanced device query of a filter; undefined when every device passes. */
export function toDeviceQuery(filter: DeviceFilter): Record<string, unknown> | undefined {
  const { id, name = '', tags = [], deviceClass = '', connection } = filter;
  const conditions: Record<string, unknown>[] = [
    ...(id === undefined ? [] : [{ id }]),
    ...(name === '' ? [] : [{ name: { $contains: name, $ci: true } }]),
    ...(deviceClass === '' ? [] : [{ deviceClass }]),
    ...(connection === undefined ? [] : [{ connectionStatus: connection === 'never' ? null : connection }]),
    ...tags.map(toTagCondition),
  ];
  return conditions.length === 0 ? undefined : { $and: conditions };
}

/** Reads a tag as somebody types it; the half that is missing matches anything. */
export function readTag(text: string): { key?: string; value?: string } {
  const at = text.indexOf('=');
  const key = (at < 0 ? text : text.slice(0, at)).trim();
  const value = at < 0 ? '' : text.slice(at + 1).trim();
  return { ...(key === '' ? {} : { key }), ...(value === '' ? {} : { value }) };
}

/** The condition of an advanced device query that a device has such a tag. */
export function toTagCondition(tag: string): { tags: { $tagKey?: string; $tagValue?: string } } {
  const { key, value } = readTag(tag);
  return {
    tags: { ...(key === undefined ? {} : { $tagKey: key }), ...(value === undefined ? {} : { $tagValue: value }) },
  };
}

/** One page of the devices that pass the filter, and the order they come in. */
export interface DeviceListing extends DeviceFilter {
  /** From 0. */
  readonly page: number;
  readonly perPage: number;
  readonly sort: DeviceSort;
  readonly sortDirection: 'asc' | 'desc';
}

/** What the server can sort by; `value.temperature` stands for the newest value of that attribute. */
export type DeviceSort =
  | 'name'
  | 'creationDate'
  | 'lastUpdated'
  | 'deviceClass'
  | 'connectionStatus'
  | 'lastReport'
  | `value.${string}`;

function toSortQuery(sort: DeviceSort) {
  if (!sort.startsWith('value.')) return { sortField: sort };
  return { sortField: 'lastValue', sortAttribute: sort.slice('value.'.length) };
}

function listingQuery(filter: DeviceFilter) {
  const query = toDeviceQuery(filter);
  return query === undefined ? {} : { query: JSON.stringify(query) };
}

/** One page of the devices, renewed now and then, because devices connect and disconnect. */
export const deviceListQuery = (applicationId: string, listing: DeviceListing) =>
  queryOptions({
    queryKey: keys.deviceList(applicationId, listing),
    queryFn: () => {
      const { page, perPage, sort, sortDirection, ...filter } = listing;
      return request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: { page, perPage, ...toSortQuery(sort), sortDirection, ...listingQuery(filter) },
      });
    },
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

/** As many as can be asked for at a time. */
const idsPerPage = 1_000;

/** The ids of all devices that pass, up to `most`. */
export async function readDeviceIds(applicationId: string, filter: DeviceFilter, most: number): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 0; ids.length < most; page += 1) {
    const { items } = await request('GET', '/applications/{applicationId}/devices', {
      path: { applicationId },
      query: { page, perPage: idsPerPage, sortField: 'id', excludeConnectionInfo: 'true', ...listingQuery(filter) },
    });
    ids.push(...items.map(({ id }) => id));
    if (items.length < idsPerPage) break;
  }
  return ids.slice(0, most);
}

/** As many as a query may name by their ids. */
const idsPerQuery = 100;

/** Devices by their ids, in their order; those that are gone are left out. */
export async function readDevices(applicationId: string, ids: readonly string[]): Promise<Device[]> {
  const found: Device[] = [];
  for (let at = 0; at < ids.length; at += idsPerQuery) {
    const some = ids.slice(at, at + idsPerQuery);
    const { items } = await request('GET', '/applications/{applicationId}/devices', {
      path: { applicationId },
      query: { perPage: some.length, query: JSON.stringify({ id: { $in: some } }), excludeConnectionInfo: 'true' },
    });
    found.push(...items);
  }
  return found;
}

/** The newest values of some devices, as `lastValuesQuery` has them. */
export async function readLastValues(applicationId: string, deviceIds: readonly string[]): Promise<LastValues> {
  let values: LastValues = {};
  for (let at = 0; at < deviceIds.length; at += idsPerQuery) {
    const body = { deviceIds: deviceIds.slice(at, at + idsPerQuery) };
    const path = { applicationId };
    values = {
      ...values,
      ...(await request('POST', '/applications/{applicationId}/data/last-value-query', { path, body })),
    };
  }
  return values;
}

/** The newest value of every attribute of some devices. */
export const lastValuesQuery = (applicationId: string, deviceIds: readonly string[]) =>
  queryOptions({
    queryKey: keys.lastValues(applicationId, deviceIds),
    queryFn: () =>
      request('POST', '/applications/{applicationId}/data/last-value-query', {
        path: { applicationId },
        body: { deviceIds },
      }),
    enabled: deviceIds.length > 0,
    placeholderData: keepPreviousData,
    // As often as somebody looks who waits for a value; the server reads one row for each device.
    refetchInterval: 4_000,
  });
/**
 * By the id of each device that has a value: `data` has the newest value of each attribute, `time` (ISO 8601) is the
 * newest of their times.
 */
export type LastValues = Answer<'POST', '/applications/{applicationId}/data/last-value-query'>;

/** The names of the attributes that devices of the application have. */
export const attributeNamesQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.attributeNames(applicationId),
    queryFn: async () => {
      const path = { applicationId };
      return (await request('GET', '/applications/{applicationId}/devices/attributeNames', { path })).attributeNames;
    },
  });

/** What may follow what somebody has typed of a tag: keys, and after `key=` that key's values. */
export const tagSuggestionsQuery = (applicationId: string, typed: string) =>
  queryOptions({
    queryKey: keys.tagSuggestions(applicationId, typed),
    queryFn: async () => {
      const path = { applicationId };
      const at = typed.indexOf('=');
      if (at <= 0) {
        const query = typed === '' ? {} : { startsWith: typed };
        const { tagKeys } = await request('GET', '/applications/{applicationId}/devices/tagKeys', { path, query });
        return tagKeys.map((key) => `${key}=`);
      }
      const key = typed.slice(0, at);
      const startsWith = typed.slice(at + 1);
      const query = { key, ...(startsWith === '' ? {} : { startsWith }) };
      const { tagValues } = await request('GET', '/applications/{applicationId}/devices/tagValues', { path, query });
      return tagValues.map((value) => `${key}=${value}`);
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** Devices to choose from, by part of their name; at most 20, the server filters. */
export const deviceChoicesQuery = (applicationId: string, filter: string) =>
  queryOptions({
    queryKey: keys.deviceChoices(applicationId, filter),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: { perPage: 20, sortField: 'name', ...filterByName(filter) },
      }),
    placeholderData: keepPreviousData,
  });

/** Devices that may have peripherals, by part of their name; at most 20. */
export const gatewayChoicesQuery = (applicationId: string, filter: string) =>
  queryOptions({
    queryKey: keys.gatewayChoices(applicationId, filter),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: {
          perPage: 20,
          sortField: 'name',
          excludeConnectionInfo: 'true',
          deviceClass: ['gateway', 'edgeCompute'],
          ...filterByName(filter),
        },
      }),
    placeholderData: keepPreviousData,
  });

/** Rows on a page of `peripheralsQuery`. */
export const peripheralsPerPage = 25;

/** A page of the devices that speak through a gateway; pages from 0. */
export const peripheralsQuery = (applicationId: string, gatewayId: string, page: number) =>
  queryOptions({
    queryKey: keys.peripherals(applicationId, gatewayId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/devices', {
        path: { applicationId },
        query: {
          page,
          perPage: peripheralsPerPage,
          sortField: 'name',
          excludeConnectionInfo: 'true',
          query: JSON.stringify({ gatewayId }),
        },
      }),
    placeholderData: keepPreviousData,
  });

/** One device by its id, read again every 15 s, because devices connect and disconnect. */
export const deviceQuery = (applicationId: string, deviceId: string) =>
  queryOptions({
    queryKey: keys.device(applicationId, deviceId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/devices/{deviceId}', { path: { applicationId, deviceId } }),
    refetchInterval: 15_000,
  });

/** The newest value of each attribute of a device. */
export const compositeStateQuery = (applicationId: string, deviceId: string) =>
  queryOptions({
    queryKey: keys.compositeState(applicationId, deviceId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/devices/{deviceId}/compositeState', {
        path: { applicationId, deviceId },
      }),
  });

/** The device that has reported last, or else the first, renewed now and then. */
export const newestDeviceQuery = (applicationId: string) =>
  deviceListQuery(applicationId, { page: 0, perPage: 1, sort: 'lastReport', sortDirection: 'desc' });
