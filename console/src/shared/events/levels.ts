import type { EventItem } from '../../api/types.ts';
import { t } from '../../words/words.ts';

/** How severe an event is: info, warning, error or critical (resources.md, "Events"). */
export type EventLevel = EventItem['level'];
/** How far an event has been dealt with: new, acknowledged or resolved (resources.md, "Events"). */
export type EventState = EventItem['state'];

/** Most severe first, as people look for them. */
export const levels: readonly EventLevel[] = ['critical', 'error', 'warning', 'info'];
/** The states of an event, in the order in which it goes through them. */
export const states: readonly EventState[] = ['new', 'acknowledged', 'resolved'];

/** The colour of each level, by Mantine's names. */
export const levelColors: Readonly<Record<EventLevel, string>> = {
  info: 'gray',
  warning: 'yellow',
  error: 'orange',
  critical: 'red',
};

/** What each level is called, in the language of the viewer. */
export const levelLabels: Readonly<Record<EventLevel, string>> = {
  info: t('Info'),
  warning: t('Warning'),
  error: t('Error'),
  critical: t('Critical'),
};

/** What each state is called, in the language of the viewer. */
export const stateLabels: Readonly<Record<EventState, string>> = {
  new: t('New'),
  acknowledged: t('Acknowledged'),
  resolved: t('Resolved'),
};
