import { CsvError, parse } from 'csv-parse/sync';
import { describeCsvFault } from '../../../kernel/csv-fault.ts';
import { cutText } from '../../../kernel/text.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { ActionError } from '../errors.ts';
import { softly } from '../outcomes.ts';
import { type CsvFormat, csvFormatFields, readCsvFormat } from './csv-format.ts';

/** Values in all: what they take beyond their text, in the thread of other runs, is so at most some 50 MB. */
const maxValues = 500_000;

export const csvDecodeNode: NodeType = {
  type: 'CSVDecodeNode',
  label: 'CSV: Decode',
  summary: 'Turns a CSV text into an array of objects, whose keys its first row names.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'source', kind: 'path', label: 'Source path', required: true },
    { key: 'destination', kind: 'path', label: 'Destination path', required: true, isResult: true },
    ...csvFormatFields,
    { key: 'stripBom', kind: 'boolean', label: 'Leave out a byte order mark', default: false },
  ],
  example: { source: 'data.csv', destination: 'working.rows' },
  async run(context) {
    const { config } = context;
    const source = config.read('source');
    const format = readCsvFormat(config);
    const bom = config.boolean('stripBom');
    await softly(context, 'destination', () => {
      if (typeof source !== 'string') throw new ActionError('ValidationError', 'The source is no text');
      const [header = [], ...rows] = parseRows(source, { ...format(), bom });
      refuseTwins(header, rows);
      return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])));
    });
  },
};

/**
 * Of two columns with one name an object could hold one. Columns without a name are what spreadsheets put behind the last: they are in
 * nobody's way where all but the last of them are empty.
 */
function refuseTwins(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const places = new Map(header.map((name, column) => [name, column]));
  const twin = header.findIndex(
    (name, column) => places.get(name) !== column && !(name === '' && isEmpty(rows, column)),
  );
  if (twin < 0) return;
  const name = JSON.stringify(cutText(header[twin] ?? '', 80));
  throw new ActionError('ValidationError', `The source has two columns called ${name}`);
}

function isEmpty(rows: readonly (readonly string[])[], column: number): boolean {
  return rows.every((row) => (row[column] ?? '') === '');
}

/** Rows as long as the first one; empty lines are left out. @throws ActionError ValidationError that says which line is wrong */
function parseRows(text: string, format: CsvFormat & { readonly bom: boolean }): string[][] {
  const { delimiter, recordDelimiter, quote, escape: escaping, bom } = format;
  let values = 0;
  try {
    return parse(text, {
      delimiter,
      // Lines end as they do in files of any kind of system, each as it likes.
      record_delimiter:
        recordDelimiter === undefined || recordDelimiter === '\n' ? ['\r\n', '\n', '\r'] : recordDelimiter,
      quote,
      escape: escaping,
      bom,
      skip_empty_lines: true,
      on_record: (row: string[]) => {
        values += row.length;
        if (values > maxValues)
          throw new ActionError('ValidationError', `The source has more than ${maxValues} values`);
        return row;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ActionError(
      'ValidationError',
      `The source is no CSV: in line ${error.lines}, ${describeCsvFault(error)}`,
    );
  }
}
