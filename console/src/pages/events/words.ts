import type { EventItem } from '../../api/types.ts';
import type { EventState } from '../../shared/events/levels.ts';

export {
  type EventLevel,
  type EventState,
  levelColors,
  levelLabels,
  levels,
  stateLabels,
  states,
} from '../../shared/events/levels.ts';

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
  dashboard: 'Dashboard',
};

/** Who made an event or an update, in words. */
export function nameSource(source: Pick<EventItem, 'sourceType' | 'sourceId' | 'sourceName'>): string {
  const { sourceType, sourceId, sourceName } = source;
  if (sourceType === 'public') return sourceWords.public;
  return [sourceWords[sourceType], sourceName ?? sourceId].filter((word) => word !== '').join(' ');
}
