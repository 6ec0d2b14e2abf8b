import { Anchor, Group, Paper, SimpleGrid, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { applicationQuery, devicesQuery } from '../api/queries.ts';
import { Page, Section } from '../shared/page.tsx';
import { Empty, QueryView } from '../shared/states.tsx';
import { ConnectLink } from './connect-link.tsx';
import { DeviceLivePlot } from './device-live-plot.tsx';
import { useIds } from './use-ids.ts';

type PayloadCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function OverviewPage() {
  const { applicationId } = useIds();
  const application = useQuery({ ...applicationQuery(applicationId), refetchInterval: 30_000 });
  return (
    <QueryView query={application}>
      {({ name, description, summary = {} }) => (
        <Page title={name} description={description} actions={<ConnectLink applicationId={applicationId} />}>
          <SimpleGrid cols={{ base: 2, sm: 4 }}>
            <Tile label="Devices" value={summary.deviceCount} />
            <Tile label="Access keys" value={summary.keyCount} />
            <Tile label="API tokens" value={summary.apiTokenCount} />
            <Tile label="Files" value={summary.fileCount} />
          </SimpleGrid>
          <FirstDevice applicationId={applicationId} />
          <Usage applicationId={applicationId} />
        </Page>
      )}
    </QueryView>
  );
}

function Tile({ label, value }: { label: string; value: number | undefined }) {
  return (
    <Paper withBorder p="sm" radius="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={600} className="number">
        {value ?? '-'}
      </Text>
    </Paper>
  );
}

function FirstDevice({ applicationId }: { applicationId: string }) {
  const devices = useQuery(devicesQuery(applicationId, 0, ''));
  return (
    <QueryView query={devices}>
      {({ items: [device] }) =>
        device === undefined ? (
          <Empty title="No devices yet" action={<ConnectLink applicationId={applicationId} />}>
            The first device, by name, is plotted here as it reports.
          </Empty>
        ) : (
          <Section
            title="Live"
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
        )
      }
    </QueryView>
  );
}

/** What went in and out in the last 30 days, by what it was and where it came from. */
function Usage({ applicationId }: { applicationId: string }) {
  const usage = useQuery({
    queryKey: ['payloadCounts', applicationId],
    queryFn: () => call<PayloadCounts>('GET', `/applications/${applicationId}/payloadCounts`),
    refetchInterval: 30_000,
  });
  return (
    <Section title="Payloads of the last 30 days" padding={0}>
      <QueryView query={usage}>
        {(counts) => {
          const rows = Object.entries(counts)
            .map(([type, sources]) => {
              const used = Object.entries(sources).filter(([, count]) => count > 0);
              return { type, used, total: used.reduce((sum, [, count]) => sum + count, 0) };
            })
            .filter(({ total }) => total > 0)
            .sort((a, b) => b.total - a.total);
          if (rows.length === 0) return <Empty title="Nothing yet">Every payload of a device is counted here.</Empty>;
          return (
            <Table aria-label="Payloads by type">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Type</Table.Th>
                  <Table.Th ta="right">Payloads</Table.Th>
                  <Table.Th>By source</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map(({ type, used, total }) => (
                  <Table.Tr key={type}>
                    <Table.Td>{type}</Table.Td>
                    <Table.Td ta="right" className="number">
                      {total.toLocaleString()}
                    </Table.Td>
                    <Table.Td>
                      <Group gap="md">
                        {used.map(([source, count]) => (
                          <Text key={source} size="sm" c="dimmed" className="number">
                            {source} {count.toLocaleString()}
                          </Text>
                        ))}
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          );
        }}
      </QueryView>
    </Section>
  );
}
