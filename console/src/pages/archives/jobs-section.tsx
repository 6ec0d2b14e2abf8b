import { NativeSelect, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { Empty, Failure } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { archiveJobsQuery, useJobActions, type useLiveJobs } from './archive-jobs.ts';
import { toDayName } from './days.ts';
import { isCancellable, StateBadge } from './job-states.tsx';
import type { ArchiveJob } from './types.ts';

const jobsPerPage = 10;
const dayOf = (job: ArchiveJob): string => toDayName(Date.parse(job.day));

/** The jobs with how far each is, as it comes on. */
export function JobsSection(props: { applicationId: string; latest: ReturnType<typeof useLiveJobs>['latest'] }) {
  const { applicationId, latest } = props;
  const [state, setState] = useState('');
  const [page, setPage] = useState(1);
  const question = { page: page - 1, perPage: jobsPerPage, ...(state === '' ? {} : { state }) };
  const jobs = useQuery({
    ...archiveJobsQuery(applicationId, question),
    select: (found) => ({ ...found, items: found.items.map(latest) }),
  });
  const { cancel } = useJobActions(applicationId);
  const columns: readonly Column<ArchiveJob>[] = [
    { head: t('Day (UTC)'), cell: dayOf, isTitle: true, isNumber: true, noWrap: true },
    { head: t('State||of a thing'), isForeign: true, cell: (job) => <JobState job={job} />, maxWidth: 360 },
    { head: t('Devices'), cell: (job) => <JobProgress job={job} />, isNumber: true },
    {
      head: t('Written'),
      cell: ({ rows, bytes }) => `${formatCount(rows, 'row')}, ${formatBytes(bytes)}`,
      isNumber: true,
    },
    { head: t('Changed'), cell: ({ lastUpdated }) => <Time value={lastUpdated} format="relative" /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      align: 'right',
      cell: (job) => (
        <RowButtons
          actions={
            isCancellable(job)
              ? [
                  {
                    label: t('Cancel'),
                    description: t('Cancel {dayOf}', { dayOf: dayOf(job) }),
                    onClick: () => cancel.mutate(job.id),
                    isBusy: cancel.isPending && cancel.variables === job.id,
                  },
                ]
              : []
          }
        />
      ),
    },
  ];
  return (
    <ResourceTable
      query={jobs}
      noun="job"
      title={t('Jobs')}
      label={t('Archive jobs')}
      columns={columns}
      keyOf={({ id }) => id}
      minWidth={560}
      paging={{ page, perPage: jobsPerPage, onChange: setPage }}
      notice={cancel.error ? <Failure error={cancel.error} title={t('The job was not cancelled')} /> : null}
      actions={
        <NativeSelect
          size="xs"
          aria-label={t('Which jobs')}
          data={[
            { value: '', label: t('all') },
            { value: 'pending,exporting,uploaded', label: t('under way') },
            { value: 'failed', label: t('failed') },
            { value: 'verified', label: t('archived') },
            { value: 'cancelled', label: t('cancelled') },
          ]}
          value={state}
          onChange={(event) => {
            setState(event.currentTarget.value);
            setPage(1);
          }}
        />
      }
      empty={
        <Empty title={state === '' ? t('No jobs yet') : t('No such jobs')}>
          {state === ''
            ? t('Each night the day that has become 31 days old is archived; older ones by a backfill.')
            : null}
        </Empty>
      }
    />
  );
}

function JobState({ job: { state, error, nextAttemptAt } }: { job: ArchiveJob }) {
  return (
    <div>
      <StateBadge state={state} />
      {error === undefined ? null : (
        <Text size="xs" c="red">
          {error}
        </Text>
      )}
      {nextAttemptAt === undefined ? null : (
        <Text size="xs" c="dimmed">
          {tx('next attempt {time}', { time: <Time value={nextAttemptAt} format="relative" /> })}
        </Text>
      )}
    </div>
  );
}

function JobProgress({ job }: { job: ArchiveJob }) {
  const { devicesDone, devicesTotal, state } = job;
  if (devicesTotal === 0) return null;
  return (
    <div>
      {t('{devicesDone} of {devicesTotal}', { devicesDone, devicesTotal })}
      {state === 'exporting' ? (
        <Progress
          size="xs"
          value={(100 * devicesDone) / devicesTotal}
          aria-label={t('Progress of {dayOf}', { dayOf: dayOf(job) })}
        />
      ) : null}
    </div>
  );
}
