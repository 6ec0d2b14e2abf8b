import { t } from '../../words/words.ts';
import './calendar.css';
import { Button, Group, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { Section } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { archiveJobsQuery, type useLiveJobs } from './archive-jobs.ts';
import { DayDetails } from './day-details.tsx';
import { dayMs, formatDay, formatMonth, monthStart, newestArchivableDay, toDayName } from './days.ts';
import { stateWords } from './job-states.tsx';
import type { ArchiveJob } from './types.ts';

/** A quarter at a time. */
const monthsShown = 3;
/** Three months have fewer days. */
const mostDays = 100;
const weekdays = [t('Mo'), t('Tu'), t('We'), t('Th'), t('Fr'), t('Sa'), t('Su')];
const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** Which days are archived, wait, or have failed; one of them in full. */
export function CalendarSection(props: {
  applicationId: string;
  /** Whether there is somewhere to archive to. */
  hasTarget: boolean;
  latest: ReturnType<typeof useLiveJobs>['latest'];
}) {
  const { applicationId, hasTarget, latest } = props;
  const newest = newestArchivableDay(Date.now());
  const [last, setLast] = useState(monthStart(newest));
  const [chosen, setChosen] = useState(newest);
  const months = Array.from({ length: monthsShown }, (_, index) => monthStart(last, index - monthsShown + 1));
  const start = months[0] ?? last;
  const end = monthStart(last, 1) - 1;
  const jobs = useQuery(archiveJobsQuery(applicationId, { perPage: mostDays, start, end }));

  const choose = (day: number, focus: boolean) => {
    if (day > newest) return;
    setChosen(day);
    if (day < start || day > end) setLast(day < start ? monthStart(day, monthsShown - 1) : monthStart(day));
    // After the months have been drawn, which may be others now.
    if (focus) requestAnimationFrame(() => document.getElementById(dayId(day))?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(chosen + step * dayMs, true);
  };

  return (
    <Section
      title={t('Days')}
      actions={
        <>
          <Button size="xs" variant="default" onClick={() => setLast(monthStart(last, -monthsShown))}>
            {t('Earlier')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={last >= monthStart(newest)}
            onClick={() => setLast(monthStart(last, monthsShown))}
          >
            {t('Later')}
          </Button>
        </>
      }
    >
      <QueryView query={jobs}>
        {({ items }) => {
          const byDay = new Map(items.map(latest).map((job) => [Date.parse(job.day), job]));
          const focusable = chosen >= start && chosen <= end ? chosen : start;
          return (
            <>
              <Legend />
              {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move between the buttons inside */}
              <div onKeyDown={onKeyDown}>
                <SimpleGrid cols={{ base: 1, sm: 3 }}>
                  {months.map((month) => (
                    <Month
                      key={month}
                      month={month}
                      byDay={byDay}
                      newest={newest}
                      chosen={chosen}
                      focusable={focusable}
                      onChoose={(day) => choose(day, false)}
                    />
                  ))}
                </SimpleGrid>
              </div>
              <DayDetails applicationId={applicationId} day={chosen} job={byDay.get(chosen)} hasTarget={hasTarget} />
            </>
          );
        }}
      </QueryView>
    </Section>
  );
}

function Legend() {
  const shown = [stateWords.verified, stateWords.pending, stateWords.failed, stateWords.cancelled];
  return (
    <Group gap="md" mb="xs">
      {shown.map(({ word, color, sign }) => (
        <Text key={word} size="xs" c="dimmed">
          <span className="calendar-sign" data-color={color}>
            {sign}
          </span>{' '}
          {word}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {t('Days are UTC days; the newest 31 can still receive reports.')}
      </Text>
    </Group>
  );
}

function Month(props: {
  month: number;
  byDay: ReadonlyMap<number, ArchiveJob>;
  newest: number;
  chosen: number;
  focusable: number;
  onChoose: (day: number) => void;
}) {
  const { month, byDay, newest, chosen, focusable, onChoose } = props;
  const name = formatMonth(month);
  const end = monthStart(month, 1);
  const firstColumn = (new Date(month).getUTCDay() + 6) % 7;
  const weeks: number[][] = [];
  for (let day = month - firstColumn * dayMs; day < end; day += 7 * dayMs) {
    weeks.push(Array.from({ length: 7 }, (_, index) => day + index * dayMs));
  }
  return (
    <table className="calendar" aria-label={name}>
      <caption>{name}</caption>
      <thead>
        <tr>
          {weekdays.map((weekday) => (
            <th key={weekday} scope="col">
              {weekday}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <td key={day}>
                {day < month || day >= end ? null : (
                  <Day
                    day={day}
                    job={byDay.get(day)}
                    tooYoung={day > newest}
                    chosen={day === chosen}
                    focusable={day === focusable}
                    onChoose={() => onChoose(day)}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const dayId = (day: number): string => `archive-day-${toDayName(day)}`;

function Day(props: {
  day: number;
  job: ArchiveJob | undefined;
  tooYoung: boolean;
  chosen: boolean;
  focusable: boolean;
  onChoose: () => void;
}) {
  const { day, job, tooYoung, chosen, focusable, onChoose } = props;
  const state = job === undefined ? undefined : stateWords[job.state];
  const said = state?.word ?? (tooYoung ? t('too young to be archived') : t('not archived'));
  return (
    <button
      type="button"
      id={dayId(day)}
      className="calendar-day number"
      data-color={state?.color}
      disabled={tooYoung}
      tabIndex={focusable ? 0 : -1}
      aria-pressed={chosen}
      aria-label={`${formatDay(day)}: ${said}`}
      title={`${formatDay(day)}: ${said}`}
      onClick={onChoose}
    >
      {new Date(day).getUTCDate()}
      <span aria-hidden="true">{state?.sign ?? ' '}</span>
    </button>
  );
}
