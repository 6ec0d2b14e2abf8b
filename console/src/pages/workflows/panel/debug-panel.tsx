import { Badge, Button, Group, NativeSelect, Stack, Text, Textarea, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { LiveEvent } from '../../../api/live-events.ts';
import { findJsonProblem } from '../../../shared/form/json.ts';
import { LiveBadge } from '../../../shared/live-badge.tsx';
import { Failure } from '../../../shared/states.tsx';
import { Time } from '../../../shared/time.tsx';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import { labelOf } from '../model/declarations.ts';
import { findPart } from '../model/draft.ts';
import type { DebugEvent, LiveRun } from '../use-live-runs.ts';
import { JsonView } from './json-view.tsx';
import { RunSteps, StepControls } from './run-steps.tsx';

/** Buttons to press, and the runs as they happen: what their Debug nodes show, and on the canvas the way that they took. */
export function DebugPanel() {
  const { live, path, setPath } = useEditor();
  const { runs, state, failure, clear } = live;
  const shown = path?.runId ?? runs[0]?.runId;
  return (
    <Stack gap="sm">
      <PressForm />
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {t('Runs as they happen')}
        </Text>
        <Group gap="xs">
          <LiveBadge state={state} />
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              clear();
              setPath(undefined);
            }}
          >
            {t('Clear')}
          </Button>
        </Group>
      </Group>
      {failure === undefined ? null : <Failure error={new Error(failure)} title={t('The stream was lost')} />}
      {runs.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('Nothing has run since this page was opened. What a Debug node shows appears here.')}
        </Text>
      ) : null}
      <Stack gap={6} component="ul" p={0} m={0} aria-label={t('Runs')} style={{ listStyle: 'none' }}>
        {runs.map((run) => (
          <li key={run.runId}>
            <RunEntry
              run={run}
              isShown={run.runId === shown}
              onShow={() => setPath({ runId: run.runId, nodeIds: new Set() })}
            />
          </li>
        ))}
      </Stack>
    </Stack>
  );
}

function RunEntry({ run, isShown, onShow }: { run: LiveRun; isShown: boolean; onShow: () => void }) {
  const { status, time, error, messages, pausedAt, steps, wallTime } = run;
  return (
    <div
      className="list-entry"
      data-testid="live-run"
      style={isShown ? { borderColor: 'var(--mantine-color-green-filled)' } : {}}
    >
      <UnstyledButton onClick={onShow} aria-pressed={isShown} w="100%">
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <Text size="xs" span>
            <Time value={time} format="clock" />
          </Text>
          <Group gap={6} wrap="nowrap">
            {wallTime === undefined ? null : (
              <Text size="xs" c="dimmed" className="number" span>
                {t('{wallTime} ms', { wallTime })}
              </Text>
            )}
            <StatusBadge status={status} />
          </Group>
        </Group>
      </UnstyledButton>
      {error === undefined ? null : (
        <Text size="sm" c="red" className="foreign">
          {error}
        </Text>
      )}
      {isShown && pausedAt.length > 0 ? <StepControls runId={run.runId} pausedAt={pausedAt} /> : null}
      {isShown ? messages.map((message) => <DebugMessage key={message.sequence} message={message} />) : null}
      {isShown && steps.length > 0 ? <RunSteps steps={steps} /> : null}
      {!isShown && messages.length > 0 ? (
        <Text size="xs" c="dimmed" lineClamp={1} className="foreign">
          {messages.map(({ data }) => data.message || data.label).join(' · ')}
        </Text>
      ) : null}
    </div>
  );
}

function DebugMessage({ message: { data } }: { message: LiveEvent<DebugEvent> }) {
  const { drawn, goTo } = useEditor();
  const { nodeId, label, message, property, value, truncated } = data;
  const part = findPart(drawn, nodeId);
  const name = part ? labelOf(part.kind, part.source) : (label ?? t('Debug'));
  return (
    <Stack gap={4} mt={6}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm" fw={500} className="foreign">
          {message || name}
        </Text>
        {part && nodeId ? (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={t('Show {name} on the canvas', { name })}
            onClick={() => goTo(nodeId)}
          >
            {name}
          </Button>
        ) : null}
      </Group>
      <JsonView value={value} label={property === undefined ? t('payload') : property} />
      {truncated ? (
        <Text size="xs" c="dimmed">
          {t('It was too long to be sent whole.')}
        </Text>
      ) : null}
    </Stack>
  );
}

/** What became of a run, as a word in a colour. */
export function StatusBadge({ status }: { status: string }) {
  const color = status === 'succeeded' ? 'green' : status === 'failed' || status === 'dead' ? 'red' : 'gray';
  return (
    <Badge size="sm" color={color} variant="light">
      {status}
    </Badge>
  );
}

/** The buttons of the workflow as it is stored, with a payload for this once. */
function PressForm() {
  const { drawn, press, pressFailure, isDirty, isLocked } = useEditor();
  const buttons = drawn.parts.filter(({ source }) => source.type === 'virtualButton');
  const [chosen, setChosen] = useState('');
  const [typed, setTyped] = useState<string>();
  const button = buttons.find(({ uid }) => uid === chosen) ?? buttons[0];
  if (!button) {
    return (
      <Text size="sm" c="dimmed">
        {t('With a Virtual Button among the triggers the workflow can be started from here.')}
      </Text>
    );
  }
  const own = button.source.meta?.payload;
  const text = typed ?? (typeof own === 'string' ? own : JSON.stringify(own ?? {}, null, 2));
  const problem = text.trim() === '' ? undefined : findJsonProblem(text);
  return (
    <Stack gap={6} component="section" aria-label={t('Press a button')}>
      {buttons.length > 1 ? (
        <NativeSelect
          label={t('Button')}
          size="xs"
          value={button.uid}
          data={buttons.map(({ uid, kind, source }) => ({ value: uid, label: labelOf(kind, source) }))}
          onChange={(event) => {
            setChosen(event.currentTarget.value);
            setTyped(undefined);
          }}
        />
      ) : null}
      <Textarea
        className="code-input"
        label={t('Payload for this press')}
        autosize
        minRows={2}
        maxRows={10}
        spellCheck={false}
        error={problem}
        value={text}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button size="xs" disabled={problem !== undefined} onClick={() => press(button, readTyped(typed))}>
          {t('Press {labelOf}', { labelOf: labelOf('trigger', button.source) })}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={problem !== undefined}
          onClick={() => press(button, readTyped(typed), { step: true })}
        >
          {t('Step through')}
        </Button>
        {isDirty && !isLocked ? (
          <Text size="xs" c="dimmed">
            {t('Runs what is saved, not what you have changed since.')}
          </Text>
        ) : null}
      </Group>
      {pressFailure === undefined ? null : (
        <Text size="sm" c="red" role="alert">
          {pressFailure}
        </Text>
      )}
    </Stack>
  );
}

/** Undefined: the button's own payload. */
function readTyped(typed: string | undefined): unknown {
  if (typed === undefined) return undefined;
  return typed.trim() === '' ? {} : JSON.parse(typed);
}
