import { Alert, Button, Group, Paper, Text } from '@mantine/core';
import { describeError } from '../../api/errors.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { useJobActions } from './archive-jobs.ts';
import { formatDay } from './days.ts';
import { isCancellable, StateBadge } from './job-states.tsx';
import type { ArchiveJob } from './types.ts';

/** One day in full: what came of it, why it failed, and what can be done. */
export function DayDetails({
  applicationId,
  day,
  job,
  hasTarget,
}: {
  applicationId: string;
  /** Whether there is somewhere to archive to. */
  hasTarget: boolean;
  day: number;
  job: ArchiveJob | undefined;
}) {
  const { archive, cancel } = useJobActions(applicationId);
  const failure = archive.variables === day || cancel.variables === job?.id ? (archive.error ?? cancel.error) : null;
  const isOpen = job !== undefined && ['pending', 'exporting', 'uploaded'].includes(job.state);
  return (
    <Paper withBorder p="sm" mt="sm" component="section" aria-label={t('Chosen day')}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Text fw={600}>{formatDay(day)}</Text>
          {job === undefined ? <Text c="dimmed">{t('not archived')}</Text> : <StateBadge state={job.state} />}
        </Group>
        <Group gap="xs">
          {isOpen || !hasTarget ? null : (
            <Button size="xs" variant="default" onClick={() => archive.mutate(day)} loading={archive.isPending}>
              {job?.state === 'verified' ? t('Archive it again') : t('Archive it now')}
            </Button>
          )}
          {job !== undefined && isCancellable(job) ? (
            <Button size="xs" variant="default" onClick={() => cancel.mutate(job.id)} loading={cancel.isPending}>
              {t('Cancel')}
            </Button>
          ) : null}
        </Group>
      </Group>
      {hasTarget ? null : (
        <Text size="sm" c="dimmed">
          {t('Choose where days are archived, and save that: then this day can be archived too.')}
        </Text>
      )}
      {job === undefined ? null : (
        <Text size="sm" c="dimmed" className="number">
          {[formatCount(job.objects, 'object'), formatCount(job.rows, 'row'), formatBytes(job.bytes)].join(', ')}
          {job.attempts > 1 ? t(', {attempts} attempts', { attempts: job.attempts }) : ''}
        </Text>
      )}
      {job?.error === undefined ? null : (
        <Text size="sm" c="red" className="foreign">
          {job.error}
          {job.nextAttemptAt === undefined ? null : (
            <> {tx('Next attempt {time}.', { time: <Time value={job.nextAttemptAt} format="relative" /> })}</>
          )}
        </Text>
      )}
      {failure ? (
        <Alert color="red" role="alert" mt="xs" className="foreign">
          {describeError(failure)}
        </Alert>
      ) : null}
    </Paper>
  );
}
