import type { DeviceProfile } from '../devices/index.ts';
import { convertReport, type Refusal, type ReportOrigin, type StateItem } from './report.ts';

export interface RejectedState {
  readonly index: number;
  readonly message: string;
}

/** A state that could not be stored, as it came. */
export interface RefusedState {
  readonly device: DeviceProfile;
  readonly original: unknown;
  readonly message: string;
  /** Epoch ms at which it came. */
  readonly arrivedAt: number;
  readonly origin: ReportOrigin | undefined;
  /** How many states came in one array; undefined for one alone. */
  readonly batchSize: number | undefined;
}

/** Takes states that could not be stored. */
export interface RefusalListener {
  /** What there is to wait for before the sender is told; undefined: nothing, which costs nothing. */
  take(refused: readonly RefusedState[]): Promise<void> | undefined;
}

/** One state of a report that can be stored, and what it had to leave behind. */
export interface AcceptedState {
  readonly item: StateItem;
  /** The first of the values that were dropped; `droppedCount` counts all. */
  readonly dropped: readonly Refusal[];
  readonly droppedCount: number;
  /** It named a time that could not be understood, so it has the time of its arrival. */
  readonly timeIgnored: boolean;
}

/** What has become of a report, which is one state or an array of them. */
export interface ParsedReport {
  readonly device: DeviceProfile;
  readonly source: string;
  readonly body: unknown;
  readonly accepted: readonly AcceptedState[];
  readonly rejected: readonly RejectedState[];
  /** Those of `rejected` that are states of their own. */
  readonly refused?: readonly RefusedState[];
}

/** More than 256 KiB can hold in states that say anything. */
export const maxStates = 10_000;

/** Converts a report state by state; an array keeps what is good (semantics.md, "Devices and their state"). */
export function parseReport(
  body: unknown,
  device: DeviceProfile,
  source: string,
  now: number,
  origin?: ReportOrigin,
): ParsedReport {
  const accepted: AcceptedState[] = [];
  const rejected: RejectedState[] = [];
  const refused: RefusedState[] = [];
  const reports = Array.isArray(body) ? body : [body];
  if (reports.length > maxStates) {
    return { device, source, body, accepted, rejected: [{ index: 0, message: `more than ${maxStates} states` }] };
  }
  for (const [index, report] of reports.entries()) {
    const converted = convertReport(report, device, source, now, origin);
    if ('refused' in converted) {
      const { message } = converted.refused;
      rejected.push({ index, message });
      const batchSize = Array.isArray(body) ? reports.length : undefined;
      refused.push({ device, original: report, message, arrivedAt: now, origin, batchSize });
    } else accepted.push(converted);
  }
  if (Array.isArray(body)) joinBatch(accepted);
  return { device, source, body, accepted, rejected, refused };
}

/** What came in one array can be told of together. */
function joinBatch(accepted: AcceptedState[]): void {
  const batch: StateItem[] = [];
  for (const [index, state] of accepted.entries()) {
    const item = { ...state.item, details: { ...state.item.details, batch } };
    batch.push(item);
    accepted[index] = { ...state, item };
  }
}

/** Why nothing of a report can be stored, in one sentence for people. */
export function explainRefusal({ body, rejected }: Pick<ParsedReport, 'body' | 'rejected'>): string {
  const [first] = rejected;
  if (!first) return 'the report has no state';
  return Array.isArray(body) ? `[${first.index}]: ${first.message}` : first.message;
}
