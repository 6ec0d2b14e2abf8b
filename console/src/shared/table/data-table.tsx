import { t } from '../../words/words.ts';
import './data-table.css';
import { Anchor, Checkbox, NativeSelect, Table, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** One column of a table whose rows are `T`; widths are in px. */
export interface Column<T> {
  /** What stands over the column, and beside the value on a card. */
  readonly head: string;
  readonly cell: (row: T) => ReactNode;
  /** Says so to screen readers alone, as for buttons. */
  readonly isHeadHidden?: boolean;
  /** The name of the row: it heads the card. */
  readonly isTitle?: boolean;
  /** Makes a link of the cell: a path below /console. */
  readonly to?: (row: T) => string;
  /** The API's field that the list can be sorted by here. */
  readonly sort?: string;
  /** Left out where there is no room for it: between a phone, whose cards show it unless the table is dense, and a wide screen. */
  readonly isWideOnly?: boolean;
  readonly align?: 'right';
  readonly noWrap?: boolean;
  readonly isNumber?: boolean;
  /** Text of devices or people, as long and as strange as they like; titles are that anyway. */
  readonly isForeign?: boolean;
  /** A small button that opens a menu: on a card it stands in the corner. */
  readonly isMenu?: boolean;
  readonly width?: number;
  readonly maxWidth?: number;
}

export interface Sorting {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
  readonly onSort: (field: string, direction: 'asc' | 'desc') => void;
}

export interface Selection<T> {
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (keys: readonly string[], on: boolean) => void;
  readonly nameOf: (row: T) => string;
}

export interface DataTableProps<T> {
  /** The name of the table, for those who cannot see it. */
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T, index: number) => string;
  readonly columns: readonly Column<T>[];
  readonly sorting?: Sorting | undefined;
  readonly selection?: Selection<T> | undefined;
  /** Narrower than this, in pixels, it scrolls sideways; on a phone the rows are cards. */
  readonly minWidth?: number;
  /** One line for each row, and as many rows as fit: what is too long for its column is cut, and shown on hover. */
  readonly isDense?: boolean | undefined;
}

/** Rows in columns; on a phone a card for each row. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, rows, keyOf, columns, sorting, selection, minWidth = 0, isDense } = props;
  return (
    <>
      {sorting === undefined ? null : <SortSelect columns={columns} sorting={sorting} />}
      <div className="data-table-scroll">
        {/* Cards are no table to a browser any more: what each part is has to be said. */}
        <Table
          highlightOnHover
          className="data-table"
          data-dense={isDense}
          role="table"
          aria-label={label}
          style={{ '--data-table-width': `${minWidth}px` }}
        >
          <Table.Thead role="rowgroup">
            <Table.Tr role="row">
              {selection === undefined ? null : <SelectAll keys={rows.map(keyOf)} selection={selection} />}
              {columns.map((column) => (
                <Head key={column.head} column={column} sorting={sorting} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody role="rowgroup">
            {rows.map((row, index) => {
              const key = keyOf(row, index);
              return (
                <Table.Tr key={key} role="row">
                  {selection === undefined ? null : (
                    <Table.Td role="cell" className="data-table-select">
                      <Checkbox
                        size="xs"
                        aria-label={t('Select {row}', { row: selection.nameOf(row) })}
                        checked={selection.selected.has(key)}
                        onChange={(event) => selection.onSelect([key], event.currentTarget.checked)}
                      />
                    </Table.Td>
                  )}
                  {columns.map((column) => (
                    <Cell key={column.head} column={column} row={row} />
                  ))}
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}

function Cell<T>({ column, row }: { column: Column<T>; row: T }) {
  const { head, cell, isHeadHidden, isTitle, isForeign, isNumber, isMenu, isWideOnly, to, align, noWrap, maxWidth } =
    column;
  const content = cell(row);
  const classes = [isTitle || isForeign ? 'foreign' : '', isNumber ? 'number' : '', isMenu ? 'data-table-menu' : ''];
  return (
    <Table.Td
      role="cell"
      className={classes.filter((name) => name !== '').join(' ')}
      data-label={isHeadHidden || isTitle ? undefined : head}
      data-title={isTitle}
      data-wide={isWideOnly}
      data-align={align}
      title={typeof content === 'string' ? content : undefined}
      style={{
        ...(noWrap ? { whiteSpace: 'nowrap' } : {}),
        ...(maxWidth === undefined ? {} : { '--data-table-column': `${maxWidth}px` }),
      }}
    >
      {to === undefined ? (
        content
      ) : (
        <Anchor component={Link} to={to(row)}>
          {content}
        </Anchor>
      )}
    </Table.Td>
  );
}

function Head<T>({ column, sorting }: { column: Column<T>; sorting: Sorting | undefined }) {
  const { head, isHeadHidden, sort, isWideOnly, align, noWrap, width } = column;
  const isSorted = sort !== undefined && sorting?.field === sort;
  const direction = sorting?.direction === 'desc' ? 'descending' : 'ascending';
  return (
    <Table.Th
      role="columnheader"
      data-wide={isWideOnly}
      data-align={align}
      w={width}
      style={noWrap ? { whiteSpace: 'nowrap' } : undefined}
      {...(sort === undefined || !sorting ? {} : { 'aria-sort': isSorted ? direction : 'none' })}
    >
      {isHeadHidden ? (
        <span className="off-screen">{head}</span>
      ) : sort === undefined || !sorting ? (
        head
      ) : (
        <UnstyledButton
          fz="inherit"
          fw="inherit"
          onClick={() => sorting.onSort(sort, isSorted && sorting.direction === 'asc' ? 'desc' : 'asc')}
        >
          {head} <span aria-hidden="true">{isSorted ? (direction === 'ascending' ? '↑' : '↓') : ''}</span>
        </UnstyledButton>
      )}
    </Table.Th>
  );
}

function SelectAll<T>({ keys, selection }: { keys: readonly string[]; selection: Selection<T> }) {
  const chosen = keys.filter((key) => selection.selected.has(key)).length;
  return (
    <Table.Th role="columnheader" w={36}>
      <Checkbox
        size="xs"
        aria-label={t('Select all on this page')}
        checked={chosen > 0 && chosen === keys.length}
        indeterminate={chosen > 0 && chosen < keys.length}
        onChange={(event) => selection.onSelect(keys, event.currentTarget.checked)}
      />
    </Table.Th>
  );
}

/** Cards have no heads to sort by. */
function SortSelect<T>({ columns, sorting }: { columns: readonly Column<T>[]; sorting: Sorting }) {
  const choices = columns.flatMap(({ head, sort }) =>
    sort === undefined
      ? []
      : [
          { value: `${sort} asc`, label: t('{head}, ascending', { head }) },
          { value: `${sort} desc`, label: t('{head}, descending', { head }) },
        ],
  );
  const present = `${sorting.field} ${sorting.direction}`;
  return (
    <NativeSelect
      hiddenFrom="sm"
      label={t('Sort by')}
      px="md"
      pb="xs"
      data={choices}
      value={present}
      onChange={(event) => {
        const [field = '', direction] = event.currentTarget.value.split(' ');
        sorting.onSort(field, direction === 'desc' ? 'desc' : 'asc');
      }}
    />
  );
}
