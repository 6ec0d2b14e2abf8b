import { TextInput } from '@mantine/core';
import { useViewportSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import { WorldMap } from '../../charts/map/world-map.tsx';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { Page, Section } from '../../shared/page.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

type Positions = Answer<'GET', '/applications/{applicationId}/data/positions'>;
type Position = Positions['items'][number];

/** A device that moves is followed, without asking for all of them all the time. */
const lookEveryMs = 10_000;
/** More are found by their names. */
const mostRows = 50;

/** Where all devices are that say so. */
export function MapPage() {
  const { applicationId } = useIds();
  const positions = useQuery({
    queryKey: keys.positions(applicationId),
    queryFn: () => request('GET', '/applications/{applicationId}/data/positions', { path: { applicationId } }),
    refetchInterval: lookEveryMs,
  });
  return (
    <Page title={t('Map')}>
      <QueryView query={positions}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('No device has reported a position')}>
              {tx('Give a device an attribute of the type gps, and have it report {position}: it appears here.', {
                position: <code>52.52,13.405</code>,
              })}
            </Empty>
          ) : (
            <Positions applicationId={applicationId} items={items} />
          )
        }
      </QueryView>
    </Page>
  );
}

function Positions({ applicationId, items }: { applicationId: string; items: readonly Position[] }) {
  const navigate = useNavigate();
  const { height } = useViewportSize();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const found = useMemo(() => items.filter(({ name }) => name.toLowerCase().includes(wanted)), [items, wanted]);
  const places = useMemo(() => found.map((item) => ({ ...item, key: item.deviceId })), [found]);
  const pathOf = (deviceId: string) => `/applications/${applicationId}/devices/${deviceId}`;
  const columns: readonly Column<Position>[] = [
    { head: t('Device'), isTitle: true, cell: ({ name }) => name, to: ({ deviceId }) => pathOf(deviceId) },
    {
      head: t('Position'),
      isNumber: true,
      cell: ({ latitude, longitude }) => `${formatNumber(latitude)}, ${formatNumber(longitude)}`,
    },
    { head: t('Attribute'), isForeign: true, isWideOnly: true, cell: ({ attribute }) => attribute },
    { head: t('Reported'), cell: ({ time }) => <Time value={time} format="relative" /> },
  ];
  return (
    <>
      <TextInput
        aria-label={t('Find a device on the map')}
        placeholder={t('Find a device')}
        maw={320}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <WorldMap
        label={t('Map of the devices')}
        places={places}
        height={Math.max(280, Math.round(height * 0.6))}
        onOpen={({ key }) => void navigate({ to: pathOf(key) })}
      />
      <Section title={formatCount(found.length, 'device')} padding={0}>
        <DataTable
          label={t('Positions')}
          rows={found.slice(0, mostRows)}
          keyOf={({ deviceId }) => deviceId}
          columns={columns}
          isDense
        />
      </Section>
    </>
  );
}
