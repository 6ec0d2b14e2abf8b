import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatNumber } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { StatusTime } from './connection-state.tsx';
import type { Integration } from './queries.ts';

/** When the connection came and went, and what has passed through it. */
export function StatusSection({ integration: { status, topics, mqttConfig, outbox } }: { integration: Integration }) {
  const { connectInfo, disconnectInfo, lastKeepAlive, counts, waiting } = status;
  const facts: [name: string, value: ReactNode][] = [
    ['Connected', <StatusTime key="value" value={connectInfo.ts} />],
    ['Disconnected', <StatusTime key="value" value={disconnectInfo.ts} />],
    ['Last sign of life', <StatusTime key="value" value={lastKeepAlive} />],
    ['Messages received', formatNumber(counts.received)],
    ['Dropped on the way in', formatNumber(counts.dropped)],
    ['Messages published', formatNumber(counts.published)],
    ['Given up on the way out', formatNumber(counts.discarded)],
    ['Waiting to be published', `${formatNumber(waiting.messages)} (${formatBytes(waiting.bytes)})`],
    ['Without a connection', outbox.mode === 'keep' ? 'messages wait' : 'publishing fails'],
    ...(mqttConfig === undefined
      ? []
      : ([['Broker', `${mqttConfig.protocol}://${mqttConfig.host}:${mqttConfig.port}`]] as const).map(
          ([name, value]): [string, ReactNode] => [name, value],
        )),
    ['Subscribed to', topics.length === 0 ? 'nothing' : topics.join(', ')],
  ];
  return (
    <Section title="Status">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} component="dl" m={0} spacing="md" verticalSpacing="sm">
        {facts.map(([name, value]) => (
          <div key={name}>
            <Text component="dt" size="xs" c="dimmed">
              {name}
            </Text>
            <Text component="dd" size="sm" m={0} className="foreign">
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Section>
  );
}
