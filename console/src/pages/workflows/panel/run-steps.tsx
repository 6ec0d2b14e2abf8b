import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { request } from '../../../api/client.ts';
import { describeError } from '../../../api/errors.ts';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import { labelOf, listOutputs } from '../model/declarations.ts';
import type { FlowNode } from '../model/definition.ts';
import { findPart } from '../model/draft.ts';
import type { RunStep } from '../use-live-runs.ts';
import { JsonView } from './json-view.tsx';

/** More are folded away already by the number of them: a loop has thousands. */
const mostSteps = 200;

/** The payload before and after each node that a run has come through. */
export function RunSteps({ steps }: { steps: readonly RunStep[] }) {
  const shown = steps.slice(-mostSteps);
  return (
    <details className="run-steps">
      <summary>
        <Text size="sm" span>
          {t('Payload at each node ({count})', { count: steps.length })}
        </Text>
      </summary>
      {steps.length > shown.length ? (
        <Text size="xs" c="dimmed">
          {t('The last {mostSteps}.', { mostSteps })}
        </Text>
      ) : null}
      <Stack gap={4} component="ol" p={0} m={0} mt={4} aria-label={t('Nodes')} style={{ listStyle: 'none' }}>
        {shown.map((step) => (
          <li key={step.sequence}>
            <Step step={step} />
          </li>
        ))}
      </Stack>
    </details>
  );
}

function Step({ step: { nodeId, nodeType, before, after, output, truncated } }: { step: RunStep }) {
  const { drawn, goTo } = useEditor();
  const part = findPart(drawn, nodeId);
  const name = part ? labelOf(part.kind, part.source) : (nodeType ?? nodeId);
  const outputs = part?.kind === 'node' ? listOutputs(part.source as FlowNode) : [];
  const way = typeof output === 'number' ? outputs[output] : undefined;
  return (
    <details>
      <summary className="foreign">
        {name}
        {way ? t(', went on by {way}', { way }) : ''}
      </summary>
      <Stack gap={4} my={4}>
        {part ? (
          <Group>
            <Button size="compact-xs" variant="subtle" onClick={() => goTo(nodeId)}>
              {t('Show {name} on the canvas', { name })}
            </Button>
          </Group>
        ) : null}
        {before === undefined ? null : (
          <Labelled heading={t('Before')} label={t('before {name}', { name })} value={before} />
        )}
        {after === undefined ? null : (
          <Labelled heading={t('After')} label={t('after {name}', { name })} value={after} />
        )}
        {truncated ? (
          <Text size="xs" c="dimmed">
            {t('Too much to be sent whole.')}
          </Text>
        ) : null}
      </Stack>
    </details>
  );
}

function Labelled({ heading, label, value }: { heading: string; label: string; value: unknown }) {
  return (
    <div>
      <Text size="xs" fw={600} mb={2}>
        {heading}
      </Text>
      <JsonView value={value} label={label} />
    </div>
  );
}

/** Lets a run that waits go on: to its next node, to its end, or not at all. */
export function StepControls({ runId, pausedAt }: { runId: string; pausedAt: readonly string[] }) {
  const { applicationId, flowId, drawn } = useEditor();
  const path = { applicationId, flowId, runId };
  const step = useMutation({
    mutationFn: (all: boolean) =>
      request('POST', '/applications/{applicationId}/flows/{flowId}/runs/{runId}/step', { path, body: { all } }),
  });
  const cancel = useMutation({
    mutationFn: () => request('POST', '/applications/{applicationId}/flows/{flowId}/runs/{runId}/cancel', { path }),
  });
  const failure = step.error ?? cancel.error;
  const names = pausedAt.map((nodeId) => {
    const part = findPart(drawn, nodeId);
    return part ? labelOf(part.kind, part.source) : nodeId;
  });
  return (
    <Stack gap={4} mt={6} component="section" aria-label={t('Step')}>
      <Text size="sm" className="foreign">
        {t('Waits before {names}', { names: names.join(', ') })}
      </Text>
      <Group gap="xs">
        <Button size="compact-xs" loading={step.isPending} onClick={() => step.mutate(false)}>
          {t('Step')}
        </Button>
        <Button size="compact-xs" variant="default" disabled={step.isPending} onClick={() => step.mutate(true)}>
          {t('Run to its end')}
        </Button>
        <Button size="compact-xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('End it')}
        </Button>
      </Group>
      {failure ? (
        <Text size="sm" c="red" role="alert">
          {describeError(failure)}
        </Text>
      ) : null}
    </Stack>
  );
}
