import { NativeSelect, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { Empty, Failure } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
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
    { head: 'Day (UTC)', cell: dayOf, isTitle: true, isNumber: true, noWrap: true },
    { head: 'State', isForeign: true, cell: (job) => <JobState job={job} />, maxWidth: 360 },
    { head: 'Devices', cell: (job) => <JobProgress job={job} />, isNumber: true },
    {
      head: 'Written',
      cell: ({ rows, bytes }) => `${formatCount(rows, 'row')}, ${formatBytes(bytes)}`,
      isNumber: true,
    },
    { head: 'Changed', cell: ({ lastUpdated }) => <Time value={lastUpdated} format="relative" /> },
    {
      head: 'Actions',
      isHeadHidden: true,
      align: 'right',
      cell: (job) => (
        <RowButtons
          actions={
            isCancellable(job)
              ? [
                  {
                    label: 'Cancel',
                    description: `Cancel ${dayOf(job)}`,
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
      title="Jobs"
      label="Archive jobs"
      columns={columns}
      keyOf={({ id }) => id}
      minWidth={560}
      paging={{ page, perPage: jobsPerPage, onChange: setPage }}
      notice={cancel.error ? <Failure error={cancel.error} title="The job was not cancelled" /> : null}
      actions={
        <NativeSelect
          size="xs"
          aria-label="Which jobs"
          data={[
            { value: '', label: 'all' },
            { value: 'pending,exporting,uploaded', label: 'under way' },
            { value: 'failed', label: 'failed' },
            { value: 'verified', label: 'archived' },
            { value: 'cancelled', label: 'cancelled' },
          ]}
          value={state}
          onChange={(event) => {
            setState(event.currentTarget.value);
            setPage(1);
          }}
        />
      }
      empty={
        <Empty title={state === '' ? 'No jobs yet' : 'No such jobs'}>
          {state === ''
            ? 'Each night the day that has become 31 days old is archived; older ones by a backfill.'
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
          next attempt <Time value={nextAttemptAt} format="relative" />
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
      {devicesDone} of {devicesTotal}
      {state === 'exporting' ? (
        <Progress size="xs" value={(100 * devicesDone) / devicesTotal} aria-label={`Progress of ${dayOf(job)}`} />
      ) : null}
    </div>
  );
}
