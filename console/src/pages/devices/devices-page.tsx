import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { deviceListQuery, lastValuesQuery, readDevices } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';
import { ConnectLink } from '../../shared/devices/connect-link.tsx';
import { PlusIcon } from '../../shared/icons.tsx';
import { later } from '../../shared/later.tsx';
import { Page } from '../../shared/page.tsx';
import type { AskAhead } from '../../shared/route.ts';
import { SavedViews } from '../../shared/saved-views.tsx';
import { Empty } from '../../shared/states.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { readIds, useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { ColumnsButton } from './columns-button.tsx';
import { makeDeviceColumns } from './device-columns.tsx';
import { DeviceFilters } from './device-filters.tsx';
import { isFiltered, pageSizes, readListing } from './listing.ts';
import type { DeviceAct } from './row-items.tsx';

const DeviceForm = later(async () => (await import('../../shared/devices/device-form.tsx')).DeviceForm);
const DeleteDevices = later(async () => (await import('../../shared/devices/delete-devices.tsx')).DeleteDevices);
const SelectionBar = later(async () => (await import('./selection-bar.tsx')).SelectionBar);

type Open =
  | { readonly act: 'create' }
  | { readonly act: DeviceAct; readonly device: Device }
  | { readonly act: 'delete selected' };

export const askAhead: AskAhead = async (queryClient, { params, search }) => {
  const { applicationId } = readIds(params);
  const list = deviceListQuery(applicationId, readListing(search).listing);
  await queryClient.prefetchQuery(list);
  const ids = queryClient.getQueryData(list.queryKey)?.items.map(({ id }) => id) ?? [];
  if (ids.length > 0) await queryClient.prefetchQuery(lastValuesQuery(applicationId, ids));
};

/** The devices of an application, a page of them at a time; the address says which. */
export function DevicesPage() {
  const { applicationId } = useIds();
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const { listing, columns: wanted, shown } = readListing(search);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>();
  const list = useQuery(deviceListQuery(applicationId, listing));
  const ids = list.data?.items.map(({ id }) => id) ?? [];
  const values = useQuery(lastValuesQuery(applicationId, ids));
  const gateways = useGatewayNames(applicationId, shown.includes('gateway') ? (list.data?.items ?? []) : []);
  const columns = wanted ?? mostCommonAttributes(list.data?.items ?? []);

  const change = (changed: Readonly<Record<string, unknown>>) =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, ...changed }),
      replace: true,
      resetScroll: false,
    });
  const select = (deviceIds: readonly string[], on: boolean) =>
    setSelected((before) => {
      const next = new Set(before);
      for (const id of deviceIds) {
        if (on) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  const close = () => setOpen(undefined);
  const forget = (deviceIds: readonly string[]) => select(deviceIds, false);

  return (
    <Page
      title={t('Devices')}
      actions={
        <>
          <Button variant="default" component={Link} to={`/applications/${applicationId}/create-devices`}>
            {t('Create many')}
          </Button>
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setOpen({ act: 'create' })}>
            {t('New device')}
          </Button>
        </>
      }
    >
      <DeviceFilters applicationId={applicationId} listing={listing} onChange={change} />
      {selected.size === 0 ? null : (
        <SelectionBar
          applicationId={applicationId}
          listing={listing}
          totalCount={list.data?.totalCount ?? 0}
          selected={selected}
          onSelect={(deviceIds) => setSelected(new Set(deviceIds))}
          onDelete={() => setOpen({ act: 'delete selected' })}
        />
      )}
      <ResourceTable
        query={list}
        noun="device"
        label={t('Devices')}
        keyOf={({ id }) => id}
        isDense
        minWidth={300 + (columns.length + shown.length) * 100}
        actions={
          <>
            <ColumnsButton
              applicationId={applicationId}
              shown={shown}
              attributes={columns}
              chosen={wanted !== undefined}
              onChange={change}
            />
            <SavedViews key={applicationId} of={`devices ${applicationId}`} />
          </>
        }
        columns={makeDeviceColumns({
          applicationId,
          values: values.data,
          shown,
          attributes: columns,
          gateways,
          onAct: (act, device) => setOpen({ act, device }),
        })}
        selection={{ selected, onSelect: select, nameOf: ({ name }) => name }}
        sorting={{
          field: listing.sort,
          direction: listing.sortDirection,
          onSort: (sort, direction) => change({ sort, direction, page: undefined }),
        }}
        paging={{
          page: listing.page + 1,
          perPage: listing.perPage,
          onChange: (page) => change({ page }),
          sizes: pageSizes,
          onSize: (size) => change({ size, page: undefined }),
        }}
        empty={
          isFiltered(listing) ? (
            <Empty title={t('No device passes this filter')}>
              {t('Take something out of the filter to see more.')}
            </Empty>
          ) : (
            <Empty title={t('No devices yet')} action={<ConnectLink applicationId={applicationId} />}>
              {t('Make the first one, give it a key, and let it report.')}
            </Empty>
          )
        }
      />
      {open?.act === 'create' ? (
        <DeviceForm applicationId={applicationId} mode="create" onClose={close} />
      ) : open?.act === 'edit' || open?.act === 'clone' ? (
        <DeviceForm applicationId={applicationId} mode={open.act} device={open.device} onClose={close} />
      ) : open?.act === 'delete' ? (
        <DeleteDevices
          applicationId={applicationId}
          deviceIds={[open.device.id]}
          name={open.device.name}
          onClose={close}
          onDeleted={forget}
        />
      ) : open?.act === 'delete selected' ? (
        <DeleteDevices
          applicationId={applicationId}
          deviceIds={[...selected]}
          {...(isFiltered(listing) ? { filter: listing } : {})}
          onClose={close}
          onDeleted={forget}
        />
      ) : null}
    </Page>
  );
}

/** The two attributes that most of these devices have; which of equals is their order on the devices. */
function mostCommonAttributes(devices: readonly Device[]): string[] {
  const counts = new Map<string, number>();
  for (const { attributes = [] } of devices) {
    for (const { name } of attributes) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([name]) => name);
}

/** The names of the gateways that these devices speak through, by id. */
function useGatewayNames(applicationId: string, devices: readonly Device[]): ReadonlyMap<string, string> {
  const ids = [...new Set(devices.flatMap(({ gatewayId }) => gatewayId ?? []))].toSorted();
  const gateways = useQuery({
    queryKey: keys.devicesByIds(applicationId, ids),
    queryFn: () => readDevices(applicationId, ids),
    enabled: ids.length > 0,
    staleTime: 60_000,
  });
  return new Map(gateways.data?.map(({ id, name }) => [id, name]));
}
