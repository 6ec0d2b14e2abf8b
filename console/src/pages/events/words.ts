import type { EventItem } from '../../api/types.ts';

export type EventLevel = EventItem['level'];
export type EventState = EventItem['state'];

/** Most severe first, as people look for them. */
export const levels: readonly EventLevel[] = ['critical', 'error', 'warning', 'info'];
export const states: readonly EventState[] = ['new', 'acknowledged', 'resolved'];

export const levelColors: Readonly<Record<EventLevel, string>> = {
  info: 'gray',
  warning: 'yellow',
  error: 'orange',
  critical: 'red',
};

export const levelLabels: Readonly<Record<EventLevel, string>> = {
  info: 'Info',
  warning: 'Warning',
  error: 'Error',
  critical: 'Critical',
};

export const stateLabels: Readonly<Record<EventState, string>> = {
  new: 'New',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
};

/** What brings an event into a state, as a button says it. */
export const stateVerbs: Readonly<Record<EventState, string>> = {
  new: 'Reopen',
  acknowledged: 'Acknowledge',
  resolved: 'Resolve',
};

const sourceWords: Readonly<Record<EventItem['sourceType'], string>> = {
  user: '',
  apiToken: 'API token',
  device: 'Device',
  flow: 'Workflow',
  experienceUser: 'Experience user',
  public: 'A visitor',
  alarmRule: 'Alarm rule',
};

/** Who made an event or an update, in words. */
export function nameSource(source: Pick<EventItem, 'sourceType' | 'sourceId' | 'sourceName'>): string {
  const { sourceType, sourceId, sourceName } = source;
  if (sourceType === 'public') return sourceWords.public;
  return [sourceWords[sourceType], sourceName ?? sourceId].filter((word) => word !== '').join(' ');
}
