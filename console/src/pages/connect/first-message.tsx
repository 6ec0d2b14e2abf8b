import { Button, Group, Loader, Paper, Stack, Table, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useLiveEvents } from '../../api/live-events.ts';
import { compositeStateQuery } from '../../api/queries/devices.ts';
import type { Device, StateEvent } from '../../api/types.ts';
import { formatValue, localizeTimes } from '../../shared/format.ts';
import { CheckIcon } from '../../shared/icons.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';

interface LogLine {
  readonly time: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** How often the stored state is asked for besides the stream, should something between here and the server hold it up. */
const askAgainMs = 5_000;

/** Waits for the first report of a device and shows it; until then, what the log says of the device's attempts. */
export function FirstMessage(props: {
  applicationId: string;
  device: Device;
  /** Called once the device has reported: it has its secret. */
  onHeard: () => void;
  onAgain: () => void;
}) {
  const { applicationId, device, onHeard, onAgain } = props;
  const states = useLiveEvents<StateEvent>({
    path: `/applications/${applicationId}/devices/${device.id}/stateStream`,
    limit: 1,
  });
  const newest = states.rows[0]?.data;
  const stored = useQuery({
    ...compositeStateQuery(applicationId, device.id),
    enabled: newest === undefined,
    refetchInterval: askAgainMs,
  });
  const values = newest
    ? Object.entries(newest.data).map(([name, value]) => ({ name, value, time: newest.time }))
    : Object.entries(stored.data ?? {}).map(([name, { value, time }]) => ({ name, value, time }));
  const isHeard = values.length > 0;
  useEffect(() => {
    if (isHeard) onHeard();
  }, [isHeard, onHeard]);
  const log = useLiveEvents<LogLine>({
    path: values.length > 0 ? undefined : `/applications/${applicationId}/logStream`,
    query: { deviceId: device.id },
    limit: 3,
  });

  if (values.length === 0) {
    return (
      <Paper withBorder radius="md" p="md" component="section" aria-label={t('First message')}>
        <Stack gap="xs">
          <Group gap="sm" wrap="nowrap">
            <Loader size="sm" />
            <Title order={2} role="status">
              {states.state === 'open' ? t('Waiting for its first message') : t('Opening the live stream')}
            </Title>
          </Group>
          <Text size="sm" c="dimmed">
            {t('This turns green as soon as the server has stored a report of {name}.', { name: device.name })}
          </Text>
          {log.rows.map(({ sequence, data }) => (
            <Text key={sequence} size="sm" className="foreign" c={data.level === 'info' ? undefined : 'red'}>
              <Time value={data.time} /> {localizeTimes(data.message)}
            </Text>
          ))}
        </Stack>
      </Paper>
    );
  }
  return (
    <Paper
      withBorder
      radius="md"
      p="md"
      component="section"
      aria-label={t('First message')}
      bg="var(--mantine-color-green-light)"
      bd="1px solid var(--mantine-color-green-6)"
    >
      <Stack gap="sm">
        <Group gap="sm" wrap="nowrap">
          <ThemeIcon color="green" radius="xl">
            <CheckIcon />
          </ThemeIcon>
          <Title order={2} role="status" className="foreign">
            {t('{name} is connected', { name: device.name })}
          </Title>
        </Group>
        <Table aria-label={t('First values')}>
          <Table.Tbody>
            {values.map(({ name, value, time }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400} className="foreign">
                  {name}
                </Table.Th>
                <Table.Td className="foreign number">{formatValue(value)}</Table.Td>
                <Table.Td>{time === undefined ? null : <Time value={time} />}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Group gap="sm">
          <Button component={Link} to={`/applications/${applicationId}/devices/${device.id}`}>
            {t('Open the device')}
          </Button>
          <Button variant="default" onClick={onAgain}>
            {t('Connect another')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
