import { Button, Group, Popover, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { formatTime } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import { fromLocalText, toLocalText } from './local-time.ts';
import { describeDuration, durations, timeSteps } from './search.ts';

const stepKey = 'signalbox.dashboard.step';
const hour = 3_600_000;

/** How far a step in time goes, as this browser has it. */
export function readStep(): number {
  const kept = Number(globalThis.localStorage?.getItem(stepKey));
  return timeSteps.some(([ms]) => ms === kept) ? kept : hour;
}

/** The window, and the moment at which it ends: now, a step before or after, or from one moment to another. */
export function TimeControls(props: {
  duration: number;
  standard: number;
  time: number | undefined;
  isGuest: boolean;
  /** Whether any block shows the window. */
  isFollowed: boolean;
  change: (changed: Readonly<Record<string, unknown>>) => void;
}) {
  const { duration, standard, time, isGuest, isFollowed, change } = props;
  // Where no block follows, a window that is chosen is meant for all of them: it would change nothing.
  const changeWindow = (changed: Readonly<Record<string, unknown>>) =>
    change(isFollowed ? changed : { ...changed, sameWindow: true });
  const [step, setStep] = useState(readStep);
  const offered = durations.filter(([ms]) => !isGuest || ms <= standard);
  const known = offered.some(([ms]) => ms === duration)
    ? offered
    : [...offered, [duration, describeDuration(duration)] as const];
  const move = (ms: number) => {
    const next = (time ?? Date.now()) + ms;
    change({ time: next >= Date.now() ? undefined : next });
  };
  const name = timeSteps.find(([ms]) => ms === step)?.[1] ?? '';
  const article = name.charAt(0).toUpperCase() + name.slice(1);
  return (
    <>
      <Select
        label={t('Window')}
        w={140}
        allowDeselect={false}
        disabled={isGuest && !isFollowed}
        data={known.map(([ms, label]) => ({ value: String(ms), label }))}
        value={String(duration)}
        onChange={(value) => changeWindow({ duration: Number(value) === standard ? undefined : Number(value) })}
      />
      {isGuest ? null : (
        <Group gap={4} role="group" aria-label={t('Time')} align="flex-end">
          <Button variant="default" px="sm" aria-label={t('{article} back', { article })} onClick={() => move(-step)}>
            ‹
          </Button>
          <Button variant={time === undefined ? 'light' : 'default'} onClick={() => change({ time: undefined })}>
            {t('Now')}
          </Button>
          <Button
            variant="default"
            px="sm"
            aria-label={t('{article} on', { article })}
            disabled={time === undefined}
            onClick={() => move(step)}
          >
            ›
          </Button>
          <RangePopover
            {...{ duration, time, step }}
            onStep={(ms) => {
              setStep(ms);
              localStorage.setItem(stepKey, String(ms));
            }}
            change={changeWindow}
          />
          {time === undefined ? null : (
            <Text size="sm" role="status" mb={6}>
              {t('As of {time}', { time: formatTime(time, 'minutes') })}
            </Text>
          )}
        </Group>
      )}
    </>
  );
}

function RangePopover(props: {
  duration: number;
  time: number | undefined;
  step: number;
  onStep: (ms: number) => void;
  change: (changed: Readonly<Record<string, unknown>>) => void;
}) {
  const { duration, time, step, onStep, change } = props;
  const [opened, setOpened] = useState(false);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [problem, setProblem] = useState<string>();
  const open = () => {
    const end = time ?? Date.now();
    setFrom(toLocalText(end - duration));
    setTo(toLocalText(end));
    setProblem(undefined);
    setOpened(true);
  };
  const show = (event: FormEvent) => {
    event.preventDefault();
    const [start, end] = [fromLocalText(from), fromLocalText(to)];
    if (start === undefined || end === undefined || end <= start) {
      setProblem(t('The end must come after the beginning.'));
      return;
    }
    change({ duration: end - start, time: end });
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus withinPortal position="bottom-start">
      <Popover.Target>
        <Button variant="default" onClick={() => (opened ? setOpened(false) : open())}>
          {t('Range')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={show} aria-label={t('Range')}>
          <Stack gap="xs">
            <TextInput
              label={t('From')}
              type="datetime-local"
              step={1}
              value={from}
              onChange={({ currentTarget }) => setFrom(currentTarget.value)}
            />
            <TextInput
              label={t('To')}
              type="datetime-local"
              step={1}
              value={to}
              error={problem}
              onChange={({ currentTarget }) => setTo(currentTarget.value)}
            />
            <Group gap="xs">
              <Button type="submit">{t('Show')}</Button>
              <Button variant="default" onClick={() => change({ duration: Math.min(duration * 2, 15_552_000_000) })}>
                {t('Twice as long')}
              </Button>
            </Group>
            <Select
              label={t('The arrows go')}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
              data={timeSteps.map(([ms, label]) => ({ value: String(ms), label }))}
              value={String(step)}
              onChange={(value) => onStep(Number(value))}
            />
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
