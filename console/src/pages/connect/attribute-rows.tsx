import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { Attribute } from '../../api/types.ts';
import { PlusIcon, TrashIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';

export interface AttributeRow {
  /** Of this form, for React; not part of the attribute. */
  readonly key: number;
  readonly name: string;
  readonly dataType: Attribute['dataType'];
}

const dataTypes: Attribute['dataType'][] = ['number', 'string', 'boolean', 'gps'];
const namePattern = /^[0-9a-zA-Z_-]{1,255}$/;

/** What is wrong with the name of each row; undefined where nothing is. */
export function checkAttributeRows(rows: readonly AttributeRow[]): readonly (string | undefined)[] {
  return rows.map(({ name }, index) => {
    if (name === '') return t('Give it a name or remove it');
    if (!namePattern.test(name)) return t('Only letters, digits, _ and -');
    return rows.findIndex((row) => row.name === name) < index ? t('There is one of that name') : undefined;
  });
}

/** The attributes of a device that is to be made: names and types, at least one. */
export function AttributeRows(props: {
  readonly rows: readonly AttributeRow[];
  readonly errors: readonly (string | undefined)[];
  readonly onChange: (rows: readonly AttributeRow[]) => void;
}) {
  const { rows, errors, onChange } = props;
  const change = (key: number, given: Partial<AttributeRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...given } : row)));
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" size="sm" fw={500} p={0} mb={4}>
        {t('What it reports')}
      </Text>
      {rows.map((row, index) => (
        <Group key={row.key} gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            flex={1}
            aria-label={t('Name of attribute {index}', { index: index + 1 })}
            placeholder="temperature"
            value={row.name}
            error={errors[index]}
            onChange={(event) => change(row.key, { name: event.currentTarget.value })}
          />
          <NativeSelect
            w={120}
            aria-label={t('Type of attribute {index}', { index: index + 1 })}
            data={dataTypes}
            value={row.dataType}
            onChange={(event) => change(row.key, { dataType: event.currentTarget.value as Attribute['dataType'] })}
          />
          <ActionIcon
            size="lg"
            variant="subtle"
            color="gray"
            disabled={rows.length === 1}
            aria-label={t('Remove attribute {index}', { index: index + 1 })}
            onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
          >
            <TrashIcon />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<PlusIcon size={14} />}
        disabled={rows.length >= 256}
        onClick={() =>
          onChange([...rows, { key: Math.max(...rows.map(({ key }) => key)) + 1, name: '', dataType: 'number' }])
        }
      >
        {t('Add an attribute')}
      </Button>
    </Stack>
  );
}
