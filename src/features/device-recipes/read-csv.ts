import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { describeCsvFault } from '../../kernel/csv-fault.ts';
import { invalid } from '../../kernel/errors.ts';
import { tidyCsvText } from '../../kernel/tidy-csv.ts';

/** What a CSV of devices says: the names of its columns, and the cells of each row as they stand there. */
export interface DevicesCsv {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Longer than any device that makes sense: a quote that is never closed must not become one cell of all the rest. */
const maxRowLength = 256 * 1024;
/** Bytes that are parsed before others get their turn. */
const pieceLength = 32 * 1024;

/**
 * Reads CSV as RFC 4180 has it (blanks outside quotes do not count), with a header, with or without a byte order mark, lines
 * ended by LF, CR LF or CR. Unnamed
 * columns at the end are left out where their cells are blank, as spreadsheets write them. A line without any character is
 * a row only where the header has one column.
 *
 * @throws AppError Validation, naming the line, when it is no CSV, has no header or more rows than `maxRows`
 */
export async function readCsv(text: string, { maxRows }: { maxRows: number }): Promise<DevicesCsv> {
  const records: string[][] = [];
  const parser = parse({
    // By default, the end of the first line would have to be that of all.
    record_delimiter: ['\r\n', '\n', '\r'],
    // How many cells a row should have is judged row by row.
    relax_column_count: true,
    max_record_size: maxRowLength,
  });
  let failure: Error | undefined;
  parser.on('readable', () => {
    for (let record: string[] | null = parser.read(); record; record = parser.read()) records.push(record);
  });
  const ended = new Promise<void>((resolve) => {
    parser.once('end', resolve);
    parser.once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  const bytes = tidyCsvText(text);
  for (let from = 0; from < bytes.length && !failure; from += pieceLength) {
    parser.write(bytes.subarray(from, from + pieceLength));
    await setImmediate();
    if (records.length > maxRows + 1) break;
  }
  if (records.length <= maxRows + 1 && !failure) {
    parser.end();
    await ended;
  } else parser.destroy();
  if (failure) throw toValidation(failure);
  const [first, ...rest] = records;
  // No column has blanks around its name; cells are taken as they stand.
  const header = withoutBlankEnd(first ?? [], 0).map((name) => name.replace(/^[ \t]+|[ \t]+$/g, ''));
  if (header.length === 0) throw invalid('csv', 'must have a first line that names its columns');
  const rows = rest.filter((cells) => header.length === 1 || cells.length > 1 || cells[0] !== '');
  if (rows.length > maxRows) throw invalid('csv', `must not have more than ${maxRows} rows`);
  return { header, rows: rows.map((cells) => withoutBlankEnd(cells, header.length)) };
}

function withoutBlankEnd(cells: readonly string[], width: number): readonly string[] {
  let end = cells.length;
  while (end > width && cells[end - 1]?.trim() === '') end -= 1;
  return end === cells.length ? cells : cells.slice(0, end);
}

function toValidation(error: Error): Error {
  if (!(error instanceof CsvError)) return error;
  return invalid('csv', `is not valid in line ${error.lines}: ${describeCsvFault(error)}`);
}
