import type { AccessKey } from '../../api/types.ts';

/**
 * Which devices a key or certificate is for, in words. Named devices and tags add up: a device that meets either may use it.
 *
 * @param unrestricted what one means that names neither
 */
export function describeDevices(
  { deviceIds, deviceTags }: Pick<AccessKey, 'deviceIds' | 'deviceTags'>,
  unrestricted: string,
): string {
  const named = deviceIds.length === 0 ? [] : [deviceIds.length === 1 ? '1 device' : `${deviceIds.length} devices`];
  const tagged = deviceTags.map(({ key, value }) => `tag ${key ?? 'any'} = ${value ?? 'any'}`);
  return [...named, ...tagged].join(', ') || unrestricted;
}

const topicWords: Readonly<Record<AccessKey['filterType'], string>> = {
  all: 'any topic',
  none: 'none',
  whitelist: 'only listed topics',
  blacklist: 'all but listed topics',
};

/** Which topics of one's own devices with the key or certificate may use. */
export function describeTopics({
  filterType,
  pubTopics,
  subTopics,
}: Pick<AccessKey, 'filterType' | 'pubTopics' | 'subTopics'>): string {
  const listed = new Set([...pubTopics, ...subTopics]).size;
  const words = topicWords[filterType];
  return filterType === 'whitelist' || filterType === 'blacklist' ? `${words} (${listed})` : words;
}
