import { ActionIcon, Badge, Box, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import { formatNumber } from '../../../shared/format.ts';
import { Markdown } from '../../../shared/markdown.tsx';
import { readPlainLine } from '../../../shared/plain-line.ts';
import { Time } from '../../../shared/time.tsx';
import { t } from '../../../words/words.ts';
import { useDashboardContext } from '../dashboard-context.ts';
import type { DeviceListData, EventListData, TableCell, TableData } from '../shown.ts';
import { EventDialog } from './event-dialog.tsx';

interface Row {
  readonly key: string;
  readonly cells: readonly TableCell[];
  /** What can be done with the row; a button in front of it. */
  readonly onOpen?: () => void;
}

/** Rows that can be sorted by what they show, for this viewing; the first column stays in sight. */
function Rows(props: { label: string; headers: readonly string[]; rows: readonly Row[]; note?: string | undefined }) {
  const { label, headers, rows, note } = props;
  // The rows come in the order that the block is set to; another one is chosen for this viewing.
  const [sort, setSort] = useState<{ index: number; isDown: boolean }>();
  const sorted = useMemo(() => {
    if (!sort) return rows;
    const sign = sort.isDown ? -1 : 1;
    return [...rows].sort((one, other) => sign * compare(one.cells[sort.index]?.raw, other.cells[sort.index]?.raw));
  }, [rows, sort]);
  const hasActions = rows.some(({ onOpen }) => onOpen !== undefined);
  return (
    <Box style={{ overflow: 'auto', height: '100%' }} tabIndex={0} role="region" aria-label={label}>
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {hasActions ? (
              <Table.Th>
                <VisuallyHidden>{t('Change')}</VisuallyHidden>
              </Table.Th>
            ) : null}
            {headers.map((header, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are
              <Table.Th key={index} ta={typeof rows[0]?.cells[index]?.raw === 'number' ? 'right' : undefined}>
                <button
                  type="button"
                  className="legend-button"
                  onClick={() =>
                    setSort((before) => ({ index, isDown: before?.index === index ? !before.isDown : false }))
                  }
                >
                  <Markdown text={header || '\u00a0'} />
                  {sort?.index === index ? <span aria-hidden="true">{sort.isDown ? '▼' : '▲'}</span> : null}
                </button>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map(({ key, cells, onOpen }) => (
            <TableRow key={key} cells={cells} onOpen={onOpen} hasActions={hasActions} />
          ))}
        </Table.Tbody>
      </Table>
      {note === undefined ? null : (
        <Text size="xs" c="dimmed" p={4}>
          {note}
        </Text>
      )}
    </Box>
  );
}

interface TableRowProps {
  readonly cells: readonly TableCell[];
  readonly onOpen: (() => void) | undefined;
  readonly hasActions: boolean;
}

/**
 * Drawn anew only where a cell has changed: while devices report, a table comes whole ten times a second. Of plain elements, because those of the
 * component library would take most of the time in which a table of hundreds of cells is drawn.
 */
const TableRow = memo(function TableRow({ cells, onOpen, hasActions }: TableRowProps) {
  return (
    <tr className="dashboard-row">
      {hasActions ? (
        <td style={{ width: 1 }}>
          {onOpen ? (
            <ActionIcon size="sm" variant="subtle" aria-label={t('Acknowledge or resolve')} onClick={onOpen}>
              ✓
            </ActionIcon>
          ) : null}
        </td>
      ) : null}
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are
        <td key={index} className={typeof cell.raw === 'number' ? 'number' : undefined}>
          <Cell cell={cell} />
        </td>
      ))}
    </tr>
  );
}, isSameRow);

function isSameRow(before: TableRowProps, now: TableRowProps): boolean {
  return (
    before.hasActions === now.hasActions &&
    // What it does is the same as long as the row is: its key is the event's.
    (before.onOpen === undefined) === (now.onOpen === undefined) &&
    before.cells.length === now.cells.length &&
    before.cells.every((cell, index) => {
      const other = now.cells[index];
      return cell.text === other?.text && cell.raw === other.raw && cell.type === other.type;
    })
  );
}

/** That there is more than is shown. */
function describeMore(shown: number, total: number | undefined): string | undefined {
  return total === undefined || total <= shown
    ? undefined
    : t('The first {shown} of {total}.', { shown: formatNumber(shown), total: formatNumber(total) });
}

const levelColors: Readonly<Record<string, string>> = {
  info: 'blue',
  warning: 'orange',
  error: 'red',
  critical: 'red',
};

function Cell({ cell }: { cell: TableCell }) {
  if (cell.type === 'level')
    return (
      <Badge variant="light" color={levelColors[String(cell.raw)] ?? 'gray'}>
        {String(cell.raw)}
      </Badge>
    );
  if (cell.isTime && typeof cell.raw === 'string') return <Time value={cell.raw} />;
  const line = readPlainLine(cell.text);
  return line === undefined ? <Markdown text={cell.text} /> : <span className="foreign">{line}</span>;
}

function compare(one: unknown, other: unknown): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other));
}

/** The rows of a device-state-table or a data-table, and how many more there are where the server counts them. */
export function StateTable({ data, label }: { data: TableData; label: string }) {
  const rows = data.rows.map((cells, index) => ({ key: String(index), cells }));
  const note = describeMore(rows.length, data.totalCount);
  return <Rows label={label} headers={data.columns.map(({ header }) => header)} rows={rows} note={note} />;
}

/** Events; where this viewer may change them, a click on one opens what can be done with it. */
export function EventTable({ blockId, data, label }: { blockId: string; data: EventListData; label: string }) {
  const { mayUpdate } = useDashboardContext();
  const [chosen, setChosen] = useState<string>();
  const isOpen = data.mayUpdate === true && mayUpdate(blockId);
  const rows = data.rows.map(({ eventId, cells, state }, index) => ({
    key: eventId ?? String(index),
    cells,
    ...(isOpen && eventId !== undefined && state !== 'resolved' ? { onOpen: () => setChosen(eventId) } : {}),
  }));
  const note = describeMore(rows.length, data.totalCount);
  return (
    <>
      <Rows label={label} headers={data.columns.map(({ header }) => header)} rows={rows} note={note} />
      {chosen === undefined ? null : (
        <EventDialog blockId={blockId} eventId={chosen} onClose={() => setChosen(undefined)} />
      )}
    </>
  );
}

/** The rows of a device-list; without a count, because the server sends none. */
export function DeviceTable({ data, label }: { data: DeviceListData; label: string }) {
  const rows = data.rows.map(({ deviceId, cells }, index) => ({ key: deviceId ?? String(index), cells }));
  return <Rows label={label} headers={data.columns.map(({ header }) => header)} rows={rows} />;
}

interface OpenEvents {
  readonly count: number;
  readonly level?: string;
  readonly subject?: string;
  readonly time?: string;
}

/** The most severe of the open events, or that there is none. */
export function OpenEventsView({ data }: { data: OpenEvents }) {
  const { count, level = 'info', subject, time } = data;
  return (
    <Stack align="center" justify="center" h="100%" gap={4}>
      <Group gap={6}>
        <Badge size="lg" variant="light" color={count === 0 ? 'green' : (levelColors[level] ?? 'gray')}>
          {count === 0 ? t('OK') : level}
        </Badge>
        <Text size="sm">{count === 0 ? t('No open events') : t('{count} open', { count })}</Text>
      </Group>
      {subject === undefined ? null : (
        <Text fw={600} ta="center" className="foreign" lineClamp={3}>
          {subject}
        </Text>
      )}
      {time === undefined ? null : (
        <Text size="xs" c="dimmed">
          <Time value={time} format="relative" />
        </Text>
      )}
    </Stack>
  );
}
