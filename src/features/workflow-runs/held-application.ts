import type { ApplicationRuns } from './application-runs.ts';
import type { OccurrenceRow, RowKey } from './occurrence-store.ts';
import type { RunApplication } from './planner.ts';

/**
 * Occurrences of one application that are held here; what waits beyond them stays in the database. Those of one device follow each other, so
 * that it takes some times as many as there are devices for all to have one at hand.
 */
export const maxHeld = 1000;
/**
 * Bytes of rows of one application that are held here, and read at once: a row may have as much as a button's payload, and 500 such
 * would keep everybody else from the embedded database, and fill the memory.
 */
export const maxHeldBytes = 4 * 1024 * 1024;
/** Runs of one application that wait here: one row may start each of its workflows, and a thousand such rows would be millions of runs. */
export const maxHeldRuns = 10_000;

/** A row that is worked off here. */
export interface HeldRow {
  readonly key: RowKey;
  readonly size: number;
  /** Of its content, about. */
  readonly bytes: number;
  /** Runs that have not ended. */
  open: number;
}

/** What this server has in hand of an application: rows, and the runs that they have started or will. */
export class HeldApplication {
  readonly application: RunApplication;
  readonly runs: ApplicationRuns;
  /** Whether the database may have more than is held. */
  hasMore = false;
  readonly #rows = new Map<number, HeldRow>();
  /** Occurrences of the rows. */
  #size = 0;
  #bytes = 0;

  constructor(application: RunApplication, runs: ApplicationRuns) {
    this.application = application;
    this.runs = runs;
  }

  get rowIds(): Iterable<number> {
    return this.#rows.keys();
  }

  /** How much more may be held; undefined when nothing may. */
  get room(): { readonly limit: number; readonly maxBytes: number } | undefined {
    const room = { limit: maxHeld - this.#size, maxBytes: maxHeldBytes - this.#bytes };
    return room.limit > 0 && room.maxBytes > 0 && !this.isFull ? room : undefined;
  }

  /** Whether as many runs wait as may. */
  get isFull(): boolean {
    return this.runs.waiting >= maxHeldRuns;
  }

  /** Whether there may be more, and there is room for it: half of what may be held, so that it is not asked for row by row. */
  get wantsMore(): boolean {
    const hasRoom = this.#size < maxHeld / 2 && this.#bytes < maxHeldBytes / 2 && this.runs.waiting < maxHeldRuns / 2;
    return this.hasMore && hasRoom;
  }

  /** Whether nothing of it waits or goes on. */
  get isResting(): boolean {
    return this.#rows.size === 0 && this.runs.waiting === 0 && this.runs.running === 0;
  }

  /** Holds a row until so many runs of it have ended. */
  hold({ rowId, applicationRowId, size, content }: OccurrenceRow, open: number): HeldRow {
    const row = { key: { rowId, applicationRowId }, size, bytes: content.length, open };
    this.#rows.set(rowId, row);
    this.#size += size;
    this.#bytes += row.bytes;
    return row;
  }

  /** Its row is gone. */
  release({ key, size, bytes }: HeldRow): void {
    if (!this.#rows.delete(key.rowId)) return;
    this.#size -= size;
    this.#bytes -= bytes;
  }

  /** Another server works it off. */
  clear(): void {
    this.runs.clear();
    this.#rows.clear();
    this.#size = 0;
    this.#bytes = 0;
  }
}
