import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../words/words.ts';
import { PlusIcon, TrashIcon } from '../icons.tsx';

export interface RowListProps<Row> {
  readonly title: string;
  /** "attribute": what one row is, in the labels of its buttons. */
  readonly what: string;
  /** What the button says that adds one. */
  readonly add: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => number;
  readonly most: number;
  readonly makeRow: (key: number) => Row;
  readonly onChange: (rows: readonly Row[]) => void;
  readonly children: (row: Row, change: (given: Partial<Row>) => void, number: number) => ReactNode;
}

/** Rows of a form that can be added to and removed. */
export function RowList<Row>(props: RowListProps<Row>) {
  const { title, what, add, rows, keyOf, most, makeRow, onChange, children } = props;
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" size="sm" fw={500} p={0} mb={4}>
        {title}
      </Text>
      {rows.map((row, index) => (
        <Group key={keyOf(row)} gap="xs" wrap="nowrap" align="flex-start">
          {/* Fields that say how wide they have to be go below each other where that is more than there is. */}
          <Group gap="xs" align="flex-start" flex={1} miw={0}>
            {children(
              row,
              (given) => onChange(rows.map((each) => (keyOf(each) === keyOf(row) ? { ...each, ...given } : each))),
              index + 1,
            )}
          </Group>
          <ActionIcon
            size="lg"
            variant="subtle"
            color="gray"
            aria-label={t('Remove {what} {index}', { what, index: index + 1 })}
            onClick={() => onChange(rows.filter((each) => keyOf(each) !== keyOf(row)))}
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
        disabled={rows.length >= most}
        onClick={() => onChange([...rows, makeRow(Math.max(-1, ...rows.map(keyOf)) + 1)])}
      >
        {add}
      </Button>
    </Stack>
  );
}
