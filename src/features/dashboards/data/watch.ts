import { type EventStream, formatEvent } from '../../../platform/http/event-stream.ts';
import type { DataPost } from '../data-schemas.ts';
import type { Block } from '../schemas.ts';
import type { Visit } from '../visitors.ts';
import type { BlockWatch } from './block-question.ts';
import { type Config, readList, readNumber, readObject } from './config.ts';
import { type AnsweredBlock, type DashboardData, viewersOwn } from './dashboard-data.ts';
import type { ForeignReports } from './foreign-reports.ts';
import { tellBlock } from './tell-block.ts';

/** A block is drawn anew at most this often (dashboards.md, "11. Viewing and editing (ours, beyond the platform's add, drag, resize, clone, dark theme kept per user, full screen)"). */
const soonMs = 100;
/** A block that failed is asked for again after this, although nothing seems to have changed. */
const leastRefreshMs = 5_000;

/** Of these blocks each source has a window of its own (datasets.ts). */
const chartTypes: ReadonlySet<string> = new Set(['custom-chart', 'custom-html']);

function isSeries({ queryType, duration }: Config): boolean {
  return queryType === undefined || queryType === 'time-series' || hasWindow(duration);
}

function hasWindow(duration: unknown): boolean {
  return (readNumber(duration) ?? 0) > 0 || typeof duration === 'string';
}

interface WatchedBlock {
  readonly block: Block;
  /** Ms that must lie between two answers. */
  readonly everyMs: number;
  watch: BlockWatch | undefined;
  /** The last answer, formatted once for everybody. */
  text: string | undefined;
  etag: string | undefined;
  isDirty: boolean;
  /** The last answer, as long as nothing has been heard of that would change it. */
  answer: AnsweredBlock | undefined;
  /** What ends that others are given the answer. */
  release: () => void;
  askedAt: number;
}

/**
 * One dashboard, looked at in one way, by any number of streams. A block is asked for anew when something that it rests on
 * has changed: what shows last values at once, what is aggregated over a window at the dashboard's refresh rate. Everything is
 * asked for at that rate anyway: what another server says of its reports may be lost, and data tables say nothing.
 */
export class DashboardWatch {
  readonly #data: DashboardData;
  readonly #visit: Visit;
  readonly #body: DataPost;
  readonly #elapsed: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #blocks: readonly WatchedBlock[];
  readonly #streams = new Set<EventStream>();
  readonly #refreshMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #isStopped = false;
  #refreshedAt: number;
  /** What stops hearing of other servers. */
  readonly #foreign: Promise<() => void>;

  constructor(options: {
    data: DashboardData;
    reports: ForeignReports;
    visit: Visit;
    body: DataPost;
    elapsed: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#data = options.data;
    this.#visit = options.visit;
    this.#body = options.body;
    this.#elapsed = options.elapsed;
    this.#onError = options.onError;
    this.#refreshMs = Math.max(leastRefreshMs, options.visit.row.refresh_rate * 1000);
    this.#refreshedAt = options.elapsed();
    // What is one viewer's own is no news for the others.
    const watched = options.visit.row.blocks.filter(({ blockType }) => !viewersOwn.has(blockType));
    this.#blocks = watched.map((block) => ({
      block,
      everyMs: this.#intervalOf(block),
      watch: undefined,
      text: undefined,
      etag: undefined,
      isDirty: true,
      answer: undefined,
      release: () => undefined,
      askedAt: Number.NEGATIVE_INFINITY,
    }));
    const applicationIds = [...new Set(watched.flatMap(({ applicationId }) => applicationId ?? []))];
    this.#foreign = options.reports.watch(applicationIds, {
      reported: (deviceIds) => this.noteReports(deviceIds),
      anything: (applicationId) => this.#noteApplication(applicationId),
    });
  }

  /** Whether nobody looks. */
  get isIdle(): boolean {
    return this.#streams.size === 0;
  }

  /** A new reader is told what is known, and then what changes. */
  add(stream: EventStream): void {
    this.#streams.add(stream);
    for (const { text } of this.#blocks) if (text !== undefined) stream.sendText(text);
    this.#plan(0);
  }

  remove(stream: EventStream): void {
    this.#streams.delete(stream);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const { release } of this.#blocks) release();
    void this.#foreign.then((stop) => stop());
  }

  /** Devices have reported. */
  noteReports(deviceIds: readonly string[]): void {
    // What is being read for the first time may rest on any of them.
    this.#note(({ watch }) => !watch || deviceIds.some((deviceId) => watch.deviceIds.has(deviceId)));
  }

  noteEvents(applicationId: string): void {
    this.#note(({ watch, block }) => watch?.events === true && block.applicationId === applicationId);
  }

  noteDevice(applicationId: string, deviceId: string): void {
    // It may have become one that a block chooses by its tags.
    for (const each of this.#blocks) if (each.block.applicationId === applicationId) each.answer = undefined;
    this.#note(
      ({ watch, block }) =>
        block.applicationId === applicationId && (watch?.devices === true || watch?.deviceIds.has(deviceId) === true),
    );
  }

  /** Anything may have changed. */
  noteAll(): void {
    this.#note(() => true);
  }

  #intervalOf({ blockType, config }: Block): number {
    const { realTime, duration, segments } = readObject(config);
    const isWindowed =
      blockType === 'graph' ||
      hasWindow(duration) ||
      (chartTypes.has(blockType) && readList(segments, 100).map(readObject).some(isSeries));
    return isWindowed && realTime !== true ? this.#refreshMs : soonMs;
  }

  /** Any device of the application may have reported. */
  #noteApplication(applicationId: string): void {
    this.#note(({ block }) => block.applicationId === applicationId);
  }

  #note(concerns: (block: WatchedBlock) => boolean): void {
    let isConcerned = false;
    for (const block of this.#blocks) {
      if (block.isDirty || !concerns(block)) continue;
      block.isDirty = true;
      block.answer = undefined;
      isConcerned = true;
    }
    if (isConcerned) this.#plan(soonMs);
  }

  /** Asks in so many ms for what is due by then. */
  #plan(inMs: number): void {
    if (this.#isStopped || this.#isAsking) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask().catch(this.#onError), inMs);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      const now = this.#elapsed();
      if (now - this.#refreshedAt >= this.#refreshMs) {
        this.#refreshedAt = now;
        for (const block of this.#blocks) {
          block.isDirty = true;
          block.answer = undefined;
        }
      }
      const due = this.#blocks.filter(({ isDirty, askedAt, everyMs }) => isDirty && now - askedAt >= everyMs);
      if (due.length > 0 && this.#streams.size > 0) {
        const inquiry = await this.#data.inquire(this.#visit, {
          ...this.#body,
          blocks: due.map(({ block }) => block.id),
        });
        // Whoever opens a dashboard asks for its data beside the stream: at first both may have the same answers. Reports of the second
        // before are not known of, so last values are asked for again at once; what is aggregated is, at its rate.
        const isFirst = due.every(({ askedAt }) => askedAt === Number.NEGATIVE_INFINITY);
        for (const each of due) {
          each.isDirty = isFirst && each.everyMs === soonMs;
          each.answer = undefined;
          each.askedAt = now;
        }
        const byId = new Map(due.map((each) => [each.block.id, each]));
        for (const [block, answer] of await this.#data.ask(inquiry, !isFirst)) {
          const { id } = block;
          const each = byId.get(id);
          if (!each) continue;
          each.watch = answer.watch;
          this.#offer(each, answer);
          if (answer.etag === each.etag) continue;
          each.etag = answer.etag;
          each.text = formatEvent({ event: 'block', data: { id, ...tellBlock(block, answer, inquiry) } });
          for (const stream of this.#streams) stream.sendText(each.text);
        }
      }
    } finally {
      this.#isAsking = false;
      this.#plan(this.#nextDue());
    }
  }

  /** Whoever opens the dashboard now is given what everybody sees, until something is heard of that changes it. */
  #offer(each: WatchedBlock, answer: AnsweredBlock): void {
    // What nobody tells of is asked for anew.
    if (each.isDirty || answer.watch.others === true) return;
    each.answer = answer;
    each.release();
    each.release = this.#data.cache.extend(answer.key, (kept) => kept === each.answer);
  }

  #nextDue(): number {
    const now = this.#elapsed();
    const waits = this.#blocks.filter(({ isDirty }) => isDirty).map(({ askedAt, everyMs }) => askedAt + everyMs - now);
    return Math.max(soonMs, Math.min(this.#refreshedAt + this.#refreshMs - now, ...waits));
  }
}
