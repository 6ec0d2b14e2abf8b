import { Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { CallDetails } from './call-details.tsx';
import { callsQuery, type Webhook, type WebhookCall } from './queries.ts';

/** The calls that were let through, as they come. */
export function LastCalls({ webhook: { applicationId, webhookId } }: { webhook: Webhook }) {
  const query = useQuery(callsQuery(applicationId, webhookId));
  const [shown, setShown] = useState<WebhookCall>();
  const columns: readonly Column<WebhookCall>[] = [
    { head: t('When'), cell: ({ time }) => <Time value={time} />, noWrap: true },
    {
      head: t('Call'),
      isTitle: true,
      cell: ({ method, path }) => (
        <Text size="sm" ff="monospace" lineClamp={2}>
          {method.toUpperCase()} {path}
        </Text>
      ),
    },
    { head: t('From'), cell: ({ address }) => address, isForeign: true },
    { head: t('Body'), cell: ({ bodyBytes }) => formatCount(bodyBytes, 'byte'), isNumber: true, isWideOnly: true },
    { head: t('Response'), cell: ({ responseCode }) => <CodeBadge code={responseCode} /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (call) => (
        <RowButtons
          actions={[
            {
              label: t('Details'),
              description: t('Details of {toUpperCase} {path} at {time}', {
                toUpperCase: call.method.toUpperCase(),
                path: call.path,
                time: call.time,
              }),
              onClick: () => setShown(call),
            },
          ]}
        />
      ),
    },
  ];
  return (
    <Section title={t('Last calls')} padding={0}>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('No calls yet')}>
              {t('The last 50 calls are kept here. Calls that are refused are in the live log, with the reason.')}
            </Empty>
          ) : (
            <DataTable label={t('Last calls')} rows={items} keyOf={({ id }) => id} columns={columns} />
          )
        }
      </QueryView>
      {shown === undefined ? null : <CallDetails call={shown} onClose={() => setShown(undefined)} />}
    </Section>
  );
}

function CodeBadge({ code }: { code: number | null }) {
  if (code === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('none')}
      </Text>
    );
  }
  return (
    <Badge color={code < 400 ? 'green' : 'red'} variant="light">
      {code}
    </Badge>
  );
}
