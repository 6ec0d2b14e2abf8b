import { Group, Pagination, Text } from '@mantine/core';
import { formatNumber } from '../shared/format.ts';

/** Turns the pages of a list that the server pages. `page` counts from 1; nothing is shown when there is one page. */
export function Pager(props: { page: number; perPage: number; totalCount: number; onChange: (page: number) => void }) {
  const { page, perPage, totalCount, onChange } = props;
  if (totalCount <= perPage) return null;
  const first = (page - 1) * perPage + 1;
  return (
    <Group p="sm" justify="space-between" gap="xs" component="nav" aria-label="Pages of the list">
      <Text size="sm" c="dimmed" className="number">
        {formatNumber(first)} to {formatNumber(Math.min(page * perPage, totalCount))} of {formatNumber(totalCount)}
      </Text>
      <Pagination
        size="sm"
        value={page}
        onChange={onChange}
        total={Math.ceil(totalCount / perPage)}
        getControlProps={(control) => ({ 'aria-label': `${control} page` })}
      />
    </Group>
  );
}
