import type { AccessKey } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { formatCount } from '../format.ts';

/**
 * Which devices a key or certificate is for, in words. Named devices and tags add up: a device that meets either may use it.
 *
 * @param unrestricted what one means that names neither
 */
export function describeDevices(
  { deviceIds, deviceTags }: Pick<AccessKey, 'deviceIds' | 'deviceTags'>,
  unrestricted: string,
): string {
  const named = deviceIds.length === 0 ? [] : [formatCount(deviceIds.length, 'device')];
  const tagged = deviceTags.map(({ key, value }) =>
    t('tag {key} = {value}', { key: key ?? t('any'), value: value ?? t('any') }),
  );
  return [...named, ...tagged].join(', ') || unrestricted;
}

const topicWords: Readonly<Record<AccessKey['filterType'], string>> = {
  all: t('any topic'),
  none: t('none'),
  whitelist: t('only listed topics'),
  blacklist: t('all but listed topics'),
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
