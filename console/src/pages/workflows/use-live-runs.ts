import { useMemo } from 'react';
import { type LiveEvent, useLiveEvents } from '../../api/live-events.ts';
import { t } from '../../words/words.ts';

/** An event of a debug stream; which fields it has depends on its name (contract workflows.md, "7. Debugging and the run log (ours)"). */
export interface DebugEvent {
  readonly runId: string;
  readonly time: string;
  readonly flowVersion: string;
  readonly triggerType?: string;
  readonly triggerId?: string;
  readonly nodeId?: string;
  readonly nodeType?: string;
  readonly label?: string;
  readonly level?: string;
  readonly message?: string;
  readonly property?: string;
  readonly value?: unknown;
  readonly pathId?: number;
  readonly output?: number | null;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly truncated?: boolean;
  readonly error?: { readonly name?: string; readonly message?: string };
  readonly status?: string;
  readonly wallTime?: number;
}

/** What a node of a run has found and left. */
export type RunStep = Required<Pick<DebugEvent, 'nodeId'>> &
  Pick<DebugEvent, 'nodeType' | 'before' | 'after' | 'output' | 'truncated'> & { readonly sequence: number };

/** A run as it was seen live. */
export interface LiveRun {
  readonly runId: string;
  readonly time: string;
  readonly flowVersion: string;
  readonly status: string;
  readonly wallTime: number | undefined;
  readonly triggerType: string | undefined;
  readonly triggerId: string | undefined;
  readonly nodeIds: ReadonlySet<string>;
  readonly failedId: string | undefined;
  readonly error: string | undefined;
  /** The nodes that have done their work, in their order. */
  readonly steps: readonly RunStep[];
  /** Nodes that it waits before, until somebody lets it go on. */
  readonly pausedAt: readonly string[];
  /** What its Debug nodes showed, in their order. */
  readonly messages: readonly LiveEvent<DebugEvent>[];
}

/** Events that are kept: some twenty runs of a workflow of ordinary size. */
const mostEvents = 1_000;
const mostRuns = 50;

/** The runs of a workflow as they happen, the newest first, from when the page was opened. */
export function useLiveRuns(applicationId: string, flowId: string) {
  const live = useLiveEvents<DebugEvent>({
    path: `/applications/${applicationId}/flows/${flowId}/debugStream`,
    query: { payloads: 'true' },
    limit: mostEvents,
  });
  const runs = useMemo(() => toRuns(live.rows), [live.rows]);
  /** The whole payload that a Debug node showed last, else what a node left last: what fields complete from. */
  const payload = useMemo(() => {
    const shown = live.rows.find(
      ({ event, data }) => event === 'debug' && data.property === undefined && !data.truncated,
    );
    return shown
      ? shown.data.value
      : live.rows.find(({ event, data }) => event === 'nodeLeft' && data.after)?.data.after;
  }, [live.rows]);
  return { runs, payload, state: live.state, failure: live.failure, clear: live.clear };
}

function toRuns(rows: readonly LiveEvent<DebugEvent>[]): readonly LiveRun[] {
  const byId = new Map<string, LiveEvent<DebugEvent>[]>();
  for (const row of rows.toReversed()) {
    const events = byId.get(row.data.runId);
    if (events) events.push(row);
    else byId.set(row.data.runId, [row]);
  }
  return [...byId.values()].map(toRun).toReversed().slice(0, mostRuns);
}

function toRun(events: readonly LiveEvent<DebugEvent>[]): LiveRun {
  const first = events[0]?.data;
  const started = events.find(({ event }) => event === 'runStarted')?.data;
  const failed = events.find(({ event }) => event === 'error')?.data;
  const finished = events.find(({ event }) => event === 'runFinished')?.data;
  return {
    runId: first?.runId ?? '',
    time: first?.time ?? '',
    flowVersion: first?.flowVersion ?? '',
    status: finished?.status ?? 'running',
    wallTime: finished?.wallTime,
    triggerType: started?.triggerType,
    triggerId: started?.triggerId,
    nodeIds: new Set(
      events.flatMap(({ event, data }) => (event === 'nodeEntered' && data.nodeId ? [data.nodeId] : [])),
    ),
    steps: events.flatMap(({ event, sequence, data: { nodeId, nodeType, before, after, output, truncated } }) =>
      event === 'nodeLeft' && nodeId ? [{ sequence, nodeId, nodeType, before, after, output, truncated }] : [],
    ),
    pausedAt: finished ? [] : findPaused(events),
    failedId: failed?.nodeId,
    error:
      failed?.error === undefined ? undefined : `${failed.error.name ?? t('Error')}: ${failed.error.message ?? ''}`,
    messages: events.filter(({ event }) => event === 'debug'),
  };
}

/** Where a run waits: a path that has come to a node and has not entered it. */
function findPaused(events: readonly LiveEvent<DebugEvent>[]): readonly string[] {
  const waiting = new Map<number, string>();
  for (const { event, data } of events) {
    if (data.pathId === undefined || data.nodeId === undefined) continue;
    if (event === 'paused') waiting.set(data.pathId, data.nodeId);
    if (event === 'nodeEntered') waiting.delete(data.pathId);
  }
  return [...waiting.values()];
}
