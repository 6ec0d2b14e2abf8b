import { csvFormat } from './csv-format.ts';
import { csvGzipFormat } from './csv-gzip-format.ts';
import type { ArchiveFormat } from './format.ts';
import { parquetFormat } from './parquet-format.ts';

export {
  type ArchiveAttribute,
  type ArchiveFormat,
  type ArchiveRow,
  type ArchiveValue,
  FormatError,
} from './format.ts';

/** What `archiveConfig.format`, and `format` of a manifest, may be; absent means csv. */
const formats: Readonly<Record<string, ArchiveFormat>> = {
  csv: csvFormat,
  'csv.gz': csvGzipFormat,
  parquet: parquetFormat,
};

/** The format of that name; undefined when there is none. */
export function findFormat(name: string | undefined): ArchiveFormat | undefined {
  const wanted = name ?? 'csv';
  return Object.hasOwn(formats, wanted) ? formats[wanted] : undefined;
}

/** The format of a stored configuration. @throws Error when this version has none of that name */
export function requireFormat(name: string | undefined): ArchiveFormat {
  const format = findFormat(name);
  if (!format) throw new Error(`this version of Signalbox has no archive format ${name}`);
  return format;
}
