import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { describeCsvFault } from '../kernel/csv-fault.ts';
import { tidyCsv } from '../kernel/tidy-csv.ts';
import { parseIsoTime } from '../kernel/time-text.ts';
import { CommandError } from './command.ts';

export interface CsvRow {
  /** Of the file, from 1; of a row that spans several lines, the last one. */
  readonly line: number;
  readonly cells: readonly string[];
  /** False when a cell is not UTF-8: then `cells` has something else in its place. */
  readonly isText: boolean;
}

export interface CsvFile {
  readonly header: readonly string[];
  /** Read as they are asked for: memory does not grow with the file. */
  readonly rows: AsyncIterable<CsvRow>;
}

/** Longer than any row that makes sense: a quote that is never closed must not read the whole file into memory. */
const maxRowBytes = 4 * 1024 * 1024;

/**
 * Opens a CSV file: UTF-8 with or without a byte order mark, commas, quotes as RFC 4180 has them (blanks outside them do
 * not count), lines ended by LF, CR LF or CR, each as it likes; empty lines and unnamed columns at the end are ignored.
 *
 * @throws CommandError when it cannot be read, has no header or two columns of one name; so do its rows, with the line, when a quote is wrong
 */
export async function openCsv(file: string): Promise<CsvFile> {
  const parser = parse({
    // Bytes, so that what is not UTF-8 is seen and not replaced.
    encoding: null,
    // By default, the end of the first line would have to be that of all.
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    skip_empty_lines: true,
    // How many cells a row should have is the caller's to judge, by line.
    relax_column_count: true,
    max_record_size: maxRowBytes,
  });
  const source = createReadStream(file);
  const tidy = Readable.from(tidyCsv(source), { objectMode: false });
  tidy.on('error', (error) => parser.destroy(error));
  tidy.pipe(parser);
  const records: AsyncIterator<{ info: { lines: number }; record: Buffer[] }> = parser[Symbol.asyncIterator]();
  const next = async (): Promise<CsvRow | undefined> => {
    try {
      const { value, done } = await records.next();
      return done ? undefined : { line: value.info.lines, ...readCells(value.record) };
    } catch (error) {
      throw toCommandError(file, error);
    }
  };
  const first = await next();
  if (!first) throw new CommandError(`${file} is empty; its first line must name the columns`);
  if (!first.isText) throw new CommandError(`${file}, line ${first.line}: it is not valid UTF-8`);
  const header = first.cells.map((name) => name.trim());
  while (header.at(-1) === '') header.pop();
  const twice = header.find((name, place) => name !== '' && header.indexOf(name) !== place);
  if (twice !== undefined) throw new CommandError(`${file} has two columns '${twice}'`);
  return { header, rows: readRows(next, header.length, () => source.destroy()) };
}

function readCells(record: readonly Buffer[]): Pick<CsvRow, 'cells' | 'isText'> {
  return { cells: record.map((cell) => cell.toString('utf8')), isText: record.every((cell) => isUtf8(cell)) };
}

async function* readRows(
  next: () => Promise<CsvRow | undefined>,
  width: number,
  close: () => void,
): AsyncGenerator<CsvRow> {
  try {
    for (let row = await next(); row; row = await next()) yield { ...row, cells: withoutBlankEnd(row.cells, width) };
  } finally {
    close();
  }
}

/** Spreadsheets end each line with as many commas as the longest had. */
function withoutBlankEnd(cells: readonly string[], width: number): readonly string[] {
  let end = cells.length;
  while (end > width && cells[end - 1]?.trim() === '') end -= 1;
  return cells.slice(0, end);
}

function toCommandError(file: string, error: unknown): Error {
  if (error instanceof CsvError) return new CommandError(`${file}, line ${error.lines}: ${describeCsvFault(error)}`);
  const { code, message } = error as NodeJS.ErrnoException;
  return new CommandError(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}`);
}

/** Epoch ms of a time as CSV files have it: ISO-8601 and the like (UTC where it names no zone), or epoch s or ms. */
export function parseCsvTime(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{1,16}(\.\d+)?$/.test(trimmed)) {
    const value = Number(trimmed);
    const time = Math.round(value < 1e11 ? value * 1000 : value);
    return time <= 8.64e15 ? time : undefined;
  }
  return parseIsoTime(trimmed);
}
