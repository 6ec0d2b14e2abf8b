import { Anchor, Badge, Box, Group, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatNumber, formatTime } from '../../../shared/format.ts';
import { Time } from '../../../shared/time.tsx';
import { t } from '../../../words/words.ts';
import type { DeviceLogData, OwnListData, WorkflowListData } from '../shown-lists.ts';

function Scroll({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Box style={{ overflow: 'auto', height: '100%' }} tabIndex={0} role="region" aria-label={label}>
      {children}
    </Box>
  );
}

/** When devices were connected and disconnected, why, and how much of the time. */
export function DeviceLogView({ data, label }: { data: DeviceLogData; label: string }) {
  return (
    <Scroll label={label}>
      <Stack gap="sm">
        {data.devices.map(({ deviceId, name, connected, entries, upTime = [] }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: devices have no ids for whoever it is shared with
          <Stack key={index} gap={4}>
            <Group gap="xs">
              {(name ?? deviceId) === undefined ? null : (
                <Text size="sm" fw={600} className="foreign">
                  {name ?? deviceId}
                </Text>
              )}
              {connected === undefined ? null : (
                <Badge size="sm" variant="light" color={connected ? 'green' : 'gray'}>
                  {connected ? t('connected') : t('not connected')}
                </Badge>
              )}
            </Group>
            <UpTime stretches={upTime} />
            {entries.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('No connections are logged.')}
              </Text>
            ) : (
              <Table>
                <Table.Tbody>
                  {entries.map(({ time, kind, reason, address, messagesFromDevice, messagesToDevice }) => (
                    <Table.Tr key={`${time} ${kind}`}>
                      <Table.Td>
                        <Time value={time} />
                      </Table.Td>
                      <Table.Td>
                        {kind}
                        <Text size="xs" c="dimmed" className="foreign">
                          {[reason, address].filter(Boolean).join(', ')}
                        </Text>
                      </Table.Td>
                      <Table.Td>
                        {messagesFromDevice === undefined
                          ? ''
                          : t('{messagesFromDevice} in, {messagesToDevice} out', {
                              messagesFromDevice: formatNumber(messagesFromDevice),
                              messagesToDevice: formatNumber(messagesToDevice ?? 0),
                            })}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </Stack>
        ))}
      </Stack>
    </Scroll>
  );
}

function UpTime({ stretches }: { stretches: NonNullable<DeviceLogData['devices'][number]['upTime']> }) {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (!first || !last) return null;
  const begin = Date.parse(first.from);
  const whole = Math.max(1, Date.parse(last.to) - begin);
  const up = stretches
    .filter(({ connected }) => connected)
    .reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
  const words = t('Connected {round} % of the time since {begin}', {
    round: formatNumber(Math.round((1000 * up) / whole) / 10),
    begin: formatTime(begin, 'minutes'),
  });
  return (
    <Box role="img" aria-label={words} title={words} h={10} style={{ display: 'flex' }}>
      {stretches.map(({ from, to, connected }) => (
        <Box
          key={from}
          style={{
            width: `${(100 * (Date.parse(to) - Date.parse(from))) / whole}%`,
            background: connected ? '#2b8a3e' : 'var(--mantine-color-default-border)',
          }}
        />
      ))}
    </Box>
  );
}

/** Workflows, whether they are on, and what became of their runs in the last day. */
export function WorkflowListView(props: { data: WorkflowListData; label: string; applicationId: string | undefined }) {
  const { data, label, applicationId } = props;
  return (
    <Scroll label={label}>
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('Workflow')}</Table.Th>
            <Table.Th>{t('State||of a thing')}</Table.Th>
            <Table.Th ta="right">{t('Runs, 24 h')}</Table.Th>
            <Table.Th ta="right">{t('Errors, 24 h')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.rows.map(({ flowId, name, enabled, runs, errors }, index) => (
            <Table.Tr key={flowId ?? index}>
              <Table.Td className="foreign">
                {flowId === undefined || applicationId === undefined ? (
                  name
                ) : (
                  <Anchor inherit component={Link} to={`/applications/${applicationId}/workflows/${flowId}`}>
                    {name}
                  </Anchor>
                )}
              </Table.Td>
              <Table.Td>
                <Badge size="sm" variant="light" color={enabled ? 'green' : 'gray'}>
                  {enabled ? t('on') : t('off')}
                </Badge>
              </Table.Td>
              <Table.Td ta="right">{formatNumber(runs)}</Table.Td>
              <Table.Td ta="right" c={errors > 0 ? 'red' : undefined} fw={errors > 0 ? 600 : undefined}>
                {formatNumber(errors)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}

/** Applications or dashboards that whoever looks may open. */
export function OwnListView({ data, label }: { data: OwnListData; label: string }) {
  const { rows = [], isViewersOwn = false } = data;
  if (isViewersOwn) {
    return (
      <Text size="sm" c="dimmed" ta="center" p="md">
        {t("This list shows what is the viewer's own, so it is empty where the dashboard is shared.")}
      </Text>
    );
  }
  return (
    <Scroll label={label}>
      <Table>
        <Table.Tbody>
          {rows.map(({ applicationId, dashboardId, name, description = '', lastUpdated, applicationName }) => (
            <Table.Tr key={dashboardId ?? applicationId ?? name}>
              <Table.Td className="foreign">
                <Anchor
                  inherit
                  component={Link}
                  to={dashboardId === undefined ? `/applications/${applicationId ?? ''}` : `/dashboards/${dashboardId}`}
                >
                  {name}
                </Anchor>
                {description === '' && applicationName === undefined ? null : (
                  <Text size="xs" c="dimmed" lineClamp={2}>
                    {applicationName ?? description}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{lastUpdated === undefined ? null : <Time value={lastUpdated} format="relative" />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  );
}
