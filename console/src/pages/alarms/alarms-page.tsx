import { Badge, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { LevelBadge } from '../../shared/events/level-badge.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { CreateAlarmDialog } from './alarm-dialogs.tsx';
import { type AlarmRule, alarmRulesQuery, rulesPerPage } from './queries.ts';
import { describeDevices, describeRule } from './words.ts';

/** What is watched for without a workflow. */
export function AlarmsPage() {
  const { applicationId } = useIds();
  const navigate = useNavigate();
  // A plot of a device leads here with what it shows.
  const { newFor, attribute } = useSearch({ strict: false }) as { newFor?: string; attribute?: string };
  const [page, setPage] = useState(1);
  const [isCreating, setCreating] = useState(newFor !== undefined);
  const list = useQuery(alarmRulesQuery(applicationId, page - 1));
  const start = newFor === undefined ? {} : { deviceId: newFor, ...(attribute === undefined ? {} : { attribute }) };
  const close = () => {
    setCreating(false);
    if (newFor !== undefined) void navigate({ to: '.', search: {}, replace: true });
  };
  const columns: readonly Column<AlarmRule>[] = [
    {
      head: t('Name'),
      cell: ({ name }) => name,
      isTitle: true,
      to: ({ id }) => `/applications/${applicationId}/alarms/${id}`,
    },
    { head: t('Watches for'), cell: describeRule, isForeign: true },
    { head: t('Devices'), cell: describeDevices, isForeign: true, isWideOnly: true },
    { head: t('Level'), cell: ({ level }) => <LevelBadge level={level} /> },
    { head: t('Alarms'), cell: (rule) => <Standing rule={rule} /> },
  ];
  return (
    <Page
      title={t('Alarms')}
      description={t(
        'Rules that open an event when a device is silent or an attribute is beyond a limit, and resolve it when that is over.',
      )}
      actions={<Button onClick={() => setCreating(true)}>{t('Create alarm rule')}</Button>}
    >
      <ResourceTable
        query={list}
        noun="alarm rule"
        label={t('Alarm rules')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: rulesPerPage, onChange: setPage }}
        empty={
          <Empty
            title={t('No alarm rules yet')}
            action={<Button onClick={() => setCreating(true)}>{t('Create the first alarm rule')}</Button>}
          >
            {t('A rule watches devices from the moment at which it is made.')}
          </Empty>
        }
      />
      <CreateAlarmDialog applicationId={applicationId} start={start} opened={isCreating} onClose={close} />
    </Page>
  );
}

function Standing({ rule: { enabled, openCount } }: { rule: AlarmRule }) {
  if (!enabled) return <Badge color="gray">{t('off')}</Badge>;
  return openCount === 0 ? (
    <Text size="sm">{t('None')}</Text>
  ) : (
    <Badge variant="filled">{t('{openCount} open', { openCount })}</Badge>
  );
}
