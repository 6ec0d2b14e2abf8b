import type { EventItem } from '../../api/types.ts';
import type { EventState } from '../../shared/events/levels.ts';
import { t } from '../../words/words.ts';

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
  new: t('Reopen'),
  acknowledged: t('Acknowledge'),
  resolved: t('Resolve'),
};

const sourceWords: Readonly<Record<EventItem['sourceType'], string>> = {
  user: '',
  apiToken: t('API token'),
  device: t('Device'),
  flow: t('Workflow'),
  experienceUser: t('Experience user'),
  public: t('A visitor'),
  alarmRule: t('Alarm rule'),
  dashboard: t('Dashboard'),
};

/** Who made an event or an update, in words. */
export function nameSource(source: Pick<EventItem, 'sourceType' | 'sourceId' | 'sourceName'>): string {
  const { sourceType, sourceId, sourceName } = source;
  if (sourceType === 'public') return sourceWords.public;
  return [sourceWords[sourceType], sourceName ?? sourceId].filter((word) => word !== '').join(' ');
}
