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
