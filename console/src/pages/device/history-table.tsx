import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { QueryView, type QueryViewProps } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { t } from '../../words/words.ts';

/** What each of the histories of a device is told. */
export interface HistoryProps {
  readonly applicationId: string;
  readonly deviceId: string;
  /** Counts the reports that have come since the page was opened. */
  readonly news: number;
}

export interface HistoryTableProps<T> {
  readonly label: string;
  readonly query: QueryViewProps<readonly T[]>['query'];
  readonly columns: readonly Column<T>[];
  readonly empty: ReactNode;
  /** Undefined when everything is shown that the API gives. */
  readonly showMore: (() => void) | undefined;
}

/** A table of what happened, newest first. */
export function HistoryTable<T extends { readonly time: string }>(props: HistoryTableProps<T>) {
  const { label, query, columns, empty, showMore } = props;
  return (
    <QueryView query={query}>
      {(rows) =>
        rows.length === 0 ? (
          empty
        ) : (
          <>
            {/* Two of one time are told apart by their place. */}
            <DataTable label={label} rows={rows} columns={columns} keyOf={({ time }, index) => `${time} ${index}`} />
            {showMore === undefined ? null : (
              <Group justify="center" mt="sm">
                <Button variant="default" size="xs" onClick={showMore}>
                  {t('Show more')}
                </Button>
              </Group>
            )}
          </>
        )
      }
    </QueryView>
  );
}
