import { Anchor, Paper, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { applicationQuery } from '../../api/queries/applications.ts';
import { connectedDevicesQuery } from '../../api/queries/connections.ts';
import { lastValuesQuery, newestDeviceQuery } from '../../api/queries/devices.ts';
import type { Device } from '../../api/types.ts';
import { ConnectLink } from '../../shared/devices/connect-link.tsx';
import { formatNumber } from '../../shared/format.ts';
import { Page, Section } from '../../shared/page.tsx';
import type { AskAhead } from '../../shared/route.ts';
import { Empty, Loading, QueryView } from '../../shared/states.tsx';
import { readIds, useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { ConnectedNow } from './connected-now.tsx';
import { DeviceLivePlot } from './device-live-plot.tsx';
import { LastEvents } from './last-events.tsx';
import { Usage } from './usage.tsx';

export const askAhead: AskAhead = (queryClient, { params }) => {
  const { applicationId } = readIds(params);
  void queryClient.prefetchQuery(newestDeviceQuery(applicationId));
  void queryClient.prefetchQuery(applicationQuery(applicationId));
  void queryClient.prefetchQuery(connectedDevicesQuery(applicationId));
};

export function OverviewPage() {
  const { applicationId } = useIds();
  const application = useQuery({ ...applicationQuery(applicationId), refetchInterval: 30_000 });
  const connected = useQuery(connectedDevicesQuery(applicationId));
  return (
    <QueryView query={application}>
      {({ name, description, summary = {} }) => (
        <Page title={name} description={description} actions={<ConnectLink applicationId={applicationId} />}>
          <SimpleGrid cols={{ base: 2, sm: 4 }}>
            <Tile label={t('Devices')} value={summary.deviceCount} />
            <Tile label={t('Connected now')} value={connected.data?.totalCount} />
            <Tile label={t('Access keys')} value={summary.keyCount} />
            <Tile label={t('API tokens')} value={summary.apiTokenCount} />
          </SimpleGrid>
          <LiveDevice key={`live ${applicationId}`} applicationId={applicationId} />
          <Usage key={`usage ${applicationId}`} applicationId={applicationId} />
          <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
            <ConnectedNow applicationId={applicationId} />
            <LastEvents key={`events ${applicationId}`} applicationId={applicationId} />
          </SimpleGrid>
        </Page>
      )}
    </QueryView>
  );
}

function Tile({ label, value }: { label: string; value: number | undefined }): ReactNode {
  return (
    <Paper withBorder p="sm" radius="md" role="group" aria-label={label}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={600} className="number">
        {value === undefined ? '-' : formatNumber(value)}
      </Text>
    </Paper>
  );
}

/** A device that reports, chosen once: another one that reports later does not take its place under the viewer's eyes. */
function LiveDevice({ applicationId }: { applicationId: string }) {
  const [chosen, setChosen] = useState<Device>();
  const devices = useQuery(newestDeviceQuery(applicationId));
  const newest = devices.data?.items[0];
  const ids = newest === undefined ? [] : [newest.id];
  const values = useQuery({ ...lastValuesQuery(applicationId, ids), enabled: ids.length > 0 && chosen === undefined });
  const reports = newest !== undefined && values.data?.[newest.id] !== undefined;
  useEffect(() => {
    if (reports && chosen === undefined) setChosen(newest);
  }, [reports, chosen, newest]);
  // As high as the plot that follows: what is below it stays where it is.
  if (devices.isPending) {
    return (
      <Section title={t('Live')}>
        <Loading height={334} />
      </Section>
    );
  }
  return (
    <QueryView query={devices}>
      {({ items: [first] }) => {
        const device = chosen ?? first;
        return device === undefined ? (
          <Empty title={t('No devices yet')} action={<ConnectLink applicationId={applicationId} />}>
            {t('A device that reports is plotted here as it does.')}
          </Empty>
        ) : (
          <Section
            title={t('Live')}
            actions={
              <Anchor
                component={Link}
                to={`/applications/${applicationId}/devices/${device.id}`}
                className="foreign"
                size="sm"
              >
                {device.name}
              </Anchor>
            }
          >
            <DeviceLivePlot key={device.id} applicationId={applicationId} device={device} />
          </Section>
        );
      }}
    </QueryView>
  );
}
