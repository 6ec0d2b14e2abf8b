import { LRUCache } from 'lru-cache';
import type { ActiveTrigger } from '../workflows/index.ts';
import type { RunLog } from './run-log.ts';

/** A workflow is told of a limit once in so long, however often it meets it. */
const holdMs = 60_000;
/** Workflows and limits that are remembered: those beyond are told again. */
const maxKept = 10_000;

/** Says in the log of workflows that a limit holds their runs up (workflows.md, "8. Durability and isolation (ours)"). */
export class LimitNotes {
  readonly #log: RunLog;
  readonly #now: () => number;
  readonly #told = new LRUCache<string, true>({ max: maxKept, ttl: holdMs });

  constructor(options: { log: RunLog; now: () => number }) {
    this.#log = options.log;
    this.#now = options.now;
  }

  /** @param triggers of the workflows whose log it stands in */
  add(
    applicationRowId: number,
    triggers: readonly Pick<ActiveTrigger, 'flowRowId' | 'version'>[],
    reason: string,
  ): void {
    for (const { flowRowId, version } of triggers) {
      const key = `${flowRowId}/${version}/${reason}`;
      if (this.#told.has(key)) continue;
      this.#told.set(key, true);
      this.#log.note({ applicationRowId, flowRowId, flowVersion: version }, `LimitReached: ${reason}`, this.#now());
    }
  }
}
