import { parse } from 'csv-parse/browser/esm/sync';
import { t } from '../../words/words.ts';
import { type ColumnDraft, emptyColumn } from './column-draft.ts';

/** As much of a file as is looked at for the types of its columns. */
const lookedAtBytes = 256 * 1024;
const mostColumns = 50;

/** What the first lines of a CSV file say of the table that it could become. */
export interface CsvColumns {
  /** In the order of the file. */
  readonly columns: readonly ColumnDraft[];
  /** Where the rows begin, in bytes. */
  readonly rowsAt: number;
}

/** Reads the beginning of a CSV file. @throws Error in words when it is no CSV, or has too many columns */
export async function readCsvColumns(file: Blob): Promise<CsvColumns> {
  const text = await file.slice(0, lookedAtBytes).text();
  const records = readRecords(text);
  const [first, ...rest] = records;
  if (!first) throw new Error(t('The first line must name the columns.'));
  // The last one may have been cut off.
  const rows = file.size > lookedAtBytes ? rest.slice(0, -1) : rest;
  const names = toNames(withoutBlankEnd(first.record));
  if (names.length === 0) throw new Error(t('The first line must name the columns.'));
  if (names.length > mostColumns) throw new Error(t('A table has at most {mostColumns} columns.', { mostColumns }));
  const columns = names.map((name, index) => {
    const cells = rows.map(({ record }) => record[index]?.trim() ?? '').filter((cell) => cell !== '');
    return { ...emptyColumn, name, dataType: typeOf(cells) };
  });
  return { columns, rowsAt: first.info.bytes + (await markBytes(file)) };
}

/** Bytes of the byte order mark, which is no part of a file's text. */
async function markBytes(file: Blob): Promise<number> {
  const [a, b, c] = new Uint8Array(await file.slice(0, 3).arrayBuffer());
  return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly bytes: number };
}

function readRecords(text: string): CsvRecord[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // A quote that the end of what is looked at has cut off is no fault.
      relax_quotes: true,
      skip_empty_lines: true,
      // Blanks outside quotes do not count for the server either.
      trim: true,
      skip_records_with_error: true,
    }) as unknown as CsvRecord[];
  } catch (error) {
    throw new Error(t('This is no CSV: {part}', { part: error instanceof Error ? error.message : String(error) }));
  }
}

function withoutBlankEnd(cells: readonly string[]): string[] {
  const last = cells.findLastIndex((cell) => cell.trim() !== '');
  return cells.slice(0, last + 1);
}

/** What every row has besides, by the server's own names. */
const builtIn: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt']);

/** Names that columns may have, none of them twice. */
function toNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, index) => {
    const plain = cell
      .trim()
      .replaceAll(/[^0-9a-zA-Z_-]+/g, '_')
      .slice(0, 200);
    const base = /[0-9a-zA-Z]/.test(plain) ? plain : `column_${index + 1}`;
    let name = builtIn.has(base) ? `${base}_2` : base;
    for (let number = 2; used.has(name); number += 1) name = `${base}_${number}`;
    used.add(name);
    return name;
  });
}

/** A number with zeros before it is the name of something: they would be lost. */
const number = /^[+-]?(0|[1-9]\d*)?(\.\d+)?([eE][+-]?\d+)?$/;

/** Whether a number keeps its value as one of JavaScript: the long ids of devices would become others. */
function isKept(cell: string): boolean {
  const value = Number(cell);
  return (
    Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value) || !/^[+-]?\d+$/.test(cell))
  );
}

function typeOf(cells: readonly string[]): string {
  if (cells.length === 0) return 'string';
  if (cells.every((cell) => /\d/.test(cell) && number.test(cell) && isKept(cell))) return 'number';
  if (cells.every((cell) => /^(true|false|t|f)$/i.test(cell))) return 'boolean';
  return 'string';
}

/**
 * The file with another first line, so that its cells find their columns, whatever these are called now.
 *
 * @param names by the order of the file; empty: left out
 */
export function withHeader(file: Blob, names: readonly string[], rowsAt: number): Blob {
  return new Blob([`${names.join(',')}\n`, file.slice(rowsAt)], { type: 'text/csv' });
}
