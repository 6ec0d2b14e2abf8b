import { Button, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { t } from '../../words/words.ts';
import type { FieldErrors } from '../form/field-errors.ts';
import { RowList } from '../form/row-list.tsx';
import { PlusIcon } from '../icons.tsx';
import { type CommandFieldRow, type CommandRow, emptyField, fieldTypes } from './command-draft.ts';

const mostCommands = 50;
const mostFields = 50;

export interface CommandRowsProps {
  readonly rows: readonly CommandRow[];
  readonly onChange: (rows: readonly CommandRow[]) => void;
  readonly errors: FieldErrors;
}

/** The commands that a device understands, with the fields of each: what the forms of its page are made of. */
export function CommandRows({ rows, onChange, errors }: CommandRowsProps) {
  const changeRow = (key: number, part: Partial<CommandRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <Stack gap="sm" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" size="sm" fw={500} p={0} mb={4}>
        {t('Commands')}
      </Text>
      {rows.map((row, index) => (
        <Paper key={row.key} withBorder p="sm" radius="md">
          <Stack gap="xs">
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <TextInput
                flex={1}
                aria-label={t('Name of command {number}', { number: index + 1 })}
                placeholder="setSpeed"
                maxLength={255}
                value={row.name}
                error={errors.of(`commands.${row.key}`)}
                onChange={(event) => changeRow(row.key, { name: event.currentTarget.value })}
              />
              <Button
                variant="subtle"
                color="gray"
                onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
                aria-label={t('Remove command {number}', { number: index + 1 })}
              >
                {t('Remove')}
              </Button>
            </Group>
            <FieldRows row={row} errors={errors} onChange={(fields) => changeRow(row.key, { fields })} />
          </Stack>
        </Paper>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<PlusIcon size={14} />}
        disabled={rows.length >= mostCommands}
        onClick={() =>
          onChange([...rows, { key: Math.max(-1, ...rows.map(({ key }) => key)) + 1, name: '', fields: [] }])
        }
      >
        {t('Add a command')}
      </Button>
    </Stack>
  );
}

interface FieldRowsProps {
  readonly row: CommandRow;
  readonly errors: FieldErrors;
  readonly onChange: (fields: readonly CommandFieldRow[]) => void;
}

function FieldRows({ row, errors, onChange }: FieldRowsProps) {
  const title =
    row.name === '' ? t('Fields of its payload') : t('Fields of the payload of {command}', { command: row.name });
  return (
    <RowList
      title={title}
      what={t('field')}
      add={t('Add a field')}
      rows={row.fields}
      keyOf={({ key }) => key}
      most={mostFields}
      makeRow={emptyField}
      onChange={onChange}
    >
      {(field, change, number) => (
        <Group gap="xs" flex={1} align="flex-start">
          <TextInput
            flex={2}
            miw={110}
            aria-label={t('Name of field {number}', { number })}
            placeholder="speed"
            maxLength={255}
            value={field.name}
            error={errors.of(`commands.${row.key}.${field.key}`)}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <NativeSelect
            w={105}
            aria-label={t('Type of field {number}', { number })}
            data={fieldTypes}
            value={field.dataType}
            onChange={(event) => change({ dataType: event.currentTarget.value as (typeof fieldTypes)[number] })}
          />
          {field.dataType === 'number' ? (
            <>
              <TextInput
                w={70}
                inputMode="decimal"
                aria-label={t('Least value of field {number}', { number })}
                placeholder={t('least')}
                value={field.min}
                onChange={(event) => change({ min: event.currentTarget.value })}
              />
              <TextInput
                w={70}
                inputMode="decimal"
                aria-label={t('Largest value of field {number}', { number })}
                placeholder={t('largest')}
                value={field.max}
                onChange={(event) => change({ max: event.currentTarget.value })}
              />
              <TextInput
                w={70}
                aria-label={t('Unit of field {number}', { number })}
                placeholder={t('unit')}
                maxLength={255}
                value={field.unit}
                onChange={(event) => change({ unit: event.currentTarget.value })}
              />
            </>
          ) : field.dataType === 'string' ? (
            <TextInput
              flex={2}
              miw={150}
              aria-label={t('Choices of field {number}', { number })}
              placeholder={t('any text, or: open, closed')}
              value={field.choices}
              onChange={(event) => change({ choices: event.currentTarget.value })}
            />
          ) : null}
        </Group>
      )}
    </RowList>
  );
}

/** What of the numbers that were typed into the rows is none, by the names of `listCommandFields`. */
export function checkCommandRows(rows: readonly CommandRow[]): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const row of rows)
    for (const field of row.fields) {
      const limits = field.dataType === 'number' ? [field.min, field.max] : [];
      if (limits.some((text) => text.trim() !== '' && !Number.isFinite(Number(text))))
        problems[`commands.${row.key}.${field.key}`] = t('Its limits must be numbers');
    }
  return problems;
}
