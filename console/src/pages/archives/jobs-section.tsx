import { Button, Group, NativeSelect, Pagination, Progress, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Empty, Failure, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { archiveJobsQuery, useJobActions, type useLiveJobs } from './archive-jobs.ts';
import { toDayName } from './days.ts';
import { isCancellable, StateBadge } from './job-states.tsx';
import type { ArchiveJob } from './types.ts';

const jobsPerPage = 10;

/** The jobs with how far each is, as it comes on. */
export function JobsSection(props: { applicationId: string; latest: ReturnType<typeof useLiveJobs>['latest'] }) {
  const { applicationId, latest } = props;
  const [state, setState] = useState('');
  const [page, setPage] = useState(1);
  const question = { page: page - 1, perPage: jobsPerPage, ...(state === '' ? {} : { state }) };
  const jobs = useQuery(archiveJobsQuery(applicationId, question));
  const { cancel } = useJobActions(applicationId);
  return (
    <Section
      title="Jobs"
      padding={0}
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
    >
      {cancel.error ? <Failure error={cancel.error} title="The job was not cancelled" /> : null}
      <QueryView query={jobs}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <Empty title={state === '' ? 'No jobs yet' : 'No such jobs'}>
              {state === ''
                ? 'Each night the day that has become 31 days old is archived; older ones by a backfill.'
                : null}
            </Empty>
          ) : (
            <>
              <Table.ScrollContainer minWidth={560}>
                <Table aria-label="Archive jobs">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Day (UTC)</Table.Th>
                      <Table.Th>State</Table.Th>
                      <Table.Th>Devices</Table.Th>
                      <Table.Th>Written</Table.Th>
                      <Table.Th>Changed</Table.Th>
                      <Table.Th />
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map(latest).map((job) => (
                      <JobRow
                        key={job.id}
                        job={job}
                        busy={cancel.isPending && cancel.variables === job.id}
                        onCancel={() => cancel.mutate(job.id)}
                      />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              {totalCount > jobsPerPage ? (
                <Group p="sm" justify="flex-end">
                  <Pagination
                    value={page}
                    onChange={setPage}
                    total={Math.ceil(totalCount / jobsPerPage)}
                    getControlProps={(control) => ({ 'aria-label': `${control} page` })}
                  />
                </Group>
              ) : null}
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function JobRow({ job, busy, onCancel }: { job: ArchiveJob; busy: boolean; onCancel: () => void }) {
  const { devicesDone, devicesTotal, error, nextAttemptAt, rows, bytes } = job;
  const day = toDayName(Date.parse(job.day));
  return (
    <Table.Tr>
      <Table.Td className="number">{day}</Table.Td>
      <Table.Td maw={360}>
        <StateBadge state={job.state} />
        {error === undefined ? null : (
          <Text size="xs" c="red" className="foreign">
            {error}
          </Text>
        )}
        {nextAttemptAt === undefined ? null : (
          <Text size="xs" c="dimmed">
            next attempt <Time value={nextAttemptAt} format="relative" />
          </Text>
        )}
      </Table.Td>
      <Table.Td className="number">
        {devicesTotal === 0 ? '' : `${devicesDone} of ${devicesTotal}`}
        {devicesTotal > 0 && job.state === 'exporting' ? (
          <Progress size="xs" value={(100 * devicesDone) / devicesTotal} aria-label={`Progress of ${day}`} />
        ) : null}
      </Table.Td>
      <Table.Td className="number">{`${formatCount(rows, 'row')}, ${formatBytes(bytes)}`}</Table.Td>
      <Table.Td>
        <Time value={job.lastUpdated} format="relative" />
      </Table.Td>
      <Table.Td ta="right">
        {isCancellable(job) ? (
          <Button size="compact-xs" variant="default" onClick={onCancel} loading={busy} aria-label={`Cancel ${day}`}>
            Cancel
          </Button>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
