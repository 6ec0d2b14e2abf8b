import { Group, NativeSelect, Pagination, Text } from '@mantine/core';
import { t } from '../words/words.ts';
import { formatNumber } from './format.ts';

/** Which page of a list is shown, and turning to another; the page of the API is one less, because it counts from 0. */
export interface Paging {
  /** Counted from 1. */
  readonly page: number;
  readonly perPage: number;
  readonly onChange: (page: number) => void;
  /** How many a page may have, where the viewer chooses. */
  readonly sizes?: readonly number[];
  readonly onSize?: (perPage: number) => void;
}

/** Turns the pages of a list that the server pages. Nothing is shown when there is one page and no size to choose. */
export function Pager(props: Paging & { readonly totalCount: number }) {
  const { page, perPage, totalCount, onChange, sizes = [], onSize } = props;
  const smallest = Math.min(perPage, ...sizes);
  if (totalCount <= smallest) return null;
  const first = (page - 1) * perPage + 1;
  return (
    <Group p="sm" justify="space-between" gap="xs" component="nav" aria-label={t('Pages of the list')}>
      <Group gap="xs">
        {onSize === undefined ? null : (
          <NativeSelect
            size="xs"
            aria-label={t('Rows per page')}
            data={sizes.map((size) => ({ value: String(size), label: t('{size} a page', { size }) }))}
            value={String(perPage)}
            onChange={(event) => onSize(Number(event.currentTarget.value))}
          />
        )}
        <Text size="sm" c="dimmed" className="number">
          {t('{first} to {value} of {totalCount}', {
            first: formatNumber(first),
            value: formatNumber(Math.min(page * perPage, totalCount)),
            totalCount: formatNumber(totalCount),
          })}
        </Text>
      </Group>
      <Pagination
        size="sm"
        value={page}
        onChange={onChange}
        total={Math.ceil(totalCount / perPage)}
        getItemProps={(item) => ({ 'aria-label': t('Page {item}', { item }) })}
        getControlProps={(control) => ({ 'aria-label': t('{control} page', { control }) })}
      />
    </Group>
  );
}
