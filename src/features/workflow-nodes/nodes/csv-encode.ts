import { isContainer, isObject, toScriptText } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { ActionError } from '../errors.ts';
import { softly } from '../outcomes.ts';
import { checkLength } from '../result-budget.ts';
import { type CsvFormat, csvFormatFields, readCsvFormat } from './csv-format.ts';

export const csvEncodeNode: NodeType = {
  type: 'CSVEncodeNode',
  label: 'CSV: Encode',
  summary: 'Writes an array of objects, or of arrays, as CSV text.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'source', kind: 'path', label: 'Source path', required: true },
    { key: 'destination', kind: 'path', label: 'Destination path', required: true, isResult: true },
    {
      key: 'headerTemplateType',
      kind: 'select',
      label: 'Header from',
      options: ['objectKeys', 'stringTemplates', 'payloadPath'],
      default: 'objectKeys',
    },
    {
      key: 'headerTemplate',
      kind: 'list',
      label: 'Header',
      help: 'The names of the columns: of objects the keys that are written, of arrays what stands above them.',
      entries: 'template',
      kindBy: { key: 'headerTemplateType', kinds: { payloadPath: 'path' } },
      when: { key: 'headerTemplateType', is: ['stringTemplates', 'payloadPath'] },
    },
    ...csvFormatFields,
  ],
  example: { source: 'working.rows', destination: 'working.csv' },
  async run(context) {
    const { config } = context;
    const source = config.read('source');
    const header = readHeader(config);
    const format = readCsvFormat(config);
    await softly(context, 'destination', () => {
      if (!isContainer(source)) throw new ActionError('ValidationError', 'The source is no array');
      return write(Array.isArray(source) ? source : [source], header, format());
    });
  },
};

/** The names that the config gives; undefined: those of the first row. */
function readHeader(config: NodeConfig): string[] | undefined {
  const type = config.choice('headerTemplateType', 'objectKeys' as string);
  if (type === 'stringTemplates') return config.texts('headerTemplate');
  const names = type === 'payloadPath' ? config.read('headerTemplate') : undefined;
  return Array.isArray(names) ? names.map((name) => toScriptText(name)) : undefined;
}

function write(rows: readonly unknown[], given: readonly string[] | undefined, format: CsvFormat): string {
  const first = rows[0];
  const isOfArrays = Array.isArray(first);
  const header = given ?? (isOfArrays || !isContainer(first) ? [] : Object.keys(first));
  const end = format.recordDelimiter ?? '\n';
  const isSpecial = (text: string) =>
    text.includes(format.delimiter) || text.includes(format.quote) || text.includes(end) || /[\r\n]|^\s|\s$/.test(text);
  const toCell = (value: unknown): string => {
    const text = toText(value);
    if (!isSpecial(text)) return text;
    const { quote, escape: escaping } = format;
    const inside = escaping === quote ? text : text.replaceAll(escaping, () => escaping + escaping);
    return quote + inside.replaceAll(quote, () => escaping + quote) + quote;
  };
  let csv = '';
  const add = (cells: readonly unknown[]): void => {
    csv += cells.map(toCell).join(format.delimiter) + end;
    checkLength(csv.length);
  };
  if (header.length > 0) add(header);
  for (const row of rows) add(readCells(row, header));
  return csv;
}

function readCells(row: unknown, header: readonly string[]): readonly unknown[] {
  if (Array.isArray(row)) return row;
  if (!isObject(row)) throw new ActionError('ValidationError', 'A row is neither an object nor an array');
  return header.map((name) => (Object.hasOwn(row, name) ? row[name] : undefined));
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
