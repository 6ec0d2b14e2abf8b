import { type AttributeType, convertAttributeValue } from '../../kernel/attribute-value.ts';
import { checkDeviceTimeWindow, isDeviceTime, parseDeviceTime } from '../../kernel/device-time.ts';
import { reviveDates } from '../../kernel/json-dates.ts';
import type { Origin } from '../../kernel/relay.ts';
import { cutText } from '../../kernel/text.ts';
import type { DeviceProfile } from '../devices/index.ts';

/** One state of one device, converted and ready to store. */
export interface StateItem {
  readonly device: DeviceProfile;
  /** Epoch ms. */
  readonly time: number;
  /** `{attribute key: value}`, as stored. */
  readonly data: Record<string, string | number | boolean>;
  /** `{attribute name: value}`, as people know it. */
  readonly named: Record<string, string | number | boolean>;
  /** Payload source, `<who>.<via>`. */
  readonly source: string;
  /** Epoch ms at which the report arrived: the hour it is counted in. */
  readonly arrivedAt: number;
  /** What is not stored, but told to those whom the report triggers; undefined when there is nothing of it. */
  readonly details?: ReportDetails;
}

/** Who has sent a report, where that is not the device itself. */
export interface ReportOrigin extends Partial<Origin> {
  /** The version of workflows that it is for. */
  readonly flowVersion?: string;
}

/** What comes along with a state and is not stored (workflows.md, "2. Triggers"). */
export interface ReportDetails extends ReportOrigin {
  /** The report's `meta`: any JSON. */
  readonly meta?: unknown;
  /** All states that came in one array, this one included. */
  readonly batch?: readonly StateItem[];
}

/** Why a report, or one attribute of it, was not stored; in words for people. */
export interface Refusal {
  readonly message: string;
}

export type Converted =
  | {
      readonly item: StateItem;
      /** The first of the values that were dropped. */
      readonly dropped: readonly Refusal[];
      readonly droppedCount: number;
      /** It named a time that could not be understood, so it has the time of its arrival. */
      readonly timeIgnored: boolean;
    }
  | { readonly refused: Refusal };

/**
 * Converts one reported state against the device's attributes (semantics.md, "Devices and their state"): what cannot
 * be converted, and what the device does not define, is dropped; a report in which nothing is left is refused.
 */
export function convertReport(
  report: unknown,
  device: DeviceProfile,
  source: string,
  now: number,
  origin?: ReportOrigin,
): Converted {
  if (typeof report !== 'object' || report === null || Array.isArray(report)) {
    return refuse('state must be an object with "data"');
  }
  const { data: reported, time: reportedTime, meta, flowVersion } = report as Record<string, unknown>;
  if (typeof reported !== 'object' || reported === null || Array.isArray(reported)) {
    return refuse('data must be an object of attribute values');
  }
  const time = parseDeviceTime(reportedTime, now);
  const window = checkDeviceTimeWindow(time, now);
  if (window === 'tooOld') return refuse('time is more than 30 days ago');
  if (window === 'tooFarAhead') return refuse('time is more than 1 day in the future');
  const data: StateItem['data'] = {};
  const named: StateItem['named'] = {};
  const dropped: Refusal[] = [];
  let kept = 0;
  let droppedCount = 0;
  const drop = (name: string, reason: string): void => {
    droppedCount += 1;
    if (dropped.length < maxDropped) dropped.push({ message: `data.${clip(name)} ${reason}` });
  };
  for (const name of Object.keys(reported)) {
    const attribute = device.attributes.get(name);
    if (!attribute) {
      drop(name, 'is not an attribute of the device');
      continue;
    }
    const value = (reported as Record<string, unknown>)[name];
    // `{"$date": iso}` stands for the text of the time (semantics.md, "Conventions").
    const plain = typeof value === 'object' ? reviveDates(value) : value;
    const converted = convertAttributeValue(plain, attribute.dataType as AttributeType);
    if (!converted.ok) {
      drop(name, converted.reason);
      continue;
    }
    data[attribute.key] = converted.value;
    named[name] = converted.value;
    kept += 1;
  }
  if (kept === 0) return refuse(dropped[0]?.message ?? 'data has no attribute');
  const timeIgnored = reportedTime !== undefined && reportedTime !== null && !isDeviceTime(reportedTime);
  const details = toDetails(meta, flowVersion, origin);
  const item = { device, time, data, named, source, arrivedAt: now, ...(details ? { details } : {}) };
  return { item, dropped, droppedCount, timeIgnored };
}

function toDetails(meta: unknown, flowVersion: unknown, origin: ReportOrigin | undefined): ReportDetails | undefined {
  const isNamed = typeof flowVersion === 'string' && flowVersion !== '';
  if (meta === undefined && !isNamed) return origin;
  return { ...origin, ...(meta === undefined ? {} : { meta }), ...(isNamed ? { flowVersion } : {}) };
}

/** Refusals are for people to read; the first ones tell the story. */
const maxDropped = 10;

/** Longest attribute name that is repeated in a refusal; names that exist are shorter than 256. */
const maxNameLength = 255;

function clip(name: string): string {
  const shown = cutText(name, maxNameLength);
  return shown === name ? name : `${shown}…`;
}

function refuse(message: string): Converted {
  return { refused: { message } };
}
