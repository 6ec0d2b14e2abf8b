import { Box, Chip, Group, MultiSelect, Text } from '@mantine/core';
import { fewPills } from '../shared/few-pills.ts';
import { t } from '../words/words.ts';

/** More than a row of chips that is taken in at a glance. */
const mostChips = 12;

export interface AttributePickerProps {
  readonly names: readonly string[];
  readonly value: readonly string[];
  readonly onChange: (names: string[]) => void;
}

/** Which attributes are shown: chips while they are few, a field to search in when they are many. */
export function AttributePicker({ names, value, onChange }: AttributePickerProps) {
  if (names.length > mostChips) {
    return (
      <MultiSelect
        label={t('Attributes')}
        data={names}
        value={[...value]}
        onChange={onChange}
        searchable
        clearable
        maxDropdownHeight={280}
        styles={fewPills}
      />
    );
  }
  return (
    <Box component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" size="sm" fw={500} p={0} mb={4}>
        {t('Attributes')}
      </Text>
      <Chip.Group multiple value={[...value]} onChange={onChange}>
        <Group gap={6}>
          {names.map((name) => (
            <Chip key={name} value={name} size="xs" variant="outline">
              {name}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Box>
  );
}
