import type { Action } from '../../kernel/actions.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { ActionCall } from './action-router.ts';
import { EventStream } from './event-stream.ts';
import type { ReplayWindows } from './replay-windows.ts';

/** What a stream's right to go on rests on. */
export interface WatchedAccess {
  readonly principal: Principal;
  readonly applicationId: string;
  readonly action: Action;
  /** For a stream about one device: whether the caller, as it is by then, still reaches it; rejects where it does not. */
  readonly device?: { readonly deviceId: string; readonly require: (principal: Principal) => Promise<unknown> };
}

/** Tells when a caller loses the access that a stream rests on; returns the function that stops watching. */
export interface AccessWatch {
  watchAccess(call: WatchedAccess, onLost: () => void): () => void;
}

/**
 * Opens an event stream on one window: first what the reader's `Last-Event-ID` says it has missed, or `gap`, then what
 * happens from now on. It ends when the caller loses its access; what a slow reader misses is announced as `gap`
 * (semantics.md, "mqttSubscriptionStream").
 */
export async function openReplayStream<Data>(
  call: ActionCall<{ keepAliveInterval?: number }, unknown>,
  options: {
    readonly windows: Pick<ReplayWindows<Data>, 'prepare' | 'watch'>;
    readonly key: string;
    /** Name of the events, or of each. */
    readonly event: string | ((data: Data) => string);
    readonly accepts: (data: Data) => boolean;
    readonly access: AccessWatch;
    readonly device?: WatchedAccess['device'];
  },
): Promise<EventStream> {
  const { applicationId } = call.application;
  const lastEventId = call.request.headers['last-event-id'];
  const nameOf = (data: Data): string => (typeof options.event === 'string' ? options.event : options.event(data));
  const keepAliveMs = (call.query.keepAliveInterval ?? 2) * 1000;
  // Whoever sees the stream open may send what it is to show to any server.
  const release = options.windows.prepare && (await options.windows.prepare(options.key));
  let stream: EventStream;
  let stopWatching: () => void;
  try {
    stream = EventStream.open(call.reply, { keepAliveMs });
    stopWatching = options.windows.watch(
      options.key,
      {
        accepts: options.accepts,
        receive: ({ id, data }) => stream.send({ event: nameOf(data), data, ...(id === undefined ? {} : { id }) }),
        gap: () => stream.send({ event: 'gap', data: { reason: 'the events missed are no longer kept' } }),
      },
      {
        owner: applicationId,
        lastEventId: typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined,
      },
    );
  } finally {
    release?.();
  }
  const stopGuarding = options.access.watchAccess(
    {
      principal: call.principal,
      applicationId,
      action: call.action,
      ...(options.device ? { device: options.device } : {}),
    },
    () => stream.end(),
  );
  stream.onEnd(() => {
    stopWatching();
    stopGuarding();
  });
  return stream;
}
