import { readDateTime } from '../../kernel/time-text.ts';
import type { ActionCall } from '../../platform/http/action-router.ts';
import { EventStream } from '../../platform/http/event-stream.ts';
import type { AccessService } from '../access/index.ts';
import type { JobWatch, ShownJob } from './job-watch.ts';
import type { ArchiveService } from './service.ts';

/**
 * Opens the event stream of an application's archive jobs: first those under way, then each as it comes on, on any server. The
 * id of an event is the moment of its change, so a client that returns with `Last-Event-ID` gets what has changed since,
 * after a restart of the server too. What was missed of other servers is read from the table instead of being told as a gap.
 */
export async function openJobStream(
  call: ActionCall<{ keepAliveInterval?: number }, unknown>,
  options: { archives: ArchiveService; access: AccessService; watch: JobWatch; now: () => number },
): Promise<void> {
  const { archives, access } = options;
  const { windows } = options.watch;
  const { applicationId } = call.application;
  const lastEventId = String(call.request.headers['last-event-id'] ?? '');
  // What is no id of ours is as none: the client is told of all jobs under way, which misses nothing of them.
  const since = /^\d{1,16}$/.test(lastEventId) ? Number(lastEventId) : Number.NaN;
  const opened = new JobStream({
    list: (from) => archives.listChanged(call.application, from),
    since,
    openedAt: options.now(),
  });
  // Listening starts before the look at the table: what changes in between would otherwise be missed.
  const release = windows.prepare && (await windows.prepare(applicationId));
  const stopListening = windows.watch(
    applicationId,
    { accepts: () => true, receive: ({ data }) => opened.take(data), gap: () => opened.missed() },
    { owner: applicationId },
  );
  release?.();
  try {
    await opened.read();
    const stream = EventStream.open(call.reply, { keepAliveMs: (call.query.keepAliveInterval ?? 2) * 1000 });
    opened.pipe(stream);
    const stopGuarding = access.watchAccess({ principal: call.principal, applicationId, action: call.action }, () =>
      stream.end(),
    );
    stream.onEnd(() => {
      stopListening();
      stopGuarding();
    });
  } catch (error) {
    stopListening();
    throw error;
  }
}

/** What one stream has been told of, and is to be told once the table has been read: what is newest comes last. */
class JobStream {
  readonly #list: (since: Date | undefined) => Promise<ShownJob[]>;
  /** Moment of the newest change that is known here; NaN: none. */
  #newest: number;
  readonly #openedAt: number;
  #hasRead = false;
  #waiting: ShownJob[] = [];
  #reading: Promise<void> | undefined;
  #stream: EventStream | undefined;

  /** @param options.since moment of the last change that the reader knows, NaN: none. @param options.openedAt now */
  constructor(options: {
    list: (since: Date | undefined) => Promise<ShownJob[]>;
    since: number;
    openedAt: number;
  }) {
    this.#list = options.list;
    // Beyond it there are no dates.
    this.#newest = options.since < 8.64e15 ? options.since : Number.NaN;
    this.#openedAt = options.openedAt;
  }

  take(job: ShownJob): void {
    this.#waiting.push(job);
    this.#flush();
  }

  /** Reads again what may have been missed; a database that is away ends the stream, and its reader comes back. */
  missed(): void {
    this.read().catch(() => this.#stream?.end());
  }

  /** Reads the jobs that have changed since the newest known change; those that come meanwhile go after them. */
  read(): Promise<void> {
    this.#reading = (this.#reading ?? Promise.resolve()).then(async () => {
      // Who knows nothing is told of what is under way, and from then on of what has changed since.
      const least = this.#hasRead ? this.#openedAt : Number.NaN;
      const since = Number.isNaN(this.#newest) ? least : this.#newest;
      const known = await this.#list(Number.isNaN(since) ? undefined : new Date(since));
      this.#hasRead = true;
      this.#waiting.unshift(...known);
    });
    const reading = this.#reading;
    return reading.finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
      this.#flush();
    });
  }

  pipe(stream: EventStream): void {
    this.#stream = stream;
    this.#flush();
  }

  #flush(): void {
    const stream = this.#stream;
    if (!stream || this.#reading) return;
    for (const job of this.#waiting.splice(0)) {
      const changedAt = readDateTime(String(job.lastUpdated)) ?? Number.NaN;
      if (!(changedAt <= this.#newest)) this.#newest = changedAt;
      stream.send({ event: 'archiveJob', id: String(changedAt), data: job });
    }
  }
}
