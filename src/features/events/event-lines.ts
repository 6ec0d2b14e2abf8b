import type { EventChange, LogEntry } from '../../kernel/events.ts';
import type { EventSource } from './source.ts';

const logLevels = { info: 'info', warning: 'warn', error: 'error', critical: 'error' } as const;
const sourceWords: Readonly<Record<EventSource['type'], string>> = {
  user: 'user',
  apiToken: 'API token',
  device: 'device',
  flow: 'workflow',
  experienceUser: 'experience user',
  public: 'visitor',
  alarmRule: 'alarm rule',
  dashboard: 'dashboard',
};

/** The line of the application log about an event that was created, or whose state or level changed; undefined for any other. */
export function describeEvent(change: EventChange, source: EventSource): Omit<LogEntry, 'applicationId'> | undefined {
  const { kind, id, level, state, oldLevel, oldState, subject, deviceId, deviceName } = change;
  const by = `${sourceWords[source.type]} ${source.name ?? source.id}`;
  const happened =
    kind === 'created'
      ? `was created by ${by}`
      : kind === 'changed' && oldState !== undefined
        ? `went from ${oldState} to ${state} by ${by}`
        : kind === 'changed' && oldLevel !== undefined
          ? `was ${oldLevel} before, and changed by ${by}`
          : undefined;
  if (happened === undefined) return undefined;
  return {
    level: state === 'resolved' ? 'info' : logLevels[level],
    type: 'event',
    ...(deviceId === undefined ? {} : { device: { id: deviceId, name: deviceName ?? deviceId } }),
    message: `The event "${subject}" (${level}) ${happened}.`,
    details: { eventId: id, level, state },
  };
}

/** The line of the application log about an event for which the application has no room. */
export function describeRefusal(
  { subject, level }: { readonly subject: string; readonly level: string },
  source: EventSource,
  reason: string,
): Omit<LogEntry, 'applicationId'> {
  return {
    level: 'error',
    type: 'event',
    message: `The event "${subject}" (${level}) of ${sourceWords[source.type]} ${source.name ?? source.id} was not created: ${reason}.`,
    details: { level, reason },
  };
}
