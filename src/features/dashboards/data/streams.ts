import type { FastifyReply, FastifyRequest } from 'fastify';
import { networkOf } from '../../../kernel/client-address.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { Listeners } from '../../../platform/bus/bus.ts';
import { clientAddressOf } from '../../../platform/http/client-address.ts';
import { EventStream, formatEvent } from '../../../platform/http/event-stream.ts';
import type { MakeReplayWindows } from '../../../platform/http/replay-windows.ts';
import type { StreamQuery } from '../data-schemas.ts';
import type { Visit, Visitors } from '../visitors.ts';
import { parseSizes, parseWidths } from './block-sizes.ts';
import { type DashboardData, parseContext } from './dashboard-data.ts';
import { ForeignReports } from './foreign-reports.ts';
import { DashboardWatch } from './watch.ts';

/** Streams of one dashboard and address without a login (dashboards.md, "2. Who may see it, and what sharing opens", 8). */
const maxShared = 5;
/** Different questions that are watched on a node at a time: each asks its blocks anew as data comes. */
const maxWatches = 500;

/** Streams that are looked at again at a time. */
const checkedAtOnce = 200;

/** Node's timers hold at most 2^31-1 ms; a stream open for 24 days may be asked to reconnect. */
const maxTimerMs = 2 ** 31 - 1;

/** Two clocks are compared, that of requests and that of the server. */
const slackMs = 1_000;

interface OpenStream {
  readonly stream: EventStream;
  readonly visit: Visit;
  readonly isStill: () => Promise<boolean>;
}

/** Whether a visit may go on, told anew. */
export type Renew = (visit: Visit, passwordHash: string | undefined) => Promise<Visit | undefined>;

/**
 * Streams of what dashboards show. All who look at the same dashboard in the same way are fed by one watch, which asks once
 * and tells everybody.
 */
export class DashboardStreams {
  readonly #data: DashboardData;
  readonly #visitors: Visitors;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #reports: ForeignReports;
  readonly #watches = new Map<string, DashboardWatch>();
  readonly #streams = new Set<OpenStream>();
  readonly #shared = new Map<string, number>();
  /** Streams of which it has to be asked whether they may go on. */
  readonly #doubted = new Set<OpenStream>();
  #checking: Promise<void> | undefined;
  /** When something was last heard that may have changed who sees what. */
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(options: {
    data: DashboardData;
    visitors: Visitors;
    makeWindows: MakeReplayWindows;
    now: () => number;
    elapsed: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#data = options.data;
    this.#reports = new ForeignReports(options);
    this.#visitors = options.visitors;
    this.#now = options.now;
    this.#elapsed = options.elapsed;
    this.#onError = options.onError;
  }

  /** What changes what is shown, and who may see it. */
  get listens(): Listeners {
    const recheck = () => {
      this.#changedAt = this.#elapsed();
      this.#visitors.forget();
      this.#recheck(() => true);
    };
    return {
      'states.stored': (states) => {
        this.#reports.note(states);
        if (this.#watches.size === 0) return;
        const deviceIds = states.map(({ device }) => device.deviceId);
        for (const watch of this.#watches.values()) watch.noteReports(deviceIds);
      },
      'events.changed': ({ applicationId }) => {
        for (const watch of this.#watches.values()) watch.noteEvents(applicationId);
      },
      'device.changed': ({ applicationId, deviceId }) => {
        for (const watch of this.#watches.values()) watch.noteDevice(applicationId, deviceId);
      },
      'dashboard.changed': ({ dashboardId }) => {
        this.#changedAt = this.#elapsed();
        this.#visitors.forget(dashboardId);
        this.#changed(dashboardId);
      },
      'token.revoked': ({ tokenId }) => {
        this.#changedAt = this.#elapsed();
        this.#recheck(({ visit }) => visit.principal?.tokenId === tokenId);
      },
      'user.changed': recheck,
      'organization.changed': recheck,
      'application.changed': recheck,
      'application.deleted': ({ applicationId }) => {
        this.#reports.drop(applicationId);
        recheck();
      },
      'invalidations.missed': () => {
        recheck();
        for (const watch of this.#watches.values()) watch.noteAll();
      },
    };
  }

  get count(): number {
    return this.#streams.size;
  }

  /** @throws AppError Validation, Throttled */
  async open(
    call: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly query: StreamQuery },
    visit: Visit,
    renew: Renew,
  ): Promise<void> {
    const { ctx, duration, resolution, sameWindow, timezone, theme, sizes, width, keepAliveInterval = 15 } = call.query;
    const body = {
      ctx: parseContext(ctx),
      ...(duration === undefined ? {} : { duration }),
      ...(resolution === undefined ? {} : { resolution }),
      ...(sameWindow === undefined ? {} : { sameWindow }),
      ...(timezone === undefined ? {} : { timezone }),
      ...(theme === undefined ? {} : { theme }),
      ...(sizes === undefined ? {} : { sizes: parseSizes(sizes) }),
      ...(width === undefined ? {} : { width: parseWidths(width) }),
    };
    // Checked before anything is sent: what is wrong with the question is an answer, not an event.
    const inquiry = await this.#data.inquire(visit, body);
    const hash = visit.principal ? undefined : await this.#visitors.passwordHashOf(visit.row);
    const leave = this.#admit(call.request, visit);
    const key = JSON.stringify([
      visit.row.id,
      visit.row.revision,
      inquiry.context.plain,
      body,
      visit.standing === 'shared',
    ]);
    let watch = this.#watches.get(key);
    if (!watch && this.#watches.size >= maxWatches) {
      leave();
      throw new AppError('Unavailable', 'Too many dashboards are being watched; retry later', { retryAfter: 30 });
    }
    const stream = this.#openStream(call.reply, visit, { keepAliveMs: keepAliveInterval * 1000, leave });
    if (!watch) {
      watch = new DashboardWatch({
        data: this.#data,
        reports: this.#reports,
        visit,
        body,
        elapsed: this.#elapsed,
        onError: this.#onError,
      });
      this.#watches.set(key, watch);
    }
    const watched = watch;
    const open: OpenStream = { stream, visit, isStill: async () => (await renew(visit, hash)) !== undefined };
    // Nothing is kept for those who come back: they ask for all blocks anew.
    if (call.request.headers['last-event-id']) {
      stream.send({ event: 'gap', data: { reason: 'the events missed are no longer kept' } });
    }
    this.#streams.add(open);
    watched.add(stream);
    stream.onEnd(() => {
      this.#streams.delete(open);
      leave();
      watched.remove(stream);
      if (watched.isIdle && this.#watches.get(key) === watched) {
        this.#watches.delete(key);
        watched.stop();
      }
    });
    const expiresAt = visit.principal?.expiresAt ?? Number.POSITIVE_INFINITY;
    if (Number.isFinite(expiresAt)) {
      const timer = setTimeout(() => stream.end(), Math.max(0, Math.min(expiresAt - this.#now(), maxTimerMs)));
      stream.onEnd(() => clearTimeout(timer));
    }
    // Something may have happened since the request came, when it was not among the streams that are looked at again.
    const sinceMs = call.reply.elapsedTime + slackMs;
    if (this.#elapsed() - this.#changedAt <= sinceMs) this.#recheck((each) => each === open);
  }

  /** The guard lets everybody through to dashboards, so who it is for is told here. */
  #openStream(reply: FastifyReply, visit: Visit, { keepAliveMs, leave }: { keepAliveMs: number; leave: () => void }) {
    const of = { token: visit.principal?.tokenId, application: visit.row.application_id ?? undefined };
    try {
      return EventStream.open(reply, { keepAliveMs, of });
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Everybody looks again: at what it is now, if it is still theirs to see. */
  #changed(dashboardId: string): void {
    const text = formatEvent({ event: 'dashboard', data: { dashboardId } });
    for (const { stream, visit } of [...this.#streams]) {
      if (visit.row.id !== dashboardId) continue;
      stream.sendText(text);
      stream.end();
    }
  }

  /** So many at a time: a change of an organization concerns every stream of its members, whose tokens are then read together. */
  #recheck(concerns: (open: OpenStream) => boolean): void {
    for (const open of this.#streams) if (concerns(open)) this.#doubted.add(open);
    if (this.#doubted.size > 0) this.#checking ??= this.#checkDoubted();
  }

  async #checkDoubted(): Promise<void> {
    // Once everybody who has just been opened, or told of a change, is among them.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#doubted.size > 0) {
      const some = [...this.#doubted].slice(0, checkedAtOnce);
      for (const open of some) this.#doubted.delete(open);
      await Promise.all(
        some.map(async ({ stream, isStill }) => {
          if (stream.ended) return;
          // A question that fails counts as gone: the client may open the stream again.
          const isAllowed = await isStill().catch(() => false);
          if (!isAllowed) stream.end();
        }),
      );
    }
    this.#checking = undefined;
  }

  #admit(request: FastifyRequest, visit: Visit): () => void {
    if (visit.standing !== 'shared') return () => undefined;
    const key = `${visit.row.id} ${networkOf(clientAddressOf(request))}`;
    const count = this.#shared.get(key) ?? 0;
    if (count >= maxShared)
      throw new AppError('Throttled', `${maxShared} streams are open already`, { retryAfter: 10 });
    this.#shared.set(key, count + 1);
    return () => {
      const left = (this.#shared.get(key) ?? 1) - 1;
      if (left > 0) this.#shared.set(key, left);
      else this.#shared.delete(key);
    };
  }

  /** Ends all streams: the server stops. */
  close(): void {
    for (const { stream } of [...this.#streams]) stream.end();
    for (const watch of this.#watches.values()) watch.stop();
    this.#watches.clear();
    this.#reports.close();
  }
}
