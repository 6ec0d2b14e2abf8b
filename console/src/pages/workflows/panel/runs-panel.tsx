import { Button, Group, NativeSelect, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../../api/client.ts';
import { describeError } from '../../../api/errors.ts';
import { keys } from '../../../api/query-keys.ts';
import type { Query } from '../../../api/shapes.ts';
import { formatNumber } from '../../../shared/format.ts';
import { QueryView } from '../../../shared/states.tsx';
import { Time } from '../../../shared/time.tsx';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import { labelOf } from '../model/declarations.ts';
import { findPart } from '../model/draft.ts';
import { StatusBadge } from './debug-panel.tsx';
import { JsonView } from './json-view.tsx';

type Status = NonNullable<Query<'GET', '/applications/{applicationId}/flows/{flowId}/runs'>['status']>;

/** A run as the log has it; of those that succeeded only numbers are kept. */
interface Run {
  readonly runId: string;
  readonly status: string;
  readonly flowVersion: string;
  readonly startedAt?: string;
  readonly wallTime?: number;
  readonly replayOf?: string;
  readonly attempts?: number;
  readonly triggerType?: string;
  readonly triggerId?: string;
  readonly error?: { readonly name?: string; readonly message?: string };
  readonly nodeId?: string;
  readonly path?: readonly string[];
  readonly triggerData?: unknown;
  readonly erroredPayload?: unknown;
}

const statuses: readonly Status[] = ['queued', 'running', 'succeeded', 'failed', 'dead', 'cancelled'];
const mostRuns = 50;
/** How soon what has happened shows by itself. */
const refreshMs = 5_000;

/** The runs that are kept, with why they failed; to be looked at, started again, and ended. */
export function RunsPanel() {
  const { applicationId, flowId } = useEditor();
  const [status, setStatus] = useState<Status | ''>('');
  const [chosen, setChosen] = useState<string>();
  const question = { limit: mostRuns, ...(status === '' ? {} : { status }) };
  const query = useQuery({
    queryKey: keys.workflowRuns(applicationId, flowId, question),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/flows/{flowId}/runs', {
        path: { applicationId, flowId },
        query: question,
      }),
    refetchInterval: refreshMs,
  });
  return (
    <Stack gap="sm">
      <NativeSelect
        size="xs"
        label={t('Runs that have')}
        value={status}
        data={[{ value: '', label: t('any state') }, ...statuses]}
        onChange={(event) => setStatus(event.currentTarget.value as Status | '')}
      />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('No such runs. Failures are kept for 14 days, of the others the last 100.')}
            </Text>
          ) : (
            <Stack gap={6} component="ul" p={0} m={0} aria-label={t('Kept runs')} style={{ listStyle: 'none' }}>
              {(items as readonly Run[]).map((run) => (
                <li key={run.runId} className="list-entry">
                  <RunLine
                    run={run}
                    isOpen={run.runId === chosen}
                    onToggle={() => setChosen(run.runId === chosen ? undefined : run.runId)}
                  />
                </li>
              ))}
            </Stack>
          )
        }
      </QueryView>
      <RunLog />
    </Stack>
  );
}

function RunLine({ run, isOpen, onToggle }: { run: Run; isOpen: boolean; onToggle: () => void }) {
  const { status, startedAt, triggerType, error, wallTime } = run;
  return (
    <>
      <UnstyledButton w="100%" aria-expanded={isOpen} onClick={onToggle}>
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <Text size="xs" span>
            {startedAt === undefined ? '' : <Time value={startedAt} />}
          </Text>
          <StatusBadge status={status} />
        </Group>
        <Text size="xs" c="dimmed" className="foreign">
          {triggerType}
          {wallTime === undefined ? '' : t(', {wallTime} ms', { wallTime: formatNumber(wallTime) })}
          {run.replayOf === undefined ? '' : t(', a replay')}
        </Text>
        {error === undefined ? null : (
          <Text size="sm" c="red" className="foreign">
            {error.name}: {error.message}
          </Text>
        )}
      </UnstyledButton>
      {isOpen ? <RunDetails run={run} /> : null}
    </>
  );
}

function RunDetails({ run: { runId, status } }: { run: Run }) {
  const { applicationId, flowId, drawn, goTo, setPath, setTab } = useEditor();
  const queryClient = useQueryClient();
  const path = { applicationId, flowId, runId };
  const query = useQuery({
    queryKey: keys.workflowRun(applicationId, flowId, runId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/flows/{flowId}/runs/{runId}', { path }) as Promise<Run>,
  });
  const renew = () => queryClient.invalidateQueries({ queryKey: ['workflowRuns', applicationId, flowId] });
  const replay = useMutation({
    mutationFn: () =>
      request('POST', '/applications/{applicationId}/flows/{flowId}/runs/{runId}/replay', { path, body: {} }),
    onSuccess: async ({ runId: again }) => {
      await renew();
      setPath({ runId: again, nodeIds: new Set() });
      setTab('debug');
    },
  });
  const cancel = useMutation({
    mutationFn: () => request('POST', '/applications/{applicationId}/flows/{flowId}/runs/{runId}/cancel', { path }),
    onSuccess: renew,
  });
  const failure = replay.error ?? cancel.error;
  return (
    <QueryView query={query}>
      {({ nodeId, path: ids, erroredPayload, triggerData, triggerType, triggerId }) => {
        const failed = findPart(drawn, nodeId);
        return (
          <Stack gap="xs" mt="xs">
            <Group gap="xs">
              {ids === undefined ? null : (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() =>
                    setPath({
                      runId,
                      nodeIds: new Set([...ids, ...(nodeId ? [nodeId] : [])]),
                      ...(nodeId === undefined ? {} : { failedId: nodeId }),
                      ...(triggerType === undefined ? {} : { triggerType }),
                      ...(triggerId === undefined ? {} : { triggerId }),
                    })
                  }
                >
                  {t('Show its path')}
                </Button>
              )}
              {failed && nodeId ? (
                <Button size="compact-xs" variant="default" onClick={() => goTo(nodeId)}>
                  {t('Go to {labelOf}', { labelOf: labelOf(failed.kind, failed.source) })}
                </Button>
              ) : null}
              {status === 'failed' || status === 'dead' || status === 'cancelled' ? (
                <Button size="compact-xs" variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
                  {t('Replay')}
                </Button>
              ) : null}
              {status === 'running' || status === 'queued' ? (
                <Button size="compact-xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
                  {t('End it')}
                </Button>
              ) : null}
            </Group>
            {failure ? (
              <Text size="sm" c="red" role="alert">
                {describeError(failure)}
              </Text>
            ) : null}
            {triggerData === undefined ? null : <Labelled label={t('Data of the trigger')} value={triggerData} />}
            {erroredPayload === undefined ? null : (
              <Labelled label={t('Payload when it failed')} value={erroredPayload} />
            )}
          </Stack>
        );
      }}
    </QueryView>
  );
}

function Labelled({ label, value }: { label: string; value: unknown }) {
  return (
    <div>
      <Text size="xs" fw={600} mb={2}>
        {label}
      </Text>
      <JsonView value={value} label={label} />
    </div>
  );
}

const mostMinutes = 60;

/** How many runs there were, minute by minute. */
function RunLog() {
  const { applicationId, flowId } = useEditor();
  const query = useQuery({
    queryKey: keys.workflowLog(applicationId, flowId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/flows/{flowId}/logs', {
        path: { applicationId, flowId },
        query: { limit: mostMinutes },
      }),
    refetchInterval: refreshMs,
  });
  if (!query.data || query.data.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('Log, minute by minute')}
      </Text>
      <Table aria-label={t('Log')} fz="xs" verticalSpacing={2} horizontalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('Minute')}</Table.Th>
            <Table.Th>{t('Version')}</Table.Th>
            <Table.Th ta="right">{t('Runs')}</Table.Th>
            <Table.Th ta="right">{t('ms')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {query.data.map(({ time, flowVersionId, runCount, wallTime, errors }) => (
            <Table.Tr key={`${time} ${flowVersionId}`}>
              <Table.Td className="foreign">
                <Time value={time} />
                {errors.map(({ message, count }) => (
                  <Text key={message} size="xs" c="red" className="foreign">
                    {formatNumber(count)} × {message}
                  </Text>
                ))}
              </Table.Td>
              <Table.Td className="foreign">{flowVersionId}</Table.Td>
              <Table.Td ta="right">{formatNumber(runCount)}</Table.Td>
              <Table.Td ta="right">{formatNumber(wallTime)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
