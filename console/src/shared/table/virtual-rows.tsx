import { t } from '../../words/words.ts';
import './virtual-rows.css';
import { Box } from '@mantine/core';
import { type ReactNode, useState } from 'react';

export interface VirtualColumn {
  readonly key: string;
  readonly head: ReactNode;
  /** In px. */
  readonly width: number;
}

export interface VirtualRowsProps {
  /** The name of the table, for those who cannot see it. */
  readonly label: string;
  readonly columns: readonly VirtualColumn[];
  readonly rowCount: number;
  readonly cell: (row: number, column: number) => ReactNode;
  /** The text of a cell that is cut, shown on hover. */
  readonly titleOf?: (row: number, column: number) => string | undefined;
}

const rowHeight = 26;
const height = 420;
/** Rows drawn above and below what is seen, so that scrolling shows no blank. */
const spare = 12;
const visible = Math.ceil(height / rowHeight);

/** A table of any length with a scroll of its own, of which only the rows that are seen are drawn. */
export function VirtualRows({ label, columns, rowCount, cell, titleOf }: VirtualRowsProps) {
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(rowCount, first + visible + 2 * spare);
  const rows = Array.from({ length: last - first }, (_, index) => first + index);
  return (
    <Box
      component="section"
      className="virtual-rows"
      mah={height}
      // What scrolls must be reached by the keyboard.
      tabIndex={0}
      aria-label={t('{label}, scrolling', { label })}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-label={label} aria-rowcount={rowCount + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ key, head, width }) => (
              <th key={key} scope="col" className="foreign" style={{ width, minWidth: width, maxWidth: width }}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} columns={columns.length} />
          {rows.map((row) => (
            <tr key={row} aria-rowindex={row + 2} style={{ height: rowHeight }}>
              {columns.map(({ key, width }, column) => (
                <td key={key} className="number" style={{ maxWidth: width }} title={titleOf?.(row, column)}>
                  {cell(row, column)}
                </td>
              ))}
            </tr>
          ))}
          <Gap rows={rowCount - last} columns={columns.length} />
        </tbody>
      </table>
    </Box>
  );
}

/** The room of rows that are not drawn. */
function Gap({ rows, columns }: { rows: number; columns: number }) {
  if (rows === 0) return null;
  return (
    <tr className="virtual-rows-gap">
      <td colSpan={columns} style={{ height: rows * rowHeight, padding: 0 }} />
    </tr>
  );
}
