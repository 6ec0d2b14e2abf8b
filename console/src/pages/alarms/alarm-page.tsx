import { Anchor, Badge, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { LevelBadge } from '../../shared/events/level-badge.tsx';
import { formatValue } from '../../shared/format.ts';
import { Page } from '../../shared/page.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { DeleteAlarmDialog, EditAlarmDialog } from './alarm-dialogs.tsx';
import { type AlarmRule, type AlarmState, alarmRuleQuery, alarmStatesQuery, statesPerPage } from './queries.ts';
import { describeDevices, describeRule } from './words.ts';

/** One alarm rule, and how it stands with each device. */
export function AlarmPage() {
  const { applicationId } = useIds();
  const { alarmRuleId = '' } = useParams({ strict: false }) as { alarmRuleId?: string };
  const query = useQuery(alarmRuleQuery(applicationId, alarmRuleId));
  return (
    <QueryView query={query}>
      {(rule) => (
        <Page title={rule.name} description={<Summary rule={rule} />} actions={<Actions key={rule.id} rule={rule} />}>
          <States rule={rule} />
        </Page>
      )}
    </QueryView>
  );
}

function Summary({ rule }: { rule: AlarmRule }) {
  return (
    <>
      {rule.description === '' ? null : <div>{rule.description}</div>}
      <Group gap="xs" mt={4}>
        <LevelBadge level={rule.level} />
        {rule.enabled ? null : <Badge color="gray">{t('off')}</Badge>}
        <span>
          {describeRule(rule)} · {describeDevices(rule)}
        </span>
      </Group>
    </>
  );
}

function Actions({ rule }: { rule: AlarmRule }) {
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Button variant="default" onClick={() => setOpen('edit')}>
        {t('Edit')}
      </Button>
      <Button variant="default" onClick={() => setOpen('delete')}>
        {t('Delete')}
      </Button>
      <EditAlarmDialog rule={rule} opened={open === 'edit'} onClose={close} />
      <DeleteAlarmDialog rule={rule} opened={open === 'delete'} onClose={close} />
    </>
  );
}

function States({ rule: { applicationId, alarmRuleId, kind } }: { rule: AlarmRule }) {
  const [page, setPage] = useState(1);
  const list = useQuery(alarmStatesQuery(applicationId, alarmRuleId, page - 1));
  const columns: readonly Column<AlarmState>[] = [
    {
      head: t('Device'),
      isTitle: true,
      isForeign: true,
      cell: ({ deviceName }) => deviceName,
      to: ({ deviceId }) => `/applications/${applicationId}/devices/${deviceId}`,
    },
    {
      head: t('Alarm'),
      cell: ({ state, eventId }) =>
        state === 'open' && eventId !== undefined ? (
          <Anchor component={Link} to={`/applications/${applicationId}/events/${eventId}`} size="sm">
            {t('Open event')}
          </Anchor>
        ) : kind === 'silence' ? (
          t('No')
        ) : (
          t('Not for long enough')
        ),
    },
    {
      head: kind === 'silence' ? t('Last heard') : t('Beyond since'),
      noWrap: true,
      cell: ({ since }) => (since === undefined ? '' : <Time value={since} format="relative" />),
    },
    ...(kind === 'silence'
      ? []
      : [{ head: t('Value'), isForeign: true, cell: ({ value }: AlarmState) => formatValue(value) }]),
  ];
  return (
    <ResourceTable
      query={list}
      noun="device"
      title={({ totalCount }) =>
        kind === 'silence'
          ? t('{totalCount} watched', { totalCount })
          : t('{totalCount} beyond the limit', { totalCount })
      }
      label={t('Devices')}
      columns={columns}
      keyOf={({ deviceId }) => deviceId}
      paging={{ page, perPage: statesPerPage, onChange: setPage }}
      empty={
        kind === 'silence' ? (
          <Empty title={t('No device is watched yet')}>{t('A device is watched from its first report on.')}</Empty>
        ) : (
          <Empty title={t('No device is beyond the limit')} />
        )
      }
    />
  );
}
