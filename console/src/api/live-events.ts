import { EventSourceParserStream } from 'eventsource-parser/stream';
import { useCallback, useEffect, useRef, useState } from 'react';
import { readToken, reportUnauthorized } from '../session/session.ts';
import { useSession } from '../session/use-session.ts';
import { ApiError, describeError, toApiError } from './errors.ts';

/** One event of a stream. */
export interface LiveEvent<T> {
  /** Counts up within this page; a key for React. */
  readonly sequence: number;
  readonly event: string;
  readonly id: string | undefined;
  readonly data: T;
  /** Epoch ms at which it arrived here. */
  readonly receivedAt: number;
}

/**
 * How a stream stands: `off` without a path or a session that works, or refused for good; `waiting`: lost, tried again
 * within 1 to 30 s.
 */
export type LiveState = 'off' | 'connecting' | 'open' | 'waiting';

export interface LiveEventsOptions<T> {
  /** The path with its ids filled in, `/applications/…/logStream`; undefined keeps the stream closed. */
  readonly path: string | undefined;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** How many rows are kept; older ones fall out. 0 for a page that works with `onBatch` alone: nothing is counted for it. */
  readonly limit?: number;
  /** Rows that do not pass are not kept, and counted in `refused` alone. */
  readonly accept?: (event: LiveEvent<T>) => boolean;
  /** Called for every accepted batch, at most some ten times a second, paused or not. */
  readonly onBatch?: (events: readonly LiveEvent<T>[]) => void;
  /** Something may have been missed: the server says so, or the stream is open again after it was lost. */
  readonly onMissed?: () => void;
}

/** Events of one batch that wait at least, whatever few rows are kept: a dashboard has up to 500 blocks. */
const leastPending = 1_000;

/** Ten times a second is as fast as a person reads; every event by itself would be a thousand renders a second. */
const batchMs = 100;
/** The name with which the server tells what this reader has missed. */
const gapEvent = 'gap';
const lastingRefusals: ReadonlySet<number> = new Set([400, 403, 404]);
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/**
 * Follows an event stream of the API. The token travels in a header, which EventSource could not send, so the stream is read
 * with fetch. After a lost connection it comes back with `Last-Event-ID`, and the server replays what was missed. Rows
 * are bounded, newest first, and change at most ten times a second, between two frames; while paused, what arrives is
 * counted in `missed` and not kept. Always `total === rows.length + dropped`; what came in is `total + refused`.
 */
export function useLiveEvents<T>(options: LiveEventsOptions<T>) {
  const { path, limit = 500 } = options;
  const { session, expired } = useSession();
  const [rows, setRows] = useState<readonly LiveEvent<T>[]>([]);
  const [state, setState] = useState<LiveState>('off');
  const [failure, setFailure] = useState<string>();
  /** Never sent, for want of speed here, as the server's `gap` events tell. */
  const [lost, setLost] = useState(0);
  /** Whether the server has said that something was missed without saying how much. */
  const [hasGap, setHasGap] = useState(false);
  const [missed, setMissed] = useState(0);
  const [total, setTotal] = useState(0);
  const [refused, setRefused] = useState(0);
  const [paused, setPausedState] = useState(false);
  const pausedNow = useRef(false);
  const latest = useRef(options);
  latest.current = options;

  const search = new URLSearchParams(
    Object.entries(options.query ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
  const isOn = path !== undefined && session !== undefined && !expired;
  const userId = session?.userId;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another user's session means another stream
  useEffect(() => {
    if (!isOn) {
      setState('off');
      return;
    }
    const abort = new AbortController();
    const pending: LiveEvent<T>[] = [];
    let lastEventId: string | undefined;
    let sequence = 0;
    let arrived = 0;
    let newlyRefused = 0;
    let frame: number | undefined;
    const flush = () => {
      frame = undefined;
      if (newlyRefused > 0) {
        const count = newlyRefused;
        newlyRefused = 0;
        setRefused((before) => before + count);
      }
      if (arrived === 0) return;
      const batch = pending.splice(0);
      const count = arrived;
      arrived = 0;
      latest.current.onBatch?.(batch);
      // Whoever keeps no rows has none to count, and would be drawn anew ten times a second for that.
      if (limit === 0) return;
      setTotal((before) => before + count);
      if (pausedNow.current) setMissed((before) => before + count);
      else setRows((before) => [...batch.reverse(), ...before].slice(0, limit));
    };
    const timer = setInterval(() => {
      // A page that nobody sees gets no frames, but what its rows are counted for goes on.
      if (document.hidden) flush();
      else frame ??= requestAnimationFrame(flush);
    }, batchMs);
    const take = (message: { event?: string | undefined; id?: string | undefined; data: string }) => {
      if (message.id !== undefined) lastEventId = message.id;
      const data = JSON.parse(message.data) as T;
      if (message.event === gapEvent) {
        latest.current.onMissed?.();
        const { dropped: count } = data as { dropped?: number };
        if (count === undefined) setHasGap(true);
        else setLost((before) => before + count);
        return;
      }
      sequence += 1;
      const event = { sequence, event: message.event ?? 'message', id: message.id, data, receivedAt: Date.now() };
      if (latest.current.accept && !latest.current.accept(event)) {
        newlyRefused += 1;
        return;
      }
      arrived += 1;
      pending.push(event);
      // Faster than a batch may show: the oldest would fall out anyway.
      if (pending.length > Math.max(limit, leastPending)) pending.shift();
    };
    const follow = async () => {
      let retryMs = firstRetryMs;
      let wasOpen = false;
      while (!abort.signal.aborted) {
        setState('connecting');
        try {
          const authorization = `Bearer ${readToken() ?? ''}`;
          const response = await fetch(`${path}${search === '' ? '' : `?${search}`}`, {
            headers: { authorization, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
            signal: abort.signal,
          });
          if (response.status === 401) reportUnauthorized(authorization);
          if (!response.ok || response.body === null)
            throw toApiError(response, await response.json().catch(() => undefined));
          setState('open');
          if (wasOpen) latest.current.onMissed?.();
          wasOpen = true;
          setFailure(undefined);
          retryMs = firstRetryMs;
          const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
          for (const reader = events.getReader(); ; ) {
            const { done, value } = await reader.read();
            if (done) break;
            take(value);
          }
        } catch (error) {
          if (abort.signal.aborted) return;
          setFailure(describeError(error));
          // What the server refuses now it refuses in a minute too; whoever changes the question opens another stream.
          if (error instanceof ApiError && lastingRefusals.has(error.status)) {
            setState('off');
            return;
          }
        }
        setState('waiting');
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      }
    };
    void follow();
    return () => {
      abort.abort();
      clearInterval(timer);
      if (frame !== undefined) cancelAnimationFrame(frame);
      flush();
    };
  }, [isOn, userId, path, search, limit]);

  const setPaused = useCallback((value: boolean) => {
    pausedNow.current = value;
    setPausedState(value);
    if (!value) setMissed(0);
  }, []);
  const clear = useCallback(() => {
    setRows([]);
    setLost(0);
    setHasGap(false);
    setMissed(0);
    setTotal(0);
    setRefused(0);
  }, []);
  const dropped = total - rows.length;
  return { rows, state, failure, lost, hasGap, dropped, missed, total, refused, paused, setPaused, clear };
}
