import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { parseIsoTime } from '../kernel/time-text.ts';
import { CommandError } from './command.ts';

export interface CsvRow {
  /** Of the file, from 1; of a row that spans several lines, the last one. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvFile {
  readonly header: readonly string[];
  /** Read as they are asked for: memory does not grow with the file. */
  readonly rows: AsyncIterable<CsvRow>;
}

/** Longer than any row that makes sense: a quote that is never closed must not read the whole file into memory. */
const maxRowBytes = 4 * 1024 * 1024;

/**
 * Opens a CSV file: UTF-8 with or without a byte order mark, commas, quotes as RFC 4180 has them, empty lines ignored.
 *
 * @throws CommandError when it cannot be read or has no header; so do its rows, with the line, when a quote is wrong
 */
export async function openCsv(file: string): Promise<CsvFile> {
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    // How many cells a row should have is the caller's to judge, by line.
    relax_column_count: true,
    max_record_size: maxRowBytes,
  });
  const source = createReadStream(file);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  const records: AsyncIterator<{ info: { lines: number }; record: string[] }> = parser[Symbol.asyncIterator]();
  const next = async (): Promise<CsvRow | undefined> => {
    try {
      const { value, done } = await records.next();
      return done ? undefined : { line: value.info.lines, cells: value.record };
    } catch (error) {
      throw toCommandError(file, error);
    }
  };
  const first = await next();
  if (!first) throw new CommandError(`${file} is empty; its first line must name the columns`);
  return { header: first.cells.map((name) => name.trim()), rows: readRows(next, () => source.destroy()) };
}

async function* readRows(next: () => Promise<CsvRow | undefined>, close: () => void): AsyncGenerator<CsvRow> {
  try {
    for (let row = await next(); row; row = await next()) yield row;
  } finally {
    close();
  }
}

function toCommandError(file: string, error: unknown): Error {
  if (error instanceof CsvError) return new CommandError(`${file}, line ${error.lines}: ${error.message}`);
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
