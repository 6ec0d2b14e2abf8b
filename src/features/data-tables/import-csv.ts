import { CsvError, type Parser, parse } from 'csv-parse';
import { describeCsvFault } from '../../kernel/csv-fault.ts';
import { fromDecimal } from '../../kernel/decimal.ts';
import { type AppError, invalid } from '../../kernel/errors.ts';
import { InTurn } from '../../kernel/in-turn.ts';
import { tidyCsv } from '../../kernel/tidy-csv.ts';
import { builtInNames, type CellValue, type StoredColumn } from './columns.ts';

/** Longer than any row that makes sense: a quote that is never closed must not read the whole file into memory. */
const maxRecordCharacters = 1024 * 1024;

/** A row of a CSV file. */
export interface CsvRecord {
  /** On which it ends, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Bytes that are parsed in one turn of the event loop: a few ms, however short the rows. */
const bytesPerTurn = 8 * 1024;
/** All files that are read take this thread's time from each other, and little from anybody else. */
const turns = new InTurn();

/**
 * The rows of a CSV file, its header among them, some at a time: UTF-8 with or without a byte order mark, commas, quotes as RFC 4180
 * has them (blanks outside them do not count), lines ended by LF, CR LF or CR; empty lines are left out. Memory does not grow with
 * the file, and others have the thread in between.
 *
 * @param owner of whose load this is part
 * @throws AppError Validation naming the line where the file is no CSV
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>, owner: string): AsyncGenerator<readonly CsvRecord[]> {
  const parser = parse({
    info: true,
    // By default, the end of the first line would have to be that of all.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: maxRecordCharacters,
  });
  // Whoever writes is told of it; without a listener it would end the process.
  parser.on('error', () => undefined);
  try {
    for await (const text of decode(tidyCsv(inTurns(bytes, owner)))) {
      const written = settle((done) => parser.write(text, done));
      // Each piece is parsed before `write` returns, and only `read` makes room for the next.
      const records = takeRecords(parser);
      await written;
      if (records.length > 0) yield records;
    }
    await settle((done) => parser.end(done));
    const records = takeRecords(parser);
    if (records.length > 0) yield records;
  } catch (error) {
    if (error instanceof CsvError)
      throw invalid('file', `is not valid in line ${error.lines}: ${describeCsvFault(error)}`);
    throw error;
  } finally {
    parser.destroy();
  }
}

async function* inTurns(bytes: AsyncIterable<Uint8Array>, owner: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.byteLength; from += bytesPerTurn) {
      await turns.take(owner);
      yield chunk.subarray(from, from + bytesPerTurn);
    }
  }
}

function settle(act: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
}

/** What has been parsed so far and not been taken yet. */
function takeRecords(parser: Parser): CsvRecord[] {
  const records: CsvRecord[] = [];
  for (let next = parser.read(); next !== null; next = parser.read()) {
    const { info, record } = next as { info: { lines: number }; record: string[] };
    records.push({ line: info.lines, cells: record });
  }
  return records;
}

async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // The one mark that means nothing is gone by now.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const next = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw invalid('file', 'must be UTF-8');
    }
  };
  for await (const chunk of bytes) {
    const text = next(chunk);
    if (text !== '') yield text;
  }
  const last = next();
  if (last !== '') yield last;
}

/** The columns that the cells of a row belong to; undefined: a cell that is skipped. */
export type CsvHeader = readonly (StoredColumn | undefined)[];

/** Finds the columns that a header names; what the table does not have, and what every row has, is skipped. */
export function readHeader(columns: readonly StoredColumn[], cells: readonly string[]): CsvHeader {
  return cells.map((cell) => {
    const name = cell.trim();
    return builtInNames.some((each) => each === name) ? undefined : columns.find((each) => each.name === name);
  });
}

/**
 * Checks a header before any row is read.
 *
 * @throws AppError Validation when a column is named twice, none is named, or one is missing without which no row can be
 *   stored
 */
export function checkHeader(columns: readonly StoredColumn[], cells: readonly string[]): void {
  const named = new Set<StoredColumn>();
  for (const column of readHeader(columns, cells)) {
    if (column && named.has(column)) throw invalid('file', `has two columns ${column.name} in its header`);
    if (column) named.add(column);
  }
  const missing = columns.find((column) => column.constraint !== 'optional' && !named.has(column));
  if (missing) throw invalid('file', `has no column ${missing.name} in its header, and every row needs one`);
  if (named.size === 0) throw invalid('file', 'names no column of the table in its header');
}

/**
 * The values of a row by the names of the columns (resources.md, "Data tables"). What is not a value of its column is left
 * as it is, for the check of all rows to refuse.
 */
export function readCells(header: CsvHeader, cells: readonly string[]): Record<string, CellValue | null> {
  return Object.fromEntries(
    header.flatMap((column, index): [string, CellValue | null][] =>
      column ? [[column.name, readCell(column, cells[index] ?? '')]] : [],
    ),
  );
}

/**
 * What is wrong with a row as a whole: more cells than the header has, which is how a comma looks that should have stood in
 * quotes, and would leave a part of a value in its column. Blank ones do not count: spreadsheets write them.
 */
export function findExcess(header: CsvHeader, cells: readonly string[]): AppError | undefined {
  const isExcess = cells.slice(header.length).some((cell) => cell.trim() !== '');
  return isExcess ? invalid('The row', `has ${cells.length} cells, and the header has ${header.length}`) : undefined;
}

function readCell({ dataType, constraint }: StoredColumn, cell: string): CellValue | null {
  if (cell === '') return dataType === 'string' && constraint !== 'optional' ? '' : null;
  if (dataType === 'number') return fromDecimal(cell.trim()) ?? cell;
  if (dataType === 'boolean') return booleans.get(cell.trim().toLowerCase()) ?? cell;
  return cell;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['t', true],
  ['1', true],
  ['false', false],
  ['f', false],
  ['0', false],
]);
