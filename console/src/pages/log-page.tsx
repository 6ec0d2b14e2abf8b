import { Button, Group, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLiveEvents } from '../api/live-events.ts';
import { Page, Section } from '../shared/page.tsx';
import { Empty, Failure } from '../shared/states.tsx';
import { Time } from '../shared/time.tsx';
import { LiveBadge } from './device-live-plot.tsx';
import { useIds } from './use-ids.ts';

interface LogEntry {
  readonly time: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly type: string;
  readonly deviceName?: string;
  readonly message: string;
}

/** More than anybody reads; the older ones fall out. */
const mostRows = 300;
const levelColors = { info: 'dimmed', warn: 'orange', error: 'red' } as const;

/** What happens in the application, as it happens. */
export function LogPage() {
  const { applicationId } = useIds();
  const [filter, setFilter] = useState('');
  const log = useLiveEvents<LogEntry>({ path: `/applications/${applicationId}/logStream`, limit: mostRows });
  const wanted = filter.toLowerCase();
  const shown = log.rows.filter(({ data }) =>
    `${data.level} ${data.type} ${data.deviceName ?? ''} ${data.message}`.toLowerCase().includes(wanted),
  );
  return (
    <Page title="Live log" actions={<LiveBadge state={log.state} />}>
      <Group gap="sm">
        <TextInput
          aria-label="Filter"
          placeholder="Filter by type, device or text"
          w={320}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        <Button variant="default" onClick={() => log.setPaused(!log.paused)} aria-pressed={log.paused}>
          {log.paused ? `Go on (${log.missed} passed by)` : 'Pause'}
        </Button>
        <Button variant="default" onClick={log.clear}>
          Clear
        </Button>
        {log.dropped > 0 ? (
          <Text size="sm" c="dimmed">
            {log.dropped} came faster than this page could take them.
          </Text>
        ) : null}
      </Group>
      {log.failure === undefined ? null : <Failure error={new Error(log.failure)} title="The stream was lost" />}
      <Section title={`Newest first, at most ${mostRows}`} padding={0}>
        {shown.length === 0 ? (
          <Empty title="Nothing yet">Connections, states, commands and refusals appear here as they happen.</Empty>
        ) : (
          <Table aria-label="Log">
            <Table.Tbody>
              {shown.map(({ sequence, data }) => (
                <Table.Tr key={sequence}>
                  <Table.Td w={200}>
                    <Time value={data.time} />
                  </Table.Td>
                  <Table.Td w={130}>
                    <Text size="sm" c={levelColors[data.level]}>
                      {data.type}
                    </Text>
                  </Table.Td>
                  <Table.Td className="foreign">{data.deviceName}</Table.Td>
                  <Table.Td className="foreign">{data.message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
    </Page>
  );
}
