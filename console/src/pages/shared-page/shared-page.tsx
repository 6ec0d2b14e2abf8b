import { Badge, Box, Container, Stack, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { requestWithLink } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import { AttributePicker } from '../../series/attribute-picker.tsx';
import { toColumns } from '../../series/columns.ts';
import { SeriesControls } from '../../series/series-controls.tsx';
import { SeriesPlot } from '../../series/series-plot.tsx';
import { pickResolution, readView, type SeriesView, spanOf } from '../../series/view.ts';
import { formatValue } from '../../shared/format.ts';
import { Page, Section } from '../../shared/page.tsx';
import { Empty, Failure, Loading } from '../../shared/states.tsx';
import { DataTable } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

type Shared = Answer<'GET', '/shared-page'>;

/** What is new is seen soon, within the questions that a link has in a minute. */
const lookEveryMs = 10_000;

/** What a link shows to whoever has it: nothing here needs a session, and nothing leads further. */
export function SharedPage() {
  const token = window.location.hash.slice(1);
  const shared = useQuery({
    queryKey: keys.sharedPage(token, 'page'),
    queryFn: () => requestWithLink(token, 'GET', '/shared-page'),
    enabled: token !== '',
    refetchInterval: 60_000,
  });
  const isGone = token === '' || (shared.error instanceof ApiError && shared.error.status === 401);
  return (
    <Container component="main" size={1440} p={{ base: 'sm', sm: 'lg' }}>
      {isGone ? (
        <Page title={t('Nothing here')}>
          <Empty title={t('This link opens nothing')}>
            {t('It may have expired, or been revoked; ask whoever gave it to you.')}
          </Empty>
        </Page>
      ) : shared.data ? (
        <Shown token={token} shared={shared.data} />
      ) : shared.error ? (
        <Failure error={shared.error} retry={() => void shared.refetch()} />
      ) : (
        <Loading height={320} />
      )}
    </Container>
  );
}

function Shown({ token, shared }: { token: string; shared: Shared }) {
  const { ref, width } = useElementSize();
  const [view, setView] = useState<SeriesView>(() => toView(shared.view));
  const { devices } = shared;
  const attributes = devices.flatMap((device) => device.attributes).filter(({ dataType }) => dataType !== 'gps');
  const names = [...new Set(attributes.map(({ name }) => name))];
  const chosen = (view.attributes ?? names.slice(0, 1)).filter((name) => names.includes(name));
  const span = spanOf(view, Date.now());
  const lines = Math.max(1, chosen.length) * Math.max(1, devices.length);
  const automatic = pickResolution(span.end - span.start, {
    width: width || 1_000,
    lines,
    aggregation: view.aggregation,
  });
  const resolution = view.resolution || automatic;
  const aggregation = view.aggregation === 'NONE' ? ('LAST' as const) : view.aggregation;
  const { range, from, to, zoom } = view;
  const series = useQuery({
    queryKey: keys.sharedPage(token, JSON.stringify([range, from, to, zoom, aggregation, resolution, chosen])),
    queryFn: async () => {
      const { start, end, live } = spanOf(view, Date.now());
      const time = live ? { duration: Math.round(end - start) } : { start: Math.round(start), end: Math.round(end) };
      const body = { ...time, aggregation, resolution, attributes: chosen };
      return {
        answer: await requestWithLink(token, 'POST', '/shared-page/series', { body }),
        readAt: performance.now(),
      };
    },
    enabled: width > 0 && chosen.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: span.live ? lookEveryMs : false,
  });
  const key = chosen.join(',');
  const columns = useMemo(
    () => (series.data ? toColumns(series.data.answer, key === '' ? [] : key.split(',')) : undefined),
    [series.data, key],
  );
  const zoomTo = useCallback((start: number, end: number) => setView((now) => ({ ...now, zoom: [start, end] })), []);
  const unitOf = useCallback(
    (attribute: string) => attributes.find(({ name, unit }) => name === attribute && unit !== undefined)?.unit,
    [attributes],
  );
  const end = series.data ? Date.parse(series.data.answer.end) : span.end;
  return (
    <Page
      title={shared.name}
      description={tx('Shared read-only until {time}', { time: <Time value={shared.expires} /> })}
      actions={<Badge variant="light">{t('read-only')}</Badge>}
    >
      <Section title={t('Plot')}>
        <Stack gap="sm" ref={ref}>
          <SeriesControls view={view} onChange={setView} automatic={automatic} />
          <AttributePicker names={names} value={chosen} onChange={(some) => setView({ ...view, attributes: some })} />
          {series.error ? <Failure error={series.error} retry={() => void series.refetch()} /> : null}
          {columns && series.data ? (
            <SeriesPlot
              label={t('Plot of {chosen}', { chosen: chosen.join(', ') })}
              columns={columns}
              start={end - (span.end - span.start)}
              end={end}
              resolution={series.data.answer.resolution}
              readAt={series.data.readAt}
              unitOf={unitOf}
              onZoom={zoomTo}
            />
          ) : chosen.length === 0 ? (
            <Empty title={t('Choose an attribute to plot')} />
          ) : (
            <Loading height={280} />
          )}
        </Stack>
      </Section>
      <NewestValues token={token} shared={shared} />
    </Page>
  );
}

function NewestValues({ token, shared }: { token: string; shared: Shared }) {
  const values = useQuery({
    queryKey: keys.sharedPage(token, 'values'),
    queryFn: () => requestWithLink(token, 'GET', '/shared-page/values'),
    refetchInterval: lookEveryMs,
  });
  const rows = shared.devices.flatMap((device) => device.attributes.map((attribute) => ({ device, attribute })));
  const last = (id: string) => values.data?.[id];
  return (
    <Section title={t('Newest values')} padding={0}>
      {rows.length === 0 ? (
        <Box p="md">
          <Text size="sm">{t('The devices of this page are gone.')}</Text>
        </Box>
      ) : (
        <DataTable
          label={t('Newest values')}
          rows={rows}
          keyOf={({ device, attribute }) => `${device.id} ${attribute.name}`}
          isDense
          columns={[
            { head: t('Attribute'), isTitle: true, cell: ({ attribute }) => attribute.name },
            { head: t('Device'), isForeign: true, cell: ({ device }) => device.name },
            {
              head: t('Value'),
              isNumber: true,
              isForeign: true,
              cell: ({ device, attribute: { name, unit } }) =>
                [formatValue(last(device.id)?.data[name]), unit].filter(Boolean).join(' '),
            },
            {
              head: t('Device reported'),
              cell: ({ device }) => {
                const time = last(device.id)?.time;
                return time === undefined ? null : <Time value={time} format="relative" />;
              },
            },
          ]}
        />
      )}
    </Section>
  );
}

/** What its maker looked at, as far as it can be read. */
function toView(search: string): SeriesView {
  return readView(Object.fromEntries([...new URLSearchParams(search)].map(([name, value]) => [name, unquote(value)])));
}

/** The router writes texts that look like numbers in quotes. */
function unquote(value: string): string {
  return /^".*"$/.test(value) ? value.slice(1, -1) : value;
}
