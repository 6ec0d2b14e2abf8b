/** What csv-parse says of a text that is no CSV. */
interface CsvFault {
  readonly code: string;
}

const words: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: 'a row is too long, or a quote is never closed',
  CSV_QUOTE_NOT_CLOSED: 'a quote is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote is followed by something other than a comma or the end of the line',
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'a row has more or fewer cells than the first one',
  INVALID_OPENING_QUOTE: 'a quote stands within a cell that does not begin with one',
};

/** What is wrong with a text that csv-parse could not read, in words for people. */
export function describeCsvFault({ code }: CsvFault): string {
  return words[code] ?? 'it is not CSV as RFC 4180 has it';
}
