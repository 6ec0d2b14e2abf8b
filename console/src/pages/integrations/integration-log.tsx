import { Alert, Text } from '@mantine/core';
import { type LiveEvent, useLiveEvents } from '../../api/live-events.ts';
import { LiveBadge } from '../../shared/live-badge.tsx';
import { Section } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';

interface Line {
  readonly time: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details?: { readonly integrationId?: string };
}

/** More than fits on a screen, and few enough to stay quick. */
const mostRows = 50;

const columns: readonly Column<LiveEvent<Line>>[] = [
  { head: t('Time'), cell: ({ data }) => <Time value={data.time} format="clock" />, noWrap: true, width: 150 },
  {
    head: t('What happened'),
    cell: ({ data }) => (
      <Text size="sm" component="span" {...(data.level === 'info' ? {} : { c: 'var(--mantine-color-orange-text)' })}>
        {data.message}
      </Text>
    ),
    isForeign: true,
    isTitle: true,
  },
];

/** What this integration says in the application's log, from now on. */
export function IntegrationLog({ applicationId, integrationId }: { applicationId: string; integrationId: string }) {
  const live = useLiveEvents<Line>({
    path: `/applications/${applicationId}/logStream`,
    query: { types: 'integration' },
    limit: mostRows,
    accept: ({ data }) => data.details?.integrationId === integrationId,
  });
  return (
    <Section title={t('Log')} padding={0} actions={<LiveBadge state={live.state} />}>
      {live.failure === undefined ? null : (
        <Alert color="red" m="md">
          {live.failure}
        </Alert>
      )}
      {live.rows.length === 0 ? (
        <Empty title={t('Nothing yet')}>
          {t('Connections and messages appear here as they come, while this page is open.')}
        </Empty>
      ) : (
        <DataTable label={t('Log')} rows={live.rows} columns={columns} keyOf={({ sequence }) => String(sequence)} />
      )}
    </Section>
  );
}
