import { Select, TagsInput } from '@mantine/core';
import type { AccessKey } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import type { FieldErrors } from '../form/field-errors.ts';

/**
 * Which custom topics an access key or certificate allows: `filterType` says whether the lists, which may hold
 * wildcards, allow or forbid (semantics.md, "MQTT").
 */
export type TopicRules = Pick<AccessKey, 'filterType' | 'pubTopics' | 'subTopics'>;

/** Every custom topic: the `filterType` of the API where none is sent. */
export const everyTopic: TopicRules = { filterType: 'all', pubTopics: [], subTopics: [] };

const choices = [
  { value: 'all', label: t('Any topic') },
  { value: 'whitelist', label: t('Only the topics that I list') },
  { value: 'blacklist', label: t('All topics but those that I list') },
  { value: 'none', label: t('None') },
];

/** Which topics devices with the key or certificate may publish and subscribe, besides their own state and commands. */
export function TopicFields(props: { value: TopicRules; onChange: (value: TopicRules) => void; errors: FieldErrors }) {
  const { value, onChange, errors } = props;
  const lists = value.filterType === 'whitelist' || value.filterType === 'blacklist';
  return (
    <>
      <Select
        label={t('Topics of your own')}
        description={t('Besides state and commands, which are always allowed.')}
        data={choices}
        allowDeselect={false}
        value={value.filterType}
        onChange={(filterType) => onChange({ ...value, filterType: filterType as TopicRules['filterType'] })}
        error={errors.of('filterType')}
      />
      {lists ? (
        <>
          <TagsInput
            label={t('For publishing')}
            description={t('Enter after each; + and # stand for parts of a topic.')}
            value={[...value.pubTopics]}
            onChange={(pubTopics) => onChange({ ...value, pubTopics })}
            error={errors.of('pubTopics')}
          />
          <TagsInput
            label={t('For subscribing')}
            description={t('Enter after each; + and # stand for parts of a topic.')}
            value={[...value.subTopics]}
            onChange={(subTopics) => onChange({ ...value, subTopics })}
            error={errors.of('subTopics')}
          />
        </>
      ) : null}
    </>
  );
}
