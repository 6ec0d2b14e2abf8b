import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { type CastingContext, parse } from 'csv-parse';
import { archiveCsv } from '../csv.ts';
import {
  type ArchiveAttribute,
  type ArchiveFormat,
  type ArchiveRow,
  type ArchiveValue,
  FormatError,
} from './format.ts';

/** Rows handed on at once. */
const rowsPerPage = 1000;
/** Far above any row of ours (a device may have many attributes of 64 KiB): what is not CSV must not fill the memory. */
const maxRecordBytes = 256 * 1024 * 1024;
const fixedColumns = ['ID', 'Timestamp', 'ISO Date'];

/** The default: CSV, byte for byte as semantics.md, "Archives", shows it. */
export const csvFormat: ArchiveFormat = {
  extension: 'csv',
  contentType: 'text/csv; charset=utf-8',
  write: (device, attributes, rows) => archiveCsv({ deviceId: device.id, attributes, rows }),
  read: (path, device, attributes) => readCsv(createReadStream(path), device, attributes),
};

/** A cell as it stands there: CSV tells an empty string from a missing value only by its quotes. */
interface Cell {
  readonly text: string;
  readonly quoted: boolean;
}

/** The rows of an archived CSV. @throws FormatError naming the record that is wrong */
export async function* readCsv(
  source: Readable,
  device: { readonly id: string },
  attributes: readonly ArchiveAttribute[],
): AsyncGenerator<readonly ArchiveRow[]> {
  const columns = [...fixedColumns, ...attributes.map(({ name }) => name)];
  const parser = parse({
    cast: (text: string, { quoting }: CastingContext): Cell => ({ text, quoted: quoting }),
    record_delimiter: '\n',
    max_record_size: maxRecordBytes,
  } as object);
  // Failures of either come out of the parser, which is what is read.
  pipeline(source, parser, () => {});
  let page: ArchiveRow[] = [];
  let record = 0;
  try {
    for await (const cells of parser as AsyncIterable<Cell[]>) {
      record += 1;
      if (record === 1) {
        if (cells.map(({ text }) => text).join('\n') !== columns.join('\n')) {
          throw new FormatError('its header is not that of the columns in the manifest');
        }
        continue;
      }
      page.push(toRow(cells, record, device, attributes));
      if (page.length < rowsPerPage) continue;
      yield page;
      page = [];
    }
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(`it cannot be read after record ${record}: ${(error as Error).message}`, { cause: error });
  } finally {
    source.destroy();
  }
  if (record === 0) throw new FormatError('it is empty: not even a header');
  if (page.length > 0) yield page;
}

function toRow(
  cells: readonly Cell[],
  record: number,
  device: { readonly id: string },
  attributes: readonly ArchiveAttribute[],
): ArchiveRow {
  const [id, timestamp, isoDate, ...values] = cells;
  const time = Number(timestamp?.text || Number.NaN);
  if (id?.text !== device.id) throw new FormatError(`record ${record} is of another device`);
  if (!Number.isSafeInteger(time)) throw new FormatError(`record ${record} has no Timestamp`);
  if (isoDate?.text !== new Date(time).toISOString()) {
    throw new FormatError(`record ${record} has an ISO Date that is not its Timestamp`);
  }
  return {
    time,
    values: attributes.map((attribute, index) => {
      const cell = values[index];
      const value = cell === undefined ? null : toValue(cell, attribute.dataType);
      if (value === null) {
        throw new FormatError(`record ${record} has a value of ${attribute.name} that is no ${attribute.dataType}`);
      }
      return value;
    }),
  };
}

/** null: the cell holds nothing of that type. */
function toValue({ text, quoted }: Cell, dataType: string): ArchiveValue | null {
  if (!quoted && text === '') return undefined;
  if (dataType === 'number') {
    const number = Number(text);
    return !quoted && Number.isFinite(number) ? number : null;
  }
  if (dataType === 'boolean') return !quoted && (text === '1' || text === '0') ? text === '1' : null;
  return quoted ? text : null;
}
