import { Alert, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { describeError } from '../../api/errors.ts';
import type { Page } from '../../api/types.ts';
import { Section } from '../../shared/page.tsx';
import { countOf, dayMs, newestArchivableDay, parseDayName, toDayName } from './days.ts';
import type { ArchiveJob } from './types.ts';

/** Each day is a call of its own; for more there is the backfill of everything. */
const mostDays = 366;

/** Archives days that have passed: those of a range, or all that hold data. */
export function BackfillSection({ applicationId }: { applicationId: string }) {
  const queryClient = useQueryClient();
  const newest = newestArchivableDay(Date.now());
  const [from, setFrom] = useState(toDayName(newest - 6 * dayMs));
  const [to, setTo] = useState(toDayName(newest));
  const [again, setAgain] = useState(false);
  const [queued, setQueued] = useState(0);
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);

  const renew = () => queryClient.invalidateQueries({ queryKey: ['archiveJobs', applicationId] });
  const range = useMutation({
    mutationFn: async ({ start, end }: { start: number; end: number }) => {
      setQueued(0);
      const days = Array.from({ length: (end - start) / dayMs + 1 }, (_, index) => start + index * dayMs);
      const done = again ? new Set<number>() : await readArchived(applicationId, start, end);
      const wanted = days.filter((day) => !done.has(day));
      for (const [index, day] of wanted.entries()) {
        if (left.current) break;
        await call('GET', `/applications/${applicationId}/archiveData`, { query: { date: day } });
        setQueued(index + 1);
      }
      return { wanted: wanted.length, skipped: days.length - wanted.length };
    },
    onSettled: renew,
  });
  const everything = useMutation({
    mutationFn: () => call('GET', `/applications/${applicationId}/backfillArchiveData`),
    onSettled: renew,
  });

  const problem = findProblem(parseDayName(from), parseDayName(to), newest);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    everything.reset();
    if (problem === undefined) range.mutate({ start: parseDayName(from), end: parseDayName(to) });
  };
  const failure = range.error ?? everything.error;
  return (
    <Section title="Backfill">
      <form onSubmit={submit} aria-label="Backfill">
        <Stack gap="sm">
          <Group gap="sm" align="flex-end">
            <TextInput
              type="date"
              label="From (UTC)"
              required
              max={toDayName(newest)}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label="To (UTC)"
              required
              max={toDayName(newest)}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <Button type="submit" loading={range.isPending} disabled={problem !== undefined}>
              Archive these days
            </Button>
          </Group>
          <Checkbox
            label="Also days that are archived already"
            checked={again}
            onChange={(event) => setAgain(event.currentTarget.checked)}
          />
          {problem === undefined ? null : (
            <Text size="sm" c="red" role="alert">
              {problem}
            </Text>
          )}
          <Group gap="sm">
            <Button
              variant="default"
              loading={everything.isPending}
              onClick={() => {
                range.reset();
                everything.mutate();
              }}
            >
              Archive every day that holds data
            </Button>
            <span role="status">
              {range.isPending ? `${countOf(queued, 'day')} queued so far` : ''}
              {range.isSuccess ? describeRange(range.data) : ''}
              {everything.isSuccess ? 'The days are looked for; their jobs appear here as they are found.' : ''}
            </span>
          </Group>
          {failure ? (
            <Alert color="red" role="alert" className="foreign">
              {describeError(failure)}
              {range.error && queued > 0 ? ` (${countOf(queued, 'day')} had been queued before.)` : ''}
            </Alert>
          ) : null}
        </Stack>
      </form>
    </Section>
  );
}

function findProblem(start: number, end: number, newest: number): string | undefined {
  if (Number.isNaN(start) || Number.isNaN(end)) return 'Both ends of the range must be given.';
  if (start > end) return 'The range ends before it begins.';
  if (end > newest) return `A day can be archived once it is 31 days old: at present up to ${toDayName(newest)}.`;
  if ((end - start) / dayMs >= mostDays) return `A range has at most ${mostDays} days; for more, archive everything.`;
  return undefined;
}

async function readArchived(applicationId: string, start: number, end: number): Promise<Set<number>> {
  const { items } = await call<Page<ArchiveJob>>('GET', `/applications/${applicationId}/archiveJobs`, {
    query: { perPage: mostDays, state: 'verified', start, end },
  });
  return new Set(items.map(({ day }) => Date.parse(day)));
}

function describeRange({ wanted, skipped }: { wanted: number; skipped: number }): string {
  const words = `${countOf(wanted, 'day')} queued`;
  return skipped === 0 ? `${words}.` : `${words}, ${skipped} archived already.`;
}
