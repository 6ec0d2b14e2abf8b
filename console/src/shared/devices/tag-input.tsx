import { TagsInput, type TagsInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tagSuggestionsQuery } from '../../api/queries/devices.ts';
import { t } from '../../words/words.ts';

/** As the library's field for tags, whose suggestions are the application's. */
export interface TagInputProps extends Omit<TagsInputProps, 'value' | 'onChange' | 'data'> {
  readonly applicationId: string;
  /** `key=value`, `key` or `=value`. */
  readonly value: readonly string[];
  readonly onChange: (tags: string[]) => void;
}

/** Tags of devices, suggested while they are typed: the keys that there are, then the values of a key. */
export function TagInput({ applicationId, value, onChange, ...rest }: TagInputProps) {
  const [typed, setTyped] = useState('');
  const suggestions = useQuery(tagSuggestionsQuery(applicationId, typed));
  return (
    <TagsInput
      placeholder={value.length === 0 ? t('key=value') : ''}
      data={suggestions.data ?? []}
      value={[...value]}
      searchValue={typed}
      onSearchChange={setTyped}
      // A key with nothing behind the sign is a start: choosing it goes on with its values, once the field has been emptied.
      onChange={(tags) => onChange(tags.filter((tag) => !tag.endsWith('=')))}
      onOptionSubmit={(option) => {
        if (option.endsWith('=')) setTimeout(() => setTyped(option));
      }}
      maxTags={50}
      maxDropdownHeight={240}
      {...rest}
    />
  );
}
