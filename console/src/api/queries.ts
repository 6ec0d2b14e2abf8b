import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';
import type { Application, CompositeState, Device, Page } from './types.ts';

export const applicationQuery = (applicationId: string) =>
  queryOptions({
    queryKey: ['application', applicationId],
    queryFn: () => call<Application>('GET', `/applications/${applicationId}`),
  });

/** At most 50 applications, by name; the server filters. */
export const applicationsQuery = (filter: string) =>
  queryOptions({
    queryKey: ['applications', filter],
    queryFn: () =>
      call<Page<Application>>('GET', '/applications', {
        query: { perPage: 50, sortField: 'name', ...(filter ? { filter: `*${filter}*`, filterField: 'name' } : {}) },
      }),
    placeholderData: keepPreviousData,
  });

export const devicesPerPage = 25;

/** One page of the devices, counted from 0; renewed now and then, because devices connect and disconnect. */
export const devicesQuery = (applicationId: string, page: number, filter: string) =>
  queryOptions({
    queryKey: ['devices', applicationId, page, filter],
    queryFn: () =>
      call<Page<Device>>('GET', `/applications/${applicationId}/devices`, {
        query: {
          page,
          perPage: devicesPerPage,
          sortField: 'name',
          ...(filter ? { filter: `*${filter}*`, filterField: 'name' } : {}),
        },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const deviceQuery = (applicationId: string, deviceId: string) =>
  queryOptions({
    queryKey: ['device', applicationId, deviceId],
    queryFn: () => call<Device>('GET', `/applications/${applicationId}/devices/${deviceId}`),
    refetchInterval: 15_000,
  });

export const compositeStateQuery = (applicationId: string, deviceId: string) =>
  queryOptions({
    queryKey: ['compositeState', applicationId, deviceId],
    queryFn: () => call<CompositeState>('GET', `/applications/${applicationId}/devices/${deviceId}/compositeState`),
  });
