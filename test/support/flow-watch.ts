import type { TestServer } from './start-server.ts';

/** An event of a workflow's debug stream. */
export interface FlowEvent {
  readonly kind: string;
  readonly runId: string;
  readonly [field: string]: unknown;
}

/** A run as its debug stream told it. */
export interface WatchedRun {
  readonly runId: string;
  readonly triggerType: string;
  readonly status: string;
  /** Of a run that failed. */
  readonly error?: { readonly name: string; readonly message: string };
  readonly erredAt?: { readonly nodeId: string; readonly nodeType: string };
  /** Ids of the nodes that were entered, in their order. */
  readonly entered: readonly string[];
  /** What its debug nodes have shown. */
  readonly shown: readonly { readonly nodeId: string; readonly message: string; readonly value: unknown }[];
}

/** Longer than any run of a workflow that does not wait for something outside. */
const waitMs = 30_000;

/** Watches the runs of one workflow. */
export interface FlowWatch {
  /** The first run, of those not taken yet, that has ended and fits; waits for it. Undefined: none has in half a minute. */
  next(
    fits: (run: { readonly runId: string; readonly triggerType: string }) => boolean,
  ): Promise<WatchedRun | undefined>;
  close(): Promise<void>;
}

/** Opens the debug stream of a workflow (workflows.md, "7. Debugging and the run log (ours)"). */
export async function watchFlow(
  server: Pick<TestServer, 'http'>,
  { token, applicationId, flowId }: { token: string; applicationId: string; flowId: string },
): Promise<FlowWatch> {
  const abort = new AbortController();
  const response = await fetch(`${server.http}/applications/${applicationId}/flows/${flowId}/debugStream`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  if (response.status !== 200) throw new Error(`the debug stream was refused: ${response.status}`);
  const events: FlowEvent[] = [];
  const ended: WatchedRun[] = [];
  let wake = (): void => undefined;
  const reading = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const kind = /^event: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (!kind || !data) continue;
        const event = { ...(JSON.parse(data) as FlowEvent), kind };
        events.push(event);
        if (kind === 'runFinished') ended.push(toRun(events, event.runId));
      }
      wake();
    }
  })().catch(() => undefined);
  return {
    async next(fits) {
      const deadline = AbortSignal.timeout(waitMs);
      for (;;) {
        const index = ended.findIndex(fits);
        const [run] = index < 0 ? [] : ended.splice(index, 1);
        if (run || deadline.aborted) return run;
        await new Promise<void>((resolve) => {
          wake = resolve;
          deadline.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
    async close() {
      abort.abort();
      await reading;
    },
  };
}

function toRun(events: readonly FlowEvent[], runId: string): WatchedRun {
  const own = events.filter((event) => event.runId === runId);
  const of = (kind: string): FlowEvent[] => own.filter((event) => event.kind === kind);
  const [started] = of('runStarted');
  const [error] = of('error');
  return {
    runId,
    triggerType: String(started?.triggerType),
    status: String(of('runFinished')[0]?.status),
    ...(error
      ? {
          error: error.error as { name: string; message: string },
          erredAt: { nodeId: String(error.nodeId), nodeType: String(error.nodeType) },
        }
      : {}),
    entered: of('nodeEntered').map(({ nodeId }) => String(nodeId)),
    shown: of('debug').map(({ nodeId, message, value }) => ({
      nodeId: String(nodeId),
      message: String(message),
      value,
    })),
  };
}
