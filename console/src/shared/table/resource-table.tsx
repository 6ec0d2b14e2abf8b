import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../../api/types.ts';
import { formatCount } from '../format.ts';
import { Section } from '../page.tsx';
import { Pager, type Paging } from '../pager.tsx';
import { QueryView } from '../states.tsx';
import { DataTable, type DataTableProps } from './data-table.tsx';

export interface ResourceTableProps<T> extends Omit<DataTableProps<T>, 'rows'> {
  /** One page of the list, as the server pages, sorts and filters it. */
  readonly query: UseQueryResult<Page<T>>;
  /** What one row is: "access key". The heading counts them. */
  readonly noun: string;
  /** Instead of the count. */
  readonly title?: string | ((page: Page<T>) => string);
  readonly actions?: ReactNode;
  /** What stands there when the list is empty: what it would hold, and how to begin. */
  readonly empty: ReactNode;
  readonly paging?: Paging;
  /** Between the heading and the rows. */
  readonly notice?: ReactNode;
}

/** A list of resources: loading, failing, empty, or in rows that can be sorted, selected and paged. */
export function ResourceTable<T>(props: ResourceTableProps<T>) {
  const { query, noun, title, actions, empty, paging, notice, ...table } = props;
  return (
    <QueryView query={query}>
      {(page) => {
        const { items, totalCount } = page;
        const heading = typeof title === 'function' ? title(page) : (title ?? formatCount(totalCount, noun));
        return (
          <Section title={heading} padding={0} actions={actions}>
            {notice}
            {items.length === 0 ? empty : <DataTable {...table} rows={items} />}
            {paging === undefined ? null : <Pager {...paging} totalCount={totalCount} />}
          </Section>
        );
      }}
    </QueryView>
  );
}
