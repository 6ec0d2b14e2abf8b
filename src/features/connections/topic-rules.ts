import { filterCovers, filtersOverlap, matchesTopic } from '../../kernel/topic-filter.ts';
import type { DeviceTopic } from '../../platform/feature.ts';
import type { DeviceGrant } from './grant.ts';

/** A topic below `losant/`, taken apart; undefined when it is not one of the reserved topics that exist. */
export interface ReservedTopic {
  readonly deviceId: string;
  readonly name: string;
  /** The levels below the name; undefined when there are none. */
  readonly levels?: string;
}

const reserved = /^losant\/([0-9a-fA-F]{24})\/([a-zA-Z]+)(?:\/(.*))?$/s;

export function parseReservedTopic(topic: string): ReservedTopic | undefined {
  const [, deviceId, name, levels] = reserved.exec(topic) ?? [];
  if (!deviceId || !name) return undefined;
  return { deviceId: deviceId.toLowerCase(), name, ...(levels === undefined ? {} : { levels }) };
}

/** Whether a topic, or a filter, is the device topic, or below one that has levels. */
export function isWithin(deviceTopic: DeviceTopic, { levels }: ReservedTopic): boolean {
  return levels === undefined || (deviceTopic.hasLevels ?? false);
}

/** Whether the device is of a class that has the topic. */
export function hasTopic({ deviceClass }: { readonly deviceClass: string }, { deviceClasses }: DeviceTopic): boolean {
  return deviceClasses?.includes(deviceClass) ?? true;
}

/** Whether the key or certificate lets its devices publish on a custom topic. */
export function mayPublish(grant: DeviceGrant, topic: string): boolean {
  return isPermitted(grant.filterType, grant.pubTopics, (filter) => matchesTopic(filter, topic));
}

/**
 * Whether the key or certificate lets its devices subscribe to a custom topic filter. A whitelist must cover all that the filter could
 * match; a blacklist must not touch any of it.
 */
export function maySubscribe(grant: DeviceGrant, filter: string): boolean {
  return grant.filterType === 'whitelist'
    ? grant.subTopics.some((allowed) => filterCovers(allowed, filter))
    : isPermitted(grant.filterType, grant.subTopics, (forbidden) => filtersOverlap(forbidden, filter));
}

function isPermitted(filterType: string, filters: readonly string[], matches: (filter: string) => boolean): boolean {
  switch (filterType) {
    case 'all':
      return true;
    case 'whitelist':
      return filters.some(matches);
    case 'blacklist':
      return !filters.some(matches);
    default:
      return false;
  }
}
