import type { LogEntry } from '../../kernel/events.ts';
import { countCharacters, cutText } from '../../kernel/text.ts';
import type { DeviceProfile } from '../devices/index.ts';
import { explainRefusal, type ParsedReport } from './parse-report.ts';
import type { Refusal, StateItem } from './report.ts';

type LogEntryDraft = Omit<LogEntry, 'applicationId'>;

/** Enough to recognise a value by. */
const maxValueLength = 64;
/** Attributes that a line names. */
const maxNamed = 10;

/** A state was stored: when, what, and where it came from. */
export function describeStored(item: StateItem, timeIgnored: boolean): LogEntryDraft {
  const { device, named, source } = item;
  const time = new Date(item.time).toISOString();
  const note = timeIgnored ? ' Its time could not be understood, so the time of its arrival was taken.' : '';
  return {
    level: timeIgnored ? 'warn' : 'info',
    type: 'state',
    device: { id: device.deviceId, name: device.name },
    message: `The state of ${device.name} at ${time} was stored: ${listValues(named)} (${source}).${note}`,
    details: { time, source, attributes: Object.keys(named).slice(0, maxNamed) },
  };
}

/** Several states of one report were stored. */
export function describeSeveralStored(items: readonly StateItem[]): LogEntryDraft {
  const [first] = items as readonly [StateItem];
  const times = items.map(({ time }) => time);
  const from = new Date(times.reduce((a, b) => Math.min(a, b))).toISOString();
  const to = new Date(times.reduce((a, b) => Math.max(a, b))).toISOString();
  const { device, source } = first;
  return {
    level: 'info',
    type: 'state',
    device: { id: device.deviceId, name: device.name },
    message: `${items.length} states of ${device.name} from ${from} to ${to} were stored (${source}).`,
    details: { from, to, count: items.length, source },
  };
}

/** A state was stored without some of what it reported. */
export function describeDropped(item: StateItem, dropped: readonly Refusal[], droppedCount: number): LogEntryDraft {
  const { device } = item;
  const kept = Object.keys(item.named).length;
  return {
    level: 'warn',
    type: 'stateDropped',
    device: { id: device.deviceId, name: device.name },
    message:
      `${device.name} reported ${kept + droppedCount} values, of which ${droppedCount} ` +
      `${droppedCount === 1 ? 'was' : 'were'} dropped: ${listReasons(dropped, droppedCount)}. The rest was stored.`,
    details: { time: new Date(item.time).toISOString(), dropped: dropped.map(({ message }) => message) },
  };
}

/** A key of a report is one that is never taken. */
export function describeLeftOut(device: DeviceProfile): LogEntryDraft {
  return {
    level: 'warn',
    type: 'stateDropped',
    device: { id: device.deviceId, name: device.name },
    message: `${device.name} reported a key __proto__, which is never taken: it was left out with its value.`,
    details: { dropped: ['__proto__ must not be a key'] },
  };
}

/** Nothing of a report, or of some states in it, could be stored. */
export function describeRefused(
  device: DeviceProfile,
  source: string,
  refused: {
    readonly reasons: readonly Refusal[];
    readonly count: number;
    readonly of: number;
    readonly report: string;
  },
): LogEntryDraft {
  const { reasons, count, of, report } = refused;
  const what =
    of === 1
      ? `A report of ${device.name} was refused`
      : `${count} of ${of} states of a report of ${device.name} were refused`;
  const begin = cutText(report, maxReport);
  return {
    level: 'warn',
    type: 'stateRefused',
    device: { id: device.deviceId, name: device.name },
    message: `${what} (${source}): ${listReasons(reasons, count)}.`,
    details: { source, reasons: reasons.map(({ message }) => message), report: begin, reportLength: report.length },
  };
}

/** How much of a refused report is shown. */
const maxReport = 500;

function listValues(named: StateItem['named']): string {
  const names = Object.keys(named);
  const shown = names.slice(0, maxNamed).map((name) => `${clip(name)} = ${clip(JSON.stringify(named[name]))}`);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function listReasons(reasons: readonly Refusal[], count: number): string {
  const shown = reasons.map(({ message }) => message).join('; ');
  return count > reasons.length ? `${shown}; and ${count - reasons.length} more` : shown;
}

function clip(text: string): string {
  return countCharacters(text) <= maxValueLength ? text : `${cutText(text, maxValueLength - 1)}…`;
}

/** Rejected states whose reasons a line gives. */
const maxReasons = 10;
/** States of one report that get a line of their own. */
const maxSingle = 10;

/** The lines about one report, after what was good in it has been stored. */
export function describeIntake(parsed: ParsedReport): LogEntryDraft[] {
  const { device, source, body, accepted } = parsed;
  // An empty array has nothing that could be stored either, and its sender is told nothing over MQTT.
  const isEmpty = accepted.length + parsed.rejected.length === 0;
  const rejected = isEmpty ? [{ message: explainRefusal(parsed) }] : parsed.rejected;
  const lines: LogEntryDraft[] = [];
  if (accepted.length <= maxSingle) {
    for (const { item, timeIgnored } of accepted) lines.push(describeStored(item, timeIgnored));
  } else lines.push(describeSeveralStored(accepted.map(({ item }) => item)));
  const lossy = accepted.filter(({ droppedCount }) => droppedCount > 0);
  for (const { item, dropped, droppedCount } of lossy.slice(0, maxSingle)) {
    lines.push(describeDropped(item, dropped, droppedCount));
  }
  if (rejected.length > 0) {
    lines.push(
      describeRefused(device, source, {
        reasons: rejected.slice(0, maxReasons),
        count: rejected.length,
        of: accepted.length + rejected.length,
        report: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
  }
  return lines;
}

/** A report over REST was over a limit. */
export function describeThrottled(device: DeviceProfile, reason: string): LogEntryDraft {
  return {
    level: 'warn',
    type: 'throttled',
    device: { id: device.deviceId, name: device.name },
    message: `A report of ${device.name} by REST was refused: ${reason}.`,
    details: { reason, direction: 'fromDevice' },
  };
}
