import { parse } from 'csv-parse/browser/esm/sync';
import { t } from '../../words/words.ts';

/** A CSV of devices as it was pasted or dropped. */
export interface ParsedCsv {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What the columns stand for, by the API's names; every other column is a tag. Empty: none. */
export interface ColumnChoice {
  readonly nameColumn: string;
  readonly descriptionColumn: string;
  readonly gatewayIdColumn: string;
}

export const noColumns: ColumnChoice = { nameColumn: '', descriptionColumn: '', gatewayIdColumn: '' };

/** As many as one call takes. */
export const maxDevices = 100_000;
/** As much as one call takes, less what is around it. */
const maxBytes = 5 * 1024 * 1024 - 4096;
/** What a result has beside the columns that were sent; it is ignored when it is sent again. */
const resultColumns: ReadonlySet<string> = new Set([
  'losantDeviceId',
  'losantDeviceKey',
  'losantDeviceSecret',
  'creationErrors',
]);

/** Reads a text as the server will. @throws Error in words when it is no CSV */
export function parseCsv(text: string): ParsedCsv {
  if (JSON.stringify(text).length > maxBytes)
    throw new Error(t('The text is larger than the 5 MiB that one call takes.'));
  let records: string[][];
  try {
    records = parse(text, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // Blanks outside quotes do not count for the server either.
      trim: true,
    });
  } catch (error) {
    throw new Error(t('This is no CSV: {part}', { part: error instanceof Error ? error.message : String(error) }));
  }
  const [first = [], ...rest] = records;
  const header = withoutBlankEnd(first, 0);
  if (header.length === 0) throw new Error(t('The first line must name the columns.'));
  const rows = rest
    .filter((cells) => header.length === 1 || cells.length > 1 || cells[0] !== '')
    .map((cells) => withoutBlankEnd(cells, header.length));
  if (rows.length > maxDevices) throw new Error(t('One call takes 100,000 rows.'));
  return { header, rows };
}

/** Which columns are probably what, by their names. */
export function guessColumns(header: readonly string[]): ColumnChoice {
  const find = (...names: string[]) => header.find((column) => names.includes(column.trim().toLowerCase())) ?? '';
  return {
    nameColumn: find('name', 'device name', 'devicename', 'device_name'),
    descriptionColumn: find('description', 'device description', 'device_description'),
    gatewayIdColumn: find('gatewayid', 'gateway id', 'gateway_id', 'gateway'),
  };
}

/** What is wrong with the header: nothing is made as long as something is. */
export function judgeHeader(header: readonly string[], choice: ColumnChoice): string[] {
  const chosen = new Set(Object.values(choice).filter((column) => column !== ''));
  const twice = header.filter((column, index) => header.indexOf(column) !== index);
  const tags = header.filter((column) => !chosen.has(column) && !resultColumns.has(column));
  return [
    ...[...new Set(twice)].map((column) => t('Two columns are called “{column}”.', { column })),
    ...tags
      .filter((column) => !/^[0-9a-zA-Z_-]{1,255}$/.test(column))
      .map((column) =>
        t('“{column}” cannot be the key of a tag: letters, digits, - and _ only. Say what it is, or rename it.', {
          column,
        }),
      ),
    ...(tags.includes('DeviceRecipe')
      ? [t('Devices get the tag DeviceRecipe from their recipe: rename that column.')]
      : []),
  ];
}

/** What is wrong with a row, as far as it can be seen here; such a row fails alone. */
export function judgeRow(header: readonly string[], row: readonly string[], choice: ColumnChoice): string | undefined {
  if (row.length !== header.length) return t('{count} of {count2} cells', { count: row.length, count2: header.length });
  for (const [index, column] of header.entries()) {
    const cell = row[index] ?? '';
    if (resultColumns.has(column)) continue;
    if (column === choice.gatewayIdColumn) {
      if (cell.trim() !== '' && !/^[0-9a-f]{24}$/i.test(cell))
        return t('{column} is not the id of a gateway', { column });
    } else if ([...cell].length > (column === choice.descriptionColumn ? 32_767 : 255))
      return t('{column} is too long', { column });
  }
  return undefined;
}

function withoutBlankEnd(cells: readonly string[], width: number): readonly string[] {
  let end = cells.length;
  while (end > width && cells[end - 1]?.trim() === '') end -= 1;
  return cells.slice(0, end);
}
