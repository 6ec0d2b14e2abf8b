import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { formatCount } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { dayMs, newestArchivableDay, parseDayName, toDayName } from './days.ts';

/** Each day is a call of its own; for more there is the backfill of everything. */
const mostDays = 366;

/** Archives days that have passed: those of a range, or all that hold data. */
export function BackfillSection({ applicationId }: { applicationId: string }) {
  const queryClient = useQueryClient();
  const newest = newestArchivableDay(Date.now());
  const [queued, setQueued] = useState(0);
  const [outcome, setOutcome] = useState('');
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);

  const renew = () => queryClient.invalidateQueries({ queryKey: keys.archiveJobs(applicationId) });
  const form = useForm({
    initial: { from: toDayName(newest - 6 * dayMs), to: toDayName(newest), again: false },
    keepsInput: true,
    asks: false,
    save: async ({ from, to, again }) => {
      everything.reset();
      setQueued(0);
      const start = parseDayName(from);
      const end = parseDayName(to);
      const days = Array.from({ length: (end - start) / dayMs + 1 }, (_, index) => start + index * dayMs);
      try {
        const done = again ? new Set<number>() : await readArchived(applicationId, start, end);
        const wanted = days.filter((day) => !done.has(day));
        for (const [index, date] of wanted.entries()) {
          if (left.current) break;
          const path = { applicationId };
          await request('GET', '/applications/{applicationId}/archiveData', { path, query: { date } });
          setQueued(index + 1);
        }
        setOutcome(describeRange(wanted.length, days.length - wanted.length));
      } finally {
        void renew();
      }
    },
  });
  const everything = useMutation({
    mutationFn: () => request('GET', '/applications/{applicationId}/backfillArchiveData', { path: { applicationId } }),
    onSettled: renew,
  });

  const problem = findProblem(parseDayName(form.values.from), parseDayName(form.values.to), newest);
  const failed = form.errors.rest !== undefined && queued > 0;
  return (
    <Section title={t('Backfill')}>
      <FormView
        form={form}
        label={t('Backfill')}
        submitLabel={t('Archive these days')}
        savedText={everything.isIdle ? outcome : ''}
        disabled={problem !== undefined}
        {...(failed ? { failureTitle: t('Stopped after {days}', { days: formatCount(queued, 'day') }) } : {})}
        after={
          <Button variant="default" loading={everything.isPending} onClick={() => everything.mutate()}>
            {t('Archive every day that holds data')}
          </Button>
        }
      >
        <Group gap="sm" align="flex-end">
          <TextInput type="date" label={t('From (UTC)')} required max={toDayName(newest)} {...form.text('from')} />
          <TextInput type="date" label={t('To (UTC)')} required max={toDayName(newest)} {...form.text('to')} />
        </Group>
        <Checkbox label={t('Also days that are archived already')} {...form.checked('again')} />
        {problem === undefined ? null : (
          <Text size="sm" c="red" role="alert">
            {problem}
          </Text>
        )}
        {everything.error ? <Failure error={everything.error} /> : null}
        {form.isSaving || everything.isSuccess ? (
          <Text size="sm" c="dimmed" role="status">
            {form.isSaving
              ? t('{days} queued so far', { days: formatCount(queued, 'day') })
              : t('The days are looked for; their jobs appear here as they are found.')}
          </Text>
        ) : null}
      </FormView>
    </Section>
  );
}

function findProblem(start: number, end: number, newest: number): string | undefined {
  if (Number.isNaN(start) || Number.isNaN(end)) return t('Both ends of the range must be given.');
  if (start > end) return t('The range ends before it begins.');
  if (end > newest)
    return t('A day can be archived once it is 31 days old: at present up to {toDayName}.', {
      toDayName: toDayName(newest),
    });
  if ((end - start) / dayMs >= mostDays)
    return t('A range has at most {mostDays} days; for more, archive everything.', { mostDays });
  return undefined;
}

async function readArchived(applicationId: string, start: number, end: number): Promise<Set<number>> {
  const { items } = await request('GET', '/applications/{applicationId}/archiveJobs', {
    path: { applicationId },
    query: { perPage: mostDays, state: 'verified', start, end },
  });
  return new Set(items.map(({ day }) => Date.parse(day)));
}

function describeRange(wanted: number, skipped: number): string {
  const words = t('{days} queued', { days: formatCount(wanted, 'day') });
  return skipped === 0 ? `${words}.` : t('{words}, {skipped} archived already.', { words, skipped });
}
