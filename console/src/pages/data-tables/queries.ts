import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';

/** A data table. */
export type DataTable = Answer<'GET', '/applications/{applicationId}/data-tables/{dataTableId}'>;
export type Column = DataTable['columns'][number];
export type Import = Answer<'GET', '/applications/{applicationId}/data-tables/{dataTableId}/imports/{importId}'>;

/** A row: its values by the names of the columns, and what every row has. */
export interface Row {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly [column: string]: unknown;
}

export interface TableIds {
  readonly applicationId: string;
  readonly dataTableId: string;
}

export const tablesPerPage = 25;

/** One page of the data tables, counted from 0, by name. */
export const tablesQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.dataTableList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/data-tables', {
        path: { applicationId },
        query: { page, perPage: tablesPerPage },
      }),
    placeholderData: keepPreviousData,
  });

export const tableQuery = ({ applicationId, dataTableId }: TableIds) =>
  queryOptions({
    queryKey: keys.dataTable(applicationId, dataTableId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/data-tables/{dataTableId}', {
        path: { applicationId, dataTableId },
      }),
  });

/** Which rows are looked at, and in which order. */
export interface Listing {
  /** Counted from 1. */
  readonly page: number;
  readonly perPage: number;
  readonly sortColumn: string;
  readonly sortDirection: 'asc' | 'desc';
  /** A query of the API; `{}` selects all. */
  readonly query: Readonly<Record<string, unknown>>;
}

export const rowsQuery = ({ applicationId, dataTableId }: TableIds, listing: Listing) =>
  queryOptions({
    queryKey: keys.dataTableRowList(applicationId, dataTableId, listing),
    queryFn: async () => {
      const { page, perPage, sortColumn, sortDirection, query } = listing;
      const answer = await request('POST', '/applications/{applicationId}/data-tables/{dataTableId}/rows/query', {
        path: { applicationId, dataTableId },
        query: { limit: perPage, offset: (page - 1) * perPage, sortColumn, sortDirection },
        body: query,
      });
      return { items: answer.items as unknown as readonly Row[], totalCount: answer.totalCount };
    },
    placeholderData: keepPreviousData,
  });
