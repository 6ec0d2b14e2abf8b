import { parseQueryTime } from '../../kernel/device-time.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Database } from '../../platform/database/database.ts';
import { decodePayload } from '../../platform/language/index.ts';
import type { FlowLookup, RunnableFlow } from '../workflows/index.ts';
import { listErrors, listMinutes, sumBuckets } from './run-queries.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Numbers are kept by the minute. */
const minuteMs = 60_000;
/** Points of one answer: a week by the ten minutes, or a month by the hour. */
const maxPoints = 1_100;

interface RangeQuestion {
  readonly duration?: number | undefined;
  readonly end?: number | undefined;
  /** `develop`, or a version's id or name; undefined: all of them. */
  readonly version?: string | undefined;
  /** Of workflows that run on an agent, which tell us nothing: with one there is nothing. */
  readonly deviceId?: string | undefined;
}

/** What ran of a workflow and what failed, over time (workflows.md, "1. The flow resource"). */
export class RunHistory {
  readonly #database: Database;
  readonly #lookup: FlowLookup;
  readonly #now: () => number;

  constructor(options: { database: Database; lookup: FlowLookup; now: () => number }) {
    this.#database = options.database;
    this.#lookup = options.lookup;
    this.#now = options.now;
  }

  /** Errors of runs in a range of time. @throws AppError NotFound of the workflow or its version */
  async errors(
    application: ApplicationRef,
    flowId: string,
    question: RangeQuestion & { limit?: number | undefined; sortDirection?: string | undefined },
  ) {
    const { flow, ...named } = await this.#find(application, flowId, question);
    const { start, end } = this.#range(question);
    const { limit = 25, deviceId } = question;
    const sortDirection = question.sortDirection?.toLowerCase() === 'asc' ? 'asc' : 'desc';
    const range = {
      version: named.flowVersion,
      start: new Date(start),
      end: new Date(end),
      limit,
      sortDirection,
    } as const;
    const rows = deviceId === undefined ? await listErrors(this.#database.kysely, flow.flowRowId, range) : [];
    return {
      ...named,
      ...(deviceId === undefined ? {} : { deviceId }),
      start: range.start.toISOString(),
      end: range.end.toISOString(),
      limit,
      sortDirection,
      errors: rows.map(({ head, ...row }) => {
        const { nodeId, nodeLabel, flowVersionId } = readHead(head);
        return {
          time: row.ended_at.toISOString(),
          flowVersion: row.version,
          ...(flowVersionId === undefined ? {} : { flowVersionId }),
          ...(nodeId === undefined ? {} : { nodeId }),
          ...(nodeLabel === undefined ? {} : { nodeLabel }),
          error: { name: row.error_name, message: row.error_message },
          runId: row.id,
        };
      }),
    };
  }

  /**
   * Numbers of runs in a range of time, one entry for each multiple of `resolution` from its start, also where nothing ran.
   *
   * @throws AppError NotFound of the workflow or its version, Validation when that would be too many
   */
  async stats(
    application: ApplicationRef,
    flowId: string,
    question: RangeQuestion & { resolution?: number | undefined },
  ) {
    const { flow, ...named } = await this.#find(application, flowId, question);
    const { start, end } = this.#range(question);
    const { deviceId } = question;
    const resolution = Math.max(Math.round((question.resolution ?? hourMs) / minuteMs), 1) * minuteMs;
    const from = start - (start % minuteMs);
    const points = Math.max(Math.ceil((end - from) / resolution), 1);
    if (points > maxPoints) throw invalid('resolution', `makes more than ${maxPoints} points of the time asked for`);
    const range = { version: named.flowVersion, from, to: end, resolution };
    const sums = deviceId === undefined ? await sumBuckets(this.#database.kysely, flow.flowRowId, range) : [];
    const byPoint = new Map(sums.map((sum) => [sum.bucket, sum]));
    return {
      ...named,
      ...(deviceId === undefined ? {} : { deviceId }),
      start: new Date(from).toISOString(),
      end: new Date(end).toISOString(),
      resolution,
      metrics: Array.from({ length: points }, (_, point) => {
        const sum = byPoint.get(point);
        return {
          time: new Date(from + point * resolution).toISOString(),
          runCount: sum?.run_count ?? 0,
          errorCount: sum?.error_count ?? 0,
          pathsCompleted: sum?.paths_completed ?? 0,
          pathsFailed: sum?.paths_failed ?? 0,
          wallTime: sum?.wall_ms ?? 0,
        };
      }),
    };
  }

  /** What ran, one entry per version and minute, the newest first. @throws AppError NotFound */
  async log(
    application: ApplicationRef,
    flowId: string,
    {
      since,
      limit = 1,
      version,
    }: { version?: string | undefined; since?: number | undefined; limit?: number | undefined },
  ) {
    const { flow, flowVersion } = await this.#find(application, flowId, { version });
    const from = new Date(since === undefined ? 0 : parseQueryTime(since, this.#now(), 'since'));
    const question = { version: flowVersion, since: from, limit };
    return (await listMinutes(this.#database.kysely, flow.flowRowId, question)).map((minute) => ({
      flowVersionId: minute.version,
      time: minute.minute.toISOString(),
      runCount: minute.run_count,
      pathsCompleted: minute.paths_completed,
      pathsFailed: minute.paths_failed,
      wallTime: minute.wall_ms,
      errors: Object.entries(decodePayload(minute.errors) as Record<string, number>).map(([message, count]) => ({
        message,
        count,
      })),
    }));
  }

  /** The workflow, with what answers say of the version that was asked for. */
  async #find(
    { applicationRowId }: ApplicationRef,
    flowId: string,
    { version }: Pick<RangeQuestion, 'version'>,
  ): Promise<{ flow: RunnableFlow; flowVersion?: string; flowVersionId?: string }> {
    const load = (named: string) => this.#lookup.load(applicationRowId, flowId, named, { evenDisabled: true });
    const flow = await load(version ?? 'develop');
    if (!flow) throw notFound(version === undefined ? 'Workflow' : 'Workflow version');
    if (version === undefined) return { flow };
    return {
      flow,
      flowVersion: flow.version,
      ...(flow.versionId === undefined ? {} : { flowVersionId: flow.versionId }),
    };
  }

  #range({ duration = dayMs, end: given = 0 }: RangeQuestion): { start: number; end: number } {
    const end = Math.max(parseQueryTime(given, this.#now(), 'end'), 0);
    return { start: Math.max(end - Math.round(duration), 0), end };
  }
}

/** Of details that were cut off before the payload. What is too long for even that tells nothing. */
function readHead(head: string | null): Record<string, unknown> {
  if (head === null) return {};
  try {
    return decodePayload(head.endsWith('}') ? head : `${head}}`) as Record<string, unknown>;
  } catch {
    return {};
  }
}
