import type { EventItem } from '../../api/types.ts';
import { t } from '../../words/words.ts';

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
  info: t('Info'),
  warning: t('Warning'),
  error: t('Error'),
  critical: t('Critical'),
};

export const stateLabels: Readonly<Record<EventState, string>> = {
  new: t('New'),
  acknowledged: t('Acknowledged'),
  resolved: t('Resolved'),
};
