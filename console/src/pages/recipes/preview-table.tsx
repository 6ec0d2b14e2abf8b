import { Alert, List, ScrollArea, Table, Text } from '@mantine/core';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import { type ColumnChoice, judgeHeader, judgeRow, type ParsedCsv } from './csv-preview.ts';

/** Rows that are shown: the first ones, and the first of those that will fail. */
const rowsShown = 8;

/** What the CSV will become, with what is wrong beside each row. */
export function PreviewTable({ csv, choice }: { csv: ParsedCsv; choice: ColumnChoice }) {
  const { header, rows } = csv;
  const problems = judgeHeader(header, choice);
  const bad = rows.flatMap((row, index) => {
    const problem = judgeRow(header, row, choice);
    return problem === undefined ? [] : [{ row, index, problem }];
  });
  const first = rows.slice(0, rowsShown).map((row, index) => ({ row, index, problem: judgeRow(header, row, choice) }));
  const shown = [...first, ...bad.filter(({ index }) => index >= rowsShown).slice(0, rowsShown)];
  return (
    <>
      {problems.length === 0 ? null : (
        <Alert color="red" role="alert" title={t('The columns do not fit yet')}>
          <List size="sm">
            {problems.map((problem) => (
              <List.Item key={problem} className="foreign">
                {problem}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {bad.length === 0 ? null : (
        <Alert color="orange" role="status" title={t('{rows} will fail', { rows: formatCount(bad.length, 'row') })}>
          {t('The others are made all the same; the result says of each row what became of it.')}
        </Alert>
      )}
      <ScrollArea type="auto">
        <Table aria-label={t('Preview')} withTableBorder style={{ fontSize: 'var(--mantine-font-size-sm)' }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('Row')}</Table.Th>
              {header.map((column, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name until that is mended
                <Table.Th key={index} className="foreign">
                  {column}
                  <Text size="xs" c="dimmed" fw={400}>
                    {describeColumn(column, choice)}
                  </Text>
                </Table.Th>
              ))}
              <Table.Th>{t('Problem')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ row, index, problem }) => (
              <Table.Tr key={index}>
                <Table.Td>{formatNumber(index + 1)}</Table.Td>
                {header.map((_, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell has nothing else to go by
                  <Table.Td key={column} className="foreign" maw={260}>
                    <Text size="sm" lineClamp={2}>
                      {row[column] ?? ''}
                    </Text>
                  </Table.Td>
                ))}
                <Table.Td c={problem === undefined ? 'dimmed' : 'red'}>{problem ?? t('none')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
      {shown.length < rows.length ? (
        <Text size="sm" c="dimmed">
          {t('{count} more rows are not shown.', { count: formatNumber(rows.length - shown.length) })}
        </Text>
      ) : null}
    </>
  );
}

function describeColumn(column: string, { nameColumn, descriptionColumn, gatewayIdColumn }: ColumnChoice): string {
  switch (column) {
    case nameColumn:
      return t('name');
    case descriptionColumn:
      return 'description';
    case gatewayIdColumn:
      return t('gateway');
    default:
      return t('tag');
  }
}
