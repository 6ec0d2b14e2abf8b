import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatNumber } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';
import { StatusTime } from './connection-state.tsx';
import type { Integration } from './queries.ts';

/** When the connection came and went, and what has passed through it. */
export function StatusSection({ integration: { status, topics, mqttConfig, outbox } }: { integration: Integration }) {
  const { connectInfo, disconnectInfo, lastKeepAlive, counts, waiting } = status;
  const facts: [name: string, value: ReactNode][] = [
    [t('Connected'), <StatusTime key="value" value={connectInfo.ts} />],
    [t('Disconnected'), <StatusTime key="value" value={disconnectInfo.ts} />],
    [t('Last sign of life'), <StatusTime key="value" value={lastKeepAlive} />],
    [t('Messages received'), formatNumber(counts.received)],
    [t('Dropped on the way in'), formatNumber(counts.dropped)],
    [t('Messages published'), formatNumber(counts.published)],
    [t('Given up on the way out'), formatNumber(counts.discarded)],
    [t('Waiting to be published'), `${formatNumber(waiting.messages)} (${formatBytes(waiting.bytes)})`],
    [t('Without a connection'), outbox.mode === 'keep' ? t('messages wait') : t('publishing fails')],
    ...(mqttConfig === undefined
      ? []
      : ([[t('Broker'), `${mqttConfig.protocol}://${mqttConfig.host}:${mqttConfig.port}`]] as const).map(
          ([name, value]): [string, ReactNode] => [name, value],
        )),
    [t('Subscribed to'), topics.length === 0 ? t('nothing') : topics.join(', ')],
  ];
  return (
    <Section title={t('Status')}>
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
