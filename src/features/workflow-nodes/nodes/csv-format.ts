import type { NodeConfig } from '../config.ts';
import type { FieldDeclaration } from '../declaration.ts';
import { ActionError } from '../errors.ts';

/** How a CSV text is written. */
export interface CsvFormat {
  readonly delimiter: string;
  /** Undefined: not set. */
  readonly recordDelimiter: string | undefined;
  readonly quote: string;
  readonly escape: string;
}

/** As long as a delimiter of a record can sensibly be. */
const maxDelimiterLength = 10;

/** The keys of both CSV nodes. */
export const csvFormatFields: readonly FieldDeclaration[] = [
  { key: 'delimiterTemplate', kind: 'template', label: 'Delimiter', default: ',' },
  { key: 'recordDelimiterTemplate', kind: 'template', label: 'Delimiter of records', default: '\n' },
  { key: 'quoteCharTemplate', kind: 'template', label: 'Quote', default: '"' },
  { key: 'escapeCharTemplate', kind: 'template', label: 'Escape', default: '"' },
];

/** Reads them; line ends and tabs may be written `\n`, `\r` and `\t`. */
export function readCsvFormat(config: NodeConfig): () => CsvFormat {
  const text = (key: string): string => config.text(key, { escape: false }).replace(/\\([nrt])/g, toControl);
  const [delimiter, recordDelimiter, quote, escaping] = [
    text('delimiterTemplate') || ',',
    text('recordDelimiterTemplate'),
    text('quoteCharTemplate') || '"',
    text('escapeCharTemplate') || '"',
  ];
  return () => {
    if (delimiter.length > maxDelimiterLength || recordDelimiter.length > maxDelimiterLength)
      throw new ActionError('ValidationError', `Delimiters must not be longer than ${maxDelimiterLength} characters`);
    if (quote.length !== 1 || escaping.length !== 1)
      throw new ActionError('ValidationError', 'The quote and the escape must be one character');
    return {
      delimiter,
      recordDelimiter: recordDelimiter === '' ? undefined : recordDelimiter,
      quote,
      escape: escaping,
    };
  };
}

function toControl(_: string, letter: string): string {
  return letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\t';
}
