import { Anchor, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { request } from '../../api/client.ts';
import type { Answer } from '../../api/shapes.ts';
import { formatNumber, formatValue } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { type HistoryProps, HistoryTable } from './history-table.tsx';
import { SendForm } from './send-form.tsx';
import { useHistory } from './use-history.ts';

type StoredState = Answer<'GET', '/applications/{applicationId}/devices/{deviceId}/state'>[number];

const columns: readonly Column<StoredState>[] = [
  { head: t('Time'), width: 220, cell: ({ time }) => <Time value={time} />, isTitle: true },
  { head: t('State'), isNumber: true, isForeign: true, cell: ({ data }) => <Values data={data} /> },
];

/** As many as are read in a row; a state of hundreds of attributes would be thousands of elements. */
const mostValues = 12;

function Values({ data }: { data: StoredState['data'] }) {
  const [all, setAll] = useState(false);
  const values = Object.entries(data);
  const hidden = all ? 0 : values.length - mostValues;
  return (
    <div>
      {(hidden > 0 ? values.slice(0, mostValues) : values).map(([name, value]) => (
        <Text key={name} span size="sm" mr="md">
          <Text span size="sm" c="dimmed">
            {name}
          </Text>{' '}
          {formatValue(value)}
        </Text>
      ))}
      {hidden > 0 ? (
        <Anchor component="button" type="button" size="sm" onClick={() => setAll(true)}>
          {t('and {hidden} more', { hidden: formatNumber(hidden) })}
        </Anchor>
      ) : null}
    </div>
  );
}

/** More than one such table a second is not read. */
const renewMs = 1_000;

export function StateHistory({ applicationId, deviceId, news }: HistoryProps) {
  const path = { applicationId, deviceId };
  const { query, showMore } = useHistory({
    ...path,
    kind: 'states',
    refreshMs: 60_000,
    read: (query) => request('GET', '/applications/{applicationId}/devices/{deviceId}/state', { path, query }),
  });
  useRenewal(news, () => void query.refetch());
  return (
    <Stack gap="md">
      <SendForm
        title={t('Send state')}
        label={t('Attributes as JSON')}
        placeholder={t('{"temperature": 21.5}')}
        send={(data) =>
          request('POST', '/applications/{applicationId}/devices/{deviceId}/state', { path, body: { data } })
        }
        onSent={() => void query.refetch()}
      />
      <HistoryTable
        label={t('State history')}
        query={query}
        showMore={showMore}
        columns={columns}
        empty={<Empty title={t('No state yet')}>{t('What the device reports appears here, newest first.')}</Empty>}
      />
    </Stack>
  );
}

/** Renews when there is news, but not more often than it can be read. */
function useRenewal(news: number, renew: () => void): void {
  const latest = useRef({ news, renew });
  latest.current = { news, renew };
  useEffect(() => {
    let seen = latest.current.news;
    const timer = setInterval(() => {
      if (latest.current.news === seen) return;
      seen = latest.current.news;
      latest.current.renew();
    }, renewMs);
    return () => clearInterval(timer);
  }, []);
}
