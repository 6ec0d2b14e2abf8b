import { Button, Progress, Stack, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { meQuery } from '../../api/queries/me.ts';
import { keys } from '../../api/query-keys.ts';
import type { ApplicationLimit } from '../../api/types.ts';
import { formatBytes, formatNumber } from '../../shared/format.ts';
import { limitNames } from '../../shared/limits/limit-names.ts';
import { LimitsDialog } from '../../shared/limits/limits-dialog.tsx';
import { Section } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { t } from '../../words/words.ts';

const limitsQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.limits(applicationId),
    queryFn: () => request('GET', '/applications/{applicationId}/limits', { path: { applicationId } }),
    refetchInterval: 30_000,
  });

const sources: Readonly<Record<ApplicationLimit['source'], string>> = {
  setting: t('this server'),
  owner: t('an administrator, for the owner'),
  application: t('an administrator, for this application'),
};

const columns: readonly Column<ApplicationLimit>[] = [
  { head: t('Limit'), cell: ({ name }) => limitNames[name], isTitle: true, noWrap: true },
  { head: t('At most'), cell: formatLimit, isNumber: true },
  { head: t('Used'), cell: (limit) => <Use limit={limit} />, width: 240 },
  { head: t('Set by'), cell: ({ source }) => sources[source], isWideOnly: true },
];

/** How much the application may have, send and store, beside what it uses of that. */
export function Limits({ applicationId }: { applicationId: string }) {
  const limits = useQuery(limitsQuery(applicationId));
  const isAdministrator = useQuery(meQuery).data?.isAdministrator ?? false;
  const [isChanging, setChanging] = useState(false);
  const change = (
    <Button size="xs" variant="default" onClick={() => setChanging(true)}>
      {t('Change limits')}
    </Button>
  );
  return (
    <Section title={t('Limits')} padding={0} actions={isAdministrator ? change : undefined}>
      <LimitsDialog subject={{ applicationId }} opened={isChanging} onClose={() => setChanging(false)} />
      <QueryView query={limits}>
        {({ items }) => <DataTable label={t('Limits')} rows={items} keyOf={({ name }) => name} columns={columns} />}
      </QueryView>
    </Section>
  );
}

/** What is used, and how much of the limit that is. */
function Use({ limit: { name, unit, limit, used, resetSeconds } }: { limit: ApplicationLimit }) {
  if (used === undefined) return null;
  if (limit === null) return <>{formatAmount(used, unit)}</>;
  const part = Math.min(100, (100 * used) / limit);
  return (
    <Stack gap={2}>
      <Text size="sm">
        {formatAmount(used, unit)}
        {resetSeconds === undefined
          ? null
          : t(', back to 0 in {resetSeconds}', { resetSeconds: formatSeconds(resetSeconds) })}
      </Text>
      <Progress
        value={part}
        color={part >= 100 ? 'red' : part >= 80 ? 'yellow' : 'blue'}
        aria-label={t('Used of {limitName}', { limitName: limitNames[name] })}
      />
    </Stack>
  );
}

function formatLimit({ limit, unit, windowSeconds }: ApplicationLimit): string {
  if (limit === null) return t('no limit');
  const amount = formatAmount(limit, unit);
  return windowSeconds === undefined
    ? amount
    : t('{amount} in {windowSeconds}', { amount, windowSeconds: formatSeconds(windowSeconds) });
}

function formatAmount(amount: number, unit: string): string {
  return unit === 'bytes' ? formatBytes(amount) : formatNumber(amount);
}

function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${formatNumber(seconds)} s`;
  return seconds < 7200
    ? t('{round} min', { round: formatNumber(Math.round(seconds / 60)) })
    : `${formatNumber(Math.round(seconds / 3600))} h`;
}
